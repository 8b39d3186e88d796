//! In whose hands a received referral is. It belongs to the recipient's organisation whoever has it: a claim says who
//! looks after it, not who may read it.

use crate::{clock::Timestamp, ids::MembershipId};

/// A colleague has it in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose membership.
    pub by: MembershipId,
    /// Since when.
    pub at: Timestamp,
}
