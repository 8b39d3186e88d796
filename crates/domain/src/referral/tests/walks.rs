//! Random lives of a referral: what holds after every event, in whatever order they come.

use chrono::TimeDelta;
use proptest::{prelude::*, sample::select};

use super::{By, Event, draft, usual};
use crate::{
    clock::Timestamp,
    need::comes_back,
    referral::{Clocks, Holder, Referral, ReferralEvent, ReferralEventKind, ReferralState},
};

/// An event, mostly by the side it belongs to, some hours or days after the one before.
fn attempts() -> impl Strategy<Value = Vec<(Event, By, TimeDelta)>> {
    let anyone = (select(&Event::ALL[..]), select(&By::ALL[..]));
    let fitting = select(&Event::ALL[..]).prop_map(|event| (event, usual(event)));
    let pause = prop_oneof![3 => 0..48_i64, 1 => 0..1_600_i64].prop_map(TimeDelta::hours);
    let attempt = (prop_oneof![4 => fitting, 1 => anyone], pause);
    proptest::collection::vec(attempt.prop_map(|((event, by), pause)| (event, by, pause)), 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_event_keeps_the_invariants(attempts in attempts()) {
        let mut referral = draft();
        let mut now = super::START;
        for (event, by, pause) in attempts {
            now += pause;
            let Ok((after, told)) = event.on(referral.clone(), by, now) else { continue };
            consistent(&referral, &after, told, now)?;
            an_end_is_an_end(&referral, &after, told, now)?;
            one_holder(&referral, &after, told)?;
            dates_never_go_back(&referral, &after, told)?;
            clocks_strike_once(&referral, &after, told, now)?;
            prop_assert_eq!(Referral::restore(&after.record()), Ok(after.clone()));
            referral = after;
        }
    }
}

fn consistent(
    before: &Referral,
    after: &Referral,
    told: ReferralEvent,
    now: Timestamp,
) -> Result<(), TestCaseError> {
    prop_assert_eq!((told.from, told.to, told.at), (before.state(), after.state(), now));
    prop_assert!(told.kind.leads_to().contains(&told.to), "{:?}", told);
    prop_assert_eq!(after.version(), before.version() + 1);
    prop_assert_eq!(after.closed_at().is_some(), after.state().is_final());
    prop_assert_eq!(
        (after.id(), after.person(), after.sender()),
        (before.id(), before.person(), before.sender())
    );
    prop_assert!(after.state().is_unsent() || after.sent_at().is_some() || after.state().is_final());
    Ok(())
}

/// What is told of an end without leaving it.
const KEEPS_ITS_END: [ReferralEventKind; 6] = [
    ReferralEventKind::Redirected,
    ReferralEventKind::PersonAnswered,
    ReferralEventKind::SenderAnswered,
    ReferralEventKind::Claimed,
    ReferralEventKind::Released,
    ReferralEventKind::Assigned,
];

/// Out of an end lead only: reopening within 30 days (completed, rejected, expired), and masking as an error.
/// Confirming that called-back work has stopped stays in `cancelled`.
fn an_end_is_an_end(
    before: &Referral,
    after: &Referral,
    told: ReferralEvent,
    now: Timestamp,
) -> Result<(), TestCaseError> {
    let Some(closed_at) = before.closed_at() else { return Ok(()) };
    if told.kind == ReferralEventKind::Reopened {
        let reopens = [ReferralState::Completed, ReferralState::Rejected, ReferralState::Expired];
        // Until the thirtieth day is over where the network is: not yet thirty-one times twenty-four hours.
        prop_assert!(reopens.contains(&before.state()) && now < closed_at + TimeDelta::days(31));
    } else if before.state() == after.state() && KEEPS_ITS_END.contains(&told.kind) {
        prop_assert_eq!(before.closed_at(), after.closed_at());
    } else if told.kind == ReferralEventKind::CancelConfirmed {
        prop_assert_eq!(
            (before.state(), after.state()),
            (ReferralState::Cancelled, ReferralState::Cancelled)
        );
    } else {
        prop_assert_eq!(told.kind, ReferralEventKind::MarkedError);
        prop_assert!(before.state() != ReferralState::EnteredInError);
    }
    Ok(())
}

/// Every open referral has one holder, and only the recipient's own act makes the recipient hold.
fn one_holder(before: &Referral, after: &Referral, told: ReferralEvent) -> Result<(), TestCaseError> {
    prop_assert!(after.state().is_final() || after.holder() != Holder::Nobody);
    if after.holder() == Holder::Recipient && before.holder() != Holder::Recipient {
        let own = [ReferralEventKind::Accepted, ReferralEventKind::Reopened];
        prop_assert!(own.contains(&told.kind), "{} made the recipient hold", told.kind);
    }
    let record = after.record();
    if comes_back(record.state, record.outcome, record.cancel_reason) {
        prop_assert_eq!(after.holder(), Holder::Nobody);
    }
    Ok(())
}

/// What has struck does not run any more, and nothing strikes before its time or after the end.
fn clocks_strike_once(
    before: &Referral,
    after: &Referral,
    told: ReferralEvent,
    now: Timestamp,
) -> Result<(), TestCaseError> {
    if told.kind == ReferralEventKind::ClockStruck {
        prop_assert!(before.next_clock().is_some_and(|(_, at)| at <= now));
        prop_assert!(
            after.next_clock().is_none_or(|(clock, at)| at > now && Some(clock.as_str()) != told.reason)
        );
        prop_assert_eq!(before.state(), after.state());
    }
    prop_assert!(after.state().is_open() || after.next_clock().is_none());
    Ok(())
}

/// No promise moves to an earlier day. What has ended promised nothing any more: asked anew, it is promised anew.
fn dates_never_go_back(
    before: &Referral,
    after: &Referral,
    told: ReferralEvent,
) -> Result<(), TestCaseError> {
    let dates = |clocks: Clocks| {
        let Clocks { acknowledge_due, reminders: [first, second, third], escalation_due, expires_on } =
            clocks;
        [acknowledge_due, first, second, third, escalation_due, expires_on]
    };
    let anew = told.kind == ReferralEventKind::Reopened;
    if let (Some(old), Some(new)) = (before.clocks().filter(|_| !anew), after.clocks()) {
        prop_assert!(dates(old).iter().zip(dates(new)).all(|(old, new)| *old <= new));
    }
    if let Some(clocks) = after.clocks() {
        prop_assert!(dates(clocks).is_sorted());
    }
    prop_assert!(before.sent_at().is_none() || before.sent_at() == after.sent_at());
    Ok(())
}
