//! The two lists: received by the organisation, sent by it.

use serde::Serialize;

use crate::{
    paths,
    say::Say,
    views::{
        NavPlace, Shell, View,
        parts::{Clock, Link, Pace, Pager, Row, Tab, Tag, Tone},
    },
};

/// « Relais reçus ».
#[derive(Clone, Debug, Serialize)]
pub struct Inbox {
    /// To answer, under way, ended.
    pub tabs: Vec<Tab>,
    /// The page of rows.
    pub rows: Vec<Row>,
    /// The other pages.
    pub pager: Pager,
    /// « Relais envoyés », for roles that send.
    pub sent: Option<&'static str>,
}

/// « Relais envoyés ».
#[derive(Clone, Debug, Serialize)]
pub struct SentList {
    /// Open, come back, ended.
    pub tabs: Vec<Tab>,
    /// The page of rows.
    pub rows: Vec<Row>,
    /// The other pages.
    pub pager: Pager,
}

impl View for Inbox {
    const TEMPLATE: &'static str = "referrals/inbox.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let tabs = |to_answer| {
            vec![
                Tab::new("inbox-to-answer", paths::INBOX).count(to_answer).current(true),
                Tab::new("inbox-under-way", "/inbox?show=under-way").count(12),
                Tab::new("inbox-ended", "/inbox?show=ended"),
            ]
        };
        let rows = received();
        let full = Self {
            tabs: tabs(4),
            rows,
            pager: Pager { previous: None, next: Some("/inbox?after=2".to_owned()) },
            sent: Some(paths::SENT),
        };
        let empty = Self { tabs: tabs(0), rows: Vec::new(), pager: Pager::default(), sent: None };
        vec![("full", full), ("empty", empty)]
    }

    fn sample_shell() -> Shell {
        Shell::sample_at(Some(NavPlace::Inbox))
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
    let days = |n: i64, percent, pace| Clock { pace, percent, text: Say::new("clock-days").with("n", n) };
    vec![
        row(
            "Brest, Bellevue",
            "30_39",
            "Apprendre à se servir d’une messagerie",
            "Mission locale du Pays de Brest",
            "français, arabe",
            "10 mars",
            Clock { pace: Pace::Late, percent: 100, text: Say::new("clock-late").with("n", 2_i64) },
        ),
        row(
            "Guipavas",
            "60_69",
            "Déclaration de ressources trimestrielle",
            "Caf du Finistère",
            "français",
            "11 mars",
            Clock { pace: Pace::Near, percent: 90, text: Say::new("clock-today") },
        ),
        row(
            "Plougastel-Daoulas",
            "18_29",
            "Demande de logement social",
            "Mission locale du Pays de Brest",
            "français, anglais",
            "12 mars",
            days(4, 25, Pace::Calm),
        ),
        row(
            "Le Relecq-Kerhuon",
            "70_plus",
            "Aide pour une demande d’allocation personnalisée d’autonomie",
            "Conseil départemental du Finistère, direction territoriale d’action sociale de Brest",
            "breton, français",
            "12 mars",
            days(5, 5, Pace::Calm),
        ),
    ]
}

impl View for SentList {
    const TEMPLATE: &'static str = "referrals/sent.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let tabs = vec![
            Tab::new("sent-open", paths::SENT).count(3).current(true),
            Tab::new("sent-returned", "/sent?show=returned").count(1),
            Tab::new("sent-ended", "/sent?show=ended"),
        ];
        let row = |who: &str, need: &str, to: &str, tone, state| {
            Row::new(who, Link::new("/referrals/5", "row-open-referral"))
                .line(need)
                .line(Say::new("row-sent-to").with("who", to))
                .tag(Tag::new(tone, Say::code("state", state)))
        };
        let full = Self {
            tabs: tabs.clone(),
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
        let empty = Self { tabs, rows: Vec::new(), pager: Pager::default() };
        vec![("full", full), ("empty", empty)]
    }

    fn sample_shell() -> Shell {
        Shell::sample_at(Some(NavPlace::Inbox))
    }
}
