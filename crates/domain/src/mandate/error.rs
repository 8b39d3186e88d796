//! Which rule of a mandate refused, with a stable code.

use crate::mandate::{AgreementWay, MandateEventKind, MandateState};

/// A refused act on a mandate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MandateError {
    /// The act does not apply in this state.
    #[error("{event} does not apply to a mandate in state {state}")]
    NotInState {
        /// What was tried.
        event: MandateEventKind,
        /// The state it was tried in.
        state: MandateState,
    },
    /// Only the organisation it was given to does this.
    #[error("the mandate was given to another organisation")]
    NotYourOrganisation,
    /// Acts are by a named helper; neither software nor a job acts in her name.
    #[error("only a helper by name acts under a mandate")]
    NotAHelper,
    /// The helper has not accepted the charter of her role.
    #[error("the charter of helpers was not accepted")]
    CharterMissing,
    /// The helper signed in too long ago for this.
    #[error("a fresh sign-in is needed")]
    SignInAgain,
    /// The helper's sign-in is not sure enough for this.
    #[error("a surer sign-in is needed")]
    AssuranceTooLow,
    /// She is a minor.
    #[error("a minor gives no mandate")]
    Minor,
    /// Under her measure of protection she does not decide alone.
    #[error("a measure of protection forbids it")]
    Protected,
    /// She was not asked for a measure of protection.
    #[error("a measure of protection was not asked about")]
    ProtectionUnasked,
    /// She is not free to say no.
    #[error("she is not free")]
    NotFree,
    /// She did not say in her own words what it is for.
    #[error("she did not say what it is for")]
    NotUnderstood,
    /// The organisation does not do this theme.
    #[error("a theme is switched off in the organisation")]
    ThemeOff,
    /// Another living mandate to this organisation lets the same be done.
    #[error("another living mandate covers this")]
    AlreadyLiving,
    /// What would prove this way of agreeing is not there.
    #[error("the evidence of agreement by {0} is missing")]
    EvidenceMissing(AgreementWay),
    /// The text was put to her too long ago; she must be asked anew.
    #[error("the text has lapsed")]
    TextLapsed,
    /// Its term has not begun or has passed.
    #[error("outside the term")]
    OutsideTerm,
    /// This may not be done under it.
    #[error("outside the scope")]
    OutsideScope,
    /// « Pour » without a word why.
    #[error("acting in her place needs a reason")]
    WhyMissing,
    /// A pause may no longer be undone.
    #[error("the pause is over")]
    PauseOver,
    /// Its end, or the end of its pause, has not come.
    #[error("the end has not been reached")]
    DeadlineNotReached,
    /// The theme is not in it.
    #[error("the theme is not in the mandate")]
    ThemeNotIn,
    /// It is not until a procedure ends.
    #[error("it does not end with a procedure")]
    NoProcedureEnd,
    /// It does not renew this one: another person, organisation or scope.
    #[error("another mandate's successor")]
    NotItsSuccessor,
}

impl MandateError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotInState { .. } => "mandate.not_in_state",
            Self::NotYourOrganisation => "mandate.not_your_organisation",
            Self::NotAHelper => "mandate.not_a_helper",
            Self::CharterMissing => "mandate.charter_missing",
            Self::SignInAgain => "mandate.sign_in_again",
            Self::AssuranceTooLow => "mandate.assurance_too_low",
            Self::Minor => "mandate.minor",
            Self::Protected => "mandate.protected",
            Self::ProtectionUnasked => "mandate.protection_unasked",
            Self::NotFree => "mandate.not_free",
            Self::NotUnderstood => "mandate.not_understood",
            Self::ThemeOff => "mandate.theme_off",
            Self::AlreadyLiving => "mandate.already_living",
            Self::EvidenceMissing(_) => "mandate.evidence_missing",
            Self::TextLapsed => "mandate.text_lapsed",
            Self::OutsideTerm => "mandate.outside_term",
            Self::OutsideScope => "mandate.outside_scope",
            Self::WhyMissing => "mandate.why_missing",
            Self::PauseOver => "mandate.pause_over",
            Self::DeadlineNotReached => "mandate.deadline_not_reached",
            Self::ThemeNotIn => "mandate.theme_not_in",
            Self::NoProcedureEnd => "mandate.no_procedure_end",
            Self::NotItsSuccessor => "mandate.not_its_successor",
        }
    }
}
