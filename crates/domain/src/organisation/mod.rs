//! Networks, their member organisations, what these offer and where, and who works there.
//!
//! Where to look: closed lists (themes, kinds, capacity) in `codes`;
//! who is away in `absence`; who belongs in `membership` and how one comes to belong in `invitation`.

mod absence;
mod codes;
mod invitation;
mod membership;
mod slug;

pub use absence::{Absence, AbsenceError};
pub use codes::{Capacity, OrganisationKind, OrganisationStatus, Theme};
pub use invitation::{
    Invitation, InvitationError, InvitationRecord, InvitationStage, InvitationState, NewInvitation, TokenHash,
};
pub use membership::{Membership, MembershipError, MembershipRecord};
pub use slug::Slug;
