//! Rows, history and journal of every referral, against what was acknowledged and against each other.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::{
    ledger::Story,
    rows::{EventRow, Rows},
    stories::Move,
};

/// Every act the server acknowledged is there with its event and its entry, and nothing beyond them.
pub fn check_acknowledged<'a>(stories: impl Iterator<Item = &'a Story>, rows: &Rows) -> Vec<String> {
    let events: HashMap<(Uuid, i32), &EventRow> =
        rows.events.iter().map(|event| ((event.referral, event.version), event)).collect();
    let mut wrong = Vec::new();
    for story in stories {
        let Some(id) = story.referral else { continue };
        match rows.referrals.get(&id).map(|row| row.version) {
            None => wrong.push(format!("referral {id} was acknowledged and is not there")),
            Some(version) if version != story.version => {
                wrong.push(format!(
                    "referral {id} is at version {version}, {} was acknowledged",
                    story.version
                ));
            }
            Some(_) => {}
        }
        for (act, version) in &story.done {
            let found = events.get(&(id, *version)).map(|event| event.kind.as_str());
            if found != act.event() {
                wrong.push(format!("referral {id}: {act:?} at version {version} left the event {found:?}"));
            }
        }
        wrong.extend(check_entries(id, story, rows));
    }
    wrong
}

/// The referral has exactly the entries its acts leave.
fn check_entries(id: Uuid, story: &Story, rows: &Rows) -> Vec<String> {
    let mut expected: HashMap<&str, usize> = HashMap::new();
    for entry in story.done.iter().filter_map(|(act, _)| act.entry()) {
        *expected.entry(entry).or_default() += 1;
    }
    let every = (Move::ALL.iter()).filter_map(|act| act.entry()).collect::<HashSet<_>>();
    let wrong = |action: &&str| {
        let (expected, found) = (
            expected.get(action).copied().unwrap_or_default(),
            rows.acts.get(&(id, (*action).to_owned())).copied().unwrap_or_default(),
        );
        (expected != found).then(|| format!("referral {id} has {found} entries {action}, {expected} are due"))
    };
    every.iter().filter_map(wrong).collect()
}

/// Row, history, journal, agreement and copy of every referral say the same: nothing was done by half.
pub fn check_whole(rows: &Rows) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut last: HashMap<Uuid, &EventRow> = HashMap::new();
    let mut behind: HashSet<Uuid> = HashSet::new();
    for event in &rows.events {
        let Some(row) = rows.referrals.get(&event.referral) else {
            wrong.push(format!("an event of {}, which is not there", event.referral));
            continue;
        };
        if event.version > row.version {
            wrong.push(format!("referral {} has an event of a version it never had", event.referral));
        }
        if !rows.entries.contains(&event.entry) || !behind.insert(event.entry) {
            wrong.push(format!("the event {} of {} has no entry of its own", event.kind, event.referral));
        }
        last.insert(event.referral, event);
    }
    for (id, row) in &rows.referrals {
        let told = last.get(id).map_or("draft", |event| event.to.as_str());
        if told != row.state {
            wrong.push(format!("referral {id} is {}, its history ends in {told}", row.state));
        }
        let taken = |state: &str| matches!(state, "accepted" | "in_progress");
        let held = row.state == "on_hold" && row.held_from.as_deref().is_some_and(taken);
        let copies = rows.copies.get(id).copied().unwrap_or_default();
        let may = row.state == "completed";
        let due = usize::from(taken(&row.state) || held);
        if copies != due && !(may && copies == 1) {
            wrong
                .push(format!("referral {id} is {} and its recipient has {copies} living copies", row.state));
        }
        let permitting = rows.permitting.get(id).copied().unwrap_or_default();
        if permitting > 1 || row.state == "consent_withdrawn" && permitting > 0 {
            wrong.push(format!("referral {id} is {} under {permitting} agreements", row.state));
        }
    }
    wrong
}
