//! The guards of the table, each seen to refuse.

use chrono::TimeDelta;

use super::{
    AGREEMENT, By, Event, PERSON, START, after, colleague, days, draft, organisation, recipient, refused,
    rejection, waiting,
};
use crate::{
    actor::{Actor, Role, Who},
    agreement::{
        Agreement,
        tests::{given_for, given_instead, given_to, requested_for},
    },
    calendar::Calendar,
    clock::Timestamp,
    ids::{ApiKeyId, PersonId, ReferralId, ServiceId},
    need::NeedState,
    referral::{
        Awaited, CancelReason, Clock, ClockRules, Due, HoldRequest, Outcome, Recipient, Referral,
        ReferralError, ReferralEventKind, ReferralState, RejectReason, Rejection, SendingFacts, SubmitFacts,
        is_duplicate,
    },
};

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an instant")
}

fn submit(facts: SubmitFacts<'_>) -> super::Step {
    draft().submit(facts, &ClockRules::default(), &By::Sender.actor(), days(0))
}

const FINE: SubmitFacts<'static> =
    SubmitFacts { recipient_active: true, documents_attached: true, duplicate_open: false, agreement: None };

#[test]
fn a_submission_needs_an_active_service_its_documents_and_no_twin() {
    assert!(submit(FINE).is_ok());
    let cases = [
        (SubmitFacts { recipient_active: false, ..FINE }, ReferralError::RecipientInactive),
        (SubmitFacts { documents_attached: false, ..FINE }, ReferralError::DocumentsMissing),
        (SubmitFacts { duplicate_open: true, ..FINE }, ReferralError::Duplicate),
    ];
    for (facts, error) in cases {
        assert_eq!(refused(submit(facts)), error);
    }
}

#[test]
fn nothing_leaves_without_an_agreement_in_force() {
    let asked = requested_for(&recipient());
    let (waits, _) = submit(SubmitFacts { agreement: Some(&asked), ..FINE }).expect("written");
    assert_eq!((waits.state(), waits.sent_at()), (ReferralState::AwaitingConsent, None));
    let step = waits.give_consent(sending(&asked), &ClockRules::default(), &By::Sender.actor(), days(1));
    assert_eq!(refused(step), ReferralError::AgreementNotValid);
}

const fn sending(agreement: &Agreement) -> SendingFacts<'_> {
    SendingFacts { recipient_active: true, duplicate_open: false, elsewhere: NeedState::Open, agreement }
}

#[test]
fn nothing_is_sent_or_asked_anew_where_nobody_takes_it() {
    let (rules, agreement) = (ClockRules::default(), given_for(&recipient(), START));
    let closed = SendingFacts { recipient_active: false, ..sending(&agreement) };
    let waits = after(&[Event::Submit]);
    let yes = waits.give_consent(closed, &rules, &By::Sender.actor(), days(1));
    assert_eq!(refused(yes), ReferralError::RecipientInactive);
    let rejected = after(&[Event::SubmitAgreed, Event::Reject]);
    let again = |referral: Referral, by: By| referral.reopen(closed, &rules, &by.actor(), days(5));
    assert!(again(rejected, By::Recipient).is_ok(), "the service itself takes it back");
    let (expired, _) = Event::Expire.on(after(&[Event::SubmitAgreed]), By::System, days(40)).expect("late");
    let by_sender = expired.reopen(closed, &rules, &By::SenderManager.actor(), days(41));
    assert_eq!(refused(by_sender), ReferralError::RecipientInactive);
    let done = after(&[Event::SubmitAgreed, Event::Accept, Event::Complete]);
    assert!(again(done, By::Recipient).is_ok(), "work that goes on is not asked for");
}

#[test]
fn what_goes_on_elsewhere_is_not_opened_again() {
    let (rules, agreement) = (ClockRules::default(), given_for(&recipient(), START));
    let rejected = after(&[Event::SubmitAgreed, Event::Reject]);
    for elsewhere in NeedState::ALL.iter().copied() {
        let facts = SendingFacts { elsewhere, ..sending(&agreement) };
        let again = rejected.clone().reopen(facts, &rules, &By::Recipient.actor(), days(5));
        let taken = elsewhere.is_taken_care_of();
        assert_eq!(again.err(), taken.then_some(ReferralError::Superseded), "{elsewhere}");
    }
}

