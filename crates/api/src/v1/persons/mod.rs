//! Persons, as the caller's own organisation knows them.

pub(crate) mod dto;
mod handlers;

pub(crate) use handlers::*;
