//! A row to a place (places standard v1.0.2): id, pivot, name, commune, postcode, address and date are required.

use relais_domain::text::{
    Email, FreeText, InseeCode, Line, LocalDate, Phone, Postcode, ShortText, Siret, TextError,
};

use super::{
    field::Field,
    hours,
    reading::Reading,
    record::{Address, Pivot, PlaceRecord},
};

/// The place of a row, or none when something required is missing; every problem is noted either way.
pub(super) fn record(row: &mut Reading<'_>) -> Option<PlaceRecord> {
    let external_id = row.id();
    let pivot = row.required(Field::Pivot, pivot);
    let name = row.required(Field::Name, ShortText::parse);
    let address = Address {
        street: row.required(Field::Street, ShortText::parse),
        complement: row.optional(Field::Complement, ShortText::parse),
        postcode: row.required(Field::Postcode, Postcode::parse),
        commune: row.required(Field::Commune, ShortText::parse),
        insee: row.optional(Field::Insee, InseeCode::parse),
    };
    let updated_on = row.required(Field::UpdatedOn, LocalDate::parse).map(LocalDate::date);
    let services = row.codes(Field::Services);
    Some(PlaceRecord {
        source: row.source(),
        external_id: external_id?,
        pivot: pivot.flatten(),
        name: name?,
        address,
        position: row.position(),
        phone: row.optional(Field::Phone, Phone::parse),
        emails: row.list(Field::Emails, Email::parse),
        website: row.optional(Field::Website, web_address),
        hours: row.optional(Field::Hours, opening_hours),
        hours_note: row.optional(Field::HoursNote, FreeText::parse),
        summary: row.optional(Field::Summary, Line::parse),
        detail: row.optional(Field::Detail, FreeText::parse),
        origin: row.optional(Field::Origin, ShortText::parse),
        parent: row.optional(Field::Parent, ShortText::parse),
        updated_on,
        themes: row.catalogue().themes(&services),
        services,
        typologies: row.codes(Field::Typologies),
        publics: row.codes(Field::Publics),
        care: row.codes(Field::Care),
        fees: row.codes(Field::Fees),
        itinerance: row.codes(Field::Itinerance),
        programmes: row.codes(Field::Programmes),
        trainings: row.codes(Field::Trainings),
        other_trainings: row.optional(Field::OtherTrainings, ShortText::parse),
        access: row.codes(Field::Access),
        support: row.codes(Field::Support),
        access_sheet: row.optional(Field::AccessSheet, web_address),
        booking: row.optional(Field::Booking, web_address),
    })
}

/// A register number. Fourteen zeros are the producers' habit for « not known ». Refuses `text.required`,
/// `pivot.format` (`^[a-zA-Z0-9]{9,14}$`), `siret.checksum`.
fn pivot(text: &str) -> Result<Option<Pivot>, TextError> {
    let number: String = text.split_whitespace().collect();
    if number.is_empty() {
        return Err(TextError::REQUIRED);
    }
    if number.bytes().all(|b| b == b'0') {
        return Ok(None);
    }
    if !(9..=14).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(TextError::new("pivot.format"));
    }
    let digits = number.bytes().all(|b| b.is_ascii_digit());
    Ok(Some(match number.len() {
        14 if digits => Pivot::Siret(Siret::parse(&number)?),
        10 if number.starts_with('W') => Pivot::Rna(number),
        _ => Pivot::Other(number),
    }))
}

/// An `http` or `https` address with a host name. Refuses `url.format`, `text.too_long`.
pub(super) fn web_address(text: &str) -> Result<ShortText, TextError> {
    let format = TextError::new("url.format");
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(format)?;
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-');
    if !host.contains('.') || !host.split('.').all(label) || text.contains(char::is_whitespace) {
        return Err(format);
    }
    ShortText::parse(text)
}

/// Hours in OpenStreetMap's notation. Refuses `hours.format`, `text.too_long`.
pub(super) fn opening_hours(text: &str) -> Result<Line<400>, TextError> {
    if hours::is_valid(text) { Line::parse(text) } else { Err(TextError::new("hours.format")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pivots() {
        assert_eq!(pivot("00000000000000"), Ok(None));
        assert!(matches!(pivot("401 092 267 00020"), Ok(Some(Pivot::Siret(_)))));
        assert!(matches!(pivot("W131004321"), Ok(Some(Pivot::Rna(_)))));
        assert!(matches!(pivot("123456789"), Ok(Some(Pivot::Other(_)))));
        assert_eq!(pivot("").unwrap_err().code(), "text.required");
        assert_eq!(pivot("12-4").unwrap_err().code(), "pivot.format");
        assert_eq!(pivot("40109226700021").unwrap_err().code(), "siret.checksum");
    }

    #[test]
    fn web_addresses() {
        assert!(web_address("https://quartney.fr/").is_ok());
        for bad in ["quartney.fr", "javascript:alert(1)", "https://", "http://a b.fr", "@", "ftp://a.fr"] {
            assert_eq!(web_address(bad).unwrap_err().code(), "url.format", "{bad}");
        }
    }
}
