//! JWT access tokens of the provider (RFC 9068), verified here; nothing is asked of the provider but its keys.

use std::sync::Arc;

use serde::Deserialize;

use super::BearerError;
use crate::{
    jws::{Audiences, Times, TokenFault, UnverifiedToken, check_times},
    oidc::{KeyError, Provider, RelyingParty},
    secret::SecretText,
};

/// Verifies access tokens meant for this API.
#[derive(Clone, Debug)]
pub struct AccessTokenVerifier {
    provider: Arc<Provider>,
    audience: String,
    scope: String,
}

/// Whom a verified access token speaks for.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiCaller {
    /// The provider.
    pub issuer: String,
    /// The agent, as the provider names her.
    pub subject: String,
    /// The software that holds the token.
    pub client_id: String,
}

impl std::fmt::Debug for ApiCaller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiCaller").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audiences,
    client_id: String,
    scope: String,
    #[serde(flatten)]
    times: Times,
}

impl AccessTokenVerifier {
    /// A verifier for tokens of this provider that name `audience` (this API, never the sign-in client) and carry
    /// `scope`.
    #[must_use]
    pub fn new(relying_party: &RelyingParty, audience: String, scope: String) -> Self {
        Self { provider: Arc::clone(&relying_party.provider), audience, scope }
    }

    /// Verifies a token: `typ` is `at+jwt` (an ID token is no access token), pinned algorithm, known key,
    /// signature, exact issuer, our audience, times, scope.
    pub async fn verify(&self, token: &SecretText) -> Result<ApiCaller, BearerError> {
        let token = UnverifiedToken::read(token.expose(), self.provider.algorithm)
            .and_then(|token| token.of_type(&[Some("at+jwt")]))
            .map_err(BearerError::Token)?;
        let key = self.provider.key(token.key_id()).await.map_err(|error| match error {
            KeyError::Token(fault) => BearerError::Token(fault),
            KeyError::Provider(error) => BearerError::Provider(error),
        })?;
        let payload = token.verify(&key).map_err(BearerError::Token)?;
        let claims: Claims =
            serde_json::from_slice(&payload).map_err(|_| BearerError::Token(TokenFault::Unreadable))?;
        self.check(&claims).map_err(BearerError::Token)?;
        Ok(ApiCaller { issuer: claims.iss, subject: claims.sub, client_id: claims.client_id })
    }

    fn check(&self, claims: &Claims) -> Result<(), TokenFault> {
        if claims.iss != self.provider.issuer.as_str() {
            return Err(TokenFault::Issuer);
        }
        if !claims.aud.include(&self.audience) {
            return Err(TokenFault::Audience);
        }
        check_times(&claims.times, self.provider.clock.now())?;
        if claims.sub.is_empty() || claims.sub.len() > 255 {
            return Err(TokenFault::Subject);
        }
        if !claims.scope.split(' ').any(|scope| scope == self.scope) {
            return Err(TokenFault::Scope);
        }
        Ok(())
    }
}
