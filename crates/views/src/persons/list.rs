//! The search, and the persons seen lately.

use serde::Serialize;

use crate::{
    Form, NavPlace, View,
    parts::{Link, Pager, Row},
    paths,
    say::Say,
};

/// The page. The search is a POST (field `query`): no name in an address.
#[derive(Clone, Debug, Serialize)]
pub struct PersonList {
    /// Field `query`.
    pub form: Form,
    /// Whether `rows` answers a search; otherwise it lists the last contacts.
    pub searched: bool,
    /// Persons of the own organisation only.
    pub rows: Vec<Row>,
    /// The other pages of the last contacts.
    pub pager: Pager,
    /// « Nouvelle personne », for roles that create.
    pub new: Option<&'static str>,
}

impl View for PersonList {
    const TEMPLATE: &'static str = "persons/list.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, seen: &str| {
            Row::new(name, Link::new("/persons/1", "row-open-person"))
                .line(Say::new("person-seen").with("day", seen))
        };
        let page = |form, searched, rows| Self {
            form,
            searched,
            rows,
            pager: Pager::default(),
            new: Some(paths::PERSON_NEW),
        };
        let recent = vec![
            row("Amina Benali", "12 mars").line(Say::new("person-open-referrals").with("n", 1_i64)),
            row("Marie-Charlotte de La Villemarqué-Kerguelen", "11 mars")
                .line(Say::new("person-open-referrals").with("n", 2_i64)),
            row("يوسف الدين", "3 mars"),
        ];
        vec![
            ("recent", page(Form::new(), false, recent.clone())),
            ("found", page(Form::new().with("query", "benali"), true, recent.into_iter().take(1).collect())),
            ("nothing", page(Form::new().with("query", "zzz"), true, Vec::new())),
            ("empty", page(Form::new(), false, Vec::new())),
            ("refused", page(Form::new().refused("query", "text.required"), false, Vec::new())),
        ]
    }
}
