//! The page of a member's absences, and what waits in whose hands.

use serde::Serialize;

use super::{
    Form, NavPlace, View,
    parts::{Choice, Link, Row},
};
use crate::{paths, say::Say};

/// Notes that a member is away. Fields: `from`, `until`, `cover`.
#[derive(Clone, Debug, Serialize)]
pub struct AbsencePage {
    /// As typed.
    pub form: Form,
    /// Whose.
    pub name: String,
    /// Where it is sent.
    pub action: String,
    /// Says that she is here again (POST).
    pub back: String,
    /// What is noted already.
    pub absences: Vec<Say>,
    /// Who may take over.
    pub colleagues: Vec<Choice>,
}

/// What waits in whose hands.
#[derive(Clone, Debug, Serialize)]
pub struct TeamPage {
    /// A row a pair of hands; what lies open to all first.
    pub rows: Vec<Row>,
}

impl View for AbsencePage {
    const TEMPLATE: &'static str = "organisations/absence.html";
    const PLACE: Option<NavPlace> = None;

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form, absences: Vec<Say>| Self {
            form,
            name: "Léa Morvan".to_owned(),
            action: "/organisation/members/1/absence".to_owned(),
            back: "/organisation/members/1/back".to_owned(),
            absences,
            colleagues: vec![Choice::new("2", "Hugo Riou")],
        };
        let noted = Say::new("absence-days").with("from", "3 août").with("until", "21 août");
        let refused = Form::new().with("from", "2026-12-01").refused("until", "text.required");
        vec![("new", page(Form::new(), Vec::new())), ("refused", page(refused, vec![noted]))]
    }
}

impl View for TeamPage {
    const TEMPLATE: &'static str = "organisations/team.html";
    const PLACE: Option<NavPlace> = None;

    fn samples() -> Vec<(&'static str, Self)> {
        let load =
            |asked: i64, working: i64| Say::new("team-load").with("asked", asked).with("working", working);
        let rows = vec![
            Row::new(Say::new("team-open"), Link::new(paths::INBOX, "team-see"))
                .line(load(3, 0))
                .line(Say::new("team-since").with("day", "2 mars")),
            Row::new("Léa Morvan", Link::new("/organisation/members/1/absence", "team-absence"))
                .line(load(1, 4))
                .line(Say::new("absence-days").with("from", "3 août").with("until", "21 août")),
        ];
        vec![("loads", Self { rows }), ("empty", Self { rows: Vec::new() })]
    }
}
