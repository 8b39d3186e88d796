//! What the operator says of one identity provider. Nothing in it is ever taken from a token.

use openidconnect::{AuthType, core::CoreJwsSigningAlgorithm};
use relais_domain::{assurance::Assurance, codes};
use url::Url;

use crate::secret::SecretText;

codes! {
    /// How Relais proves itself at the token endpoint.
    pub enum ClientAuth {
        /// Secret in the request body (ProConnect).
        Post = "client_secret_post",
        /// Secret in the `Authorization` header.
        Basic = "client_secret_basic",
    }
}

codes! {
    /// The one signature algorithm accepted from this provider: asymmetric, pinned at registration (ASVS 9.1.2).
    pub enum SigningAlgorithm {
        /// ECDSA on P-256 with SHA-256; preferred.
        Es256 = "ES256",
        /// RSA PKCS#1 v1.5 with SHA-256; for providers without ES256.
        Rs256 = "RS256",
    }
}

codes! {
    /// Whether the userinfo endpoint is asked, and in which form its answer is believed.
    pub enum UserinfoPolicy {
        /// Always asked; only a signed answer (`application/jwt`) is believed. The setting for production.
        Signed = "signed",
        /// Asked; a signature is demanded as soon as the provider says it can sign with the pinned algorithm.
        SignedWhereOffered = "signed_where_offered",
        /// Not asked: the ID token carries the claims.
        Never = "never",
    }
}

codes! {
    /// What happens to a sign-in whose `siret` is missing or unreadable.
    pub enum SiretPolicy {
        /// Refused.
        Required = "required",
        /// Let in without it: membership comes by invitation, and some populations have no reliable number.
        Optional = "optional",
    }
}

/// One identity provider as registered with it.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// The issuer, compared character by character with metadata and tokens.
    pub issuer: String,
    /// Our name at the provider.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: SecretText,
    /// How the secret is sent.
    pub client_auth: ClientAuth,
    /// The signature algorithm of ID tokens, userinfo and access tokens.
    pub algorithm: SigningAlgorithm,
    /// Where the browser comes back to; its own for each provider (RFC 9700 against mix-up).
    pub redirect_uri: Url,
    /// Where the browser comes back to after logout.
    pub post_logout_redirect_uri: Url,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// The lowest assurance let in; `None` for a local provider that has no such notion.
    pub minimum_assurance: Option<Assurance>,
    /// Treatment of userinfo.
    pub userinfo: UserinfoPolicy,
    /// Treatment of the organisation's number.
    pub siret: SiretPolicy,
}

impl ProviderConfig {
    /// The scopes ProConnect gives an agent's claims for.
    pub const PROCONNECT_SCOPES: &[&str] =
        &["given_name", "usual_name", "email", "uid", "siret", "idp_id", "organization_label"];
}

impl SigningAlgorithm {
    /// The same value in the library's words.
    pub(crate) const fn jws(self) -> CoreJwsSigningAlgorithm {
        match self {
            Self::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            Self::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        }
    }
}

impl ClientAuth {
    /// The same value in the library's words.
    pub(super) const fn auth_type(self) -> AuthType {
        match self {
            Self::Post => AuthType::RequestBody,
            Self::Basic => AuthType::BasicAuth,
        }
    }
}

/// A provider may be spoken to in clear only on this machine.
pub(super) fn is_safe_address(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_text_is_for_loopback_only() {
        for (address, safe) in [
            ("https://idp.example/", true),
            ("http://127.0.0.1:9401", true),
            ("http://[::1]:9401", true),
            ("http://localhost:9401", true),
            ("http://idp.example/", false),
            ("http://127.0.0.1.example/", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_safe_address(&Url::parse(address).expect("url")), safe, "{address}");
        }
    }
}
