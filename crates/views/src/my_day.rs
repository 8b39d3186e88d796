//! C1 « Ma journée »: what waits for the agent, in fixed order, seven rows a block at most.

use serde::Serialize;

use super::{
    NavPlace, View,
    parts::{Clock, Link, Pace, Row, Tag, Tone},
};
use crate::{paths, say::Say};

/// A block of the day. What came back unsolved stands on top: the need is the sender's again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Refused, unanswered or stopped: another way is to be found.
    Returned,
    /// Work taken over and called back: to be confirmed stopped.
    ToConfirm,
    /// Received, not yet answered.
    ToAccept,
    /// Sent, and silent for too long.
    Silent,
    /// Accepted here and not yet ended.
    Working,
    /// Sent, or waiting for the person's agreement.
    Waiting,
    /// Begun and not sent.
    Drafts,
}

/// The most news shown unfolded.
pub const NEWS_SHOWN: usize = 7;

/// A block and its rows.
#[derive(Clone, Debug, Serialize)]
pub struct Block {
    /// Which.
    pub kind: BlockKind,
    /// How many there are in all.
    pub count: u32,
    /// The first of them.
    pub rows: Vec<Row>,
    /// The others, when they do not all stand here.
    pub more: Option<More>,
}

/// What a block does not show.
#[derive(Clone, Debug, Serialize)]
pub struct More {
    /// How many more there are.
    pub count: u32,
    /// Where all are listed.
    pub url: &'static str,
}

impl Block {
    /// A block of `count` rows whose first are shown; none when it is empty.
    pub fn of(kind: BlockKind, count: u32, rows: Vec<Row>, all: &'static str) -> Option<Self> {
        let others = count.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        let more = (others > 0).then_some(More { count: others, url: all });
        (count > 0).then_some(Self { kind, count, rows, more })
    }
}

/// A piece of news from a partner, with the button that puts it away.
#[derive(Clone, Debug, Serialize)]
pub struct News {
    /// What happened.
    pub text: Say,
    /// When.
    pub moment: String,
    /// The referral.
    pub referral: Link,
    /// « Vu » (POST).
    pub seen: String,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct MyDay {
    /// « Mardi 12 mars ».
    pub today: String,
    /// How many contacts the organisation recorded today.
    pub contacts: i64,
    /// Whether referrals stand here; a volunteer's day has none.
    pub referrals: bool,
    /// How much partners did that nobody has looked at, and when last; it leads to the news.
    pub fresh: Option<Say>,
    /// The newest of it, at most [`NEWS_SHOWN`].
    pub news: Vec<News>,
    /// The rest of what was read, folded.
    pub older_news: Vec<News>,
    /// How much news nobody has looked at, in all.
    pub news_count: u32,
    /// How much of it comes only after these were put away; none when all stands here.
    pub news_later: Option<u32>,
    /// Blocks with rows, in their fixed order.
    pub blocks: Vec<Block>,
    /// « Nouveau contact », for roles that record contacts.
    pub new_contact: Option<&'static str>,
    /// « Chercher », for roles that search persons.
    pub search: Option<&'static str>,
}

impl View for MyDay {
    const TEMPLATE: &'static str = "my_day.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Day);

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            today: "Mardi 12 mars".to_owned(),
            contacts: 3,
            referrals: true,
            fresh: Some(Say::new("day-fresh").with("n", 9_i64).with("moment", "12 mars, 9 h 20")),
            news: (0..NEWS_SHOWN).map(|_| news()).collect(),
            older_news: vec![news()],
            news_count: 9,
            news_later: Some(1),
            blocks: vec![returned(), to_confirm(), to_accept(), silent(), working(), waiting(), drafts()],
            new_contact: Some(paths::CONTACT_NEW),
            search: Some(paths::PERSONS),
        };
        let empty = Self {
            fresh: None,
            news: Vec::new(),
            older_news: Vec::new(),
            news_count: 0,
            news_later: None,
            blocks: Vec::new(),
            ..full.clone()
        };
        let volunteer = Self { referrals: false, search: None, ..empty.clone() };
        vec![("full", full), ("empty", empty), ("volunteer", volunteer)]
    }
}

fn block(kind: BlockKind, rows: Vec<Row>) -> Block {
    Block { kind, count: u32::try_from(rows.len()).unwrap_or_default(), rows, more: None }
}

