//! What each state of an agreement knows.

use crate::{
    agreement::{AgreementState, InvalidReason, Method, Term, WithdrawalChannel},
    clock::Timestamp,
};

/// A yes: how, when, for how long. The name of a witness is personal data and lives in the sealed part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// How it was said.
    pub method: Method,
    /// Whether a witness was there; always for a spoken agreement.
    pub witnessed: bool,
    /// When it was first given.
    pub at: Timestamp,
    /// Its validity.
    pub term: Term,
    /// When it was last given again.
    pub renewed_at: Option<Timestamp>,
}

/// The stage of an agreement; [`AgreementState`] is read from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementStage {
    /// `requested`
    Requested,
    /// `given`, or `renewed` once given again.
    Given(Given),
    /// `refused`
    Refused {
        /// When.
        at: Timestamp,
    },
    /// `withdrawn`
    Withdrawn {
        /// What was given.
        given: Given,
        /// By what way.
        via: WithdrawalChannel,
        /// When.
        at: Timestamp,
    },
    /// `revoked`
    Revoked {
        /// What was given.
        given: Given,
        /// When.
        at: Timestamp,
    },
    /// `expired`
    Expired {
        /// What was given; none when nobody answered.
        given: Option<Given>,
        /// When.
        at: Timestamp,
    },
    /// `invalidated`
    Invalidated {
        /// What was given.
        given: Given,
        /// Why.
        reason: InvalidReason,
        /// When.
        at: Timestamp,
    },
}

impl AgreementStage {
    /// The state of this stage.
    #[must_use]
    pub const fn state(&self) -> AgreementState {
        match self {
            Self::Requested => AgreementState::Requested,
            Self::Given(Given { renewed_at: None, .. }) => AgreementState::Given,
            Self::Given(Given { renewed_at: Some(_), .. }) => AgreementState::Renewed,
            Self::Refused { .. } => AgreementState::Refused,
            Self::Withdrawn { .. } => AgreementState::Withdrawn,
            Self::Revoked { .. } => AgreementState::Revoked,
            Self::Expired { .. } => AgreementState::Expired,
            Self::Invalidated { .. } => AgreementState::Invalidated,
        }
    }

    /// What was given, in whatever state.
    #[must_use]
    pub const fn given(&self) -> Option<&Given> {
        match self {
            Self::Requested | Self::Refused { .. } => None,
            Self::Given(given)
            | Self::Withdrawn { given, .. }
            | Self::Revoked { given, .. }
            | Self::Invalidated { given, .. } => Some(given),
            Self::Expired { given, .. } => given.as_ref(),
        }
    }

    /// When it ended.
    #[must_use]
    pub const fn ended_at(&self) -> Option<Timestamp> {
        match self {
            Self::Requested | Self::Given(_) => None,
            Self::Refused { at }
            | Self::Withdrawn { at, .. }
            | Self::Revoked { at, .. }
            | Self::Expired { at, .. }
            | Self::Invalidated { at, .. } => Some(*at),
        }
    }
}
