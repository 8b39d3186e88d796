//! What an agent writes about a person, read once for both edges; and its way to and from the sealed content.

use chrono::NaiveDate;
use relais_domain::{
    person::{Birth, Identity, ReceptionCard},
    text::{BirthDate, BirthYear, Email, LanguageCode, PersonName, Phone, Postcode, ShortText, TextError},
};
use relais_store::persons::{PersonContent, StoredCard, StoredIdentity};

use crate::{AppError, fields::Fields};

/// The raw fields, by the names they have in forms and JSON.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields of Identity and ReceptionCard")]
pub struct PersonInput {
    pub given_name: String,
    pub family_name: String,
    pub birth: String,
    pub phone: String,
    pub email: String,
    pub address: String,
    pub postcode: String,
    pub commune: String,
    pub languages: Vec<String>,
    pub interpreter: bool,
    pub reading: String,
    pub channel: String,
    pub safe_hours: String,
    pub protection: String,
    pub do_not_write: bool,
}

impl std::fmt::Debug for PersonInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonInput([secret])")
    }
}

/// The parsed fields.
#[derive(Clone, Debug)]
pub struct ReadPerson {
    /// Who she is.
    pub identity: Identity,
    /// What to know before speaking to her.
    pub card: ReceptionCard,
}

impl PersonInput {
    /// Reads every field of a new person, in the order of the form, which is the order its summary names them in; she
    /// needs a first name or a family name, nothing else, and is not born after `today`.
    pub fn read(&self, today: NaiveDate) -> Result<ReadPerson, AppError> {
        self.read_with(today, true)
    }

    /// The same for a person who is known already: whether a name must stay is for [`super::edit_person`] to say, as a
    /// copy received under an agreement may hold none.
    pub fn read_correction(&self, today: NaiveDate) -> Result<ReadPerson, AppError> {
        self.read_with(today, false)
    }

    fn read_with(&self, today: NaiveDate, named: bool) -> Result<ReadPerson, AppError> {
        let mut fields = Fields::default();
        let spoken: Vec<_> = self
            .languages
            .iter()
            .filter_map(|code| fields.optional("languages", code, LanguageCode::parse))
            .collect();
        let card = ReceptionCard {
            spoken,
            read: Vec::new(),
            channel: fields.optional_code("channel", &self.channel),
            safe_hours: fields.optional("safe_hours", &self.safe_hours, ShortText::parse),
            protection: fields.optional_code("protection", &self.protection),
            do_not_write: self.do_not_write,
            interpreter: self.interpreter,
            reading: fields.optional_code("reading", &self.reading),
        };
        if card.usable_channel() != card.channel {
            fields.refuse("channel", "channel.in_writing");
        }
        if named && self.given_name.trim().is_empty() && self.family_name.trim().is_empty() {
            fields.refuse("given_name", "person.name_missing");
        }
        let identity = Identity {
            given_name: fields.optional("given_name", &self.given_name, PersonName::parse),
            family_name: fields.optional("family_name", &self.family_name, PersonName::parse),
            birth: fields.optional("birth", &self.birth, |text| past(birth(text)?, today)),
            phone: fields.optional("phone", &self.phone, Phone::parse),
            email: fields.optional("email", &self.email, Email::parse),
            address: fields.optional("address", &self.address, ShortText::parse),
            address_complement: None,
            postcode: fields.optional("postcode", &self.postcode, Postcode::parse),
            commune: fields.optional("commune", &self.commune, ShortText::parse),
        };
        fields.finish()?;
        Ok(ReadPerson { identity, card })
    }
}

fn birth(text: &str) -> Result<Birth, TextError> {
    if text.trim().len() == 4 {
        BirthYear::parse(text).map(Birth::Year)
    } else {
        BirthDate::parse(text).map(Birth::Date)
    }
}

/// Refuses `date.future`.
fn past(birth: Birth, today: NaiveDate) -> Result<Birth, TextError> {
    match birth {
        Birth::Date(date) => date.not_after(today).map(Birth::Date),
        Birth::Year(year) => year.not_after(today).map(Birth::Year),
    }
}

impl ReadPerson {
    pub(super) const fn is_named(&self) -> bool {
        self.identity.given_name.is_some() || self.identity.family_name.is_some()
    }

    /// The sealed form.
    pub(crate) fn content(&self) -> PersonContent {
        let Self { identity, card } = self;
        PersonContent {
            identity: StoredIdentity {
                given_name: identity.given_name.as_ref().map(|name| name.as_str().to_owned()),
                family_name: identity.family_name.as_ref().map(|name| name.as_str().to_owned()),
                birth: identity.birth.map(|birth| match birth {
                    Birth::Date(date) => date.date().format("%Y-%m-%d").to_string(),
                    Birth::Year(year) => year.get().to_string(),
                }),
                phone: identity.phone.as_ref().map(|phone| phone.as_str().to_owned()),
                email: identity.email.as_ref().map(|email| email.as_str().to_owned()),
                address: identity.address.as_ref().map(|line| line.as_str().to_owned()),
                postcode: identity.postcode.as_ref().map(|code| code.as_str().to_owned()),
                commune: identity.commune.as_ref().map(|line| line.as_str().to_owned()),
                insee: None,
            },
            card: StoredCard {
                languages: card.spoken.iter().map(|code| code.as_str().to_owned()).collect(),
                interpreter: card.interpreter,
                reading: card.reading.map(|code| code.as_str().to_owned()),
                channel: card.channel.map(|code| code.as_str().to_owned()),
                safe_hours: card.safe_hours.as_ref().map(|line| line.as_str().to_owned()),
                protection: card.protection.map(|code| code.as_str().to_owned()),
                do_not_write: card.do_not_write,
            },
            shared: None,
        }
    }
}

/// The identity in a sealed content, as the rules know it. What no longer parses is left out, not guessed.
pub(crate) fn identity_of(stored: &StoredIdentity) -> Identity {
    let read = |text: &Option<String>| text.clone().unwrap_or_default();
    Identity {
        given_name: PersonName::parse(&read(&stored.given_name)).ok(),
        family_name: PersonName::parse(&read(&stored.family_name)).ok(),
        birth: birth(&read(&stored.birth)).ok(),
        phone: Phone::parse(&read(&stored.phone)).ok(),
        email: Email::parse(&read(&stored.email)).ok(),
        address: ShortText::parse(&read(&stored.address)).ok(),
        address_complement: None,
        postcode: Postcode::parse(&read(&stored.postcode)).ok(),
        commune: ShortText::parse(&read(&stored.commune)).ok(),
    }
}

/// First name and family name, each possibly empty.
pub(crate) fn names_of(content: &PersonContent) -> (String, String) {
    let identity = &content.identity;
    (identity.given_name.clone().unwrap_or_default(), identity.family_name.clone().unwrap_or_default())
}

/// The commune's name, if known.
pub(crate) fn commune_of(content: &PersonContent) -> Option<String> {
    content.identity.commune.clone()
}
