//! A referral in every situation it can reach, and every event that can be tried on it.

mod rows;
mod rules;
mod sees;
mod table;
mod walks;

use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use crate::{
    actor::{Actor, Role, Who},
    agreement::tests::given_for,
    clock::Timestamp,
    ids::{
        AgentId, AgreementId, MembershipId, NeedId, NetworkId, OrganisationId, PersonId, ReferralId,
        ServiceId,
    },
    need::NeedState,
    random::Random,
    referral::{
        CancelReason, ClockRules, DeniedBy, ErrorReason, HoldReason, HoldRequest, NewReferral, Outcome,
        PersonAnswer, Recipient, RefNumber, Referral, ReferralError, RejectReason, Rejection, Sender,
        SendingFacts, Step, SubmitFacts,
    },
};

pub(crate) const SENDER: u128 = 1;
pub(crate) const RECIPIENT: u128 = 2;
pub(crate) const STRANGER: u128 = 3;
pub(crate) const PERSON: PersonId = PersonId::new(Uuid::from_u128(40));
pub(crate) const AGREEMENT: AgreementId = AgreementId::new(Uuid::from_u128(50));

/// The instant at which every test's referral is drafted.
pub(crate) const START: Timestamp = DateTime::UNIX_EPOCH;

#[derive(Debug)]
struct Zeros;
impl Random for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

pub(crate) fn days(days: i64) -> Timestamp {
    START + TimeDelta::days(days)
}

pub(crate) fn organisation(nth: u128) -> OrganisationId {
    OrganisationId::new(Uuid::from_u128(nth))
}

pub(crate) fn recipient() -> Recipient {
    Recipient {
        organisation: organisation(RECIPIENT),
        service: ServiceId::new(Uuid::from_u128(20)),
        organisation_name: "Mission locale".into(),
        service_name: "Accueil des jeunes".into(),
    }
}

/// Who tries an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum By {
    Sender,
    SenderColleague,
    SenderManager,
    Recipient,
    RecipientColleague,
    RecipientManager,
    System,
    Stranger,
}

impl By {
    pub(crate) const ALL: [Self; 8] = [
        Self::Sender,
        Self::SenderColleague,
        Self::SenderManager,
        Self::Recipient,
        Self::RecipientColleague,
        Self::RecipientManager,
        Self::System,
        Self::Stranger,
    ];

    pub(crate) fn actor(self) -> Actor {
        let (nth, home, role) = match self {
            Self::Sender => (31, SENDER, Role::SocialWorker),
            Self::SenderColleague => (32, SENDER, Role::SocialWorker),
            Self::SenderManager => (33, SENDER, Role::Manager),
            Self::Recipient => (34, RECIPIENT, Role::SocialWorker),
            Self::RecipientColleague => (35, RECIPIENT, Role::SocialWorker),
            Self::RecipientManager => (36, RECIPIENT, Role::Manager),
            Self::System => (37, SENDER, Role::Manager),
            Self::Stranger => (38, STRANGER, Role::Manager),
        };
        let (agent, membership) =
            (AgentId::new(Uuid::from_u128(nth)), MembershipId::new(Uuid::from_u128(nth)));
        let who = if self == Self::System { Who::System } else { Who::Agent { agent, membership } };
        Actor { who, organisation: organisation(home), network: NetworkId::new(Uuid::from_u128(9)), role }
    }
}

/// Every event of the table, as a test tries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event {
    Submit,
    SubmitAgreed,
    GiveConsent,
    RefuseConsent,
    LapseConsent,
    Acknowledge,
    Accept,
    Reject,
    Hold,
    Resume,
    HoldLimit,
    Start,
    Complete,
    Cancel,
    EndGround,
    ConfirmCancel,
    WithdrawConsent,
    Expire,
    Reopen,
    MarkError,
    Strike,
    Claim,
    Release,
    Assign,
    Redirect,
    PersonAnswers,
    SenderAnswers,
}

