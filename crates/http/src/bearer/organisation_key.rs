//! Organisation keys: recognised by their prefix, looked up by their hash.

use crate::secret::{ReferenceToken, TokenHash, hash};

/// A key of an organisation's own software: `relais_k_` and 256 random bits in base64url. The prefix lets secret
/// scanners find a leaked key; the hash of the whole text is all that is stored.
#[derive(Clone, Debug)]
pub struct OrganisationKey {
    hash: TokenHash,
}

impl OrganisationKey {
    /// What every key begins with.
    pub const PREFIX: &str = "relais_k_";

    /// Recognises a well-formed key; whether it exists is the application's to say.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let secret = text.strip_prefix(Self::PREFIX)?;
        ReferenceToken::parse(secret).map(|_| Self { hash: hash(text) })
    }

    /// SHA-256 of the whole key, prefix included.
    #[must_use]
    pub const fn hash(&self) -> &TokenHash {
        &self.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_its_prefix_and_32_bytes() {
        let text = format!("{}{}", OrganisationKey::PREFIX, "A".repeat(43));
        let key = OrganisationKey::parse(&text).expect("a key");
        assert_eq!(key.hash(), &hash(&text));
        for wrong in
            ["relais_k_", "relais_k_AAAA", &text[1..], &format!("{text}A"), &text.replace("_k_", "_x_")]
        {
            assert!(OrganisationKey::parse(wrong).is_none(), "{wrong}");
        }
    }
}
