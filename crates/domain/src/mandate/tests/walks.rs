//! Random lives of a mandate beside a model of ten lines: what holds after every event, in whatever order they come.

use chrono::TimeDelta;
use proptest::{prelude::*, sample::select};

use super::{By, Event, START, usual};
use crate::{
    clock::Timestamp,
    mandate::{Mandate, MandateEvent, MandateEventKind, MandateState},
};

/// Who an event belongs to.
fn fitting(event: Event) -> By {
    match event {
        Event::LapseText | Event::EndPause | Event::Expire | Event::Leave => By::System,
        Event::Suspend | Event::NarrowOne | Event::NarrowLast | Event::Revoke => By::OtherDesk,
        Event::FixText
        | Event::Agree
        | Event::Act
        | Event::ActOutside
        | Event::Resume
        | Event::Fulfil
        | Event::Renounce
        | Event::Supersede
        | Event::Invalidate => By::Helper,
    }
}

/// Events, mostly by whom they belong to, minutes or days after the one before; what goes on comes more often than
/// what ends.
fn attempts() -> impl Strategy<Value = Vec<(Event, By, TimeDelta)>> {
    let going = &[
        Event::FixText,
        Event::Agree,
        Event::Act,
        Event::Act,
        Event::Suspend,
        Event::Resume,
        Event::NarrowOne,
        Event::LapseText,
    ][..];
    let some = prop_oneof![6 => select(going), 1 => select(&Event::ALL[..])];
    let usually = some.prop_map(|event| (event, fitting(event)));
    let anyone = (select(&Event::ALL[..]), select(&By::ALL[..]));
    let pause =
        prop_oneof![6 => 0..300_i64, 2 => 0..6_000_i64, 1 => 0..400_000_i64].prop_map(TimeDelta::minutes);
    let attempt = (prop_oneof![5 => usually, 1 => anyone], pause);
    proptest::collection::vec(attempt.prop_map(|((event, by), pause)| (event, by, pause)), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_event_keeps_the_invariants(attempts in attempts()) {
        let mut mandate = usual();
        let mut now = START;
        // The model: when she said yes, until when, and whether somebody stopped it since.
        let mut power: Option<(Timestamp, Timestamp)> = None;
        let mut paused = false;
        for (event, by, pause) in attempts {
            now += pause;
            let before = mandate.clone();
            let Ok((after, told)) = event.on(before.clone(), by, now) else { continue };
            consistent(&before, &after, told, now)?;
            match told.kind {
                MandateEventKind::Agreed => {
                    prop_assert!(power.is_none(), "a power is given once");
                    power = after.validity().map(|validity| (validity.not_before, validity.not_after));
                }
                MandateEventKind::Used => {
                    let (from, until) = power.expect("a power");
                    prop_assert!(!paused && from <= now && now < until, "an act without power");
                }
                MandateEventKind::Suspended => paused = true,
                MandateEventKind::Resumed => paused = false,
                MandateEventKind::TextFixed
                | MandateEventKind::TextLapsed
                | MandateEventKind::Narrowed
                | MandateEventKind::Revoked
                | MandateEventKind::Expired
                | MandateEventKind::Fulfilled
                | MandateEventKind::Renounced
                | MandateEventKind::Superseded
                | MandateEventKind::Invalidated => {}
            }
            if let (Some((_, until)), Some(validity)) = (power, after.validity()) {
                prop_assert_eq!(validity.not_after, until, "no event moves an end");
            }
            let lives = power.is_some_and(|(from, until)| from <= now && now < until);
            prop_assert_eq!(after.is_in_force(now), lives && !paused && !after.state().is_final());
            prop_assert!(before.scope().includes_all(after.scope()), "no event widens a scope");
            prop_assert_eq!(Mandate::restore(&after.record()), Ok(after.clone()));
            mandate = after;
        }
    }
}

fn consistent(
    before: &Mandate,
    after: &Mandate,
    told: MandateEvent,
    now: Timestamp,
) -> Result<(), TestCaseError> {
    prop_assert!(!before.state().is_final(), "an end is an end");
    prop_assert_eq!((told.from, told.to, told.at), (before.state(), after.state(), now));
    prop_assert!(told.kind.leads_to().contains(&told.to), "{:?}", told);
    prop_assert_eq!(after.version(), before.version() + 1);
    prop_assert_eq!(
        (after.id(), after.person(), after.organisation(), after.term()),
        (before.id(), before.person(), before.organisation(), before.term())
    );
    prop_assert_eq!(after.stage().end().is_some(), after.state().is_final());
    prop_assert_eq!(after.stage().pause().is_some(), after.state() == MandateState::Suspended);
    prop_assert!(after.power().is_some() || !after.state().is_living());
    Ok(())
}