#[test]
fn nothing_is_asked_twice_by_a_late_yes_or_a_reopening() {
    let (rules, agreement) = (ClockRules::default(), given_for(&recipient(), START));
    let twice = SendingFacts { duplicate_open: true, ..sending(&agreement) };
    let yes = after(&[Event::Submit]).give_consent(twice, &rules, &By::Sender.actor(), days(1));
    assert_eq!(refused(yes), ReferralError::Duplicate);
    for ended in
        [&[Event::SubmitAgreed, Event::Reject][..], &[Event::SubmitAgreed, Event::Accept, Event::Complete]]
    {
        let again = after(ended).reopen(twice, &rules, &By::Recipient.actor(), days(5));
        assert_eq!(refused(again), ReferralError::Duplicate);
    }
}

#[test]
fn an_agreement_for_somebody_or_something_else_sends_nothing() {
    let elsewhere = Recipient { organisation: organisation(super::STRANGER), ..recipient() };
    let other_service = Recipient { service: ServiceId::new(uuid::Uuid::from_u128(21)), ..recipient() };
    let wrong = [
        given_to(&elsewhere, PERSON, AGREEMENT, days(0)),
        given_to(&other_service, PERSON, AGREEMENT, days(0)),
        given_to(&recipient(), PersonId::new(uuid::Uuid::from_u128(41)), AGREEMENT, days(0)),
        given_to(&recipient(), PERSON, crate::ids::AgreementId::new(uuid::Uuid::from_u128(51)), days(0)),
        given_for(&recipient(), days(-182)),
    ];
    for agreement in wrong {
        let step = after(&[Event::Submit]).give_consent(
            sending(&agreement),
            &ClockRules::default(),
            &By::System.actor(),
            days(1),
        );
        assert_eq!(refused(step), ReferralError::AgreementNotValid);
        let step = after(&[Event::SubmitAgreed]).accept(
            &agreement,
            &ClockRules::default(),
            &By::Recipient.actor(),
            days(2),
        );
        assert_eq!(refused(step), ReferralError::AgreementNotValid);
    }
}

#[test]
fn another_service_drops_the_agreement_and_only_drafts_are_written() {
    let other = Recipient { service: ServiceId::new(uuid::Uuid::from_u128(21)), ..recipient() };
    let by = By::Sender.actor();
    let kept = draft().choose_recipient(recipient(), &by).expect("a draft");
    assert_eq!(kept.agreement(), Some(AGREEMENT));
    let dropped = draft().choose_recipient(other.clone(), &by).expect("a draft");
    assert_eq!((dropped.agreement(), dropped.recipient()), (None, Some(&other)));
    let sent = after(&[Event::SubmitAgreed]);
    assert_eq!(sent.clone().choose_recipient(other.clone(), &by), Err(ReferralError::NotADraft));
    assert_eq!(sent.attach_agreement(AGREEMENT, &by), Err(ReferralError::NotADraft));
    assert_eq!(draft().choose_recipient(other, &By::Recipient.actor()), Err(ReferralError::NotYourSide));
}

#[test]
fn other_words_drop_the_agreement_and_a_saving_of_the_same_keeps_it() {
    let by = By::Sender.actor();
    let rewritten = draft().need_rewritten(&by).expect("a draft");
    assert_eq!((rewritten.agreement(), rewritten.version()), (None, draft().version() + 1));
    assert_eq!(rewritten.recipient(), draft().recipient());
    assert_eq!(draft().edited(&by).expect("a draft").agreement(), Some(AGREEMENT));
    let sent = after(&[Event::SubmitAgreed]);
    assert_eq!(sent.need_rewritten(&by), Err(ReferralError::NotADraft));
    assert_eq!(draft().need_rewritten(&By::Recipient.actor()), Err(ReferralError::NotYourSide));
}

#[test]
fn the_promised_dates() {
    // Sent on Friday 2 January 1970; 1 February is a Sunday.
    let clocks = after(&[Event::SubmitAgreed]).clocks().expect("sent");
    assert_eq!(clocks.acknowledge_due, at("1970-01-06T23:59:59Z"));
    let reminders = ["1970-01-07T08:00:00Z", "1970-01-12T08:00:00Z", "1970-01-22T08:00:00Z"].map(at);
    assert_eq!(clocks.reminders, reminders);
    assert_eq!(clocks.escalation_due, at("1970-01-23T08:00:00Z"));
    assert_eq!(clocks.expires_on, at("1970-02-02T23:59:59Z"));
}

