//! The API's credentials: a provider's access token for an agent's software, or an organisation's own key.
//!
//! This module only reads and verifies; who stands behind (issuer, subject) or a key's hash is looked up by the
//! application.

mod access_token;
mod organisation_key;

use axum::http::{HeaderMap, StatusCode, header};

pub use access_token::{AccessTokenVerifier, ApiCaller};
pub use organisation_key::OrganisationKey;

use crate::{jws::TokenFault, oidc::OidcError, secret::SecretText};

/// What an `Authorization` header carries.
#[derive(Clone, Debug)]
pub enum Credential {
    /// An access token of the provider, not yet verified.
    AccessToken(SecretText),
    /// A well-formed organisation key, not yet looked up.
    OrganisationKey(OrganisationKey),
}

/// Why a credential was refused. The caller learns only 401 (or 503): which check failed is for the log.
#[derive(Debug, thiserror::Error)]
pub enum BearerError {
    /// No credential came.
    #[error("no credential")]
    Missing,
    /// Several headers, another scheme, or an unreadable value.
    #[error("the credential cannot be read")]
    Unreadable,
    /// The access token is not what it must be.
    #[error("the access token was refused")]
    Token(#[source] TokenFault),
    /// The provider's keys cannot be had.
    #[error("the access token cannot be verified now")]
    Provider(#[source] OidcError),
}

impl BearerError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "bearer.missing",
            Self::Unreadable => "bearer.unreadable",
            Self::Token(fault) => fault.code(),
            Self::Provider(error) => error.code(),
        }
    }

    /// 401, or 503 while the provider cannot be asked.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Missing | Self::Unreadable | Self::Token(_) => StatusCode::UNAUTHORIZED,
            Self::Provider(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl Credential {
    /// Reads the one `Authorization: Bearer` header (RFC 6750). Tokens in addresses or forms are not looked for.
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, BearerError> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let value = match (values.next(), values.next()) {
            (None, _) => return Err(BearerError::Missing),
            (Some(only), None) => only.to_str().map_err(|_| BearerError::Unreadable)?,
            (Some(_), Some(_)) => return Err(BearerError::Unreadable),
        };
        let (scheme, token) = value.split_once(' ').ok_or(BearerError::Unreadable)?;
        let is_token = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        if !scheme.eq_ignore_ascii_case("bearer") || !is_token {
            return Err(BearerError::Unreadable);
        }
        if token.starts_with(OrganisationKey::PREFIX) {
            return OrganisationKey::parse(token).map(Self::OrganisationKey).ok_or(BearerError::Unreadable);
        }
        Ok(Self::AccessToken(SecretText::new(token.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Result<Credential, &'static str> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, value.parse().expect("header"));
        }
        Credential::from_headers(&headers).map_err(|error| error.code())
    }

    #[test]
    fn one_bearer_header_and_nothing_else() {
        assert!(matches!(read(&["Bearer abc.def.ghi"]), Ok(Credential::AccessToken(_))));
        assert!(matches!(read(&["bearer abc"]), Ok(Credential::AccessToken(_))));
        for (values, code) in [
            (&[][..], "bearer.missing"),
            (&["Basic YTpi"], "bearer.unreadable"),
            (&["Bearer"], "bearer.unreadable"),
            (&["Bearer "], "bearer.unreadable"),
            (&["Bearer a b"], "bearer.unreadable"),
            (&["Bearer a", "Bearer b"], "bearer.unreadable"),
            (&["Bearer relais_k_short"], "bearer.unreadable"),
        ] {
            assert_eq!(read(values).err(), Some(code), "{values:?}");
        }
    }
}
