//! What an import hands to the writer: parsed, complete, keyed by producer and id.

use chrono::NaiveDate;
use relais_domain::{
    code_set::CodeSet,
    directory::Position,
    organisation::{OrganisationKind, Theme},
    text::{Email, FreeText, InseeCode, Line, Phone, Postcode, ShortText, Siret},
};

/// A place, ready to be inserted or updated under (`source`, `external_id`).
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRecord {
    /// The mapping's source: the first half of the key.
    pub source: String,
    /// The producer's id: the second half of the key.
    pub external_id: String,
    /// The register number of who runs the place, when the producer knows it.
    pub pivot: Option<Pivot>,
    /// The name.
    pub name: ShortText,
    /// The address; its street, postcode and commune are always there.
    pub address: Address,
    /// Where it is, WGS 84.
    pub position: Option<Position>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Mailboxes, the first being the main one.
    pub emails: Vec<Email>,
    /// Site, with its scheme.
    pub website: Option<ShortText>,
    /// Opening hours in OpenStreetMap's notation.
    pub hours: Option<Line<400>>,
    /// Opening hours in words, when the producer has no notation.
    pub hours_note: Option<FreeText>,
    /// One line about it (280 characters by the standard).
    pub summary: Option<Line<280>>,
    /// More about it.
    pub detail: Option<FreeText>,
    /// Who wrote the row, when the file gathers several producers.
    pub origin: Option<ShortText>,
    /// The organisation it belongs to, in words.
    pub parent: Option<ShortText>,
    /// The day the producer last wrote the row.
    pub updated_on: Option<NaiveDate>,
    /// The themes its services cover.
    pub themes: CodeSet<Theme>,
    /// Codes of `config/catalogue/places/typologies.toml`.
    pub typologies: Vec<String>,
    /// Codes of `services.toml`.
    pub services: Vec<String>,
    /// Codes of `publics.toml`.
    pub publics: Vec<String>,
    /// Codes of `care.toml`.
    pub care: Vec<String>,
    /// Codes of `fees.toml`.
    pub fees: Vec<String>,
    /// Codes of `itinerance.toml`.
    pub itinerance: Vec<String>,
    /// Codes of `programmes.toml`.
    pub programmes: Vec<String>,
    /// Codes of `trainings.toml`.
    pub trainings: Vec<String>,
    /// Trainings and labels that no list knows, in words.
    pub other_trainings: Option<ShortText>,
    /// Codes of `access.toml`.
    pub access: Vec<String>,
    /// Codes of `support.toml`.
    pub support: Vec<String>,
    /// The place's sheet on acceslibre.
    pub access_sheet: Option<ShortText>,
    /// Where to book.
    pub booking: Option<ShortText>,
}

/// An organisation, ready to be inserted or updated under (`source`, `external_id`).
#[derive(Debug, Clone, PartialEq)]
pub struct OrganisationRecord {
    /// The mapping's source: the first half of the key.
    pub source: String,
    /// The producer's id: the second half of the key.
    pub external_id: String,
    /// The name.
    pub name: ShortText,
    /// What kind it is.
    pub kind: OrganisationKind,
    /// Its establishment number.
    pub siret: Option<Siret>,
    /// The address, as much as is known.
    pub address: Address,
    /// Where it is, WGS 84.
    pub position: Option<Position>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Mailbox.
    pub email: Option<Email>,
    /// Site, with its scheme.
    pub website: Option<ShortText>,
    /// Opening hours in OpenStreetMap's notation.
    pub hours: Option<Line<400>>,
    /// What else is said of reception.
    pub hours_note: Option<FreeText>,
    /// The day the producer last wrote the row.
    pub updated_on: Option<NaiveDate>,
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Number and street.
    pub street: Option<ShortText>,
    /// Building, floor.
    pub complement: Option<ShortText>,
    /// Postcode.
    pub postcode: Option<Postcode>,
    /// The commune's name as the producer writes it.
    pub commune: Option<ShortText>,
    /// The commune's INSEE code.
    pub insee: Option<InseeCode>,
}

/// The register number of an establishment or association (standard v1.0.2, `pivot`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pivot {
    /// An establishment.
    Siret(Siret),
    /// An association: `W` and nine letters or digits (overseas numbers hold letters).
    Rna(String),
    /// Another register: 9 to 14 letters or digits, as the standard allows (RIDET).
    Other(String),
}

impl Pivot {
    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Siret(siret) => siret.as_str(),
            Self::Rna(number) | Self::Other(number) => number,
        }
    }
}