#[test]
fn each_date_has_a_working_day_of_its_own() {
    // Ascension eve 2027: two working days end on Monday, the day of the first reminder; days 20 and 21 are a weekend.
    let holidays = ["2027-05-06", "2027-05-17"].map(|day| day.parse().expect("a day"));
    let calendar = Calendar::new(chrono_tz::Europe::Paris, holidays);
    let rules = ClockRules { calendar, ..ClockRules::default() };
    let clocks = rules.at_sending(at("2027-05-05T14:00:00Z"));
    assert_eq!(clocks.acknowledge_due, at("2027-05-10T21:59:59Z"));
    let reminders = ["2027-05-11T06:00:00Z", "2027-05-18T06:00:00Z", "2027-05-25T06:00:00Z"].map(at);
    assert_eq!(clocks.reminders, reminders);
    assert_eq!(clocks.escalation_due, at("2027-05-26T06:00:00Z"));
    assert_eq!(clocks.expires_on, at("2027-06-04T21:59:59Z"));
    let sunday = rules.at_sending(at("2027-05-01T10:00:00Z"));
    assert_eq!(
        sunday.reminders.map(|it| it.date_naive().to_string()).last().map(String::as_str),
        Some("2027-05-21")
    );
    assert_eq!(sunday.escalation_due, at("2027-05-24T06:00:00Z"));
}

#[test]
fn an_acceptance_without_contact_is_asked_about() {
    let accepted = after(&[Event::SubmitAgreed, Event::Accept]);
    assert_eq!(accepted.next_clock(), Some((Clock::Nudged, at("1970-01-19T08:00:00Z"))));
    let (nudged, told) = Event::Strike.on(accepted.clone(), By::System, days(20)).expect("due");
    assert_eq!((told.kind, told.reason), (ReferralEventKind::ClockStruck, Some("nudged")));
    assert_eq!(nudged.next_clock(), Some((Clock::NoContact, at("1970-02-02T08:00:00Z"))));
    assert_eq!(refused(Event::Strike.on(nudged, By::System, days(20))), ReferralError::DeadlineNotReached);
    let (met, _) = Event::Start.on(accepted, By::Recipient, days(5)).expect("accepted");
    assert_eq!(met.next_clock(), None);
}

#[test]
fn after_a_long_sleep_the_last_clock_speaks_for_all() {
    let asked = after(&[Event::SubmitAgreed]);
    let (struck, told) = Event::Strike.on(asked, By::System, days(12)).expect("due");
    assert_eq!(told.reason, Some("reminder_2"));
    assert_eq!(struck.next_clock().map(|(clock, _)| clock), Some(Clock::ThirdReminder));
    let (answered, _) = Event::Acknowledge.on(struck, By::Recipient, days(13)).expect("asked");
    assert_eq!(answered.next_clock().map(|(clock, _)| clock), Some(Clock::ThirdReminder));
}

#[test]
fn the_acknowledgement_is_due_first_and_then_the_answer() {
    let due = |events: &[Event]| {
        let row = after(events).record();
        Due::of(row.state, row.acknowledge_due, row.expires_on)
    };
    let asked = Due { what: Awaited::Acknowledgement, by: at("1970-01-06T23:59:59Z") };
    assert_eq!(due(&[Event::SubmitAgreed]), Some(asked));
    let acknowledged = Due { what: Awaited::Answer, by: at("1970-02-02T23:59:59Z") };
    assert_eq!(due(&[Event::SubmitAgreed, Event::Acknowledge]), Some(acknowledged));
    let others: [&[Event]; 5] = [
        &[],
        &[Event::Submit],
        &[Event::SubmitAgreed, Event::Hold],
        &[Event::SubmitAgreed, Event::Accept],
        &[Event::SubmitAgreed, Event::Reject],
    ];
    for events in others {
        assert_eq!(due(events), None, "{events:?}");
    }
}

