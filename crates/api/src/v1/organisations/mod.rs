//! Organisations of the network.

pub(crate) mod dto;
mod handlers;

pub(crate) use handlers::*;
