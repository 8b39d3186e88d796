//! What the person is asked: to whom, for what, which items, in which exact words.

use crate::{
    agreement::{IndicatedBy, Item, LegalBasis, Purpose},
    code_set::CodeSet,
    ids::{OrganisationId, ServiceId},
};

/// Who may see: a named organisation, or one service of it. Never « all partners ».
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AgreementRecipient {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The one service of it that may see; none for the whole organisation.
    pub service: Option<ServiceId>,
}

impl AgreementRecipient {
    /// Whether an agreement with this recipient lets `other` see: the same organisation, and the same service
    /// unless the whole organisation was named.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        self.organisation == other.organisation && (self.service.is_none() || self.service == other.service)
    }
}

/// SHA-256 of the exact text shown or read aloud; computed where the text is rendered.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextHash(pub [u8; 32]);

impl std::fmt::Display for TextHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for TextHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextHash({self})")
    }
}

/// The text put to the person. What it does not say was not agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementText {
    /// The dated version of the template, as `referral-2026-11-01`.
    pub version: String,
    /// The language in which it was read.
    pub language: String,
    /// The hash of the exact text.
    pub sha256: TextHash,
}

/// The terms: fixed once given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Who may see.
    pub recipient: AgreementRecipient,
    /// For what.
    pub purposes: CodeSet<Purpose>,
    /// Which items beyond the reduced sheet; may be empty.
    pub items: CodeSet<Item>,
    /// « J'accepte que ces professionnels échangent »: distinct from the legal basis (social workers' secrecy).
    pub secrecy: bool,
    /// The base in law.
    pub legal_basis: LegalBasis,
    /// Who says yes.
    pub indicated_by: IndicatedBy,
    /// The text put to the person.
    pub text: AgreementText,
}
