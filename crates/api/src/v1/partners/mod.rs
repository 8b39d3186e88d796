//! Services to refer to.

pub(crate) mod dto;
mod handlers;

pub(crate) use handlers::*;
