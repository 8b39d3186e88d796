//! The agreement to share (« accord de partage »): recipient × purpose × items × until, in the person's words.
//!
//! One agreement names one recipient, so that each can be withdrawn alone; an exported record (ISO/IEC TS 27560)
//! writes it as a list of one. Terms never change once given: a change is a new agreement that replaces the old.
//! Nobody remembers a check: [`Agreement::covers`] is asked again at each read.
//!
//! Where to look: states and diagram in `state`, terms and text in `terms`, transitions in `transition`, the end
//! of validity in `term`, the stored row in `record`.

mod aggregate;
mod codes;
mod error;
mod record;
mod restore;
mod stage;
mod state;
mod term;
mod terms;
mod transition;

#[cfg(test)]
pub(crate) mod tests;

pub use aggregate::{Agreement, NewAgreement};
pub use codes::{
    AgreementEventKind, IndicatedBy, InvalidReason, Item, LegalBasis, Method, Purpose, WithdrawalChannel,
};
pub use error::AgreementError;
pub use record::AgreementRecord;
pub use stage::{AgreementStage, Given};
pub use state::AgreementState;
pub use term::{Term, TermRules};
pub use terms::{AgreementRecipient, AgreementText, Terms, TextHash};
pub use transition::{AgreementEvent, AgreementStep, Giving};
