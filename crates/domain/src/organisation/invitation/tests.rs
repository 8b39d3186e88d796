//! It works once, for 14 days, and its rows come back.

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::{
    actor::Who,
    ids::NetworkId,
    organisation::{InvitationRecord, InvitationState},
    record::Inconsistent,
};

fn uuid(nth: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(nth)
}

fn invite(role: Role) -> Result<Invitation, InvitationError> {
    let who = Who::Agent { agent: AgentId::new(uuid(1)), membership: MembershipId::new(uuid(2)) };
    let (organisation, network) = (OrganisationId::new(uuid(3)), NetworkId::new(uuid(4)));
    let by = Actor { who, organisation, network, role: Role::Manager };
    let email = Email::parse("lea@ccas.example").expect("a mailbox");
    let new = NewInvitation { id: InvitationId::new(uuid(5)), role, email, token: TokenHash([7; 32]) };
    Invitation::invite(new, &by, DateTime::UNIX_EPOCH)
}

#[test]
fn it_works_once() {
    let (agent, membership) = (AgentId::new(uuid(6)), MembershipId::new(uuid(7)));
    let pending = invite(Role::SocialWorker).expect("a role");
    let (used, member) = pending.accept(agent, membership, DateTime::UNIX_EPOCH).expect("in time");
    assert_eq!((member.agent(), member.role()), (agent, Role::SocialWorker));
    assert_eq!(Invitation::restore(&used.record()), Ok(used.clone()));
    assert_eq!(
        used.clone().accept(agent, membership, DateTime::UNIX_EPOCH),
        Err(InvitationError::NotPending)
    );
    assert_eq!(used.revoke(DateTime::UNIX_EPOCH), Err(InvitationError::NotPending));
}

#[test]
fn it_runs_out_after_fourteen_days() {
    let pending = invite(Role::Manager).expect("a role");
    let end = DateTime::UNIX_EPOCH + TimeDelta::days(14);
    assert_eq!(pending.usable(end - TimeDelta::microseconds(1)), Ok(()));
    assert_eq!(pending.usable(end), Err(InvitationError::RunOut));
}

#[test]
fn a_revoked_one_opens_nothing_and_software_is_not_invited() {
    let revoked = invite(Role::Manager).and_then(|one| one.revoke(DateTime::UNIX_EPOCH)).expect("pending");
    assert_eq!(revoked.usable(DateTime::UNIX_EPOCH), Err(InvitationError::NotPending));
    assert_eq!(invite(Role::Integration), Err(MembershipError::RoleNotForAgents.into()));
}

#[test]
fn a_manager_gives_the_roles_of_an_organisation_and_never_the_networks() {
    for role in Role::ALL {
        let refused = match role {
            Role::Integration => Some(MembershipError::RoleNotForAgents.into()),
            Role::NetworkAdmin => Some(InvitationError::RoleAbove),
            Role::Receptionist
            | Role::SocialWorker
            | Role::DigitalMediator
            | Role::Manager
            | Role::Volunteer
            | Role::Dpo => None,
        };
        assert_eq!(invite(*role).err(), refused, "{role}");
    }
}

#[test]
fn mangled_rows_are_refused() {
    let row = invite(Role::Manager).expect("a role").record();
    let agent = Some(AgentId::new(uuid(6)));
    let cases = [
        (InvitationRecord { agent, ..row.clone() }, "agent"),
        (InvitationRecord { ended_at: Some(row.created_at), ..row.clone() }, "ended_at"),
        (
            InvitationRecord {
                state: InvitationState::Accepted,
                ended_at: Some(row.created_at),
                ..row.clone()
            },
            "agent",
        ),
        (InvitationRecord { state: InvitationState::Revoked, ..row.clone() }, "ended_at"),
        (InvitationRecord { version: 0, ..row.clone() }, "version"),
        (InvitationRecord { role: Role::Integration, ..row }, "role"),
    ];
    for (mangled, column) in cases {
        assert_eq!(Invitation::restore(&mangled), Err(Inconsistent { column }));
    }
}
