//! A row to an organisation: id and name are required, and what the mapping adds (a SIRET, for the SIRENE files).

use relais_domain::{
    organisation::OrganisationKind,
    text::{Email, FreeText, InseeCode, LocalDate, Phone, Postcode, ShortText, Siret, TextError},
};

use super::{
    field::Field,
    places::{opening_hours, web_address},
    reading::Reading,
    record::{Address, OrganisationRecord},
};

/// The organisation of a row, or none when something required is missing; every problem is noted either way.
pub(super) fn record(row: &mut Reading<'_>) -> Option<OrganisationRecord> {
    let external_id = row.id();
    let name = row.required(Field::Name, ShortText::parse);
    let siret = row.optional(Field::Siret, Siret::parse);
    let address = Address {
        street: row.optional(Field::Street, ShortText::parse),
        complement: row.optional(Field::Complement, ShortText::parse),
        postcode: row.optional(Field::Postcode, Postcode::parse),
        commune: row.optional(Field::Commune, ShortText::parse),
        insee: row.optional(Field::Insee, InseeCode::parse),
    };
    Some(OrganisationRecord {
        source: row.source(),
        external_id: external_id?,
        name: name?,
        kind: row.optional(Field::Kind, kind).unwrap_or(OrganisationKind::Other),
        siret,
        address,
        position: row.position(),
        phone: row.optional(Field::Phone, Phone::parse),
        email: row.optional(Field::Emails, Email::parse),
        website: row.optional(Field::Website, web_address),
        hours: row.optional(Field::Hours, opening_hours),
        hours_note: row.optional(Field::HoursNote, FreeText::parse),
        updated_on: row.optional(Field::UpdatedOn, LocalDate::parse).map(LocalDate::date),
    })
}

fn kind(text: &str) -> Result<OrganisationKind, TextError> {
    text.parse().map_err(|_| TextError::new("code.unknown"))
}
