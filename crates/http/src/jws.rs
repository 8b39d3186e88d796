//! Compact signed tokens (RFC 7515) under one pinned algorithm: the header never chooses, it is only compared.
//!
//! Used for every token Relais believes: ID tokens (before the library's own checks), signed userinfo, access
//! tokens. `jku`, `x5u`, `x5c` and `jwk` headers are not even read: keys come from the provider's key set alone.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use openidconnect::{JsonWebKey as _, core::CoreJsonWebKey};
use relais_domain::clock::Timestamp;
use serde::Deserialize;

use crate::oidc::config::SigningAlgorithm;

/// How far a provider's clock may be off, in either direction.
pub const CLOCK_SKEW: chrono::TimeDelta = chrono::TimeDelta::seconds(60);

/// Largest token read, in bytes.
pub(crate) const LARGEST_TOKEN: usize = 16 * 1024;

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not three base64url parts with a JSON header and payload, or a claim of the wrong shape.
    #[error("the token cannot be read")]
    Unreadable,
    /// Larger than any honest token.
    #[error("the token is too large")]
    TooLarge,
    /// Encrypted, which was not agreed.
    #[error("the token is encrypted")]
    Encrypted,
    /// In clear, although encryption was agreed.
    #[error("the token is not encrypted")]
    NotEncrypted,
    /// Encrypted to another key, or altered.
    #[error("the token cannot be decrypted")]
    Decryption,
    /// Signed with another algorithm than the pinned one, or not at all.
    #[error("the token is not signed with the agreed algorithm")]
    Algorithm,
    /// Names an extension that must be understood and is not.
    #[error("the token demands an unknown extension")]
    Critical,
    /// A token of another kind (`typ`).
    #[error("the token is of another kind")]
    Type,
    /// Names no key while the provider publishes several.
    #[error("the token names no key")]
    KeyUnnamed,
    /// Names a key the provider does not publish.
    #[error("the token names an unknown key")]
    KeyUnknown,
    /// The signature does not hold.
    #[error("the signature is wrong")]
    Signature,
    /// From another issuer.
    #[error("the issuer is wrong")]
    Issuer,
    /// Not for us, or not for us alone.
    #[error("the audience is wrong")]
    Audience,
    /// Issued for another party (`azp`).
    #[error("the authorised party is wrong")]
    AuthorisedParty,
    /// No longer valid, or without an end.
    #[error("the token has expired")]
    Expired,
    /// Issued in the future.
    #[error("the token is not yet valid")]
    NotYetValid,
    /// Not for this sign-in.
    #[error("the nonce is wrong")]
    Nonce,
    /// Of another person.
    #[error("the subject is wrong")]
    Subject,
    /// Does not belong to the access token that came with it.
    #[error("the access token does not belong to it")]
    AccessTokenHash,
    /// Does not carry the scope of this API.
    #[error("the scope is missing")]
    Scope,
}

impl TokenFault {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "token.unreadable",
            Self::TooLarge => "token.too_large",
            Self::Encrypted => "token.encrypted",
            Self::NotEncrypted => "token.not_encrypted",
            Self::Decryption => "token.decryption",
            Self::Algorithm => "token.algorithm",
            Self::Critical => "token.critical",
            Self::Type => "token.type",
            Self::KeyUnnamed => "token.key_unnamed",
            Self::KeyUnknown => "token.key_unknown",
            Self::Signature => "token.signature",
            Self::Issuer => "token.issuer",
            Self::Audience => "token.audience",
            Self::AuthorisedParty => "token.authorised_party",
            Self::Expired => "token.expired",
            Self::NotYetValid => "token.not_yet_valid",
            Self::Nonce => "token.nonce",
            Self::Subject => "token.subject",
            Self::AccessTokenHash => "token.access_token_hash",
            Self::Scope => "token.scope",
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    cty: Option<serde_json::Value>,
    crit: Option<serde_json::Value>,
}

/// The `aud` claim: one audience or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Audiences {
    /// The usual form.
    One(String),
    /// The list form.
    Several(Vec<String>),
}

impl Audiences {
    /// Whether this token is for us and nobody else.
    pub(crate) fn is_only(&self, us: &str) -> bool {
        match self {
            Self::One(audience) => audience == us,
            Self::Several(list) => !list.is_empty() && list.iter().all(|audience| audience == us),
        }
    }

