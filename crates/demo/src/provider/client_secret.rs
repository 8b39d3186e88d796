//! How a client proves itself at the token endpoint: `client_secret_basic` or `client_secret_post`, never both
//! (RFC 6749 2.3).

use super::{Client, Provider, answer::Refusal, params::Params};
use axum::http::{HeaderMap, header::AUTHORIZATION};
use base64::{Engine, engine::general_purpose::STANDARD};
use subtle::ConstantTimeEq;
use url::form_urlencoded;

const UNKNOWN: Refusal = Refusal::new("invalid_client", "unknown client or wrong secret");

/// The credentials a request presented.
pub(super) struct Presented {
    id: String,
    secret: String,
}

impl Presented {
    pub(super) fn read(headers: &HeaderMap, params: &Params) -> Result<Self, Refusal> {
        let posted = params.get("client_secret");
        match (headers.get(AUTHORIZATION), posted) {
            (Some(_), Some(_)) => Err(Refusal::new("invalid_request", "two ways of client authentication")),
            (Some(header), None) => header.to_str().ok().and_then(Self::basic).ok_or(UNKNOWN),
            (None, Some(secret)) => {
                let id = params.get("client_id").ok_or(UNKNOWN)?;
                Ok(Self { id: id.to_owned(), secret: secret.to_owned() })
            }
            (None, None) => Err(UNKNOWN),
        }
    }

    fn basic(header: &str) -> Option<Self> {
        let decoded = STANDARD.decode(header.strip_prefix("Basic ")?).ok()?;
        let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
        Some(Self { id: form_decoded(id), secret: form_decoded(secret) })
    }

    /// The client these credentials are of; the secret is compared in constant time.
    pub(super) fn authenticate(self, provider: &Provider) -> Result<&Client, Refusal> {
        let client = provider.client(&self.id).ok_or(UNKNOWN)?;
        let right = bool::from(client.secret.as_bytes().ct_eq(self.secret.as_bytes()));
        if right { Ok(client) } else { Err(UNKNOWN) }
    }
}

/// Each half of the header is form-encoded before base64 (RFC 6749 2.3.1).
fn form_decoded(text: &str) -> String {
    form_urlencoded::parse(format!("v={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
