//! What a relation seals: identity and reception card, as one encoding under one key.
//!
//! Fields are added with a default, never renamed: old envelopes must stay readable.

use serde::{Deserialize, Serialize};

use crate::shared::Shared;

/// The sealed part of a relation.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonContent {
    /// Who she is, as far as this organisation knows.
    pub identity: StoredIdentity,
    /// What to know before speaking to her.
    pub card: StoredCard,
    /// Of a copy: with whom and until when it is shared.
    #[serde(default)]
    pub shared: Option<Shared>,
}

/// Identity and contact data. Every field may be missing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of domain::person::Identity")]
pub struct StoredIdentity {
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    /// `YYYY-MM-DD`, or `YYYY` when only the year is known.
    pub birth: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub postcode: Option<String>,
    pub commune: Option<String>,
    pub insee: Option<String>,
}

/// The reception card.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of domain::person::ReceptionCard")]
pub struct StoredCard {
    pub languages: Vec<String>,
    pub interpreter: bool,
    pub reading: Option<String>,
    pub channel: Option<String>,
    pub safe_hours: Option<String>,
    pub protection: Option<String>,
    pub do_not_write: bool,
}

impl std::fmt::Debug for PersonContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonContent([secret])")
    }
}

impl std::fmt::Debug for StoredIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredIdentity([secret])")
    }
}

impl std::fmt::Debug for StoredCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredCard([secret])")
    }
}
