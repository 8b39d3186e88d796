//! Persons, as the caller's own organisation knows them. What is not known is left out.

use chrono::{DateTime, NaiveDate, Utc};
use relais_app::AppError;
use relais_app::persons::{self, CreatePerson, PersonInput, PersonSheet, ReadPerson, SheetDepth};
use relais_domain::ids::ContactId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    codes,
    v1::{contacts::dto::Contact, referrals::dto::ReferralLine},
};

/// A person in a list.
#[derive(Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "relation": "7b0a5a34-5a3c-4a7b-9a53-2f0f6a1f4c21", "given_name": "Amina", "family_name": "Exemple",
    "birth_year": "1984", "commune": "Kerlann", "last_contact_at": "2026-11-20T14:05:00Z"
}))]
pub(crate) struct PersonLine {
    /// The organisation's relation to her: her id for this organisation, and for no other.
    relation: Uuid,
    /// First name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Year of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_year: Option<String>,
    /// Commune's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<String>,
    /// Last contact.
    last_contact_at: DateTime<Utc>,
}

/// Which page of persons.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonQuery {
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// A page of persons.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonList {
    /// The persons.
    pub items: Vec<PersonLine>,
    /// The cursor of the next page; none on the last, and none after a search, which shows at most 50.
    pub next: Option<String>,
}

/// What to look for. It travels in the body: names have no place in an address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "query": "amina exem" }))]
pub(crate) struct SearchBody {
    /// Words, each of which must begin a word of the name.
    pub query: String,
}

/// What a person says of herself. A first name or a family name is needed, nothing else.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
#[schema(example = json!({
    "given_name": "Amina", "family_name": "Exemple", "birth": "1984-03-12", "phone": "02 61 91 00 01",
    "commune": "Kerlann", "postcode": "29200", "languages": ["fr", "ar"], "channel": "phone",
    "safe_hours": "après 14 h"
}))]
pub(crate) struct PersonBody {
    /// First name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Date (`1984-03-12`, `12 03 1984`) or year of birth.
    birth: String,
    /// Phone number, French or international.
    phone: String,
    /// E-mail address.
    email: String,
    /// Street address.
    address: String,
    /// Postcode.
    postcode: String,
    /// Commune's name.
    commune: String,
    /// Languages spoken, the best first (ISO 639).
    languages: Vec<String>,
    /// An interpreter is needed.
    interpreter: bool,
    /// How she takes in a text.
    #[schema(value_type = codes::Reading)]
    reading: String,
    /// How she prefers to be told.
    #[schema(value_type = codes::Channel)]
    channel: String,
    /// When she may be called without danger or trouble for her.
    safe_hours: String,
    /// A legal protection measure.
    #[schema(value_type = codes::Protection)]
    protection: String,
    /// Nothing in writing may reach her.
    do_not_write: bool,
}

/// A person to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPersonBody {
    /// What she says of herself.
    person: PersonBody,
    /// The likely duplicates were seen, and she is somebody else.
    #[serde(default)]
    not_a_duplicate: bool,
    /// The contact without a name, recorded by this caller, at which she said it: it becomes hers.
    contact: Option<Uuid>,
}

/// Why a manager reads a sheet; the person can see it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "absence_cover" }))]
pub(crate) struct ReasonBody {
    /// The reason; it holds for an hour.
    #[schema(value_type = codes::ReadingReason)]
    reason: String,
}

/// A person's sheet: name and card for reception, everything for who follows her.
#[derive(Serialize, ToSchema)]
pub(crate) struct Person {
    /// The organisation's relation to her.
    relation: Uuid,
    /// `card` or `full`.
    depth: &'static str,
    /// Name, birth, ways to reach her, reception card.
    #[serde(flatten)]
    known: Known,
    /// On what ground the organisation knows her.
    ground: String,
    /// The referral that is the ground, when one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    ground_referral: Option<Uuid>,
    /// Since when.
    since: DateTime<Utc>,
    /// Last contact.
    last_contact_at: DateTime<Utc>,
    /// Referrals this organisation sent for her, the last changed first.
    referrals: Vec<ReferralLine>,
    /// Contacts with this organisation, at most 20, the newest first.
    contacts: Vec<Contact>,
}

