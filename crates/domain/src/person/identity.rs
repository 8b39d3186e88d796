//! What a person said of herself to one organisation. Sealed at rest, never in a log.

use crate::text::{BirthDate, BirthYear, Email, PersonName, Phone, Postcode, ShortText};

/// When she was born, as far as she says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// The day.
    Date(BirthDate),
    /// The year alone.
    Year(BirthYear),
}

impl Birth {
    /// The year.
    #[must_use]
    pub fn year(self) -> BirthYear {
        match self {
            Self::Date(date) => date.year(),
            Self::Year(year) => year,
        }
    }
}

impl std::fmt::Debug for Birth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// Every field is what she chose to say; no field is required, and there is none for a social security number.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Given name.
    pub given_name: Option<PersonName>,
    /// Family name, the one she uses.
    pub family_name: Option<PersonName>,
    /// Birth.
    pub birth: Option<Birth>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// E-mail.
    pub email: Option<Email>,
    /// Number and street.
    pub address: Option<ShortText>,
    /// Building, floor, « chez … ».
    pub address_complement: Option<ShortText>,
    /// Postcode.
    pub postcode: Option<Postcode>,
    /// The commune, as she says it; a partner sees it before accepting.
    pub commune: Option<ShortText>,
}

impl Identity {
    /// Whether she can be found again and called by a name: a contact becomes a person with one name at least.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        self.given_name.is_some() || self.family_name.is_some()
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity [secret]")
    }
}
