//! Finds what must never be written in a free text: passwords, social security numbers (NIR), bank cards, IBAN.
//!
//! Relais keeps no identifiers and passwords (CNIL kit for social workers: a mandate instead), no NIR (décret
//! 2019-341 lists who may), no means of payment. The detector refuses the text; its answer names the kind and
//! the evidence, never the secret nor its place.
//!
//! Everything is linear in the text: `scan` cuts it once, each finder walks the pieces. Decisions worth knowing:
//! - an identifier alone (allocataire, France Travail, e-mail) is accepted; beside a token like a password it is not;
//! - a door code (« digicode », « code de la porte ») is part of an address and accepted; the code of a key box,
//!   an alarm or a Wi-Fi opens what the address does not, and is refused;
//! - fourteen digits are a SIRET unless the text speaks of a card;
//! - a number with a wrong key is still refused where the text names it (« n° de sécu »): a typing error does not
//!   make it harmless.
//!
//! What it does not see: numbers written in words, a password of plain words that nothing introduces, secrets in
//! images. Measured on the corpus in `tests/corpus/` and on real texts in `tests/open_data.rs`.

mod card;
mod iban;
mod nir;
mod password;
mod scan;

use super::error::TextError;
use crate::codes;
use scan::Scan;

codes! {
    /// What kind of secret a text holds.
    pub enum SecretKind {
        /// A password, a code, or another word that opens an account.
        Password = "password",
        /// « Numéro de sécurité sociale », with or without its key.
        Nir = "nir",
        /// The number of a payment card.
        Card = "card",
        /// A bank account: IBAN, or the older French RIB.
        Iban = "iban",
    }
}

codes! {
    /// Why the text was taken for a secret.
    pub enum Evidence {
        /// The number's own key is right.
        Checksum = "checksum",
        /// The text names the secret next to a value.
        Labelled = "labelled",
        /// The number is written the way only this kind is.
        Shape = "shape",
        /// A word of no language, next to an identifier or strong enough by itself.
        RandomToken = "random_token",
    }
}

/// What was found, without the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The kind of secret.
    pub kind: SecretKind,
    /// What gave it away.
    pub evidence: Evidence,
}

/// The first secret of a text, if it holds any.
#[must_use]
pub fn detect(text: &str) -> Option<Finding> {
    let scan = Scan::new(text);
    let found = |kind: SecretKind| move |evidence| Finding { kind, evidence };
    if !scan.has_a_long_number() {
        return password::find(&scan).map(found(SecretKind::Password));
    }
    iban::find(&scan)
        .map(found(SecretKind::Iban))
        .or_else(|| nir::find(&scan).map(found(SecretKind::Nir)))
        .or_else(|| card::find(&scan).map(found(SecretKind::Card)))
        .or_else(|| password::find(&scan).map(found(SecretKind::Password)))
}

/// Refuses a text that holds a secret: `credential.password`, `credential.nir`, `credential.card`,
/// `credential.iban`.
pub fn refuse(text: &str) -> Result<(), TextError> {
    match detect(text).map(|finding| finding.kind) {
        None => Ok(()),
        Some(SecretKind::Password) => Err(TextError::new("credential.password")),
        Some(SecretKind::Nir) => Err(TextError::new("credential.nir")),
        Some(SecretKind::Card) => Err(TextError::new("credential.card")),
        Some(SecretKind::Iban) => Err(TextError::new("credential.iban")),
    }
}