#[test]
fn a_hold_stops_the_answer_clock() {
    let held = after(&[Event::SubmitAgreed, Event::Hold]);
    let (back, _) = held
        .clone()
        .resume(&ClockRules::default(), &By::Sender.actor(), days(2) + TimeDelta::days(7))
        .expect("held");
    let moved = |referral: &Referral| referral.clocks().map(|clocks| clocks.expires_on).expect("sent");
    assert_eq!(moved(&back) - moved(&held), TimeDelta::days(7));
    let (asked, by) = (after(&[Event::SubmitAgreed]), By::Recipient.actor());
    for (review, allowed) in [(-1_i64, false), (0, true), (60, true), (61, false)] {
        let review_on = (days(2) + TimeDelta::days(review)).date_naive();
        let request = HoldRequest { review_on, ..waiting(days(2)) };
        let step = asked.clone().hold(request, &ClockRules::default(), &by, days(2));
        assert_eq!(step.err(), (!allowed).then_some(ReferralError::ReviewDate), "{review} days");
    }
}

#[test]
fn all_holds_before_the_answer_last_no_longer_than_one_may() {
    let (rules, by) = (ClockRules::default(), By::Recipient.actor());
    let asked = after(&[Event::SubmitAgreed]);
    let put = |referral: Referral, now| referral.hold(waiting(now), &rules, &by, now).map(|(held, _)| held);
    let until = |held: &Referral| held.record().hold_until.expect("held");
    let held = put(asked, days(2)).expect("the first");
    let (again, _) = held.clone().resume(&rules, &by, days(42)).expect("held");
    assert_eq!((again.record().held_days, again.record().asked_at), (40, Some(days(42))));
    let held_again = put(again, days(43)).expect("twenty days are left");
    assert_eq!(until(&held_again), rules.hold_left(40, days(43)).expect("left"));
    assert!(until(&held_again) < rules.hold_left(0, days(43)).expect("whole"));
    let (used, _) = held_again.resume(&rules, &by, days(63)).expect("held");
    assert_eq!(
        refused(used.clone().hold(waiting(days(64)), &rules, &by, days(64))),
        ReferralError::HoldUsedUp
    );
    assert_eq!(used.record().hold_until(&rules, days(64)), None);
    // Whoever has accepted works in its own time.
    let (taken, _) = Event::Accept.on(used, By::Recipient, days(64)).expect("asked");
    assert_eq!(taken.record().hold_until(&rules, days(65)), rules.hold_left(0, days(65)));
    put(taken, days(65)).expect("a hold of its own");
}

#[test]
fn a_hold_is_looked_at_in_the_morning_of_a_day_when_desks_are_open() {
    let review_on = "1970-01-10".parse().expect("a Saturday");
    let request = HoldRequest { review_on, ..waiting(days(2)) };
    let step =
        after(&[Event::SubmitAgreed]).hold(request, &ClockRules::default(), &By::Recipient.actor(), days(2));
    let (held, _) = step.expect("asked");
    assert_eq!(held.next_clock(), Some((Clock::HoldReview, at("1970-01-12T08:00:00Z"))));
}

#[test]
fn nothing_happens_before_its_deadline() {
    let early = TimeDelta::microseconds(-1);
    let (written, asked) = (after(&[Event::Submit]), after(&[Event::SubmitAgreed]));
    let held = after(&[Event::SubmitAgreed, Event::Hold]);
    let cases = [
        (Event::LapseConsent, written, at("1970-02-01T23:59:59Z")),
        (Event::Expire, asked, at("1970-02-02T23:59:59Z")),
        (Event::HoldLimit, held, at("1970-03-04T23:59:59Z")),
    ];
    for (event, referral, due) in cases {
        let step = event.on(referral.clone(), By::System, due + early);
        assert_eq!(refused(step), ReferralError::DeadlineNotReached, "{event:?}");
        assert!(event.on(referral, By::System, due).is_ok(), "{event:?}");
    }
}

#[test]
fn an_answer_after_the_deadline_counts_until_the_clock_has_struck() {
    let asked = after(&[Event::SubmitAgreed]);
    assert!(Event::Accept.on(asked, By::Recipient, days(40)).is_ok());
}