    /// Whether this token is for us, perhaps among others.
    pub(crate) fn include(&self, us: &str) -> bool {
        match self {
            Self::One(audience) => audience == us,
            Self::Several(list) => list.iter().any(|audience| audience == us),
        }
    }
}

/// A token whose header has been accepted and whose signature is still to be checked.
pub(crate) struct UnverifiedToken<'t> {
    header: Header,
    signing_input: &'t str,
    payload: Vec<u8>,
    signature: Vec<u8>,
    algorithm: SigningAlgorithm,
}

impl<'t> UnverifiedToken<'t> {
    /// Reads the three parts and compares the header with the pinned algorithm.
    pub(crate) fn read(text: &'t str, algorithm: SigningAlgorithm) -> Result<Self, TokenFault> {
        if text.len() > LARGEST_TOKEN {
            return Err(TokenFault::TooLarge);
        }
        let (signing_input, signature) = text.rsplit_once('.').ok_or(TokenFault::Unreadable)?;
        let (header, payload) = signing_input.split_once('.').ok_or(TokenFault::Unreadable)?;
        if payload.contains('.') {
            return Err(if text.split('.').count() == 5 {
                TokenFault::Encrypted
            } else {
                TokenFault::Unreadable
            });
        }
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| TokenFault::Unreadable)?;
        if header.alg != algorithm.as_str() {
            return Err(TokenFault::Algorithm);
        }
        if header.crit.is_some() {
            return Err(TokenFault::Critical);
        }
        if header.cty.is_some() {
            return Err(TokenFault::Encrypted);
        }
        let (payload, signature) = (decode(payload)?, decode(signature)?);
        Ok(Self { header, signing_input, payload, signature, algorithm })
    }

    /// Compares the kind of token (`typ`, RFC 8725 3.11); `None` in the list means the header may be absent.
    pub(crate) fn of_type(self, accepted: &[Option<&str>]) -> Result<Self, TokenFault> {
        let typ = self.header.typ.as_deref().map(|typ| {
            let lower = typ.to_ascii_lowercase();
            lower.strip_prefix("application/").map_or_else(|| lower.clone(), ToOwned::to_owned)
        });
        if accepted.contains(&typ.as_deref()) { Ok(self) } else { Err(TokenFault::Type) }
    }

    /// The key the token names, if it names one.
    pub(crate) fn key_id(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// Checks the signature; only then is the payload readable.
    pub(crate) fn verify(self, key: &CoreJsonWebKey) -> Result<Vec<u8>, TokenFault> {
        key.verify_signature(&self.algorithm.jws(), self.signing_input.as_bytes(), &self.signature)
            .map_err(|_| TokenFault::Signature)?;
        Ok(self.payload)
    }
}

/// Chooses the key of a token among those published: by name, or the only one there is.
pub(crate) fn select<'k>(
    keys: &'k [CoreJsonWebKey],
    key_id: Option<&str>,
) -> Result<&'k CoreJsonWebKey, TokenFault> {
    match (key_id, keys) {
        (None, [only]) => Ok(only),
        (None, _) => Err(TokenFault::KeyUnnamed),
        (Some(name), _) => keys
            .iter()
            .find(|key| key.key_id().is_some_and(|id| id.as_str() == name))
            .ok_or(TokenFault::KeyUnknown),
    }
}

/// Checks the times of a token against the injected clock; an end is demanded, a beginning is not.
pub(crate) fn check_times(times: &Times, now: Timestamp) -> Result<(), TokenFault> {
    let (earliest, latest) = ((now - CLOCK_SKEW).timestamp(), (now + CLOCK_SKEW).timestamp());
    match times.exp {
        Some(exp) if exp.seconds() > earliest => {}
        Some(_) | None => return Err(TokenFault::Expired),
    }
    if [times.iat, times.nbf].into_iter().flatten().any(|start| start.seconds() > latest) {
        return Err(TokenFault::NotYetValid);
    }
    Ok(())
}

/// The time claims of RFC 7519.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Times {
    /// The end.
    pub(crate) exp: Option<NumericDate>,
    /// The issue.
    pub(crate) iat: Option<NumericDate>,
    /// The beginning.
    pub(crate) nbf: Option<NumericDate>,
}

/// Seconds since 1970, whole or with a fraction (which is cut).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum NumericDate {
    /// As everybody writes it.
    Whole(i64),
    /// As RFC 7519 also allows.
    Fraction(f64),
}

