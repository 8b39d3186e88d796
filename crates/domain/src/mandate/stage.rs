//! What each state of a mandate knows.

use crate::{
    agreement::TextHash,
    clock::Timestamp,
    ids::MandateId,
    mandate::{
        Consent, InvalidMandateReason, MandateState, PauseCause, RenounceReason, RevocationChannel, Validity,
    },
};

/// The exact text put to her, with the dates it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedText {
    /// The dated version of the template, as `mandate-2026-11-23`.
    pub version: String,
    /// SHA-256 of the exact text.
    pub sha256: TextHash,
    /// From when until when.
    pub validity: Validity,
}

/// A power given: the text she agreed to, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Power {
    /// The text.
    pub text: FixedText,
    /// Her yes.
    pub consent: Consent,
}

/// A pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Why.
    pub cause: PauseCause,
    /// Since when.
    pub at: Timestamp,
    /// Until when it may be resumed: then its keys are destroyed.
    pub until: Timestamp,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its term passed.
    Expired,
    /// The procedure it was for has ended.
    Fulfilled,
    /// She stopped it.
    Revoked(RevocationChannel),
    /// The organisation gave it back.
    Renounced(RenounceReason),
    /// A newer one took its place.
    Superseded(MandateId),
    /// It should never have been.
    Invalidated(InvalidMandateReason),
}

/// What there was before the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// A draft.
    Draft,
    /// A text she was asked about.
    Asked(FixedText),
    /// A power.
    Power(Power),
}

/// An end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// How.
    pub how: Ending,
    /// What there was.
    pub before: Before,
    /// When.
    pub at: Timestamp,
}

/// The stage of a mandate; [`MandateState`] is read from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MandateStage {
    /// `draft`
    Draft,
    /// `awaiting_agreement`
    Awaiting(FixedText),
    /// `active`
    Active(Power),
    /// `suspended`
    Suspended(Power, Pause),
    /// A final state.
    Ended(Box<End>),
}

impl Ending {
    /// The final state.
    #[must_use]
    pub const fn state(&self) -> MandateState {
        match self {
            Self::Expired => MandateState::Expired,
            Self::Fulfilled => MandateState::Fulfilled,
            Self::Revoked(_) => MandateState::Revoked,
            Self::Renounced(_) => MandateState::Renounced,
            Self::Superseded(_) => MandateState::Superseded,
            Self::Invalidated(_) => MandateState::Invalidated,
        }
    }

    /// The code of the channel or reason, where the end has one.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Expired | Self::Fulfilled | Self::Superseded(_) => None,
            Self::Revoked(channel) => Some(channel.as_str()),
            Self::Renounced(reason) => Some(reason.as_str()),
            Self::Invalidated(reason) => Some(reason.as_str()),
        }
    }
}

impl MandateStage {
    /// The state of this stage.
    #[must_use]
    pub fn state(&self) -> MandateState {
        match self {
            Self::Draft => MandateState::Draft,
            Self::Awaiting(_) => MandateState::AwaitingAgreement,
            Self::Active(_) => MandateState::Active,
            Self::Suspended(..) => MandateState::Suspended,
            Self::Ended(end) => end.how.state(),
        }
    }

    /// The power that was given, in whatever state.
    #[must_use]
    pub fn power(&self) -> Option<&Power> {
        match self {
            Self::Active(power) | Self::Suspended(power, _) => Some(power),
            Self::Ended(end) => match &end.before {
                Before::Power(power) => Some(power),
                Before::Draft | Before::Asked(_) => None,
            },
            Self::Draft | Self::Awaiting(_) => None,
        }
    }

    /// The text put to her, in whatever state.
    #[must_use]
    pub fn text(&self) -> Option<&FixedText> {
        match self {
            Self::Awaiting(text) => Some(text),
            Self::Ended(end) => match &end.before {
                Before::Asked(text) => Some(text),
                Before::Power(power) => Some(&power.text),
                Before::Draft => None,
            },
            Self::Active(power) | Self::Suspended(power, _) => Some(&power.text),
            Self::Draft => None,
        }
    }

    /// The end, once it has come.
    #[must_use]
    pub fn end(&self) -> Option<&End> {
        if let Self::Ended(end) = self { Some(end) } else { None }
    }

    /// The pause, while it lasts.
    #[must_use]
    pub const fn pause(&self) -> Option<&Pause> {
        if let Self::Suspended(_, pause) = self { Some(pause) } else { None }
    }
}
