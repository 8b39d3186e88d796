//! The letter for whoever has no phone: how her request stands, and what she can do now.

use relais_domain::referral::RejectReason;
use serde::Serialize;

use super::Desk;
use crate::{NavPlace, View, say::Say};

/// One sheet for an envelope with a window: her address, what happened, what comes next, whom to ask. It says nothing of
/// her need: a letter is opened by others too.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// The day of the letter.
    pub day: String,
    /// Her name.
    pub name: String,
    /// The lines under it.
    pub address: Vec<String>,
    /// Whether she can be written to: she did not ask not to be, and her address is known.
    pub blocked: Option<Say>,
    /// Said on the phone.
    pub number: String,
    /// « Le 12 mars, nous avons demandé de l’aide pour vous. »
    pub asked: Say,
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
        let waiting = Self {
            stands: Say::code("letter-on-hold", "waiting_list"),
            next: Say::new("letter-on-hold-next"),
            ..accepted.clone()
        };
        let silent = Self {
            address: Vec::new(),
            blocked: Some(Say::new("letter-do-not-write")),
            stands: Say::new("letter-expired"),
            ..rejected.clone()
        };
        let why = |reason: &RejectReason| {
            let stands = Say::code("letter-rejected", reason.as_str());
            (reason.as_str(), Self { stands, ..rejected.clone() })
        };
        let refusals: Vec<_> = RejectReason::ALL.iter().map(why).collect();
        let others =
            [("accepted", accepted), ("rejected", rejected), ("waiting", waiting), ("do-not-write", silent)];
        others.into_iter().chain(refusals).collect()
    }
}
