//! SIREN and SIRET, the identifiers of French legal units and their establishments (INSEE).

use super::{error::TextError, text_type};

/// La Poste's SIREN: its establishments' numbers follow another rule than Luhn's.
const LA_POSTE: &str = "356000000";

text_type! {
    /// The number of a legal unit: 9 digits with a Luhn key.
    pub struct Siren: open
}

text_type! {
    /// The number of an establishment: SIREN + 5 digits with a Luhn key over all 14; for La Poste (SIREN
    /// 356000000) a digit sum that 5 divides is enough (95 of 95 real post offices; none passes Luhn).
    pub struct Siret: open
}

impl Siren {
    /// Accepts any spacing. Refuses `text.required`, `siren.length` (not 9 digits), `siren.checksum`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let digits = digits(text, 9, "siren.length")?;
        if !luhn(&digits) {
            return Err(TextError::new("siren.checksum"));
        }
        Ok(Self(digits))
    }
}

impl Siret {
    /// Accepts any spacing. Refuses `text.required`, `siret.length` (not 14 digits), `siret.checksum`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let digits = digits(text, 14, "siret.length")?;
        let la_poste = digits.starts_with(LA_POSTE) && digit_sum(&digits).is_multiple_of(5);
        if digits.bytes().all(|b| b == b'0') || !(luhn(&digits) || la_poste) {
            return Err(TextError::new("siret.checksum"));
        }
        Ok(Self(digits))
    }

    /// The legal unit the establishment belongs to.
    #[must_use]
    pub fn siren(&self) -> Siren {
        Siren(self.0.chars().take(9).collect())
    }
}

fn digits(text: &str, length: usize, code: &'static str) -> Result<String, TextError> {
    let kept: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}')).collect();
    if kept.is_empty() {
        return Err(TextError::REQUIRED);
    }
    if kept.len() != length || !kept.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TextError::new(code));
    }
    Ok(kept)
}

fn digit_sum(digits: &str) -> u32 {
    digits.bytes().map(|b| u32::from(b - b'0')).sum()
}

/// Luhn's key (ISO/IEC 7812): every second digit from the right doubled, the sum of digits divisible by 10.
pub(super) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .map(|b| u32::from(b.saturating_sub(b'0')))
        .enumerate()
        .map(|(place, d)| if place % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siret_accepts_spacing_and_checks_the_key() {
        assert_eq!(Siret::parse(" 401 092 267 00020 ").unwrap().as_str(), "40109226700020");
        assert_eq!(Siret::parse("401\u{a0}092\u{202f}267 00020").unwrap().siren().as_str(), "401092267");
        assert_eq!(Siret::parse("34416574200013").unwrap_err().code(), "siret.checksum");
        assert_eq!(Siret::parse("00000000000000").unwrap_err().code(), "siret.checksum");
        assert_eq!(Siret::parse("4010922670002").unwrap_err().code(), "siret.length");
        assert_eq!(Siret::parse("null").unwrap_err().code(), "siret.length");
        assert_eq!(Siret::parse(" ").unwrap_err(), TextError::REQUIRED);
        assert_eq!(Siret::parse("٤0109226700020").unwrap_err().code(), "siret.length");
    }

    #[test]
    fn la_poste_counts_by_five() {
        assert!(Siret::parse("35600000000048").is_ok(), "head office, by Luhn");
        assert!(Siret::parse("35600000025007").is_err());
        // 3+5+6 = 14; 14 + 6 = 20
        assert!(Siret::parse("35600000000006").is_ok(), "digit sum 20");
    }

    #[test]
    fn siren_checks_the_key() {
        assert!(Siren::parse("401 092 267").is_ok());
        assert_eq!(Siren::parse("401092268").unwrap_err().code(), "siren.checksum");
    }
}
