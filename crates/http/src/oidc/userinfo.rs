//! The userinfo endpoint: asked with the access token, believed when signed, for the same subject only.

use openidconnect::{
    AccessToken, HttpRequest,
    http::{HeaderValue, StatusCode, header},
};
use serde::Deserialize;
use url::Url;

use super::{
    encryption::DecryptionKeys,
    error::OidcError,
    identity::AgentClaims,
    provider::{KeyError, Provider},
};
use crate::jws::{Audiences, Times, TokenFault, UnverifiedToken, check_times};

/// The claims of a plain answer.
#[derive(Deserialize)]
struct Plain {
    sub: String,
    #[serde(flatten)]
    agent: AgentClaims,
}

/// The claims of a signed answer: a signature alone does not say for whom it was made.
#[derive(Deserialize)]
struct Signed {
    iss: String,
    aud: Audiences,
    #[serde(flatten)]
    times: Times,
    #[serde(flatten)]
    plain: Plain,
}

/// What a userinfo answer must fit.
pub(super) struct Expected<'a> {
    pub(super) client_id: &'a str,
    pub(super) subject: &'a str,
    pub(super) signature_required: bool,
    pub(super) decryption: &'a DecryptionKeys,
}

impl Provider {
    /// Asks for the claims of the subject of a verified ID token.
    pub(super) async fn userinfo(
        &self,
        endpoint: &Url,
        access_token: &AccessToken,
        expected: &Expected<'_>,
    ) -> Result<AgentClaims, OidcError> {
        let response = self.outgoing.send(request(endpoint, access_token)?).await;
        let response = response.map_err(|error| OidcError::Unavailable(Some(error)))?;
        if response.status() != StatusCode::OK {
            return Err(OidcError::UserinfoUnreadable);
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind =
            kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
        let plain = match kind.as_str() {
            "application/jwt" => self.verify_userinfo(response.body(), expected).await?,
            "application/json" if expected.signature_required || expected.decryption.are_agreed() => {
                return Err(OidcError::UserinfoUnsigned);
            }
            "application/json" => {
                serde_json::from_slice(response.body()).map_err(|_| OidcError::UserinfoUnreadable)?
            }
            _ => return Err(OidcError::UserinfoUnreadable),
        };
        if plain.sub != expected.subject {
            return Err(OidcError::userinfo(TokenFault::Subject));
        }
        Ok(plain.agent)
    }

    async fn verify_userinfo(&self, body: &[u8], expected: &Expected<'_>) -> Result<Plain, OidcError> {
        let text = std::str::from_utf8(body).map_err(|_| OidcError::UserinfoUnreadable)?;
        let text = expected.decryption.open(text.trim()).map_err(OidcError::userinfo)?;
        let token = UnverifiedToken::read(&text, self.algorithm)
            .and_then(|token| token.of_type(&[None, Some("jwt")]))
            .map_err(OidcError::userinfo)?;
        let key = self.key(token.key_id()).await.map_err(|error| match error {
            KeyError::Token(fault) => OidcError::userinfo(fault),
            KeyError::Provider(error) => error,
        })?;
        let payload = token.verify(&key).map_err(OidcError::userinfo)?;
        let signed: Signed =
            serde_json::from_slice(&payload).map_err(|_| OidcError::userinfo(TokenFault::Unreadable))?;
        if signed.iss != self.issuer.as_str() {
            return Err(OidcError::userinfo(TokenFault::Issuer));
        }
        if !signed.aud.is_only(expected.client_id) {
            return Err(OidcError::userinfo(TokenFault::Audience));
        }
        // Userinfo need not say until when it holds; where it does, it is believed no longer.
        if signed.times.exp.is_some() {
            check_times(&signed.times, self.clock.now()).map_err(OidcError::userinfo)?;
        }
        Ok(signed.plain)
    }
}

fn request(endpoint: &Url, access_token: &AccessToken) -> Result<HttpRequest, OidcError> {
    let unreadable = |_| OidcError::TokenResponseUnreadable;
    let mut bearer =
        HeaderValue::from_str(&format!("Bearer {}", access_token.secret())).map_err(unreadable)?;
    bearer.set_sensitive(true);
    let mut request = HttpRequest::new(Vec::new());
    *request.uri_mut() =
        endpoint.as_str().parse().map_err(|_| OidcError::Metadata("the userinfo endpoint is no address"))?;
    request.headers_mut().insert(header::AUTHORIZATION, bearer);
    request
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/jwt, application/json;q=0.1"));
    Ok(request)
}
