//! Parsed text: what an agent or a partner's software wrote, turned once into a type that cannot be wrong.
//!
//! Every type has `parse`, which accepts what people really write (spaces in a SIRET, a date in words), and
//! `as_str`, the one canonical form; parsing the canonical form again gives the same value. Refusals carry a
//! stable code that the edges turn into a sentence. Types that may hold a person's data print as `[text]`, and
//! every type made of free words runs [`secrets::detect`], so that no password, social security number, card
//! or IBAN enters the house by any door.

pub mod code;
mod date;
mod email;
mod error;
mod identifier;
mod language;
mod lines;
mod name;
mod phone;
mod place;
mod search_key;
pub mod secrets;

pub use date::{BirthDate, BirthYear, LocalDate, MONTHS, WEEKDAYS};
pub use email::Email;
pub use error::TextError;
pub use identifier::{Siren, Siret};
pub use language::{LANGUAGES, LanguageCode};
pub use lines::{FreeText, Line, Paragraphs, ShortText};
pub use name::PersonName;
pub use phone::Phone;
pub use place::{InseeCode, Postcode};
pub use search_key::SearchKey;

/// Parses a field that may be left empty: blank text is `None`, anything else must parse.
pub fn optional<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, TextError>,
) -> Result<Option<T>, TextError> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// Declares a newtype over its canonical `String`: `as_str`, and a `Debug` that shows it or hides it.
macro_rules! text_type {
    ($(#[$doc:meta])* pub struct $name:ident: open) => {
        text_type!(@type $(#[$doc])* $name);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
    ($(#[$doc:meta])* pub struct $name:ident: personal) => {
        text_type!(@type $(#[$doc])* $name);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "[text]"))
            }
        }
    };
    (@type $(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The canonical form, for storage and templates; parsing it again gives the same value.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::TextError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
    };
}
use text_type;

#[cfg(test)]
mod properties;
