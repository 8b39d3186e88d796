//! The need (« besoin »): what is missing for a person. Its state is never stored: it is a fold over its referrals,
//! so that a second attempt never rewrites the first.

use crate::{
    codes,
    referral::{CancelReason, Holder, Outcome, Referral, ReferralRecord, ReferralState},
};

codes! {
    /// Where a need stands.
    pub enum NeedState {
        /// No referral yet, or drafts only: the organisation prepares.
        Open = "open",
        /// Asked of a recipient, or of the person; no answer yet.
        Asked = "asked",
        /// A recipient has taken it over.
        InHand = "in_hand",
        /// Every attempt ended without an answer to the need: back with the organisation, on top of its day.
        Returned = "returned",
        /// Met.
        Met = "met",
        /// Met in part.
        PartlyMet = "partly_met",
        /// Nobody goes on with it here: she no longer wants it, or the ground on which it was known has ended.
        Dropped = "dropped",
    }
}

impl NeedState {
    /// Whether somebody still has to do something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Open | Self::Asked | Self::InHand | Self::Returned => true,
            Self::Met | Self::PartlyMet | Self::Dropped => false,
        }
    }

    /// Whether somebody is asked, works on it, or has met it.
    #[must_use]
    pub const fn is_taken_care_of(self) -> bool {
        match self {
            Self::Asked | Self::InHand | Self::Met | Self::PartlyMet => true,
            Self::Open | Self::Returned | Self::Dropped => false,
        }
    }

    /// Folds the referrals of one need, in any order. While any is open, the farthest open one tells; once all have
    /// ended, the best end counts. What was created in error counts for nothing.
    #[must_use]
    pub fn fold<'a>(referrals: impl IntoIterator<Item = &'a Referral>) -> Self {
        referrals
            .into_iter()
            .filter_map(|referral| {
                let ReferralRecord { state, outcome, cancel_reason, .. } = referral.record();
                contribution(state, referral.holder(), outcome, cancel_reason)
            })
            .max_by_key(|state| state.weight())
            .unwrap_or(Self::Open)
    }

    /// Open ones before ended ones; then the farthest, then the best.
    const fn weight(self) -> u8 {
        match self {
            Self::Returned => 1,
            Self::Dropped => 2,
            Self::PartlyMet => 3,
            Self::Met => 4,
            Self::Open => 5,
            Self::Asked => 6,
            Self::InHand => 7,
        }
    }
}

/// Whether a referral that stands so has ended without an answer to its need, which is then back with the sender, on top
/// of his day, with the reason and other offers.
#[must_use]
pub const fn comes_back(
    state: ReferralState,
    outcome: Option<Outcome>,
    cancelled: Option<CancelReason>,
) -> bool {
    matches!(contribution(state, Holder::Nobody, outcome, cancelled), Some(NeedState::Returned))
}

/// What one referral says of its need; `holder` counts while it is open, the codes once it has ended.
const fn contribution(
    state: ReferralState,
    holder: Holder,
    outcome: Option<Outcome>,
    cancelled: Option<CancelReason>,
) -> Option<NeedState> {
    Some(match state {
        ReferralState::Draft => NeedState::Open,
        ReferralState::AwaitingConsent
        | ReferralState::Requested
        | ReferralState::Received
        | ReferralState::OnHold
        | ReferralState::Accepted
        | ReferralState::InProgress => match holder {
            Holder::Recipient => NeedState::InHand,
            Holder::Sender | Holder::Nobody => NeedState::Asked,
        },
        ReferralState::Completed => match outcome {
            Some(Outcome::Helped | Outcome::EligiblePending) => NeedState::Met,
            Some(Outcome::PartlyHelped) => NeedState::PartlyMet,
            Some(Outcome::NoLongerWanted) => NeedState::Dropped,
            Some(
                Outcome::NoHelpAvailable
                | Outcome::NotReachable
                | Outcome::NoShow
                | Outcome::ReferredElsewhere,
            ) => NeedState::Returned,
            None => return None,
        },
        ReferralState::Cancelled => match cancelled {
            Some(CancelReason::SolvedOtherwise) => NeedState::Met,
            Some(CancelReason::GroundEnded) => NeedState::Dropped,
            Some(_) | None => NeedState::Returned,
        },
        ReferralState::Rejected | ReferralState::ConsentWithdrawn | ReferralState::Expired => {
            NeedState::Returned
        }
        ReferralState::EnteredInError => return None,
    })
}

#[cfg(test)]
mod tests;
