//! Reading again before sending, and the paper that stays with the person after.

use serde::Serialize;

use super::Step;
use crate::{
    NavPlace, Shell, View,
    parts::{Fact, Phrase},
    say::Say,
};

/// A part of what is about to be sent.
#[derive(Clone, Debug, Serialize)]
pub struct CheckSection {
    /// Its heading.
    pub title: &'static str,
    /// What it holds.
    pub facts: Vec<Fact>,
    /// The step that changes it.
    pub change: String,
}

/// The page before sending.
#[derive(Clone, Debug, Serialize)]
pub struct CheckStep {
    /// Where it stands.
    pub step: Step,
    /// The parts, in the order of the steps.
    pub sections: Vec<CheckSection>,
    /// Where it is sent.
    pub action: String,
    /// The version that was read.
    pub version: i32,
    /// The recipient, in the button: « Envoyer à … ».
    pub recipient: String,
    /// What happens next: who is told, until when an answer is due.
    pub next: Vec<Say>,
    /// Why it cannot be sent now; then there is no button.
    pub blocked: Option<Say>,
}

/// Whom to call, or where to go when no phone is known: there is always a way.
#[derive(Clone, Debug, Serialize)]
pub struct Desk {
    name: String,
    phone: Option<String>,
    place: Option<Say>,
}

impl Desk {
    /// By its phone, else at its address, else at its reception.
    pub fn new(name: impl Into<String>, phone: Option<String>, address: Option<String>) -> Self {
        let place = match (&phone, address.filter(|address| !address.is_empty())) {
            (Some(_), _) => None,
            (None, Some(address)) => Some(Say::new("receipt-address").with("address", address)),
            (None, None) => Some(Say::new("receipt-come")),
        };
        Self { name: name.into(), phone, place }
    }
}

/// The paper for the person, also the confirmation after sending.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    /// Printed large, said on the phone.
    pub number: String,
    /// The day of the paper.
    pub day: String,
    /// Her name, on her own paper; none where the reader may not know it.
    pub name: Option<String>,
    /// Who asked.
    pub sender: Desk,
    /// Who answers.
    pub recipient: Desk,
    /// What the recipient may see: always, and then each agreed item, in the sentences she agreed to.
    pub seen: Vec<Phrase>,
    /// « jusqu’au 10 septembre ».
    pub until: String,
    /// Whether the professionals may speak of her.
    pub secrecy: Option<Phrase>,
    /// « 14 mars »: until then the recipient says that it has received.
    pub received_by: Option<String>,
    /// « 11 avril »: without an answer until then, it ends by itself.
    pub ends_on: String,
    /// How to stop.
    pub channels: Vec<Phrase>,
    /// Back to the sheet.
    pub back: String,
}

impl CheckStep {
    /// What follows the sending; the recipient has this many calendar days to say that it has received.
    pub fn next(days: u16) -> Vec<Say> {
        let received = Say::new("check-next-answer").with("n", u32::from(days));
        let rest = ["check-next-remind", "check-next-expire", "check-next-holder"].map(Say::new);
        std::iter::once(received).chain(rest).collect()
    }
}

impl View for CheckStep {
    const TEMPLATE: &'static str = "refer/check.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let section = |title, facts, change: &str| CheckSection { title, facts, change: change.to_owned() };
        let ready = Self {
            step: Step::sample(5),
            sections: vec![
                section(
                    "check-need",
                    vec![
                        Fact::new("fact-need", Say::code("theme", "logement")),
                        Fact::new("item-situation", "Elle dort chez une amie depuis trois semaines."),
                        Fact::maybe("fact-availability", None::<&str>),
                    ],
                    "/referrals/4/need",
                ),
                section(
                    "check-service",
                    vec![Fact::new("check-recipient", "Accueil social, CCAS de Guipavas")],
                    "/referrals/4/service",
                ),
                section(
                    "check-items",
                    vec![
                        Fact::new("item-identity", "Amina Benali"),
                        Fact::new("item-phone", "06 12 34 56 78"),
                    ],
                    "/referrals/4/items",
                ),
                section(
                    "check-agreement",
                    vec![
                        Fact::new("check-answer", Say::code("answer", "yes")),
                        Fact::new("check-method", Say::code("method", "paper")),
                        Fact::new("check-until", "10 septembre"),
                    ],
                    "/referrals/4/agreement",
                ),
            ],
            action: "/referrals/4/send".to_owned(),
            version: 5,
            recipient: "CCAS de Guipavas".to_owned(),
            next: Self::next(2),
            blocked: None,
        };
        let blocked = Self { blocked: Some(Say::new("check-blocked-agreement")), ..ready.clone() };
        vec![("ready", ready), ("blocked", blocked)]
    }
}

impl View for Receipt {
    const TEMPLATE: &'static str = "refer/receipt.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let sent = Self {
            number: "R-4K7Q9ZTD".to_owned(),
            day: "12 mars".to_owned(),
            name: Some("Amina Benali".to_owned()),
            sender: Desk::new("CCAS de Brest", Some("02 98 00 80 80".to_owned()), None),
            recipient: Desk::new("CCAS de Guipavas", Some("02 98 84 00 00".to_owned()), None),
            seen: ["Avant de répondre, ce service voit votre besoin.", "Puis votre nom, s’il accepte."]
                .map(Into::into)
                .to_vec(),
            until: "10 septembre".to_owned(),
            secrecy: Some(Say::code("receipt-secrecy", "yes").into()),
            received_by: Some("14 mars".to_owned()),
            ends_on: "11 avril".to_owned(),
            channels: ["counter", "phone", "letter"].map(|code| Say::code("withdraw", code).into()).to_vec(),
            back: "/referrals/4".to_owned(),
        };
        let address = Some("16 rue Amiral Troude, 29200 Brest".to_owned());
        let answered = Self {
            received_by: None,
            sender: Desk::new("CCAS de Brest", None, address),
            recipient: Desk::new("CCAS de Guipavas", None, None),
            ..sent.clone()
        };
        let unnamed = Self { name: None, ..sent.clone() };
        vec![("sent", sent), ("answered", answered), ("unnamed", unnamed)]
    }

    fn sample_shell() -> Shell {
        Shell {
            flash: Some(crate::Flash { text: Say::new("flash-sent") }),
            ..Shell::sample_at(Some(NavPlace::Persons))
        }
    }
}