impl Event {
    pub(crate) const ALL: [Self; 27] = [
        Self::Submit,
        Self::SubmitAgreed,
        Self::GiveConsent,
        Self::RefuseConsent,
        Self::LapseConsent,
        Self::Acknowledge,
        Self::Accept,
        Self::Reject,
        Self::Hold,
        Self::Resume,
        Self::HoldLimit,
        Self::Start,
        Self::Complete,
        Self::Cancel,
        Self::EndGround,
        Self::ConfirmCancel,
        Self::WithdrawConsent,
        Self::Expire,
        Self::Reopen,
        Self::MarkError,
        Self::Strike,
        Self::Claim,
        Self::Release,
        Self::Assign,
        Self::Redirect,
        Self::PersonAnswers,
        Self::SenderAnswers,
    ];

    /// Tries the event with an agreement in force, and everything else in order.
    pub(crate) fn on(self, referral: Referral, by: By, now: Timestamp) -> Step {
        let (rules, agreement, actor) = (ClockRules::default(), given_for(&recipient(), START), by.actor());
        let facts = SubmitFacts {
            recipient_active: true,
            documents_attached: true,
            duplicate_open: false,
            agreement: None,
        };
        let agreed = SubmitFacts { agreement: Some(&agreement), ..facts };
        let sending = SendingFacts {
            recipient_active: true,
            duplicate_open: false,
            elsewhere: NeedState::Open,
            agreement: &agreement,
        };
        match self {
            Self::Submit => referral.submit(facts, &rules, &actor, now),
            Self::SubmitAgreed => referral.submit(agreed, &rules, &actor, now),
            Self::GiveConsent => referral.give_consent(sending, &rules, &actor, now),
            Self::RefuseConsent => referral.refuse_consent(&actor, now),
            Self::LapseConsent => referral.lapse_consent(&actor, now),
            Self::Acknowledge => referral.acknowledge(&actor, now),
            Self::Accept => referral.accept(&agreement, &rules, &actor, now),
            Self::Reject => referral.reject(rejection(RejectReason::WrongService), &actor, now),
            Self::Hold => referral.hold(waiting(now), &rules, &actor, now),
            Self::Resume => referral.resume(&rules, &actor, now),
            Self::HoldLimit => referral.hold_limit(&rules, &actor, now),
            Self::Start => referral.start(&actor, now),
            Self::Complete => referral.complete(Outcome::ReferredElsewhere, false, &actor, now),
            Self::Cancel => referral.cancel(CancelReason::SolvedOtherwise, &actor, now),
            Self::EndGround => referral.end_ground(&actor, now),
            Self::ConfirmCancel => referral.confirm_cancel(&actor, now),
            Self::WithdrawConsent => referral.withdraw_consent(&actor, now),
            Self::Expire => referral.expire(&actor, now),
            Self::Reopen => referral.reopen(sending, &rules, &actor, now),
            Self::MarkError => referral.mark_error(ErrorReason::WrongPerson, &actor, now),
            Self::Strike => referral.strike(&rules, &actor, now),
            Self::Claim => referral.claim_for(&actor, now),
            Self::Release => referral.release(&actor, now),
            Self::Assign => referral.assign(colleague(), &actor, now),
            Self::Redirect => referral.redirect(ReferralId::new(Uuid::from_u128(61)), &actor, now),
            Self::PersonAnswers => referral.answer_of_person(PersonAnswer::NotHelped, &actor, now),
            Self::SenderAnswers => referral.answer_of_sender(Outcome::Helped, &actor, now),
        }
    }
}

pub(crate) fn rejection(reason: RejectReason) -> Rejection {
    Rejection { reason, denied_by: DeniedBy::Service, waiting_list: false, suggested: None }
}

/// A colleague of the recipient's who acts nowhere else.
pub(crate) fn colleague() -> MembershipId {
    MembershipId::new(Uuid::from_u128(39))
}

pub(crate) fn waiting(now: Timestamp) -> HoldRequest {
    HoldRequest { reason: HoldReason::WaitingList, review_on: now.date_naive() }
}

/// A draft with its service and agreement chosen, at version 3.
pub(crate) fn draft() -> Referral {
    let sender = Sender {
        organisation: organisation(SENDER),
        membership: By::Sender.actor().membership(),
        organisation_name: "CCAS de Brest".into(),
    };
    let new = NewReferral {
        id: ReferralId::new(Uuid::from_u128(60)),
        number: RefNumber::draw(&Zeros),
        network: NetworkId::new(Uuid::from_u128(9)),
        need: NeedId::new(Uuid::from_u128(70)),
        person: PERSON,
        sender,
    };
    let draft =
        Referral::draft(new, START).choose_recipient(recipient(), &By::Sender.actor()).expect("a draft");
    draft.attach_agreement(AGREEMENT, &By::Sender.actor()).expect("a draft")
}

