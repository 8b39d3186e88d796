//! The one decision: is the object known to the actor, does the act fit it, has his role the act, is it his side's.

use super::{Action, Decision, Grant, MandateFacts, Object, ReferralFacts, Resource, role_allows};
use crate::{
    actor::{Actor, Role, Who},
    ids::{AgreementId, NetworkId, OrganisationId, RelationId},
    referral::visibility::{Moment, Side, Sight, sight},
};

/// Acts on an organisation that open no sealed content.
const ON_ORGANISATION: &[Action] = &[
    Action::ViewDay,
    Action::RecordContact,
    Action::ViewInbox,
    Action::ViewOrganisation,
    Action::EditOrganisation,
    Action::ManageMembers,
    Action::ManageApiKeys,
    Action::ViewJournal,
    Action::ViewMandate, // the list, without what is sealed
];
/// Acts on a relation that open name and reception card.
const ON_CARD: &[Action] = &[Action::ViewReceptionCard, Action::EditReceptionCard];
/// Acts on a relation that open the full sheet.
const ON_SHEET: &[Action] = &[
    Action::ViewPerson,
    Action::EditPerson,
    Action::DraftReferral,
    Action::RecordAgreement,
    Action::DraftMandate,
];
/// Acts of the sender on a referral that open what it wrote.
const WRITING: &[Action] = &[Action::DraftReferral, Action::SendReferral, Action::RecordAgreement];
/// Acts of the recipient that open no content.
const ANSWERING: &[Action] = &[
    Action::AcknowledgeReferral,
    Action::RejectReferral,
    Action::StartReferral,
    Action::CompleteReferral,
    Action::HoldReferral,
    Action::ClaimReferral,
    Action::AssignReferral,
];
/// Acts of the sender that open no content.
const SENDING: &[Action] = &[Action::CancelReferral, Action::MarkReferralError];
/// Acts of either side that open no content; the rules of the referral say when whose.
const SHARED: &[Action] =
    &[Action::WithdrawAgreement, Action::ResumeReferral, Action::ReopenReferral, Action::TellOutcome];
/// Acts on a mandate that open what is sealed under it.
const UNDER_MANDATE: &[Action] =
    &[Action::DraftMandate, Action::AgreeMandate, Action::UseMandate, Action::ViewMandate];
/// Acts on a mandate at any desk of the network, on her word.
const AT_ANY_DESK: &[Action] = &[Action::PauseMandate, Action::ResumeMandate, Action::RevokeMandate];

/// Decides. An act that means nothing on the kind of object is answered as not found. Jobs of Relais itself act on
/// aggregates directly and never read content: they are granted nothing here.
#[must_use]
pub fn decide(actor: &Actor, action: Action, resource: &Resource) -> Decision {
    if actor.who == Who::System {
        return Decision::Hidden;
    }
    match *resource {
        Resource::Network(network) => on_network(actor, action, network),
        Resource::Organisation { id, network } => on_organisation(actor, action, id, network),
        Resource::Relation { id, organisation, open, reason_given } => {
            if actor.organisation != organisation || !open {
                return Decision::Hidden;
            }
            on_relation(actor, action, id, reason_given)
        }
        Resource::Referral(facts) => on_referral(actor, action, &facts),
        Resource::Mandate(facts) => on_mandate(actor, action, &facts),
        Resource::Agreement { id, controller, recipient, given } => {
            let collects = actor.organisation == controller;
            let named = actor.organisation == recipient && given;
            if !collects && !named {
                return Decision::Hidden;
            }
            on_agreement(actor, action, id, collects)
        }
    }
}

fn on_network(actor: &Actor, action: Action, network: NetworkId) -> Decision {
    let fits = action == Action::FindPartner || action == Action::ManageNetwork;
    if actor.network != network || !fits {
        return Decision::Hidden;
    }
    by_role(actor, action, Object::Network(network), Sight::Existence)
}

fn on_organisation(actor: &Actor, action: Action, id: OrganisationId, network: NetworkId) -> Decision {
    let own = actor.organisation == id;
    let animates =
        actor.role == Role::NetworkAdmin && actor.network == network && action == Action::ViewOrganisation;
    if !own && !animates {
        return Decision::Hidden;
    }
    let object = Object::Organisation(id);
    if action == Action::SearchPersons {
        by_role(actor, action, object, Sight::Reduced)
    } else if action == Action::CreatePerson {
        by_role(actor, action, object, Sight::Own)
    } else if ON_ORGANISATION.contains(&action) {
        by_role(actor, action, object, Sight::Existence)
    } else {
        Decision::Hidden
    }
}