#[test]
fn reopening_ends_with_the_thirtieth_day_and_with_the_agreement() {
    let closed = after(&[Event::SubmitAgreed, Event::Accept, Event::Complete]);
    let end = closed.closed_at().expect("closed") + TimeDelta::days(30);
    assert!(Event::Reopen.on(closed.clone(), By::Recipient, end).is_ok());
    let late = end + TimeDelta::days(1);
    assert_eq!(refused(Event::Reopen.on(closed.clone(), By::Recipient, late)), ReferralError::ReopenTooLate);
    let old = given_for(&recipient(), days(-170));
    let step = closed.reopen(sending(&old), &ClockRules::default(), &By::Recipient.actor(), days(13));
    assert_eq!(refused(step), ReferralError::AgreementNotValid);
}

#[test]
fn a_request_asked_anew_gets_new_dates_and_wants_a_new_opening() {
    let rejected = after(&[Event::SubmitAgreed, Event::Acknowledge, Event::Reject]);
    let (again, _) = Event::Reopen.on(rejected.clone(), By::Recipient, days(20)).expect("within 30 days");
    assert_eq!((again.state(), again.received_at()), (ReferralState::Requested, None));
    assert_eq!(again.sent_at(), rejected.sent_at());
    assert_eq!(again.clocks(), Some(ClockRules::default().at_sending(days(20))));
}

#[test]
fn what_one_software_closed_no_other_opens_again() {
    let software = |key: u128, role| {
        let who = Who::Key(ApiKeyId::new(uuid::Uuid::from_u128(key)));
        Actor { who, role, ..By::Recipient.actor() }
    };
    let work = after(&[Event::SubmitAgreed, Event::Acknowledge, Event::Accept]);
    let (closed, _) =
        work.complete(Outcome::Helped, false, &software(71, Role::SocialWorker), days(4)).expect("work");
    let again = |by: &Actor| {
        let agreement = given_for(&recipient(), START);
        closed.clone().reopen(sending(&agreement), &ClockRules::default(), by, days(5))
    };
    assert_eq!(again(&software(72, Role::SocialWorker)).err(), Some(ReferralError::NotYourSide));
    assert!(again(&software(72, Role::Manager)).is_ok());
}

#[test]
fn reasons_belong_to_their_act() {
    for reason in CancelReason::ALL.iter().copied() {
        let step = after(&[Event::Submit]).cancel(reason, &By::Sender.actor(), days(2));
        let system = matches!(
            reason,
            CancelReason::ConsentRefused | CancelReason::ConsentNotGiven | CancelReason::GroundEnded
        );
        assert_eq!(step.err(), system.then_some(ReferralError::ReasonNotAllowed), "{reason}");
    }
    for reason in RejectReason::ALL.iter().copied() {
        let listed = Rejection { waiting_list: true, ..rejection(reason) };
        let step = after(&[Event::SubmitAgreed]).reject(listed, &By::Recipient.actor(), days(2));
        let wrong = reason != RejectReason::NoCapacity;
        assert_eq!(step.err(), wrong.then_some(ReferralError::ReasonNotAllowed), "{reason}");
    }
}

#[test]
fn whoever_has_handed_her_on_answers_for_her_until_she_is_taken_over() {
    let work = after(&[Event::SubmitAgreed, Event::Acknowledge, Event::Accept]);
    let step = work.clone().complete(Outcome::ReferredElsewhere, true, &By::Recipient.actor(), days(4));
    assert_eq!(step.err(), Some(ReferralError::HandedOn));
    assert!(work.complete(Outcome::ReferredElsewhere, false, &By::Recipient.actor(), days(4)).is_ok());
}

#[test]
fn only_a_redirection_is_superseded() {
    let next = ReferralId::new(uuid::Uuid::from_u128(61));
    let redirected = after(&[Event::SubmitAgreed, Event::Reject]);
    let redirect = |referral: Referral| referral.redirect(next, &By::Sender.actor(), days(5));
    let (linked, _) = redirect(redirected.clone()).expect("wrong service");
    assert_eq!((linked.record().superseded_by, linked.version()), (Some(next), redirected.version() + 1));
    assert_eq!(refused(redirect(linked.clone())), ReferralError::Superseded);
    assert_eq!(refused(Event::Reopen.on(linked, By::Recipient, days(6))), ReferralError::Superseded);
    let work = after(&[Event::SubmitAgreed, Event::Accept]);
    let (helped, _) =
        work.clone().complete(Outcome::Helped, false, &By::Recipient.actor(), days(3)).expect("work");
    let (elsewhere, _) = work
        .clone()
        .complete(Outcome::ReferredElsewhere, false, &By::Recipient.actor(), days(3))
        .expect("work");
    assert!(redirect(elsewhere).is_ok());
    for other in [work, helped, after(&[Event::Cancel])] {
        assert!(redirect(other).is_err());
    }
}

