//! The lists: received by the organisation, ended there, sent by it.

use relais_domain::referral::ReferralState;
use serde::Serialize;

use crate::{
    Form, NavPlace, View,
    parts::{Clock, Link, Live, Pace, Pager, Row, Tag, Tone},
    paths,
    say::Say,
};

/// « Relais reçus ».
#[derive(Clone, Debug, Serialize)]
pub struct Inbox {
    /// The search by number (POST). Field `number`.
    pub form: Form,
    /// What follows the lists; nothing beside a search that found nothing.
    pub live: Option<Live>,
    /// Work called back: to be confirmed stopped.
    pub to_confirm: Part,
    /// What waits for an answer, the oldest promise first.
    pub to_answer: Part,
    /// What was accepted here and goes on.
    pub under_way: Part,
    /// The other pages.
    pub pager: Pager,
    /// « Terminés ».
    pub ended: &'static str,
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

/// « Relais reçus et terminés ».
#[derive(Clone, Debug, Serialize)]
pub struct EndedList {
    /// The page of rows, the last changed first.
    pub rows: Vec<Row>,
    /// The other pages.
    pub pager: Pager,
}

/// A list within a list: all, or one block of the day.
#[derive(Clone, Debug, Serialize)]
pub struct Filter {
    /// Where it is.
    pub url: &'static str,
    /// Its name.
    pub label: Say,
    /// Whether it is the one shown.
    pub current: bool,
}

impl Filter {
    /// A filter.
    pub fn new(url: &'static str, label: &'static str, current: bool) -> Self {
        Self { url, label: Say::new(label), current }
    }
}

/// « Relais envoyés ».
#[derive(Clone, Debug, Serialize)]
pub struct SentList {
    /// All of them, or one block of the day.
    pub filters: Vec<Filter>,
    /// The page of rows: of all, the last changed first; of a block, in the order of the day.
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
            .line(Say::new("row-yours"))
            .tag(Tag::referral(ReferralState::InProgress));
        let stopped = Row::new("R-4K7Q-9ZTD", Link::new("/referrals/8", "row-confirm-stopped"))
            .line(Say::new("row-asked-by").with("who", "CCAS de Guipavas"))
            .line(Say::new("row-called-back-on").with("day", "11 mars"))
            .tag(Tag::referral(ReferralState::Cancelled))
            .primary();
        let full = Self {
            form: Form::new(),
            live: Some(Live::sample(paths::INBOX_LIVE)),
            to_confirm: Part { count: 1, rows: vec![stopped] },
            to_answer: Part { count: 52, rows: received() },
            under_way: Part { count: 1, rows: vec![accepted] },
            pager: Pager { previous: None, next: Some("/inbox?after=2".to_owned()) },
            ended: paths::INBOX_ENDED,
            sent: Some(paths::SENT),
        };
        let empty = Self {
            form: Form::new(),
            live: None,
            to_confirm: Part::default(),
            to_answer: Part::default(),
            under_way: Part::default(),
            pager: Pager::default(),
            ended: paths::INBOX_ENDED,
            sent: None,
        };
        let sought = Form::new().with("number", "R-9999-9999").refused("number", "referral.number_unknown");
        let last = Self {
            to_confirm: Part { rows: Vec::new(), ..full.to_confirm.clone() },
            to_answer: Part { rows: Vec::new(), ..full.to_answer.clone() },
            pager: Pager { previous: Some(paths::INBOX.to_owned()), next: None },
            ..full.clone()
        };
        let refused = Self { form: sought, ..empty.clone() };
        vec![("full", full), ("last", last), ("empty", empty), ("refused", refused)]
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
        .line(Say::new("row-in-hands-of").with("who", "Hugo Nguyen-Riou"))
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

impl View for EndedList {
    const TEMPLATE: &'static str = "referrals/ended.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |number: &str, state| {
            Row::new(number, Link::new("/referrals/8", "row-open-referral"))
                .line(Say::new("row-asked-by").with("who", "CCAS de Guipavas"))
                .line(Say::new("row-asked-on").with("day", "2 mars"))
                .tag(Tag::referral(state))
        };
        let helped = row("R-4K7Q-9ZTD", ReferralState::Completed).line(Say::code("outcome", "helped"));
        let refused = row("R-2M9D-01ZZ", ReferralState::Rejected).line(Say::code("reject", "no_capacity"));
        let full = Self {
            rows: vec![helped, refused],
            pager: Pager { previous: None, next: Some("/inbox/ended?after=2".to_owned()) },
        };
        let empty = Self { rows: Vec::new(), pager: Pager::default() };
        vec![("full", full), ("empty", empty)]
    }
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
        let filters = |shown: &str| {
            let filter = |url, label| Filter::new(url, label, url == shown);
            vec![filter(paths::SENT, "sent-all"), filter(paths::SENT_SILENT, "day-silent")]
        };
        let full = Self {
            filters: filters(paths::SENT),
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
        let empty = Self { filters: filters(paths::SENT_SILENT), rows: Vec::new(), pager: Pager::default() };
        vec![("full", full), ("empty", empty)]
    }
}
