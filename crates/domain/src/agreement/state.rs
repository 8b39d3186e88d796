//! The eight states of an agreement.
//!
//! ```text
//!  requested ──► given ──► renewed ─┐
//!     │            │  ▲───────┘     │ (renewed goes wherever given goes)
//!     ├─► refused  ├──► withdrawn   by the person
//!     │            ├──► revoked     by somebody else
//!     │            ├──► invalidated found wrong
//!     └─► expired ◄┘
//!            └──► renewed           once given before
//! ```

use crate::codes;

codes! {
    /// Where an agreement stands (W3C DPV consent statuses).
    pub enum AgreementState {
        /// Written and put to the person.
        Requested = "requested",
        /// Given.
        Given = "given",
        /// Given again, same terms, new end.
        Renewed = "renewed",
        /// Not given; an ordinary outcome.
        Refused = "refused",
        /// Taken back by the person.
        Withdrawn = "withdrawn",
        /// Ended by somebody else than the person.
        Revoked = "revoked",
        /// Its end has come, or nobody answered.
        Expired = "expired",
        /// Found invalid: wrong person, wrong text.
        Invalidated = "invalidated",
    }
}

impl AgreementState {
    /// Whether an agreement in this state gives access while its dates allow.
    #[must_use]
    pub const fn gives_access(self) -> bool {
        matches!(self, Self::Given | Self::Renewed)
    }

    /// Whether nothing follows; an expired agreement that was once given may still be renewed.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn | Self::Revoked | Self::Invalidated)
    }
}