fn on_relation(actor: &Actor, action: Action, id: RelationId, reason_given: bool) -> Decision {
    let depth = if ON_CARD.contains(&action) {
        Sight::Reduced
    } else if ON_SHEET.contains(&action) {
        Sight::Own
    } else {
        return Decision::Hidden;
    };
    if !role_allows(actor.role, Action::ViewReceptionCard) {
        return Decision::Hidden; // who meets no person is not to learn that one is known here
    }
    if actor.role == Role::Manager && !reason_given {
        return Decision::Forbidden;
    }
    let reception = actor.role == Role::Receptionist;
    by_role(actor, action, Object::Relation(id), if reception { depth.min(Sight::Reduced) } else { depth })
}

fn on_agreement(actor: &Actor, action: Action, id: AgreementId, collects: bool) -> Decision {
    if action == Action::WithdrawAgreement || (action == Action::RecordAgreement && collects) {
        by_role(actor, action, Object::Agreement(id), Sight::Existence)
    } else if action == Action::RecordAgreement {
        Decision::Forbidden
    } else {
        Decision::Hidden
    }
}

/// The organisation it is given to sees it; every other desk of the network can pause and stop it, and learns no more.
fn on_mandate(actor: &Actor, action: Action, facts: &MandateFacts) -> Decision {
    let own = actor.organisation == facts.organisation;
    // A role that meets nobody at its desk is not to learn that there is one.
    let desk = actor.network == facts.network && facts.given && role_allows(actor.role, action);
    let object = Object::Mandate(facts.id);
    if own && UNDER_MANDATE.contains(&action) {
        let depth = if actor.role == Role::Manager { Sight::Existence } else { Sight::Own };
        by_role(actor, action, object, depth)
    } else if (own && action == Action::EndMandate) || ((own || desk) && AT_ANY_DESK.contains(&action)) {
        by_role(actor, action, object, Sight::Existence)
    } else {
        Decision::Hidden
    }
}

fn on_referral(actor: &Actor, action: Action, facts: &ReferralFacts) -> Decision {
    let sends = actor.organisation == facts.sender;
    let receives = facts.recipient == Some(actor.organisation);
    let ReferralFacts { state, accepted, agreement_valid, .. } = *facts;
    let moment = Moment { state, accepted, agreement_valid };
    let from = |side: Side, stands: bool| if stands { sight(side, moment) } else { Sight::Hidden };
    let seen = from(Side::Sender, sends).max(from(Side::Recipient, receives));
    let own_acts = [Action::ViewReferral, Action::AcceptReferral];
    let fits = [&own_acts[..], WRITING, ANSWERING, SENDING, SHARED].iter().any(|acts| acts.contains(&action));
    if seen == Sight::Hidden || !fits {
        return Decision::Hidden;
    }
    let object = Object::Referral(facts.id);
    if action == Action::ViewReferral || (WRITING.contains(&action) && sends) {
        by_role(actor, action, object, reading(actor, facts, seen))
    } else if action == Action::AcceptReferral && receives {
        // accepting copies the agreed items into the recipient's own relation: as deep as it will see once accepted
        by_role(actor, action, object, sight(Side::Recipient, Moment { accepted: true, ..moment }))
    } else if (ANSWERING.contains(&action) && receives)
        || (SENDING.contains(&action) && sends)
        || SHARED.contains(&action)
    {
        by_role(actor, action, object, Sight::Existence)
    } else {
        Decision::Forbidden
    }
}

/// How deep a role reads what its organisation may see: reception stops at the reduced sheet once it is sent,
/// a manager sees no content before a reason.
fn reading(actor: &Actor, facts: &ReferralFacts, seen: Sight) -> Sight {
    if actor.role == Role::Receptionist && !facts.state.is_unsent() {
        seen.min(Sight::Reduced)
    } else if actor.role == Role::Manager && !facts.reason_given {
        seen.min(Sight::Existence)
    } else {
        seen
    }
}

fn by_role(actor: &Actor, action: Action, object: Object, depth: Sight) -> Decision {
    if role_allows(actor.role, action) {
        Decision::Allow(Grant::new(action, actor.organisation, object, depth))
    } else {
        Decision::Forbidden
    }
}