/// Identity and reception card.
#[derive(Serialize, ToSchema)]
pub(crate) struct Known {
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<String>,
    /// `YYYY-MM-DD`, or `YYYY` when only the year is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    birth: Option<String>,
    /// Phone number, E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Street address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Postcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<String>,
    /// Commune's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<String>,
    /// Languages spoken, the best first.
    languages: Vec<String>,
    /// An interpreter is needed.
    interpreter: bool,
    /// How she takes in a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Reading>)]
    reading: Option<String>,
    /// How she prefers to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Channel>)]
    channel: Option<String>,
    /// When she may be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    safe_hours: Option<String>,
    /// A legal protection measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Protection>)]
    protection: Option<String>,
    /// Nothing in writing may reach her.
    do_not_write: bool,
}

impl PersonBody {
    pub(crate) fn read(self, today: NaiveDate) -> Result<ReadPerson, AppError> {
        self.input().read(today)
    }

    pub(crate) fn read_correction(self, today: NaiveDate) -> Result<ReadPerson, AppError> {
        self.input().read_correction(today)
    }

    fn input(self) -> PersonInput {
        PersonInput {
            given_name: self.given_name,
            family_name: self.family_name,
            birth: self.birth,
            phone: self.phone,
            email: self.email,
            address: self.address,
            postcode: self.postcode,
            commune: self.commune,
            languages: self.languages,
            interpreter: self.interpreter,
            reading: self.reading,
            channel: self.channel,
            safe_hours: self.safe_hours,
            protection: self.protection,
            do_not_write: self.do_not_write,
        }
    }
}

impl NewPersonBody {
    pub(crate) fn read(self, today: NaiveDate) -> Result<CreatePerson, AppError> {
        Ok(CreatePerson {
            person: self.person.read(today)?,
            not_a_duplicate: self.not_a_duplicate,
            contact: self.contact.map(ContactId::new),
        })
    }
}

impl ReasonBody {
    pub(crate) fn read(&self) -> Result<persons::ReadingReason, AppError> {
        self.reason.parse().map_err(|_| AppError::field("reason", "choice.unknown"))
    }
}

impl From<persons::PersonLine> for PersonLine {
    fn from(line: persons::PersonLine) -> Self {
        Self {
            relation: line.relation.uuid(),
            given_name: line.given_name,
            family_name: line.family_name,
            birth_year: line.birth_year,
            commune: line.commune,
            last_contact_at: line.last_contact_at,
        }
    }
}

impl PersonList {
    pub(crate) fn of(lines: Vec<persons::PersonLine>, next: Option<String>) -> Self {
        Self { items: lines.into_iter().map(PersonLine::from).collect(), next }
    }
}

impl From<persons::PersonContent> for Known {
    fn from(persons::PersonContent { identity, card, shared: _ }: persons::PersonContent) -> Self {
        Self {
            given_name: identity.given_name,
            family_name: identity.family_name,
            birth: identity.birth,
            phone: identity.phone,
            email: identity.email,
            address: identity.address,
            postcode: identity.postcode,
            commune: identity.commune,
            languages: card.languages,
            interpreter: card.interpreter,
            reading: card.reading,
            channel: card.channel,
            safe_hours: card.safe_hours,
            protection: card.protection,
            do_not_write: card.do_not_write,
        }
    }
}

impl From<PersonSheet> for Person {
    fn from(sheet: PersonSheet) -> Self {
        Self {
            relation: sheet.relation.uuid(),
            depth: match sheet.depth {
                SheetDepth::Card => "card",
                SheetDepth::Full => "full",
            },
            known: sheet.content.into(),
            ground: sheet.ground,
            ground_referral: sheet.ground_referral.map(relais_domain::ids::ReferralId::uuid),
            since: sheet.since,
            last_contact_at: sheet.last_contact_at,
            referrals: sheet.referrals.into_iter().map(ReferralLine::from).collect(),
            contacts: sheet.contacts.into_iter().map(Contact::from).collect(),
        }
    }
}
