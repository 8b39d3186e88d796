//! The transition table, printed whole and read by humans.

use std::fmt::Write;

use chrono::TimeDelta;

use super::{By, Event, START, agreed, usual};
use crate::{
    clock::Timestamp,
    mandate::{Mandate, MandateState},
};

/// One mandate in each state, and the instant at which it is looked at.
fn situations() -> Vec<(MandateState, Mandate, Timestamp)> {
    let soon = START + TimeDelta::hours(1);
    let helper = |event: Event, mandate: Mandate| event.on(mandate, By::Helper, soon).expect("a step").0;
    let system =
        |event: Event, mandate: Mandate, at: Timestamp| event.on(mandate, By::System, at).expect("a step").0;
    let active = agreed(usual(), START);
    let late = START + TimeDelta::days(400);
    let ended = [
        (MandateState::Expired, system(Event::Expire, active.clone(), late)),
        (MandateState::Fulfilled, helper(Event::Fulfil, active.clone())),
        (MandateState::Revoked, helper(Event::Revoke, active.clone())),
        (MandateState::Renounced, helper(Event::Renounce, active.clone())),
        (MandateState::Superseded, helper(Event::Supersede, active.clone())),
        (MandateState::Invalidated, helper(Event::Invalidate, active.clone())),
    ];
    let mut all = vec![
        (MandateState::Draft, usual(), soon),
        (MandateState::AwaitingAgreement, helper(Event::FixText, usual()), soon),
        (MandateState::Active, active.clone(), soon),
        (MandateState::Suspended, helper(Event::Suspend, active), soon),
    ];
    all.extend(ended.map(|(state, mandate)| (state, mandate, late)));
    all
}

fn printed() -> String {
    let mut text = String::new();
    for (state, mandate, at) in situations() {
        assert_eq!(mandate.state(), state);
        writeln!(text, "## {state}").expect("a string");
        if state.is_final() {
            for event in Event::ALL {
                for by in By::ALL {
                    assert!(event.on(mandate.clone(), by, at).is_err(), "{event:?} by {by:?} in {state}");
                }
            }
            writeln!(text, "nothing follows\n").expect("a string");
            continue;
        }
        let columns: String = By::ALL.map(|by| format!(" {:<24}", format!("{by:?}"))).concat();
        writeln!(text, "{:<11}{}", "", columns.trim_end()).expect("a string");
        for event in Event::ALL {
            let cells = By::ALL.map(|by| match event.on(mandate.clone(), by, at) {
                Ok((_, told)) => told.to.to_string(),
                Err(error) => format!("! {}", error.code().trim_start_matches("mandate.")),
            });
            let spaced: String = cells.map(|cell| format!(" {cell:<24}")).concat();
            writeln!(text, "{:<11}{}", format!("{event:?}"), spaced.trim_end()).expect("a string");
        }
        text.push('\n');
    }
    text
}

#[test]
fn every_event_in_every_state_by_everybody() {
    let printed = printed();
    let expected = include_str!("table.txt");
    for (line, (now, then)) in printed.lines().zip(expected.lines()).enumerate() {
        assert_eq!(now, then, "line {line}");
    }
    assert_eq!(printed.trim(), expected.trim());
}
