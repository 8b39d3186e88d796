//! The paper that stays with the person after she has stopped the sharing.

use relais_domain::referral::ReferralState;
use serde::Serialize;

use super::Desk;
use crate::{NavPlace, Shell, View, parts::Phrase, say::Say};

/// The confirmation of a withdrawal: since when who sees nothing any more, what could be seen until then, what the law
/// lets that organisation keep. It holds labels only, nothing of what was shared.
#[derive(Clone, Debug, Serialize)]
pub struct Withdrawal {
    /// Printed large, said on the phone.
    pub number: String,
    /// The day of the paper.
    pub day: String,
    /// Her name, on her own paper; none where the reader may not know it.
    pub name: Option<String>,
    /// « 12 mars 2026, 11 h 40 »: since when nothing of her is seen.
    pub stopped: String,
    /// When she took her agreement back, where its referral or its term had ended before.
    pub decided: Option<String>,
    /// « 10 mars 2026 »: when it was sent, and the reduced sheet could be read.
    pub since: String,
    /// Whether the reader may know what was shared.
    pub told: bool,
    /// Whether the recipient had accepted.
    pub accepted: bool,
    /// Labels of the agreed items it saw beyond the reduced sheet, and since when: the day it accepted.
    pub items: Option<Phrase>,
    /// What the recipient keeps of how it went: the dates, and the end.
    pub kept: Phrase,
    /// Who asked.
    pub sender: Desk,
    /// Who sees nothing any more.
    pub recipient: Desk,
    /// Back to the sheet.
    pub back: String,
}

impl Withdrawal {
    /// « les dates, et comment elle a fini : « Terminée » ».
    #[must_use]
    pub fn kept(state: ReferralState) -> Phrase {
        Say::new("withdrawal-kept-dates").with("state", Say::code("state", state.as_str())).into()
    }
}

impl View for Withdrawal {
    const TEMPLATE: &'static str = "refer/withdrawal.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let accepted = Self {
            number: "R-4K7Q9ZTD".to_owned(),
            day: "12 mars 2026".to_owned(),
            name: Some("Amina Benali".to_owned()),
            stopped: "12 mars 2026, 11 h 40".to_owned(),
            decided: None,
            since: "10 mars 2026".to_owned(),
            told: true,
            accepted: true,
            items: Some(
                Say::new("withdrawal-agreed")
                    .with("day", "11 mars 2026")
                    .with("items", "Nom et prénom, Téléphone")
                    .into(),
            ),
            kept: Self::kept(ReferralState::ConsentWithdrawn),
            sender: Desk::new("CCAS de Brest", Some("02 98 00 80 80".to_owned()), None),
            recipient: Desk::new("CCAS de Guipavas", None, None),
            back: "/referrals/4".to_owned(),
        };
        let asked = Self { accepted: false, items: None, ..accepted.clone() };
        let received = Self { name: None, told: false, items: None, ..accepted.clone() };
        let completed = Self {
            decided: Some("14 mars 2026, 9 h 05".to_owned()),
            kept: Self::kept(ReferralState::Completed),
            ..accepted.clone()
        };
        vec![("accepted", accepted), ("asked", asked), ("received", received), ("completed", completed)]
    }

    fn sample_shell() -> Shell {
        Shell::sample_at(Some(NavPlace::Persons))
    }
}
