//! The shape of the files under `config/demo`.

use relais_domain::{
    actor::Role,
    organisation::{Capacity, OrganisationKind, Theme},
};
use serde::{Deserialize, Deserializer, de::Error};
use std::{collections::BTreeMap, fmt::Display, str::FromStr};

/// A network, its members and who signs in for them.
#[derive(Clone, Debug)]
pub struct DemoNetwork {
    /// Stable name.
    pub slug: String,
    /// Name as shown.
    pub name: String,
    /// Where the facts come from.
    pub sources: Vec<Source>,
    /// Its territory.
    pub communes: Vec<Commune>,
    /// Its organisations, by slug.
    pub members: Vec<Member>,
    /// The agents, in the order of the sign-in page.
    pub agents: Vec<Agent>,
}

/// A published source of facts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What entries call it.
    pub code: String,
    /// Title, publisher, date.
    pub name: String,
    /// Under which licence.
    pub licence: String,
}

/// A commune of the territory.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commune {
    /// Code officiel géographique.
    pub insee: String,
    /// Name.
    pub name: String,
    /// Its main postcode.
    pub postcode: String,
    /// Latitude and longitude (WGS 84) of its middle: where what has no better position is looked for.
    pub position: [f64; 2],
}

/// A member organisation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Stable name, unique in the network.
    pub slug: String,
    /// Name as shown.
    pub name: String,
    /// What kind of organisation.
    #[serde(deserialize_with = "code")]
    pub kind: OrganisationKind,
    /// SIRET, where a source gives it.
    pub siret: Option<String>,
    /// INSEE code of its commune.
    pub commune: String,
    /// Public number, E.164.
    pub phone: Option<String>,
    /// Public address.
    pub email: Option<String>,
    /// Public site.
    pub website: Option<String>,
    /// Where these facts come from; none for what exists by the network's own charter.
    pub source: Option<String>,
    /// Records of it and of its offices in the sources that can be imported (`config/imports`), by source.
    #[serde(default)]
    pub known_as: BTreeMap<String, Vec<String>>,
    /// Where it receives.
    #[serde(default, rename = "place")]
    pub places: Vec<Place>,
    /// What it offers.
    #[serde(rename = "service")]
    pub services: Vec<Service>,
}

/// A place where a member receives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Stable name, unique in the member.
    pub slug: String,
    /// Name as shown.
    pub name: String,
    /// Street line.
    pub address: String,
    /// Postcode, « Cedex » included.
    pub postcode: String,
    /// INSEE code.
    pub commune: String,
    /// Latitude and longitude (WGS 84), where the source places it well.
    pub position: Option<[f64; 2]>,
    /// Public number, E.164.
    pub phone: Option<String>,
    /// Public address.
    pub email: Option<String>,
    /// Opening hours in OpenStreetMap's notation.
    pub opening_hours: Option<String>,
    /// Where these facts come from.
    pub source: String,
}

/// What a member offers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Stable name, unique in the member.
    pub slug: String,
    /// Name as shown.
    pub name: String,
    /// What it does, in plain French.
    pub description: String,
    /// Themes it answers.
    #[serde(deserialize_with = "code_list")]
    pub themes: Vec<Theme>,
    /// For whom.
    pub audience: String,
    /// Whether it can take somebody now.
    #[serde(deserialize_with = "code")]
    pub capacity: Capacity,
    /// Slug of the place where it is given.
    pub place: Option<String>,
    /// Whether people may be referred to it.
    #[serde(default = "yes")]
    pub accepts_referrals: bool,
}

/// An invented agent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// What `login_hint` names.
    pub username: String,
    /// First name.
    pub given_name: String,
    /// Name in use.
    pub usual_name: String,
    /// Where the agent works, and as what.
    pub memberships: Vec<Membership>,
}

/// One membership of an agent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Slug of the member.
    pub organisation: String,
    /// The role there.
    #[serde(deserialize_with = "code")]
    pub role: Role,
}

impl Agent {
    /// An address under a domain reserved for examples (RFC 2606).
    pub fn email(&self) -> String {
        format!("{}@example.org", self.username)
    }
}

const fn yes() -> bool {
    true
}

/// Reads a value of a closed list by its code.
pub(crate) fn code<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

fn code_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let codes = Vec::<String>::deserialize(deserializer)?;
    codes.iter().map(|code| code.parse().map_err(D::Error::custom)).collect()
}
