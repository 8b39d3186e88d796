//! Organisations of the network.

pub(crate) mod dto;
mod handlers;
mod services;

pub(crate) use handlers::*;
pub(crate) use services::*;
