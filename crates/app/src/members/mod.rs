//! Members of an organisation and the invitations that make them.

mod absence;
mod accept_invitation;
mod end;
mod invite;
mod list;

pub use relais_store::members::{AbsenceRow, Load, MemberRow};

pub use absence::{
    AbsenceInput, MemberAbsences, TeamLoad, note_absence, show_absences, show_team_load, take_back_absence,
};
pub use accept_invitation::{InvitationView, accept_invitation, show_invitation};
pub use end::{end_member, show_member};
pub use invite::{Invited, invite, invite_by_house, revoke_invitation};
pub use list::{Members, list_members};
