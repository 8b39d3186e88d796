//! C6 « Trouver un partenaire »: search by name, commune, theme and distance; a service; a place.

use serde::Serialize;

use super::{
    Form, NavPlace, View,
    parts::{Choice, Fact, Link, Pager, Phrase, Row, Tag, Tone, theme_choices},
};
use crate::{paths, say::Say};

/// The search form (GET). Fields: `words`, `commune`, `theme`, `kilometres`.
#[derive(Clone, Debug, Serialize)]
pub struct PartnerSearch {
    /// As asked.
    pub form: Form,
    /// The network's communes.
    pub communes: Vec<Choice>,
    /// The themes.
    pub themes: Vec<Choice>,
    /// Distances in kilometres.
    pub distances: Vec<Choice>,
}

/// A service in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceCard {
    /// Its id, the value of its tile.
    pub id: String,
    /// Its page.
    pub url: String,
    /// Its name.
    pub name: String,
    /// Who gives it.
    pub organisation: String,
    /// Commune, distance, usual time to answer.
    pub lines: Vec<Phrase>,
    /// Whether it takes people.
    pub capacity: Tag,
    /// « vérifié le 3 mars ».
    pub freshness: Phrase,
    /// Whether a referral may be sent there now.
    pub open: bool,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct Partners {
    /// The search.
    pub search: PartnerSearch,
    /// What it found, nearest first.
    pub results: Vec<ServiceCard>,
    /// Whether there are others on the next page.
    pub more: bool,
    /// The other pages.
    pub pager: Pager,
    /// Places of the same search, member of the network or not.
    pub places: Vec<Row>,
}

/// A service's page.
#[derive(Clone, Debug, Serialize)]
pub struct ServicePage {
    /// Its name.
    pub name: String,
    /// Who gives it.
    pub organisation: String,
    /// What it does, in its own words.
    pub description: Option<String>,
    /// Whether it takes people.
    pub capacity: Tag,
    /// Public, themes, delays, phone, address.
    pub facts: Vec<Fact>,
    /// Where.
    pub place: Option<Link>,
    /// « vérifié le 3 mars ».
    pub freshness: Phrase,
    /// Corrects it, for who runs it.
    pub edit: Option<String>,
    /// Whether no referral may be sent there now.
    pub closed: bool,
    /// How to refer somebody there.
    pub refer: Option<Link>,
}

/// A place's page.
#[derive(Clone, Debug, Serialize)]
pub struct PlacePage {
    /// Its name.
    pub name: String,
    /// Address, hours, phone, access.
    pub facts: Vec<Fact>,
    /// What is given there.
    pub services: Vec<Link>,
    /// Where the data comes from, and of when it is.
    pub source: Say,
}

impl PartnerSearch {
    /// An example, searched in Brest.
    pub fn sample() -> Self {
        let communes = [("29019", "Brest"), ("29075", "Guipavas"), ("29235", "Le Relecq-Kerhuon")];
        Self {
            form: Form::new().with("commune", "29019").with("kilometres", "5"),
            communes: communes.into_iter().map(|(code, name)| Choice::new(code, name)).collect(),
            themes: theme_choices(),
            distances: ["2", "5", "10", "30"]
                .map(|km| Choice::new(km, Say::new("within-km").with("n", km)))
                .to_vec(),
        }
    }
}