fn returned() -> Block {
    let row = Row::new("Nadia K.", Link::new("/referrals/1", "row-other-service"))
        .line("Dossier de surendettement")
        .line(
            Say::new("day-refused")
                .with("who", "UDAF du Finistère")
                .with("reason", Say::code("reject", "no_capacity"))
                .with("day", "11 mars"),
        )
        .primary();
    block(BlockKind::Returned, vec![row])
}

fn to_confirm() -> Block {
    let row = Row::new("R-4K7Q-9ZTD", Link::new("/referrals/8", "row-confirm-stopped"))
        .line(Say::new("row-asked-by").with("who", "CCAS de Guipavas"))
        .line(Say::new("row-called-back-on").with("day", "11 mars"))
        .tag(Tag::referral(relais_domain::referral::ReferralState::Cancelled))
        .primary();
    block(BlockKind::ToConfirm, vec![row])
}

fn to_accept() -> Block {
    let open = || Link::new("/referrals/2", "row-open-and-answer");
    let clock = |percent, pace, text| Clock { pace, percent, text };
    let someone =
        |commune: &str, age| Say::new("someone").with("commune", commune).with("age", Say::code("age", age));
    let rows = vec![
        Row::new(someone("Brest centre", "26_39"), open())
            .line("Apprendre à se servir d’une messagerie")
            .line(Say::new("row-asked-by").with("who", "Mission locale du Pays de Brest"))
            .line("français, arabe")
            .clock(clock(60, Pace::Near, Say::new("clock-acknowledge-by").with("day", "13 mars")))
            .primary(),
        Row::new(someone("Guipavas", "60_74"), open())
            .line("Déclaration de ressources trimestrielle")
            .line(Say::new("row-asked-by").with("who", "Caf du Finistère"))
            .clock(clock(25, Pace::Calm, Say::new("clock-answer-by").with("day", "10 avril")))
            .primary(),
    ];
    Block { count: 9, more: Some(More { count: 7, url: paths::INBOX }), ..block(BlockKind::ToAccept, rows) }
}

fn silent() -> Block {
    let row = Row::new("Paul G.", Link::new("/referrals/3", "row-open-referral"))
        .line(Say::new("day-silent-since").with("who", "CPAM du Finistère").with("sent", "21 février"))
        .clock(Clock {
            pace: Pace::Near,
            percent: 66,
            text: Say::new("clock-elapsed").with("day", 20_i64).with("limit", 30_i64),
        });
    block(BlockKind::Silent, vec![row])
}

fn waiting() -> Block {
    let rows = vec![
        Row::new("Amina B.", Link::new("/referrals/4/draft", "row-ask-agreement"))
            .line("Apprendre à se servir d’une messagerie")
            .line(Say::new("row-sent-to").with("who", "PIMMS Médiation, Kérédern"))
            .tag(Tag::new(Tone::Wait, Say::code("state", "awaiting_consent"))),
        Row::new(
            "Marie-Charlotte de La Villemarqué-Kerguelen",
            Link::new("/referrals/5", "row-open-referral"),
        )
        .line("Demande de logement social")
        .line(Say::new("row-sent-to").with("who", "Brest métropole habitat"))
        .tag(Tag::new(Tone::Note, Say::code("state", "requested"))),
    ];
    block(BlockKind::Waiting, rows)
}

fn working() -> Block {
    let row = Row::new("Marc L.", Link::new("/referrals/7", "row-open-referral"))
        .line(Say::code("theme", "papiers"))
        .tag(Tag::referral(relais_domain::referral::ReferralState::InProgress));
    block(BlockKind::Working, vec![row])
}

fn news() -> News {
    News {
        text: Say::code("news", "accepted")
            .with("who", "Médiation numérique, Ville de Brest")
            .with("number", "R-4K7Q9ZTD"),
        moment: "12 mars, 9 h 20".to_owned(),
        referral: Link::new("/referrals/4", "row-open-referral").about("R-4K7Q9ZTD"),
        seen: "/notices/1/seen".to_owned(),
    }
}

fn drafts() -> Block {
    let row = Row::new("Yusuf D.", Link::new("/referrals/6/draft", "row-resume"))
        .line(Say::new("day-draft").with("day", "10 mars"));
    block(BlockKind::Drafts, vec![row])
}