#[test]
fn only_the_wrong_service_suggests_another() {
    let suggested = Some(ServiceId::new(uuid::Uuid::from_u128(22)));
    for reason in RejectReason::ALL.iter().copied() {
        let told = Rejection { suggested, ..rejection(reason) };
        let step = after(&[Event::SubmitAgreed]).reject(told, &By::Recipient.actor(), days(2));
        let wrong = reason != RejectReason::WrongService;
        assert_eq!(step.err(), wrong.then_some(ReferralError::ReasonNotAllowed), "{reason}");
    }
}

#[test]
fn whoever_accepts_has_it_in_hand_and_a_colleague_does_not_take_it_away() {
    let asked = after(&[Event::SubmitAgreed]);
    let (claimed, _) = Event::Claim.on(asked, By::RecipientColleague, days(2)).expect("open to all");
    assert_eq!(
        refused(Event::Claim.on(claimed.clone(), By::Recipient, days(2))),
        ReferralError::AlreadyClaimed
    );
    assert_eq!(
        refused(Event::Release.on(claimed.clone(), By::Recipient, days(2))),
        ReferralError::NotYourSide
    );
    let (given, _) = Event::Assign.on(claimed.clone(), By::RecipientManager, days(2)).expect("a manager");
    assert_eq!(given.claim().map(|claim| claim.by), Some(colleague()));
    let (taken, _) = Event::Accept.on(claimed, By::Recipient, days(3)).expect("any of them");
    assert_eq!(taken.claim().map(|claim| claim.by), By::Recipient.actor().membership());
    let (closed, _) = Event::Reject.on(given, By::Recipient, days(3)).expect("any of them");
    let (again, _) = Event::Reopen.on(closed, By::Recipient, days(4)).expect("in time");
    assert_eq!(again.claim(), None, "asked anew, open to all");
}

#[test]
fn a_twin_is_an_open_referral_of_the_same_person_to_the_same_service() {
    let twin = |events: &[Event]| {
        let referral = after(events);
        Referral { id: ReferralId::new(uuid::Uuid::from_u128(62)), ..referral }
    };
    let open = twin(&[Event::SubmitAgreed]);
    assert!(is_duplicate(&draft(), &open));
    assert!(is_duplicate(&draft(), &twin(&[Event::Submit])));
    assert!(!is_duplicate(&draft(), &draft()), "itself");
    assert!(!is_duplicate(&draft(), &twin(&[])), "a colleague's draft");
    assert!(!is_duplicate(&draft(), &twin(&[Event::Cancel])), "ended");
    let mut theirs = open.clone();
    theirs.sender.organisation = crate::ids::OrganisationId::new(uuid::Uuid::from_u128(63));
    assert!(!is_duplicate(&draft(), &theirs), "another organisation's is not looked at");
    let other = Referral { person: PersonId::new(uuid::Uuid::from_u128(41)), ..open };
    assert!(!is_duplicate(&draft(), &other), "another person");
}

#[test]
fn a_referral_follows_its_agreement_to_the_one_that_replaced_it() {
    let next = crate::ids::AgreementId::new(uuid::Uuid::from_u128(51));
    let (instead, unrelated) =
        (given_instead(&recipient(), next, days(2)), given_to(&recipient(), PERSON, next, days(2)));
    let by = By::Sender.actor();
    for events in [&[Event::SubmitAgreed][..], &[Event::SubmitAgreed, Event::Accept, Event::Hold]] {
        let sent = after(events);
        let followed = sent.clone().follow_agreement(&instead, &by, days(3)).expect("replaced");
        assert_eq!((followed.agreement(), followed.state()), (Some(next), sent.state()));
        assert_eq!(
            sent.clone().follow_agreement(&unrelated, &by, days(3)),
            Err(ReferralError::AgreementNotValid)
        );
        assert_eq!(sent.follow_agreement(&instead, &by, days(200)), Err(ReferralError::AgreementNotValid));
    }
    let ended = after(&[Event::SubmitAgreed, Event::Reject]);
    assert_eq!(ended.follow_agreement(&instead, &by, days(3)), Err(ReferralError::AgreementNotValid));
}
