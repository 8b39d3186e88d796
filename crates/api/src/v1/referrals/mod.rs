//! Referrals: from a need to an outcome.

mod acts;
pub(crate) mod dto;
mod handlers;
mod view;

pub(crate) use acts::*;
pub(crate) use handlers::*;
