//! A person's sheet in her relation with the organisation: how to receive her, what goes on, who she is.

use serde::Serialize;

use crate::{
    Form, NavPlace, View,
    parts::{Choice, Fact, HistoryLine, Link, Row, Tag, Tone},
    paths,
    say::Say,
};

/// How much of the sheet the reader may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetDepth {
    /// Name and reception card.
    Reception,
    /// Everything of the relation.
    Full,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct PersonSheet {
    /// Her name, as she gave it.
    pub name: String,
    /// « suivie depuis …, à l’accueil ».
    pub context: Say,
    /// Reception or full.
    pub depth: SheetDepth,
    /// What must be seen first: « ne pas écrire », a measure of protection, the reason under which it was opened.
    pub warnings: Vec<Say>,
    /// The reception card.
    pub reception: Vec<Fact>,
    /// Who she is.
    pub identity: Vec<Fact>,
    /// Referrals sent and received for her, open first.
    pub referrals: Vec<Row>,
    /// Contacts, newest first.
    pub history: Vec<HistoryLine>,
    /// Changes it.
    pub edit: Option<String>,
    /// Records a contact with her.
    pub note: Option<String>,
    /// Starts a referral: its first question.
    pub refer: Option<String>,
}

/// A manager's reason to open a person's sheet, or a referral's: it is journalled and shown to the person. Field `reason`.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonForm {
    /// As typed.
    pub form: Form,
    /// The reasons a manager may have.
    pub reasons: Vec<Choice>,
    /// Where it is sent.
    pub action: String,
    /// Back.
    pub cancel: String,
}

impl View for PersonSheet {
    const TEMPLATE: &'static str = "persons/show.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let full = full();
        let reception = Self {
            depth: SheetDepth::Reception,
            warnings: Vec::new(),
            referrals: Vec::new(),
            history: Vec::new(),
            identity: Vec::new(),
            ..full.clone()
        };
        let manager = Self {
            warnings: vec![Say::new("person-opened-for-reason")],
            edit: None,
            refer: None,
            ..full.clone()
        };
        let new = Self { referrals: Vec::new(), history: Vec::new(), warnings: Vec::new(), ..full.clone() };
        vec![("full", full), ("reception", reception), ("manager", manager), ("new", new)]
    }
}

fn full() -> PersonSheet {
    PersonSheet {
        name: "Amina Benali".to_owned(),
        context: Say::new("person-since")
            .with("day", "3 février")
            .with("ground", Say::code("ground", "own_reception")),
        depth: SheetDepth::Full,
        warnings: vec![
            Say::new("person-do-not-write"),
            Say::new("person-protected").with("measure", Say::code("protection", "curatelle")),
        ],
        reception: vec![
            Fact::new("field-reading", Say::code("reading", "prefers_explanation")),
            Fact::new("field-languages", "français, arabe"),
            Fact::new("field-channel", Say::code("reach", "phone")),
            Fact::new("field-safe-hours", "le matin, ne pas laisser de message"),
        ],
        identity: vec![
            Fact::new("field-birth", "4 juin 1991"),
            Fact::new("field-phone", "06 12 34 56 78"),
            Fact::maybe("field-email", None::<&str>),
            Fact::new("field-address", "12 rue de Kérédern\n29200 Brest"),
        ],
        referrals: vec![
            Row::new("Médiation numérique, Ville de Brest", Link::new("/referrals/4", "row-open-referral"))
                .line(Say::code("theme", "loisirs"))
                .line(Say::new("person-sent-on").with("day", "10 mars"))
                .tag(Tag::new(Tone::Ok, Say::code("state", "accepted"))),
            Row::new("Caf du Finistère", Link::new("/referrals/5/draft", "row-resume"))
                .line(Say::code("theme", "famille"))
                .tag(Tag::new(Tone::Wait, Say::code("state", "awaiting_consent"))),
        ],
        history: vec![
            HistoryLine::new(Say::new("person-contact").with("theme", Say::code("theme", "famille")))
                .detail(Say::new("history-by").with("who", "Léa Morvan").with("moment", "12 mars, 10 h 05"))
                .detail(Say::new("history-sentence").with("text", Say::code("mode", "helped")))
                .detail(Say::new("history-sentence").with("text", Say::code("contact-outcome", "referred")))
                .detail("Elle a reçu une lettre de la Caf."),
        ],
        edit: Some("/persons/1/edit".to_owned()),
        note: Some("/persons/1/contacts".to_owned()),
        refer: Some("/persons/1/referrals".to_owned()),
    }
}

impl View for ReasonForm {
    const TEMPLATE: &'static str = "persons/reason.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Day);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self {
            form,
            reasons: Choice::list("reading-reason", &["supervision", "absence_cover"]),
            action: "/persons/1/reason".to_owned(),
            cancel: paths::HOME.to_owned(),
        };
        vec![("new", page(Form::new())), ("refused", page(Form::new().refused("reason", "choice.required")))]
    }
}
