//! C2 « Nouveau contact »: a visit noted in a minute, no name asked.

use serde::Serialize;

use super::{
    Form, NavPlace, View,
    parts::{Choice, theme_choices},
};
use crate::paths;

/// The page. Fields: `text`, `theme`, `mode`, `posture`, `channel`, `minutes`, `outcome`, `follow_up`.
#[derive(Clone, Debug, Serialize)]
pub struct NewContact {
    /// As typed.
    pub form: Form,
    /// Whom it is with, when she is known.
    pub person: Option<String>,
    /// Where it is sent.
    pub action: String,
    /// Where the desk is, said and not asked.
    pub place: String,
    /// The ten themes.
    pub themes: Vec<Choice>,
    /// Informed, referred, helped, accompanied.
    pub modes: Vec<Choice>,
    /// Alone, with, for.
    pub postures: Vec<Choice>,
    /// How the person came.
    pub channels: Vec<Choice>,
    /// 5, 10, 20, 40.
    pub minutes: Vec<Choice>,
    /// How it ended.
    pub outcomes: Vec<Choice>,
    /// Whether a person may be created next.
    pub may_follow_up: bool,
    /// Back.
    pub cancel: String,
}

impl View for NewContact {
    const TEMPLATE: &'static str = "contacts/new.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Day);

    fn samples() -> Vec<(&'static str, Self)> {
        let codes = |list: &str, codes: &[&str]| {
            codes.iter().map(|code| Choice::code(list, code)).collect::<Vec<_>>()
        };
        let page = |form: Form| Self {
            form: form.with("channel", "desk"),
            person: None,
            action: paths::CONTACT_NEW.to_owned(),
            place: "CCAS de Brest, accueil".to_owned(),
            themes: theme_choices(),
            modes: codes("mode", &["informed", "referred", "helped", "accompanied"]),
            postures: codes("posture", &["alone", "with", "for"]),
            channels: codes("channel", &["desk", "phone"]),
            minutes: codes("minutes", &["5", "10", "20", "40"]),
            outcomes: codes("contact-outcome", &["solved", "appointment", "referred", "no_solution"]),
            may_follow_up: true,
            cancel: paths::HOME.to_owned(),
        };
        let refused = Form::new()
            .with("text", "Elle a reçu une lettre de la Caf. Son mot de passe : soleil29")
            .with("theme", "famille")
            .refused("text", "credential.password")
            .refused("mode", "choice.required")
            .refused("outcome", "choice.required");
        let known = Self {
            person: Some("Amina Benali".to_owned()),
            action: "/persons/1/contacts".to_owned(),
            may_follow_up: false,
            cancel: "/persons/1".to_owned(),
            ..page(Form::new())
        };
        vec![("new", page(Form::new())), ("refused", page(refused)), ("known", known)]
    }
}
