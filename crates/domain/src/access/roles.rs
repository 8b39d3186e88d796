//! The role table (`product.md`, Roles): which acts a role has at all, whatever the object.

use super::Action;
use crate::actor::Role;

const RECEPTION: &[Action] = &[
    Action::ViewDay,
    Action::RecordContact,
    Action::SearchPersons,
    Action::CreatePerson,
    Action::ViewReceptionCard,
    Action::EditReceptionCard,
    Action::DraftReferral,
    Action::WithdrawAgreement, // withdrawing is possible at every desk
    Action::ViewInbox,
    Action::ViewReferral,
    Action::AcknowledgeReferral,
    Action::ResumeReferral,
    Action::ClaimReferral,
    Action::TellOutcome,
    Action::FindPartner,
    Action::ViewOrganisation,
    Action::PauseMandate, // so are pausing and stopping a mandate
    Action::RevokeMandate,
];

const CASEWORK: &[Action] = &[
    Action::ViewDay,
    Action::RecordContact,
    Action::SearchPersons,
    Action::CreatePerson,
    Action::ViewReceptionCard,
    Action::EditReceptionCard,
    Action::ViewPerson,
    Action::EditPerson,
    Action::DraftReferral,
    Action::SendReferral,
    Action::RecordAgreement,
    Action::WithdrawAgreement,
    Action::ViewInbox,
    Action::ViewReferral,
    Action::AcknowledgeReferral,
    Action::AcceptReferral,
    Action::RejectReferral,
    Action::StartReferral,
    Action::CompleteReferral,
    Action::CancelReferral,
    Action::HoldReferral,
    Action::ResumeReferral,
    Action::ReopenReferral,
    Action::MarkReferralError,
    Action::ClaimReferral,
    Action::TellOutcome,
    Action::FindPartner,
    Action::ViewOrganisation,
    Action::DraftMandate,
    Action::AgreeMandate,
    Action::UseMandate,
    Action::ViewMandate,
    Action::PauseMandate,
    Action::ResumeMandate,
    Action::RevokeMandate,
    Action::EndMandate,
];

const MANAGEMENT: &[Action] = &[
    Action::ViewDay,
    Action::RecordContact,
    Action::ViewReceptionCard,
    Action::ViewPerson,
    Action::WithdrawAgreement,
    Action::ViewInbox,
    Action::ViewReferral,
    Action::AcknowledgeReferral,
    Action::AcceptReferral,
    Action::RejectReferral,
    Action::CancelReferral,
    Action::ResumeReferral,
    Action::ReopenReferral,
    Action::MarkReferralError,
    Action::ClaimReferral,
    Action::AssignReferral,
    Action::TellOutcome,
    Action::FindPartner,
    Action::ViewOrganisation,
    Action::EditOrganisation,
    Action::ManageMembers,
    Action::ManageApiKeys,
    Action::ViewMandate,
    Action::PauseMandate,
    Action::RevokeMandate,
    Action::EndMandate,
];

const VOLUNTEERING: &[Action] = &[Action::ViewDay, Action::RecordContact, Action::FindPartner];

const ANIMATION: &[Action] = &[Action::FindPartner, Action::ViewOrganisation, Action::ManageNetwork];

const PROTECTION: &[Action] = &[Action::ViewOrganisation, Action::ViewJournal];

const SOFTWARE: &[Action] = &[
    Action::RecordContact,
    Action::SearchPersons,
    Action::CreatePerson,
    Action::ViewReceptionCard,
    Action::EditReceptionCard,
    Action::ViewPerson,
    Action::EditPerson,
    Action::DraftReferral,
    Action::SendReferral,
    Action::ViewInbox,
    Action::ViewReferral,
    Action::AcknowledgeReferral,
    Action::AcceptReferral,
    Action::RejectReferral,
    Action::StartReferral,
    Action::CompleteReferral,
    Action::CancelReferral,
    Action::HoldReferral,
    Action::ResumeReferral,
    Action::TellOutcome,
    Action::FindPartner,
    Action::ViewOrganisation,
];

/// Whether the role has the act at all. Necessary, never sufficient: the object decides the rest.
#[must_use]
pub fn role_allows(role: Role, action: Action) -> bool {
    let table = match role {
        Role::Receptionist => RECEPTION,
        Role::SocialWorker | Role::DigitalMediator => CASEWORK,
        Role::Manager => MANAGEMENT,
        Role::Volunteer => VOLUNTEERING,
        Role::NetworkAdmin => ANIMATION,
        Role::Dpo => PROTECTION,
        Role::Integration => SOFTWARE,
    };
    table.contains(&action)
}
