//! The table: who is told what by mail, and as long as what is true. Kinds that stand here not at all are news on the day
//! and nothing else; what waits for an answer comes together in the weekly digest instead (`referrals-and-consent.md`
//! 3.4: one digest an agent and week, not one mail an item).

use relais_app::referrals::{AGREEMENT_ENDED, GROUND_ENDED};
use relais_domain::referral::{HoldReason, ReferralState, visibility::Side};
use relais_store::deliveries::Standing;

/// To whom of the organisation a mail goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// The members it concerns.
    Concerned,
    /// Its managers.
    Managers,
    /// Its mailbox, or whoever may answer: once a day.
    Inbox,
}

/// One line of the table.
pub(crate) struct Rule {
    /// The message's kind.
    pub kind: &'static str,
    /// The side of the organisation that is told.
    pub side: Side,
    /// To whom.
    pub told: Told,
    /// The key of the subject.
    pub subject: &'static str,
    /// The key of the sentence.
    pub text: &'static str,
    /// Whether it is still true: asked when it is queued and again when it leaves.
    pub holds: fn(&Standing) -> bool,
}

use ReferralState as State;
use Side::{Recipient, Sender};
use Told::{Concerned, Inbox, Managers};

/// The rules; where two lines have the same kind and side, the one that holds counts.
///
/// Sources: 3.3 (effects of the transitions), 3.4 (clocks), 3.6 rule 5 (the sender is never left to a dashboard), 3.9
/// (the need is back with the sender).
pub(crate) const RULES: &[Rule] = &[
    // An answer, or an end: to whoever sent it, at once.
    line("accepted", (Sender, Concerned), ("answer", "mail-accepted"), |at| {
        matches!(at.state, State::Accepted | State::InProgress | State::OnHold)
    }),
    line("rejected", (Sender, Concerned), ("answer", "mail-rejected"), |at| at.state == State::Rejected),
    line("held", (Sender, Concerned), ("answer", "mail-held-information"), |at| {
        held_for(at, HoldReason::InformationNeeded)
    }),
    line("held", (Sender, Concerned), ("answer", "mail-held-person"), |at| {
        held_for(at, HoldReason::PersonActionNeeded)
    }),
    line("held", (Sender, Concerned), ("slow", "mail-held-waiting"), |at| {
        held_for(at, HoldReason::WaitingList) || held_for(at, HoldReason::AssessmentNeeded)
    }),
    line("completed", (Sender, Concerned), ("answer", "mail-completed"), |at| at.state == State::Completed),
    line("expired", (Sender, Concerned), ("returned", "mail-expired"), |at| at.state == State::Expired),
    line("hold_lapsed", (Sender, Concerned), ("returned", "mail-hold-lapsed"), |at| {
        matches!(at.state, State::Expired | State::Accepted | State::InProgress)
    }),
    line("no_contact", (Sender, Concerned), ("slow", "mail-no-contact"), |at| at.state == State::Accepted),
    line("reopened", (Sender, Concerned), ("answer", "mail-reopened"), |at| at.state.is_open()),
    line("resumed", (Recipient, Concerned), ("answer", "mail-resumed"), |at| {
        at.state.is_open() && at.state != State::OnHold
    }),
    // What nobody at a desk did, and somebody at a desk must know.
    line(GROUND_ENDED, (Sender, Concerned), ("stopped", "mail-ground-ended"), |_| true),
    line(AGREEMENT_ENDED, (Sender, Concerned), ("slow", "mail-agreement-ended-sender"), |at| {
        at.state.is_open()
    }),
    line(AGREEMENT_ENDED, (Recipient, Concerned), ("stopped", "mail-agreement-ended-recipient"), |at| {
        at.state.is_open() && was_accepted(at)
    }),
    // A right used: told to both, whatever has happened since.
    line("consent_withdrawn", (Sender, Concerned), ("stopped", "mail-withdrawn-sender"), |_| true),
    line("consent_withdrawn", (Recipient, Concerned), ("stopped", "mail-withdrawn-recipient"), was_accepted),
    // Work that must stop.
    line("cancelled", (Recipient, Concerned), ("stopped", "mail-cancelled"), |at| {
        at.state == State::Cancelled && was_accepted(at)
    }),
    line("marked_error", (Recipient, Concerned), ("stopped", "mail-marked-error"), |at| {
        at.state == State::EnteredInError && was_accepted(at)
    }),
    // What has arrived and nobody has opened.
    line("submitted", (Recipient, Inbox), ("inbox", "mail-arrived"), arrived),
    line("consent_given", (Recipient, Inbox), ("inbox", "mail-arrived"), arrived),
    line("reopened", (Recipient, Inbox), ("inbox", "mail-arrived"), arrived),
    // The last call before the end.
    line("escalated", (Recipient, Managers), ("team", "mail-escalated"), |at| {
        matches!(at.state, State::Requested | State::Received)
    }),
];

