//! Referrals: from a need to an outcome.

mod acts;
pub(crate) mod dto;
mod handlers;
mod turns;
mod view;

pub(crate) use acts::*;
pub(crate) use handlers::*;
pub(crate) use turns::*;
