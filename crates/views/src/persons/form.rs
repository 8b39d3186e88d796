//! A person's form: how to receive her first, who she is after; and the step that warns of a likely duplicate.

use relais_domain::person::{Channel, Protection, Reading};
use serde::Serialize;

use crate::{
    Form, NavPlace, View,
    languages::language_choices,
    parts::{Choice, Link, Row},
    paths,
    say::Say,
};

/// The closed lists of the form.
#[derive(Clone, Debug, Serialize)]
pub struct PersonOptions {
    /// Languages, each in its own name.
    pub languages: Vec<Choice>,
    /// Reads, prefers to listen, prefers an explanation.
    pub reading: Vec<Choice>,
    /// How she wants to be reached.
    pub channels: Vec<Choice>,
    /// Measures of protection.
    pub protections: Vec<Choice>,
}

/// The page. Fields: `languages`, `interpreter`, `reading`, `channel`, `safe_hours`, `do_not_write`, `protection`;
/// `given_name`, `family_name`, `birth`, `phone`, `email`, `address`, `postcode`, `commune`.
#[derive(Clone, Debug, Serialize)]
pub struct PersonForm {
    /// As typed.
    pub form: Form,
    /// Whether a sheet is changed, or begun.
    pub editing: bool,
    /// Whether the identity may be written; reception agents change the reception card only.
    pub identity: bool,
    /// The contact it begins with, by its id.
    pub contact: Option<String>,
    /// Where it is sent.
    pub action: String,
    /// Back.
    pub cancel: String,
    /// The lists.
    pub options: PersonOptions,
}

/// The step after a new person that looks like one the organisation already follows. Every typed value comes back.
#[derive(Clone, Debug, Serialize)]
pub struct LikelyDuplicates {
    /// Everything typed, carried on.
    pub form: Form,
    /// The persons of the own organisation it may be.
    pub rows: Vec<LikelyPerson>,
    /// Where « c’est cette personne » is sent (field `relation`), when a contact led here: it becomes hers.
    pub choose: Option<String>,
    /// Where « c’est une autre personne » is sent, with `other_person=yes`.
    pub action: String,
}

/// One of them.
#[derive(Clone, Debug, Serialize)]
pub struct LikelyPerson {
    /// As lists show her.
    #[serde(flatten)]
    pub row: Row,
    /// The relation, by its id.
    pub relation: String,
}

impl PersonOptions {
    /// The lists of `domain::person`, and the languages of the network.
    pub fn all() -> Self {
        Self {
            languages: language_choices(),
            reading: Choice::list("reading", Reading::ALL),
            channels: Choice::list("reach", Channel::ALL),
            protections: Choice::list("protection", Protection::ALL),
        }
    }
}

fn typed() -> Form {
    Form::new()
        .with("languages", "fr")
        .with("languages", "ar")
        .with("reading", "prefers_explanation")
        .with("channel", "phone")
        .with("safe_hours", "le matin, ne pas laisser de message")
        .with("do_not_write", "yes")
        .with("given_name", "Amina")
        .with("family_name", "Benali")
        .with("birth", "04 06 1991")
        .with("commune", "Brest")
}

impl View for PersonForm {
    const TEMPLATE: &'static str = "persons/form.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let new = |form| Self {
            form,
            editing: false,
            identity: true,
            contact: None,
            action: paths::PERSONS.to_owned(),
            cancel: paths::PERSONS.to_owned(),
            options: PersonOptions::all(),
        };
        let refused = typed()
            .with("phone", "06 12")
            .with("email", "amina@")
            .refused("birth", "date.unreadable")
            .refused("phone", "phone.format")
            .refused("email", "email.format");
        let edit = Self {
            editing: true,
            action: "/persons/1/edit".to_owned(),
            cancel: "/persons/1".to_owned(),
            ..new(typed().version(4))
        };
        let saved = Form::new().with("safe_hours", "le soir").editing(5);
        let told = |_: &str, held: &[String]| crate::parts::Phrase::held(held);
        let conflict = typed().refused("form", "version.conflict").over(saved, told);
        let conflict = Self { form: conflict, ..edit.clone() };
        let from_contact =
            Self { contact: Some("0190d5f2-0000-7000-8000-000000000001".to_owned()), ..new(Form::new()) };
        let reception = Self { identity: false, ..edit.clone() };
        vec![
            ("new", new(Form::new())),
            ("from-contact", from_contact),
            ("refused", new(refused)),
            ("edit", edit),
            ("conflict", conflict),
            ("reception", reception),
        ]
    }
}

impl View for LikelyDuplicates {
    const TEMPLATE: &'static str = "persons/duplicates.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let row = Row::new("Amina Benali", Link::new("/persons/1", "row-open-person"))
            .line(Say::new("person-born").with("birth", "4 juin 1991"))
            .line(Say::new("person-seen").with("day", "2 février"));
        let page = Self {
            form: typed(),
            rows: vec![LikelyPerson { row, relation: "1".to_owned() }],
            choose: None,
            action: paths::PERSONS.to_owned(),
        };
        let after = Self { choose: Some("/contacts/1/person".to_owned()), ..page.clone() };
        vec![("any", page), ("after-a-contact", after)]
    }
}
