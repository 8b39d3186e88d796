//! Which rule of an agreement refused, with a stable code.

use crate::agreement::{AgreementEventKind, AgreementState, Method};

/// A refused act on an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AgreementError {
    /// The act does not apply in this state.
    #[error("{event} does not apply to an agreement in state {state}")]
    NotInState {
        /// What was tried.
        event: AgreementEventKind,
        /// The state it was tried in.
        state: AgreementState,
    },
    /// Only the organisation that collects it writes it.
    #[error("the agreement belongs to another organisation")]
    NotYourSide,
    /// The method is reserved and not open yet.
    #[error("the method {0} is not open")]
    MethodNotOpen(Method),
    /// A spoken agreement needs a witness.
    #[error("a spoken agreement needs a witness")]
    WitnessMissing,
    /// A measure of protection wants a second voice; hers alone was recorded.
    #[error("a measure of protection wants a second voice")]
    SecondVoiceMissing,
    /// Somebody else spoke, and no measure of protection says so.
    #[error("no measure of protection lets somebody else speak")]
    VoiceUnfounded,
    /// An agreement without a purpose agrees to nothing.
    #[error("no purpose")]
    PurposeMissing,
    /// Its end has not come.
    #[error("the end has not been reached")]
    DeadlineNotReached,
    /// It was never given: nothing to renew.
    #[error("the agreement was never given")]
    NeverGiven,
    /// A newer agreement already took its place.
    #[error("the agreement has been replaced")]
    AlreadyReplaced,
}

impl AgreementError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotInState { .. } => "agreement.not_in_state",
            Self::NotYourSide => "agreement.not_your_side",
            Self::MethodNotOpen(_) => "agreement.method_not_open",
            Self::WitnessMissing => "agreement.witness_missing",
            Self::SecondVoiceMissing => "agreement.second_voice_missing",
            Self::VoiceUnfounded => "agreement.voice_unfounded",
            Self::PurposeMissing => "agreement.purpose_missing",
            Self::DeadlineNotReached => "agreement.deadline_not_reached",
            Self::NeverGiven => "agreement.never_given",
            Self::AlreadyReplaced => "agreement.already_replaced",
        }
    }
}
