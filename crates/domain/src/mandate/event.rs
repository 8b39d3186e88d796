//! What happens to a mandate.

use crate::{
    clock::Timestamp,
    codes,
    mandate::{Mandate, MandateError, MandateState},
};

codes! {
    /// The events of a mandate.
    pub enum MandateEventKind {
        /// Its text was fixed and put to her.
        TextFixed = "text_fixed",
        /// Nobody agreed in time: the text is worth nothing any more, and neither is the mandate.
        TextLapsed = "text_lapsed",
        /// She agreed.
        Agreed = "agreed",
        /// Something was done in her name.
        Used = "used",
        /// It was put on pause.
        Suspended = "suspended",
        /// It goes on, in her presence.
        Resumed = "resumed",
        /// A theme was taken out of it.
        Narrowed = "narrowed",
        /// She stopped it.
        Revoked = "revoked",
        /// Its term passed.
        Expired = "expired",
        /// The procedure it was for has ended.
        Fulfilled = "fulfilled",
        /// The organisation gave it back.
        Renounced = "renounced",
        /// A newer one took its place.
        Superseded = "superseded",
        /// It should never have been.
        Invalidated = "invalidated",
    }
}

impl MandateEventKind {
    /// The states it can lead to; where from, the transitions say.
    #[must_use]
    pub const fn leads_to(self) -> &'static [MandateState] {
        use MandateState as To;
        match self {
            Self::TextFixed => &[To::AwaitingAgreement],
            Self::Agreed | Self::Used | Self::Resumed => &[To::Active],
            Self::Suspended => &[To::Suspended],
            Self::Narrowed => &[To::Active, To::Suspended],
            Self::Revoked => &[To::Revoked],
            Self::Expired => &[To::Expired],
            Self::Fulfilled => &[To::Fulfilled],
            Self::TextLapsed | Self::Renounced => &[To::Renounced],
            Self::Superseded => &[To::Superseded],
            Self::Invalidated => &[To::Invalidated],
        }
    }
}

/// One event in a mandate's history; the store adds the actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MandateEvent {
    /// What happened.
    pub kind: MandateEventKind,
    /// The state before.
    pub from: MandateState,
    /// The state after.
    pub to: MandateState,
    /// The code of way, cause, channel, theme or reason, where the event has one.
    pub reason: Option<&'static str>,
    /// When.
    pub at: Timestamp,
}

/// The mandate after an event and the event itself, or the rule that refused.
pub type MandateStep = Result<(Mandate, MandateEvent), MandateError>;
