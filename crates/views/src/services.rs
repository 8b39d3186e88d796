//! The form of a service of the own organisation: a new one, or one to correct.

use relais_domain::organisation::Capacity;
use serde::Serialize;

use super::{
    Form, View,
    parts::{Choice, theme_choices},
};
use crate::paths;

/// The form. Fields: `name`, `description`, `audience`, `themes`, `address`, `commune`, `capacity`, `answer_days`,
/// `accepts_referrals`.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceForm {
    /// As typed, with the version that was read.
    pub form: Form,
    /// Its name as it stands; none for a new one.
    pub name: Option<String>,
    /// Where it is sent.
    pub action: String,
    /// The themes.
    pub themes: Vec<Choice>,
    /// How much room it may have.
    pub capacities: Vec<Choice>,
    /// Whether it takes referrals.
    pub answers: Vec<Choice>,
}

impl ServiceForm {
    /// The form of a new service.
    pub fn new(form: Form) -> Self {
        Self {
            form,
            name: None,
            action: paths::SERVICE_NEW.to_owned(),
            themes: theme_choices(),
            capacities: Choice::list("capacity", Capacity::ALL),
            answers: vec![Choice::code("answer", "yes"), Choice::code("answer", "no")],
        }
    }

    /// The form of a service that stands under this name.
    pub fn of(name: &str, action: String, form: Form) -> Self {
        Self { name: Some(name.to_owned()), action, ..Self::new(form) }
    }
}

impl View for ServiceForm {
    const TEMPLATE: &'static str = "organisations/service.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Form::new()
            .with("name", "Accueil social")
            .with("description", "Premier accueil, aides d’urgence.\nSans rendez-vous le matin.")
            .with("themes", "social")
            .with("themes", "logement")
            .with("commune", "Brest")
            .with("capacity", "open")
            .with("answer_days", "5")
            .with("accepts_referrals", "yes");
        let refused = Form::new()
            .with("answer_days", "120")
            .refused("name", "text.required")
            .refused("description", "text.required")
            .refused("themes", "choice.required")
            .refused("capacity", "choice.required")
            .refused("answer_days", "days.range")
            .refused("accepts_referrals", "choice.required");
        let edit = |form| Self::of("Accueil social", "/services/s1/edit".to_owned(), form);
        vec![
            ("new", Self::new(Form::new())),
            ("refused", Self::new(refused)),
            ("edit", edit(filled.version(2))),
        ]
    }
}
