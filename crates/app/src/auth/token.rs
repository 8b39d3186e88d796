//! The reference token of a session: 256 random bits in the browser, only their hash here.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_domain::random::{Random, fill_array};
use sha2::{Digest as _, Sha256};

/// A session's token, as the cookie carries it. Never stored, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// A new token.
    pub fn random(random: &(impl Random + ?Sized)) -> Self {
        Self(URL_SAFE_NO_PAD.encode(fill_array::<32>(random)))
    }

    /// What a browser sent; whether it is a session's is asked of the store.
    #[must_use]
    pub const fn presented(text: String) -> Self {
        Self(text)
    }

    /// The text of the cookie.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the store keeps.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        token_hash(&self.0)
    }

    /// The key under which the provider's ID token rests: who has not the cookie cannot read it.
    pub(super) fn id_token_key(&self) -> [u8; 32] {
        token_hash(&format!("relais id token 1 {}", self.0))
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// SHA-256 of a token of 256 random bits; such tokens need no slow hash.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
