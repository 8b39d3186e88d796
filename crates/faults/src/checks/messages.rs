//! The way of a notice: event → outbox → news and deliveries → mail. At each step there is exactly one, or it still
//! waits for its step.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::rows::{EventRow, Rows};

/// Events that are nobody else's news.
const UNTOLD: [&str; 4] = ["claimed", "released", "assigned", "redirected"];

/// Every event that is news for the other side has its message, every message its event, and what was delivered is news
/// there and, where it is told by mail, a mail on its way.
pub fn check_messages(rows: &Rows) -> Vec<String> {
    let mut wrong = Vec::new();
    let sent = sendings(rows);
    let mut due: HashSet<String> = HashSet::new();
    for event in rows.events.iter().filter(|event| !UNTOLD.contains(&event.kind.as_str())) {
        if sent.get(&event.referral).is_none_or(|sent| event.version < *sent) || event.kind == "clock_struck"
        {
            continue;
        }
        due.extend(others(event, rows).into_iter().map(|to| key(event, to)));
    }
    for key in due.iter().filter(|key| !rows.messages.contains_key(*key)) {
        wrong.push(format!("the notice {key} was never queued"));
    }
    let known: HashSet<(Uuid, i32)> =
        rows.events.iter().map(|event| (event.referral, event.version)).collect();
    for (key, message) in &rows.messages {
        let version = key.split(':').nth(2).and_then(|version| version.parse().ok()).unwrap_or_default();
        if key.starts_with("referral:") && !known.contains(&(message.object, version)) {
            wrong.push(format!("the notice {key} tells of an event that is not there"));
        }
        if message.dead {
            wrong.push(format!("the notice {key} was given up"));
        }
        if message.done != rows.notices.contains(key) {
            wrong.push(format!("the notice {key} is done: {}, and its news is not", message.done));
        }
        // What has moved on since is not told any more.
        let last = rows.referrals.get(&message.object).filter(|row| row.version == version);
        let state = last.map(|row| row.state.as_str());
        let mailed = matches!(message.kind.as_str(), "completed" | "rejected");
        let start = format!("{key}:mail:");
        let queued = || rows.deliveries.values().any(|delivery| delivery.key.starts_with(&start));
        if message.done && mailed && state == Some(message.kind.as_str()) && !queued() {
            wrong.push(format!("the notice {key} became no mail"));
        }
    }
    wrong
}

/// From which version on each referral is known outside its sender.
fn sendings(rows: &Rows) -> HashMap<Uuid, i32> {
    let mut sent = HashMap::new();
    for event in rows.events.iter().filter(|event| event.to == "requested") {
        sent.entry(event.referral).or_insert(event.version);
    }
    sent
}

/// The organisations an event is news for: those that did not act.
fn others(event: &EventRow, rows: &Rows) -> Vec<Uuid> {
    let Some(row) = rows.referrals.get(&event.referral) else { return Vec::new() };
    let both = [Some(row.sender), row.recipient];
    both.into_iter().flatten().filter(|side| Some(*side) != event.organisation).collect()
}

fn key(event: &EventRow, to: Uuid) -> String {
    format!("referral:{}:{}:{to}", event.referral, event.version)
}

/// No mail arrived twice, none arrived that nobody sent, and none that was noted as sent is missing. One that was being
/// handed over when its server died may have arrived or not: that is told to the operator, and it is never sent again by
/// itself.
pub fn check_mails(rows: &Rows, arrived: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for id in arrived {
        *times.entry(id).or_default() += 1;
    }
    for (id, times) in &times {
        let delivery = id.parse::<Uuid>().ok().and_then(|id| rows.deliveries.get(&id));
        let state = delivery.map(|delivery| delivery.state.as_str());
        if *times > 1 {
            wrong.push(format!("the mail {id} arrived {times} times"));
        }
        if !matches!(state, Some("sent" | "sending" | "doubtful")) {
            wrong.push(format!("the mail {id} arrived and its row says {state:?}"));
        }
    }
    for (id, delivery) in rows.deliveries.iter().filter(|(_, delivery)| delivery.state == "sent") {
        if !times.contains_key(id.to_string().as_str()) {
            wrong.push(format!("the mail {id} ({}) was noted as sent and never arrived", delivery.key));
        }
    }
    wrong
}

/// At the end nothing waits any more, and nothing was given up.
pub fn check_settled(rows: &Rows) -> Vec<String> {
    let waiting = rows.messages.iter().filter(|(_, message)| !message.done);
    let mut wrong: Vec<String> = waiting.map(|(key, _)| format!("the notice {key} still waits")).collect();
    for (id, delivery) in &rows.deliveries {
        if !matches!(delivery.state.as_str(), "sent" | "doubtful" | "dropped") {
            wrong.push(format!("the mail {id} ({}) is {}", delivery.key, delivery.state));
        }
    }
    wrong
}