impl ServiceCard {
    /// Examples in each capacity.
    pub fn samples() -> Vec<Self> {
        let card = |id: &str,
                    name: &str,
                    organisation: &str,
                    place: &str,
                    distance: &str,
                    tone,
                    capacity: &str,
                    checked: &str| Self {
            id: id.to_owned(),
            url: format!("/services/{id}"),
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            lines: vec![place.into(), distance.into()],
            capacity: Tag::new(tone, Say::code("capacity", capacity)),
            freshness: Say::new("checked-on").with("day", checked).into(),
            open: capacity != "closed",
        };
        vec![
            card(
                "s1",
                "Accueil social",
                "CCAS de Guipavas",
                "Guipavas",
                "5,1 km",
                Tone::Ok,
                "open",
                "3 mars",
            ),
            card(
                "s2",
                "Accompagnement aux démarches en ligne",
                "PIMMS Médiation, maison France services de Kérédern",
                "Brest, Kérédern",
                "1,2 km",
                Tone::Wait,
                "limited",
                "28 février",
            ),
            card(
                "s3",
                "Atelier budget",
                "UDAF du Finistère",
                "Brest",
                "800 m",
                Tone::Wait,
                "waiting_list",
                "12 janvier",
            ),
            card(
                "s4",
                "Bilan numérique",
                "Ville de Brest, médiation numérique",
                "Brest, Capucins",
                "400 m",
                Tone::Note,
                "assessment_first",
                "10 mars",
            ),
            card(
                "s5",
                "Aide alimentaire",
                "Association de quartier",
                "Brest, Bellevue",
                "2,4 km",
                Tone::Stop,
                "closed",
                "1er mars",
            ),
        ]
    }
}

impl View for Partners {
    const TEMPLATE: &'static str = "directory/partners.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Partners);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |results: Vec<ServiceCard>, more| Self {
            search: PartnerSearch::sample(),
            results,
            more,
            pager: Pager { previous: None, next: more.then(|| "/partners?after=50".to_owned()) },
            places: vec![
                Row::new("Médiathèque des Capucins", Link::new("/places/1", "service-place"))
                    .line("25 rue de Pontaniou")
                    .line("Brest")
                    .line("400 m"),
            ],
        };
        vec![("found", page(ServiceCard::samples(), true)), ("nothing", page(Vec::new(), false))]
    }
}

impl View for ServicePage {
    const TEMPLATE: &'static str = "directory/service.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Partners);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            name: "Accueil social".to_owned(),
            organisation: "CCAS de Guipavas".to_owned(),
            description: Some(
                "Premier accueil, aides d’urgence, demandes de logement.\nSans rendez-vous le matin."
                    .to_owned(),
            ),
            capacity: Tag::new(Tone::Ok, Say::code("capacity", "open")),
            facts: vec![
                Fact::new("need-theme", Say::code("theme", "logement")),
                Fact::new("service-audience", "Habitants de Guipavas"),
                Fact::new("field-phone", "02 98 84 00 00"),
                Fact::maybe("field-email", None::<&str>),
            ],
            place: Some(Link::new("/places/1", "service-place").about("Mairie de Guipavas")),
            freshness: Say::new("checked-on").with("day", "3 mars").into(),
            edit: None,
            closed: false,
            refer: Some(Link::new(paths::PERSONS, "service-refer")),
        };
        let closed = Self {
            capacity: Tag::new(Tone::Stop, Say::code("capacity", "closed")),
            description: None,
            place: None,
            edit: Some("/services/s1/edit".to_owned()),
            closed: true,
            refer: None,
            ..page.clone()
        };
        vec![("open", page), ("closed", closed)]
    }
}

impl View for PlacePage {
    const TEMPLATE: &'static str = "directory/place.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Partners);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            name: "Médiathèque des Capucins".to_owned(),
            facts: vec![
                Fact::new("field-address", "25 rue de Pontaniou\n29200 Brest"),
                Fact::new("place-hours", "Mardi au samedi, 10 h à 18 h"),
                Fact::new("field-phone", "02 98 00 87 40"),
                Fact::maybe("place-summary", None::<&str>),
            ],
            services: vec![Link::new("/services/s4", "row-open-referral").about("Bilan numérique")],
            source: Say::new("place-source")
                .with("source", "Cartographie nationale des lieux")
                .with("day", "2 février"),
        };
        let bare = Self { services: Vec::new(), ..page.clone() };
        vec![("full", page), ("bare", bare)]
    }
}
