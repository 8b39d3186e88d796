//! The two lists: received by the organisation, sent by it.

use relais_domain::referral::ReferralState;
use serde::Serialize;

use crate::{
    paths,
    say::Say,
    views::{
        NavPlace, View,
        parts::{Clock, Link, Pace, Pager, Row, Tag, Tone},
    },
};

/// « Relais reçus ».
#[derive(Clone, Debug, Serialize)]
pub struct Inbox {
    /// What waits for an answer, the oldest promise first.
    pub to_answer: Part,
    /// What was accepted here and goes on.
    pub under_way: Part,
    /// The other pages.
    pub pager: Pager,
    /// « Relais envoyés », for roles that send.
    pub sent: Option<&'static str>,
}

/// A part of the inbox.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Part {
    /// How many there are on all pages.
    pub count: u32,
    /// Those of this page.
    pub rows: Vec<Row>,
}

/// « Relais envoyés ».
#[derive(Clone, Debug, Serialize)]
pub struct SentList {
    /// The page of rows, the last changed first.
    pub rows: Vec<Row>,
    /// The other pages.
    pub pager: Pager,
}

impl View for Inbox {
    const TEMPLATE: &'static str = "referrals/inbox.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let accepted = Row::new("Amina B.", Link::new("/referrals/7", "row-open-referral"))
            .line(Say::code("theme", "logement"))
            .tag(Tag::referral(ReferralState::InProgress));
        let full = Self {
            to_answer: Part { count: 52, rows: received() },
            under_way: Part { count: 1, rows: vec![accepted] },
            pager: Pager { previous: None, next: Some("/inbox?after=2".to_owned()) },
            sent: Some(paths::SENT),
        };
        let empty = Self {
            to_answer: Part::default(),
            under_way: Part::default(),
            pager: Pager::default(),
            sent: None,
        };
        let last = Self {
            to_answer: Part { rows: Vec::new(), ..full.to_answer.clone() },
            pager: Pager { previous: Some(paths::INBOX.to_owned()), next: None },
            ..full.clone()
        };
        vec![("full", full), ("last", last), ("empty", empty)]
    }
}

fn received() -> Vec<Row> {
    let row = |commune: &str, age, need: &str, from: &str, languages: &str, asked: &str, clock: Clock| {
        Row::new(
            Say::new("someone").with("commune", commune).with("age", Say::code("age", age)),
            Link::new("/referrals/2", "row-open-and-answer"),
        )
        .line(need)
        .line(Say::new("row-asked-by").with("who", from))
        .line(languages)
        .line(Say::new("row-asked-on").with("day", asked))
        .clock(clock)
        .primary()
    };
    let answer = |day: &str, percent| Clock {
        pace: Pace::Calm,
        percent,
        text: Say::new("clock-answer-by").with("day", day),
    };
    vec![
        row(
            "Brest, Bellevue",
            "26_39",
            "Apprendre à se servir d’une messagerie",
            "Mission locale du Pays de Brest",
            "français, arabe",
            "10 mars",
            Clock {
                pace: Pace::Late,
                percent: 100,
                text: Say::new("clock-acknowledge-late").with("n", 2_i64),
            },
        ),
        row(
            "Guipavas",
            "60_74",
            "Déclaration de ressources trimestrielle",
            "Caf du Finistère",
            "français",
            "11 mars",
            Clock { pace: Pace::Near, percent: 90, text: Say::new("clock-acknowledge-today") },
        ),
        row(
            "Plougastel-Daoulas",
            "16_25",
            "Demande de logement social",
            "Mission locale du Pays de Brest",
            "français, anglais",
            "12 mars",
            answer("9 avril", 25),
        ),
        row(
            "Le Relecq-Kerhuon",
            "75_plus",
            "Aide pour une demande d’allocation personnalisée d’autonomie",
            "Conseil départemental du Finistère, direction territoriale d’action sociale de Brest",
            "breton, français",
            "12 mars",
            answer("10 avril", 5),
        ),
    ]
}

impl View for SentList {
    const TEMPLATE: &'static str = "referrals/sent.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |who: &str, need: &str, to: &str, tone, state| {
            Row::new(who, Link::new("/referrals/5", "row-open-referral"))
                .line(need)
                .line(Say::new("row-sent-to").with("who", to))
                .tag(Tag::new(tone, Say::code("state", state)))
        };
        let full = Self {
            rows: vec![
                row(
                    "Amina B.",
                    "Apprendre à se servir d’une messagerie",
                    "PIMMS Médiation, Kérédern",
                    Tone::Note,
                    "in_progress",
                ),
                row("Marc L.", "Complémentaire santé solidaire", "CPAM du Finistère", Tone::Ok, "accepted"),
                row("Claire P.", "Aide au budget", "UDAF du Finistère", Tone::Note, "received"),
            ],
            pager: Pager {
                previous: Some("/sent?before=1".to_owned()),
                next: Some("/sent?after=3".to_owned()),
            },
        };
        let empty = Self { rows: Vec::new(), pager: Pager::default() };
        vec![("full", full), ("empty", empty)]
    }
}
