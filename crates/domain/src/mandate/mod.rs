//! The mandate (« mandat »): her written word to one organisation that its helpers may do named procedures in her name,
//! until a date. It replaces the notebook of passwords: the organisation holds a power, never a credential.
//!
//! Where to look: states and diagram in `state`, what each state knows in `stage`, what may be done in `scope`, how long
//! in `term`, who may give one in `capacity`, how she said yes in `consent`, the table of transitions in `transition`,
//! whether an act may be done now in `acting`, when its end is announced in `warnings`, the stored row in `record`.

mod acting;
mod aggregate;
mod capacity;
mod codes;
mod consent;
mod error;
mod event;
mod record;
mod restore;
mod scope;
mod stage;
mod state;
mod term;
mod transition;
mod warnings;

#[cfg(test)]
pub(crate) mod tests;

pub use crate::number::MandateNumber;
pub use acting::{Ask, Helper, HelperRules};
pub use aggregate::{Mandate, NewMandate};
pub use capacity::Capacity;
pub use codes::{
    ActMode, ActResult, AgreementWay, IdentityCheck, InvalidMandateReason, PauseCause, Presence, ReadingMode,
    RenounceReason, RevocationChannel,
};
pub use consent::{Consent, ConsentEvidence};
pub use error::MandateError;
pub use event::{MandateEvent, MandateEventKind, MandateStep};
pub use record::MandateRecord;
pub use scope::{ProcedureCode, Scope, ScopeCodeError, ScopeItem, TargetCode};
pub use stage::{Before, End, Ending, FixedText, MandateStage, Pause, Power};
pub use state::MandateState;
pub use term::{MandateTerm, Validity};
pub use transition::{AgreeFacts, PAUSE, TEXT_LIFE, TextFacts};
pub use warnings::MandateClock;