impl NumericDate {
    /// Whole seconds.
    pub(crate) const fn seconds(self) -> i64 {
        match self {
            Self::Whole(seconds) => seconds,
            #[expect(clippy::cast_possible_truncation, reason = "the fraction of a second is cut on purpose")]
            Self::Fraction(seconds) => seconds as i64,
        }
    }
}

fn decode(part: &str) -> Result<Vec<u8>, TokenFault> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenFault::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str) -> String {
        format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode("{}"), "AA")
    }

    fn refused(text: &str) -> Option<TokenFault> {
        UnverifiedToken::read(text, SigningAlgorithm::Es256).err()
    }

    #[test]
    fn the_header_is_compared_and_never_obeyed() {
        for (header, fault) in [
            (r#"{"alg":"none"}"#, TokenFault::Algorithm),
            (r#"{"alg":"HS256"}"#, TokenFault::Algorithm),
            (r#"{"alg":"RS256"}"#, TokenFault::Algorithm),
            (r#"{"alg":"es256"}"#, TokenFault::Algorithm),
            (r#"{"alg":"ES256","crit":["b64"]}"#, TokenFault::Critical),
            (r#"{"alg":"ES256","cty":"JWT"}"#, TokenFault::Encrypted),
            (r#"{"kid":"a"}"#, TokenFault::Unreadable),
            ("not json", TokenFault::Unreadable),
        ] {
            assert_eq!(refused(&token(header)), Some(fault), "{header}");
        }
        assert_eq!(refused(&token(r#"{"alg":"ES256","jku":"https://evil.example"}"#)), None);
    }

    #[test]
    fn five_parts_are_encryption_and_other_counts_are_noise() {
        assert_eq!(refused("a.b.c.d.e"), Some(TokenFault::Encrypted));
        for text in ["", "a", "a.b", "a.b.c.d", "..", "a.b.c.d.e.f"] {
            assert_eq!(refused(text), Some(TokenFault::Unreadable), "{text}");
        }
        assert_eq!(refused(&"a".repeat(LARGEST_TOKEN + 1)), Some(TokenFault::TooLarge));
    }

    #[test]
    fn the_type_is_compared_without_case_and_prefix() {
        let of = |header: &str, accepted: &[Option<&str>]| {
            let text = token(header);
            UnverifiedToken::read(&text, SigningAlgorithm::Es256).and_then(|t| t.of_type(accepted)).err()
        };
        assert_eq!(of(r#"{"alg":"ES256","typ":"application/at+JWT"}"#, &[Some("at+jwt")]), None);
        assert_eq!(of(r#"{"alg":"ES256","typ":"JWT"}"#, &[Some("at+jwt")]), Some(TokenFault::Type));
        assert_eq!(of(r#"{"alg":"ES256"}"#, &[Some("at+jwt")]), Some(TokenFault::Type));
        assert_eq!(of(r#"{"alg":"ES256"}"#, &[None, Some("jwt")]), None);
    }

    #[test]
    fn times_bear_sixty_seconds_and_not_one_more() {
        let now = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
        let at = |exp: Option<i64>, iat: i64| {
            let date = |offset: i64| NumericDate::Whole(now.timestamp() + offset);
            check_times(&Times { exp: exp.map(date), iat: Some(date(iat)), nbf: None }, now)
        };
        assert_eq!(at(Some(300), 0), Ok(()));
        assert_eq!(at(Some(-59), 0), Ok(()));
        assert_eq!(at(Some(-60), 0), Err(TokenFault::Expired));
        assert_eq!(at(None, 0), Err(TokenFault::Expired));
        assert_eq!(at(Some(300), 60), Ok(()));
        assert_eq!(at(Some(300), 61), Err(TokenFault::NotYetValid));
    }

    #[test]
    fn an_audience_list_must_be_ours_alone() {
        let read = |json: &str| serde_json::from_str::<Audiences>(json).expect("audience");
        assert!(read(r#""relais""#).is_only("relais"));
        assert!(read(r#"["relais"]"#).is_only("relais"));
        assert!(!read(r#"["relais","other"]"#).is_only("relais"));
        assert!(read(r#"["relais","other"]"#).include("relais"));
        assert!(!read("[]").is_only("relais"));
    }
}
