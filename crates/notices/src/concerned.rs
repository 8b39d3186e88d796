//! Whom of an organisation a referral concerns: the one place that answers this.

use relais_domain::{
    access::{Action, role_allows},
    actor::Role,
    ids::MembershipId,
    referral::visibility::Side,
};
use relais_store::members::MemberRow;

/// What makes a referral one member's matter rather than another's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Concern {
    /// On which side the organisation stands.
    pub side: Side,
    /// Whose it is: who wrote it, on the sender's side; who has it in hand, on the recipient's.
    pub whose: Option<MembershipId>,
}

/// The members a referral concerns. It belongs to the organisation: whoever has left is replaced by her colleagues, and
/// there is somebody as long as anybody there may act on it.
///
/// On the sender's side its author; without her the managers; without those whoever may send. On the recipient's side
/// who has it in hand; without her whoever may answer. Nobody is nagged for a colleague.
pub(crate) fn members_concerned(members: &[MemberRow], concern: Concern) -> Vec<&MemberRow> {
    match concern.side {
        Side::Recipient => {
            let hands = allowed(members, Action::ClaimReferral);
            let hers: Vec<_> =
                hands.into_iter().filter(|member| Some(member.id()) == concern.whose).collect();
            first_of([hers, allowed(members, Action::AcceptReferral)])
        }
        Side::Sender => {
            let readers = allowed(members, Action::ViewReferral);
            let author: Vec<_> =
                readers.iter().copied().filter(|member| Some(member.id()) == concern.whose).collect();
            first_of([author, managers(members), allowed(members, Action::SendReferral)])
        }
    }
}

/// The managers of an organisation; without one, whoever may answer for it.
pub(crate) fn managers_or_colleagues(members: &[MemberRow]) -> Vec<&MemberRow> {
    first_of([managers(members), allowed(members, Action::AcceptReferral)])
}

fn managers(members: &[MemberRow]) -> Vec<&MemberRow> {
    members.iter().filter(|member| role(member) == Some(Role::Manager)).collect()
}

fn allowed(members: &[MemberRow], action: Action) -> Vec<&MemberRow> {
    members.iter().filter(|member| role(member).is_some_and(|role| role_allows(role, action))).collect()
}

fn role(member: &MemberRow) -> Option<Role> {
    member.role.parse().ok()
}

fn first_of<const N: usize>(choices: [Vec<&MemberRow>; N]) -> Vec<&MemberRow> {
    choices.into_iter().find(|choice| !choice.is_empty()).unwrap_or_default()
}
