//! The agent a provider vouches for, and how claims become one.

use relais_domain::{assurance::Assurance, clock::Timestamp, text::Siret};
use serde::Deserialize;

use super::{config::SiretPolicy, error::OidcError};
use crate::secret::SecretText;

/// Longest name or label kept, in characters.
const LONGEST: usize = 200;

/// A verified identity. The account's key is (issuer, subject), never the e-mail or a name (ASVS 6.8.1); an agent
/// who changes provider is a new subject and is invited anew. Prints no personal data.
#[derive(Clone)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The provider's name for the agent.
    pub subject: String,
    /// First names.
    pub given_name: Option<String>,
    /// The name in use (ProConnect), else the family name (other providers).
    pub usual_name: Option<String>,
    /// Professional address; may change, may be shared.
    pub email: Option<String>,
    /// The organisation's number.
    pub siret: Option<Siret>,
    /// The agent's name at her own identity provider.
    pub uid: Option<String>,
    /// Which identity provider ProConnect used.
    pub idp_id: Option<String>,
    /// The organisation's name as the provider writes it.
    pub organization_label: Option<String>,
    /// The level of assurance received, already compared with the one demanded.
    pub acr: Option<Assurance>,
    /// The methods used (RFC 8176).
    pub amr: Vec<String>,
    /// When the agent authenticated at the provider.
    pub auth_time: Option<Timestamp>,
    /// The ID token, needed again for logout.
    pub id_token: SecretText,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("issuer", &self.issuer)
            .field("acr", &self.acr)
            .finish_non_exhaustive()
    }
}

/// The claims Relais reads, wherever they come from.
#[derive(Clone, Default, Deserialize)]
pub(super) struct AgentClaims {
    given_name: Option<String>,
    usual_name: Option<String>,
    family_name: Option<String>,
    email: Option<String>,
    siret: Option<String>,
    uid: Option<String>,
    idp_id: Option<String>,
    organization_label: Option<String>,
}

impl AgentClaims {
    /// Completes these claims with those of another source.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            given_name: self.given_name.or(other.given_name),
            usual_name: self.usual_name.or(other.usual_name),
            family_name: self.family_name.or(other.family_name),
            email: self.email.or(other.email),
            siret: self.siret.or(other.siret),
            uid: self.uid.or(other.uid),
            idp_id: self.idp_id.or(other.idp_id),
            organization_label: self.organization_label.or(other.organization_label),
        }
    }

    /// The identity these claims describe, for a subject that has been verified.
    pub(super) fn into_identity(self, vouched: Vouched, siret: SiretPolicy) -> Result<Identity, OidcError> {
        Ok(Identity {
            issuer: vouched.issuer,
            subject: vouched.subject,
            given_name: self.given_name.as_deref().and_then(plain),
            usual_name: self.usual_name.or(self.family_name).as_deref().and_then(plain),
            email: self.email.as_deref().and_then(plain),
            siret: read_siret(self.siret.as_deref(), siret)?,
            uid: self.uid.as_deref().and_then(plain),
            idp_id: self.idp_id.as_deref().and_then(plain),
            organization_label: self.organization_label.as_deref().and_then(plain),
            acr: vouched.acr,
            amr: vouched.amr,
            auth_time: vouched.auth_time,
            id_token: vouched.id_token,
        })
    }
}

/// What the ID token itself vouches for.
pub(super) struct Vouched {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) acr: Option<Assurance>,
    pub(super) amr: Vec<String>,
    pub(super) auth_time: Option<Timestamp>,
    pub(super) id_token: SecretText,
}

/// A provider's text as one short line: no control characters and no marks that turn the writing direction, which
/// could make one name look like another on a page.
fn plain(text: &str) -> Option<String> {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let line: String = text.chars().filter(|c| !is_odd(*c)).take(LONGEST).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// ProConnect's public material shows the number written with spaces; the parsed one has none.
fn read_siret(text: Option<&str>, policy: SiretPolicy) -> Result<Option<Siret>, OidcError> {
    let error = match text.map(Siret::parse) {
        Some(Ok(siret)) => return Ok(Some(siret)),
        Some(Err(_)) => OidcError::SiretInvalid,
        None => OidcError::SiretMissing,
    };
    match policy {
        SiretPolicy::Required => Err(error),
        SiretPolicy::Optional => Ok(None),
    }
}
