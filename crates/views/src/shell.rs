//! The frame around every page: who works, for which organisation, where to go, what just happened.

use serde::Serialize;

use crate::{made_for::MadeFor, paths, say::Say};

/// A place of the main navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NavPlace {
    /// « Ma journée ».
    Day,
    /// « Relais reçus », and those sent.
    Inbox,
    /// « Personnes ».
    Persons,
    /// « Trouver un partenaire ».
    Partners,
    /// « Organismes du réseau ».
    Organisations,
}

impl NavPlace {
    const fn path(self) -> &'static str {
        match self {
            Self::Day => paths::HOME,
            Self::Inbox => paths::INBOX,
            Self::Persons => paths::PERSONS,
            Self::Partners => paths::PARTNERS,
            Self::Organisations => paths::ORGANISATIONS,
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Day => "sun",
            Self::Inbox => "inbox",
            Self::Persons => "users",
            Self::Partners => "map-pin",
            Self::Organisations => "network",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Day => "nav-day",
            Self::Inbox => "nav-inbox",
            Self::Persons => "nav-persons",
            Self::Partners => "nav-partners",
            Self::Organisations => "nav-organisations",
        }
    }
}

/// A link of the main navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    #[serde(skip)]
    place: NavPlace,
    url: &'static str,
    icon: &'static str,
    label: &'static str,
    current: bool,
}

/// The agent at work, and the membership in use (shown on every page).
#[derive(Clone, Debug, Serialize)]
pub struct Me {
    /// « Léa M. ».
    pub name: String,
    /// The organisation's name.
    pub organisation: String,
    /// The role, in words.
    pub role: Say,
    /// Whether another membership can be chosen.
    pub several: bool,
    /// Whether the organisation's page may be opened.
    pub may_see_organisation: bool,
}

/// What just happened, said once at the top of the next page.
#[derive(Clone, Debug, Serialize)]
pub struct Flash {
    /// The sentence.
    pub text: Say,
}

/// The frame.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shell {
    /// The hidden value of every form (`security.md` 4.3).
    pub csrf: String,
    /// For whom the forms of this page are made; none before anybody is at work, or where a form given back says so
    /// itself.
    pub made_for: Option<MadeFor>,
    /// The number of the page's forms, by which one that is sent twice acts once; none where `made_for` is none.
    pub once: Option<String>,
    /// Who works; none before sign-in.
    pub me: Option<Me>,
    /// Where she may go.
    pub nav: Vec<NavItem>,
    /// What just happened.
    pub flash: Option<Flash>,
    /// The demonstration: « Données fictives » on every page.
    pub demonstration: bool,
    /// The network's name, for the footer.
    pub network: Option<String>,
    /// « imprimé le 12 mars », on paper only.
    pub printed: Option<Say>,
}

impl Shell {
    /// The same frame with these places, one of them the present.
    #[must_use]
    pub fn at(mut self, places: &[NavPlace], current: Option<NavPlace>) -> Self {
        self.nav = places
            .iter()
            .map(|place| NavItem {
                place: *place,
                url: place.path(),
                icon: place.icon(),
                label: place.label(),
                current: current == Some(*place),
            })
            .collect();
        self
    }

    /// The same frame, at another of its places.
    #[must_use]
    pub fn marking(mut self, current: Option<NavPlace>) -> Self {
        for item in &mut self.nav {
            item.current = current == Some(item.place);
        }
        self
    }

    /// The frame of samples: a social worker of the demonstration network.
    pub fn sample() -> Self {
        Self::sample_at(None)
    }

    /// The frame of samples, at a place.
    pub fn sample_at(current: Option<NavPlace>) -> Self {
        let places = [NavPlace::Day, NavPlace::Inbox, NavPlace::Persons, NavPlace::Partners];
        let me = Me {
            name: "Léa Morvan".to_owned(),
            organisation: "CCAS de Brest".to_owned(),
            role: Say::code("role", "social_worker"),
            several: true,
            may_see_organisation: true,
        };
        let made_for = MadeFor { mark: "sample-mark".to_owned(), organisation: "CCAS de Brest".to_owned() };
        let once = Some("sample-number".to_owned());
        Self { me: Some(me), made_for: Some(made_for), once, ..Self::sample_anonymous() }.at(&places, current)
    }

    /// The frame of samples before sign-in.
    pub fn sample_anonymous() -> Self {
        Self {
            csrf: "sample-csrf".to_owned(),
            demonstration: true,
            network: Some("Réseau de Brest métropole".to_owned()),
            printed: Some(Say::new("printed-on").with("day", "12 mars")),
            ..Self::default()
        }
    }
}
