//! The steps before the agreement: the need, the service, what is passed on.

use serde::Serialize;

use super::Step;
use crate::{
    Form, NavPlace, View,
    directory::{PartnerSearch, ServiceCard},
    parts::{Choice, Fact, Pager, theme_choices},
    say::Say,
};

/// The need. Fields: `need`, `theme`, `situation`, `availability`. The first one of a draft, and its beginning.
#[derive(Clone, Debug, Serialize)]
pub struct NeedStep {
    /// Where it stands.
    pub step: Step,
    /// As typed.
    pub form: Form,
    /// Where it is sent.
    pub action: String,
    /// The ten themes.
    pub themes: Vec<Choice>,
}

/// The service. A search (GET, no personal data), then a choice (POST, field `service`).
#[derive(Clone, Debug, Serialize)]
pub struct ServiceStep {
    /// Where it stands.
    pub step: Step,
    /// The choice, as typed.
    pub form: Form,
    /// Where the search goes.
    pub action: String,
    /// Where the choice goes: with the search, so that a refusal shows what was chosen among.
    pub choose: String,
    /// The search.
    pub search: PartnerSearch,
    /// Services that take referrals, nearest first.
    pub results: Vec<ServiceCard>,
    /// Whether there are others on the next page.
    pub more: bool,
    /// The other pages.
    pub pager: Pager,
}

/// What is passed on. Field `items`, several; nothing is ticked in advance.
#[derive(Clone, Debug, Serialize)]
pub struct ItemsStep {
    /// Where it stands.
    pub step: Step,
    /// As typed.
    pub form: Form,
    /// Where it is sent; a GET with `items=…` draws the same page with that preview.
    pub action: String,
    /// Each item with what it holds for her; an empty item cannot be chosen.
    pub items: Vec<Choice>,
    /// The service, for « voici ce que verra … ».
    pub recipient: String,
    /// What the partner sees before accepting, whatever is chosen.
    pub reduced: Vec<Fact>,
    /// What the partner sees after accepting, for the items chosen.
    pub chosen: Vec<Fact>,
}

impl View for NeedStep {
    const TEMPLATE: &'static str = "refer/need.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self {
            step: Step::sample(1),
            form,
            action: "/referrals/4/need".to_owned(),
            themes: theme_choices(),
        };
        let typed =
            Form::new().with("situation", "Elle dort chez une amie depuis trois semaines. IBAN FR76…");
        let started = Self { step: Step::new("/persons/1", "Amina B.", 1), ..page(Form::new()) };
        vec![
            ("new", started),
            ("edit", page(Form::new().with("need", "Trouver un logement").version(1))),
            (
                "refused",
                page(
                    typed.version(1).refused("need", "text.required").refused("situation", "credential.iban"),
                ),
            ),
        ]
    }
}

/// A choice over another one that a colleague saved.
fn chosen_meanwhile(field: &str, chosen: &str) -> Form {
    let saved = Form::new().with(field, "another").editing(3);
    let typed = Form::new().with(field, chosen).refused("form", "version.conflict");
    typed.over(saved, |_, _| "Accueil social, CCAS de Guipavas".into())
}

impl View for ServiceStep {
    const TEMPLATE: &'static str = "refer/service.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form: Form, results: Vec<ServiceCard>| Self {
            step: Step::sample(2),
            form: form.version(2),
            action: "/referrals/4/service".to_owned(),
            choose: "/referrals/4/service?words=accueil".to_owned(),
            search: PartnerSearch::sample(),
            more: false,
            results,
            pager: Pager::default(),
        };
        vec![
            ("found", page(Form::new().with("service", "s2"), ServiceCard::samples())),
            ("refused", page(Form::new().refused("service", "choice.required"), ServiceCard::samples())),
            ("meanwhile", page(chosen_meanwhile("service", "s2"), ServiceCard::samples())),
            ("nothing", page(Form::new(), Vec::new())),
        ]
    }
}

impl View for ItemsStep {
    const TEMPLATE: &'static str = "refer/items.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let item = |code, content: &str| Choice::code("item", code).detail(content);
        let page = |form: Form, chosen| Self {
            step: Step::sample(3),
            form: form.version(3),
            action: "/referrals/4/items".to_owned(),
            items: vec![
                item("identity", "Amina Benali"),
                item("birth", "4 juin 1991"),
                item("phone", "06 12 34 56 78"),
                item("address", "12 rue de Kérédern, 29200 Brest"),
                item("reception_card", "Préfère qu’on lui explique. Le matin, ne pas laisser de message."),
                item("situation", "Elle dort chez une amie depuis trois semaines."),
            ],
            recipient: "CCAS de Guipavas".to_owned(),
            reduced: vec![
                Fact::new("fact-need", Say::code("theme", "logement")),
                Fact::new("fact-where", "Brest"),
                Fact::new("fact-age", Say::code("age", "26_39")),
                Fact::new("fact-languages", "français, arabe"),
                Fact::new("fact-reach", Say::code("reach", "phone")),
            ],
            chosen,
        };
        let chosen =
            vec![Fact::new("item-identity", "Amina Benali"), Fact::new("item-phone", "06 12 34 56 78")];
        vec![
            ("new", page(Form::new(), Vec::new())),
            ("chosen", page(Form::new().with("items", "identity").with("items", "phone"), chosen)),
            ("refused", page(Form::new().refused("items", "choice.required"), Vec::new())),
            ("meanwhile", page(chosen_meanwhile("items", "identity"), Vec::new())),
        ]
    }
}