/// The line for a message of a kind to one side, if what it tells is true now.
pub(crate) fn rule(kind: &str, side: Side, standing: &Standing) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.kind == kind && rule.side == side && (rule.holds)(standing))
}

const fn line(
    kind: &'static str,
    (side, told): (Side, Told),
    (subject, text): (&'static str, &'static str),
    holds: fn(&Standing) -> bool,
) -> Rule {
    Rule { kind, side, told, subject, text, holds }
}

fn held_for(at: &Standing, reason: HoldReason) -> bool {
    at.state == State::OnHold && at.held_for == Some(reason)
}

const fn was_accepted(at: &Standing) -> bool {
    at.accepted_at.is_some()
}

const fn arrived(at: &Standing) -> bool {
    matches!(at.state, State::Requested)
}

/// What a clock tells, and the states in which it is still worth telling: a reminder for what was answered meanwhile is
/// neither sent nor shown.
const CLOCKS: &[(&str, &[State])] = &[
    ("acknowledge_late", &[State::Requested]),
    ("reminder_1", &[State::Requested, State::Received]),
    ("reminder_2", &[State::Requested, State::Received]),
    ("reminder_3", &[State::Requested, State::Received]),
    ("escalated", &[State::Requested, State::Received]),
    ("nudged", &[State::Accepted]),
    ("no_contact", &[State::Accepted]),
    ("hold_review", &[State::OnHold]),
    (GROUND_ENDED, &[State::Cancelled]),
    (
        AGREEMENT_ENDED,
        &[State::Requested, State::Received, State::OnHold, State::Accepted, State::InProgress],
    ),
];

/// Whether a message of a kind tells something that is over. What somebody did stays done; what a clock said may not be
/// true any more.
pub(crate) fn is_over(kind: &str, standing: &Standing) -> bool {
    let clock = CLOCKS.iter().find(|(known, _)| *known == kind);
    clock.is_some_and(|(_, states)| !states.contains(&standing.state))
}

#[cfg(test)]
mod tests {
    use relais_domain::referral::ReferralEventKind;

    use super::*;
    use crate::texts::Texts;

    #[test]
    fn every_line_names_an_event_or_a_clock_and_has_its_words() {
        let texts = Texts::french();
        for rule in RULES {
            let event = rule.kind.parse::<ReferralEventKind>().is_ok();
            assert!(event || CLOCKS.iter().any(|(kind, _)| *kind == rule.kind), "{}", rule.kind);
            let values = [("number", "R-7K2M-9PQX".into()), ("day", "mardi 22 décembre".into())];
            let said = texts.say(rule.text, values).unwrap();
            assert!(rule.told == Told::Inbox || said.contains("R-7K2M-9PQX"), "{said}");
            let subject = texts.plain(&format!("mail-subject-{}", rule.subject)).unwrap();
            assert!(subject.starts_with("Relais : ") && !subject.contains("R-7K2M"), "{subject}");
        }
    }
}
