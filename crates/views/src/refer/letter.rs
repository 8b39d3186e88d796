//! The letter for whoever has no phone: how her request stands, and what she can do now.

use relais_domain::referral::{HoldReason, Outcome, ReferralEventKind, RejectReason};
use serde::Serialize;

use super::Desk;
use crate::{NavPlace, View, say::Say};

/// What a letter tells of what happened: what her request went through, not who of a team looked after it.
pub const TOLD: &[ReferralEventKind] = &[
    ReferralEventKind::Acknowledged,
    ReferralEventKind::Accepted,
    ReferralEventKind::Rejected,
    ReferralEventKind::Held,
    ReferralEventKind::Resumed,
    ReferralEventKind::Started,
    ReferralEventKind::Completed,
    ReferralEventKind::Cancelled,
    ReferralEventKind::CancelConfirmed,
    ReferralEventKind::Expired,
    ReferralEventKind::HoldLapsed,
    ReferralEventKind::Reopened,
    ReferralEventKind::Redirected,
    ReferralEventKind::PersonAnswered,
];

/// One sheet for an envelope with a window, or for her hand: her address, what happened, what comes next, whom to ask. It
/// says nothing of her need: a letter is opened by others too.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// The day of the letter.
    pub day: String,
    /// Her name.
    pub name: String,
    /// The lines under it; without a whole address the letter is handed to her.
    pub address: Vec<String>,
    /// Why there is no letter: she asked not to be written to.
    pub blocked: Option<Say>,
    /// Said on the phone.
    pub number: String,
    /// « Le 12 mars, nous avons demandé de l’aide pour vous. »
    pub asked: Say,
    /// What happened since, the first first: « Le 10 mars, ce service a lu votre demande. »
    pub history: Vec<Say>,
    /// Where it stands.
    pub stands: Say,
    /// What comes next.
    pub next: Say,
    /// Whether the request goes on, and can be stopped.
    pub open: bool,
    /// Who writes.
    pub sender: Desk,
    /// Who was asked.
    pub recipient: Desk,
    /// Back to the sheet.
    pub back: String,
}

impl View for Letter {
    const TEMPLATE: &'static str = "refer/letter.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let accepted = Self {
            day: "12 mars 2026".to_owned(),
            name: "Amina Benali".to_owned(),
            address: vec!["3 rue de Siam".to_owned(), "29200 Brest".to_owned()],
            blocked: None,
            number: "R-4K7Q-9ZTD".to_owned(),
            asked: Say::new("letter-asked").with("day", "9 mars").with("who", "CCAS de Guipavas"),
            history: TOLD.iter().map(|kind| happened(*kind, "10 mars")).collect(),
            stands: Say::new("letter-accepted"),
            next: Say::new("letter-accepted-next").with("day", "8 avril"),
            open: true,
            sender: Desk::new("CCAS de Brest", Some("02 98 00 80 80".to_owned()), None),
            recipient: Desk::new("CCAS de Guipavas", Some("02 98 84 00 00".to_owned()), None),
            back: "/referrals/4".to_owned(),
        };
        let rejected = Self {
            stands: Say::code("letter-rejected", "no_capacity"),
            next: Say::new("letter-other-next"),
            open: false,
            ..accepted.clone()
        };
        let working = Self {
            stands: Say::new("letter-in-progress"),
            next: Say::new("letter-question-next"),
            history: Vec::new(),
            ..accepted.clone()
        };
        let ended = |stands, next| Self {
            stands: Say::new(stands),
            next: Say::new(next),
            open: false,
            ..working.clone()
        };
        let expired = ended("letter-expired", "letter-other-next");
        let cancelled = ended("letter-cancelled", "letter-question-next");
        let silent = Self {
            address: Vec::new(),
            blocked: Some(Say::new("letter-do-not-write")),
            stands: Say::new("letter-expired"),
            ..rejected.clone()
        };
        let by_hand = Self { address: Vec::new(), ..accepted.clone() };
        let why = |reason: &RejectReason| {
            let stands = Say::code("letter-rejected", reason.as_str());
            (reason.as_str(), Self { stands, ..rejected.clone() })
        };
        let refusals: Vec<_> = RejectReason::ALL.iter().map(why).collect();
        let waits = |reason: &HoldReason| {
            let (stands, next) =
                (Say::code("letter-on-hold", reason.as_str()), Say::new("letter-on-hold-next"));
            (reason.as_str(), Self { stands, next, ..working.clone() })
        };
        let holds: Vec<_> = HoldReason::ALL.iter().map(waits).collect();
        let others = [
            ("accepted", accepted),
            ("by-hand", by_hand),
            ("rejected", rejected),
            ("do-not-write", silent),
            ("in-progress", working),
            ("expired", expired),
            ("cancelled", cancelled.clone()),
        ];
        let ends = |outcome: &Outcome| {
            let (stands, next) = completed(*outcome);
            (outcome.as_str(), Self { stands, next, ..cancelled.clone() })
        };
        let outcomes: Vec<_> = Outcome::ALL.iter().map(ends).collect();
        others.into_iter().chain(refusals).chain(holds).chain(outcomes).collect()
    }
}

/// What happened on a day, to her who reads it.
#[must_use]
pub fn happened(kind: ReferralEventKind, day: &str) -> Say {
    Say::new("happened").with("day", day).with("what", Say::code("happened", kind.as_str()))
}

/// How the work ended, and what she can do now. Only help that was given is asked about as help.
#[must_use]
pub fn completed(outcome: Outcome) -> (Say, Say) {
    let next = match outcome {
        Outcome::Helped => "letter-completed-next",
        Outcome::PartlyHelped => "letter-part-next",
        Outcome::NoHelpAvailable | Outcome::NotReachable | Outcome::NoShow => "letter-other-next",
        Outcome::NoLongerWanted => "letter-wanted-next",
        Outcome::ReferredElsewhere | Outcome::EligiblePending => "letter-question-next",
    };
    (Say::code("letter-completed", outcome.as_str()), Say::new(next))
}