/// A referral after these events, one a day, each tried by the side it belongs to.
pub(crate) fn after(events: &[Event]) -> Referral {
    events
        .iter()
        .fold((draft(), START), |(referral, now), event| {
            let late = matches!(event, Event::LapseConsent | Event::Expire | Event::HoldLimit);
            let now = now + TimeDelta::days(if late { 61 } else { 1 });
            (
                event.on(referral, usual(*event), now).unwrap_or_else(|error| panic!("{event:?}: {error}")).0,
                now,
            )
        })
        .0
}

fn usual(event: Event) -> By {
    match event {
        Event::Submit
        | Event::SubmitAgreed
        | Event::GiveConsent
        | Event::RefuseConsent
        | Event::Cancel
        | Event::MarkError
        | Event::Redirect
        | Event::PersonAnswers
        | Event::SenderAnswers => By::Sender,
        Event::Acknowledge
        | Event::Accept
        | Event::Reject
        | Event::Hold
        | Event::Resume
        | Event::Start
        | Event::Complete
        | Event::ConfirmCancel
        | Event::Claim
        | Event::Release
        | Event::Reopen => By::Recipient,
        Event::Assign => By::RecipientManager,
        Event::LapseConsent
        | Event::HoldLimit
        | Event::WithdrawConsent
        | Event::EndGround
        | Event::Strike
        | Event::Expire => By::System,
    }
}

/// Every situation the table tells apart, by a name: the thirteen states, `on_hold` by where it came from, and
/// `cancelled` by whether work must be confirmed stopped.
pub(crate) fn situations() -> Vec<(&'static str, Referral)> {
    use Event::{
        Accept, Acknowledge, Cancel, Complete, ConfirmCancel, Expire, GiveConsent, Hold, HoldLimit,
        LapseConsent, MarkError, RefuseConsent, Reject, Start, Submit, SubmitAgreed, WithdrawConsent,
    };
    let sent = [Submit, GiveConsent];
    let on = |more: &[Event]| after(&[&sent, more].concat());
    vec![
        ("draft", draft()),
        ("awaiting_consent", after(&[Submit])),
        ("requested", on(&[])),
        ("requested", after(&[SubmitAgreed])),
        ("received", on(&[Acknowledge])),
        ("accepted", on(&[Accept])),
        ("in_progress", on(&[Acknowledge, Accept, Start])),
        ("on_hold(requested)", on(&[Hold])),
        ("on_hold(received)", on(&[Acknowledge, Hold])),
        ("on_hold(accepted)", on(&[Accept, Hold])),
        ("on_hold(in_progress)", on(&[Accept, Start, Hold])),
        ("completed", on(&[Accept, Complete])),
        ("completed", on(&[Accept, Start, Complete])),
        ("rejected", on(&[Reject])),
        ("rejected", on(&[Acknowledge, Hold, Reject])),
        ("cancelled", after(&[Cancel])),
        ("cancelled", after(&[Submit, RefuseConsent])),
        ("cancelled", after(&[Submit, LapseConsent])),
        ("cancelled", on(&[Acknowledge, Cancel])),
        ("cancelled(work)", on(&[Accept, Hold, Cancel])),
        ("cancelled(confirmed)", on(&[Accept, Start, Cancel, ConfirmCancel])),
        ("consent_withdrawn", after(&[Submit, WithdrawConsent])),
        ("consent_withdrawn", on(&[Acknowledge, WithdrawConsent])),
        ("consent_withdrawn", on(&[Accept, Hold, WithdrawConsent])),
        ("expired", on(&[Expire])),
        ("expired", on(&[Acknowledge, Hold, HoldLimit])),
        ("entered_in_error", after(&[MarkError])),
        ("entered_in_error", on(&[Acknowledge, MarkError])),
        ("entered_in_error", on(&[Accept, Start, Complete, MarkError])),
    ]
}

pub(crate) fn refused(step: Step) -> ReferralError {
    step.expect_err("refused")
}
