//! Desk contacts.

pub(crate) mod dto;
mod handlers;

pub(crate) use handlers::*;
