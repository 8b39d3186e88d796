//! The referral (« orientation »): one person, one need, one recipient service, and exactly one holder while open.
//!
//! Where to look: the states and their diagram in `state`, what each state knows in `stage`, the one transition
//! table in `transition`, who holds it in `holder`, what the recipient sees in `visibility`, the dates promised
//! to the three parties in `clocks`, what strikes when nobody acts in `strike`, who has it in hand in `claim`, what
//! sender and person say of its outcome in `voices`, the shape of a stored row in `record`.

mod aggregate;
mod claim;
pub mod clocks;
mod codes;
mod error;
mod event;
mod holder;
mod reach;
mod record;
mod restore;
mod stage;
mod state;
mod strike;
mod trail;
mod transition;
pub mod visibility;
mod voices;

#[cfg(test)]
pub(crate) mod tests;

pub use crate::number::{NumberError as RefNumberError, RefNumber};
pub use aggregate::{NewReferral, Recipient, Referral, Sender, is_duplicate};
pub use claim::Claim;
pub use clocks::{Awaited, Clock, ClockRules, Clocks, ContactClocks, Due};
pub use codes::{CancelReason, DeniedBy, ErrorReason, HoldReason, Outcome, RejectReason};
pub use error::ReferralError;
pub use event::{ReferralEvent, ReferralEventKind};
pub use holder::Holder;
pub use reach::{Called, Reach};
pub use record::ReferralRecord;
pub use stage::{Asked, Draft, Hold, Phase, Rejection, Sent, Stage, Taken};
pub use state::ReferralState;
pub use transition::{HoldRequest, SendingFacts, Step, SubmitFacts};
pub use voices::{PersonAnswer, Voices};
