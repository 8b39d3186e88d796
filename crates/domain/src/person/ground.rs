//! On what ground an organisation knows a person.

use crate::{codes, ids::ReferralId};

codes! {
    /// On what ground an organisation knows a person.
    pub enum GroundKind {
        /// She came to its desk.
        OwnReception = "own_reception",
        /// It accepted a referral sent for her.
        AcceptedReferral = "accepted_referral",
        /// She gave it a mandate; reserved.
        Mandate = "mandate",
        /// She put it in her care team; reserved.
        CareTeam = "care_team",
    }
}

/// The ground with what it hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// She came to its desk.
    OwnReception,
    /// It accepted this referral; the ground ends with the referral's agreement.
    AcceptedReferral(ReferralId),
    /// She gave it a mandate.
    Mandate,
    /// She put it in her care team.
    CareTeam,
}

impl Ground {
    /// The code.
    #[must_use]
    pub const fn kind(self) -> GroundKind {
        match self {
            Self::OwnReception => GroundKind::OwnReception,
            Self::AcceptedReferral(_) => GroundKind::AcceptedReferral,
            Self::Mandate => GroundKind::Mandate,
            Self::CareTeam => GroundKind::CareTeam,
        }
    }

    /// The referral it hangs on.
    #[must_use]
    pub const fn referral(self) -> Option<ReferralId> {
        match self {
            Self::AcceptedReferral(referral) => Some(referral),
            Self::OwnReception | Self::Mandate | Self::CareTeam => None,
        }
    }
}
