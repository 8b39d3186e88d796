//! Members of an organisation and the invitations that make them.

mod accept_invitation;
mod end;
mod invite;
mod list;

pub use relais_store::members::MemberRow;

pub use accept_invitation::{InvitationView, accept_invitation, show_invitation};
pub use end::{end_member, show_member};
pub use invite::{Invited, invite, invite_by_house, revoke_invitation};
pub use list::{Members, list_members};
