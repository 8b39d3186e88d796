//! Secrets that pass through the edge: a text that never prints, and the 256-bit reference tokens of cookies.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_domain::random::{Random, fill_array};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::ZeroizeOnDrop;

/// A secret text: prints as `[secret]`, leaves no trace in memory when dropped, and is read only by `expose`.
#[derive(Clone, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Takes a text as a secret.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the one place that must send or compare it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// The SHA-256 of a token: what may be stored and looked up. A token has 256 random bits, so a plain hash is enough.
pub type TokenHash = [u8; 32];

/// 256 random bits in base64url (43 characters): session cookies, browser bindings, `state`, `nonce`, verifiers.
#[derive(Clone, ZeroizeOnDrop)]
pub struct ReferenceToken(String);

impl ReferenceToken {
    const LENGTH: usize = 43;

    /// A new token from the injected randomness.
    pub fn random(random: &(impl Random + ?Sized)) -> Self {
        Self(URL_SAFE_NO_PAD.encode(fill_array::<32>(random)))
    }

    /// Reads a token that came from outside; anything but the canonical form of 32 bytes is no token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let canonical =
            text.len() == Self::LENGTH && URL_SAFE_NO_PAD.decode(text).is_ok_and(|b| b.len() == 32);
        canonical.then(|| Self(text.to_owned()))
    }

    /// The token itself, for the cookie or the address that carries it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored in its place.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        hash(&self.0)
    }

    /// Whether this is the token behind a stored hash, in constant time.
    #[must_use]
    pub fn is_behind(&self, stored: &TokenHash) -> bool {
        self.hash().ct_eq(stored).into()
    }
}

impl std::fmt::Debug for ReferenceToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// The stored form of any high-entropy text.
#[must_use]
pub fn hash(text: &str) -> TokenHash {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fixed(u8);
    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn a_token_reads_back_and_answers_only_to_its_own_hash() {
        let (one, other) = (ReferenceToken::random(&Fixed(1)), ReferenceToken::random(&Fixed(2)));
        let read = ReferenceToken::parse(one.expose()).expect("canonical");
        assert!(read.is_behind(&one.hash()));
        assert!(!read.is_behind(&other.hash()));
    }

    #[test]
    fn only_the_canonical_form_of_32_bytes_is_a_token() {
        let good = ReferenceToken::random(&Fixed(255));
        // the last character carries two unused bits: the same bytes written otherwise are another text
        let sloppy = format!("{}9", &good.expose()[..42]);
        for text in ["", "abc", &sloppy, &format!("{}=", good.expose()), &"a".repeat(44)] {
            assert!(ReferenceToken::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn secrets_do_not_print() {
        assert_eq!(format!("{:?}", SecretText::new("s3cret".to_owned())), "[secret]");
        assert_eq!(format!("{:?}", ReferenceToken::random(&Fixed(1))), "[secret]");
    }
}
