//! The log's name and public key, as C2SP signed-note writes and identifies them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};

use crate::hash::Hash;

/// C2SP signature type of plain Ed25519.
const ED25519: u8 = 0x01;

/// The unique name of a log, and of its key: a URL without scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Box<str>);

/// Why a text or bytes are not a log's name or key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Empty, over 200 bytes, or with a space, a control character or a plus sign.
    #[error("not a log's name")]
    Name,
    /// Not `name+id+base64`, or an id that is not the key's.
    #[error("not a verifier key")]
    Text,
    /// Not a point of the curve, or one of the weak ones.
    #[error("not an Ed25519 public key")]
    Key,
}

impl Origin {
    /// Reads a name: 1 to 200 bytes, no space, no control character, no `+` (C2SP signed-note, key names).
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let refused = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        let fits = (1..=200).contains(&text.len()) && !text.contains(refused);
        if fits { Ok(Self(text.into())) } else { Err(KeyError::Name) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The public half of a log's key: enough to check checkpoints and receipts anywhere, offline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogKey {
    origin: Origin,
    key: VerifyingKey,
    id: [u8; 4],
}

impl LogKey {
    /// The key of a log from its 32 public bytes (RFC 8032).
    ///
    /// # Errors
    /// [`KeyError::Key`] for bytes that are no point, or a weak one.
    pub fn new(origin: Origin, public: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(public).map_err(|_| KeyError::Key)?;
        if key.is_weak() {
            return Err(KeyError::Key);
        }
        let id = key_id(&origin, public);
        Ok(Self { origin, key, id })
    }

    /// Reads the text form `name+hex id+base64(0x01 ‖ public key)`, as the operator publishes it.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(bytes)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Text);
        };
        let bytes = STANDARD.decode(bytes).map_err(|_| KeyError::Text)?;
        let Some((&ED25519, public)) = bytes.split_first() else { return Err(KeyError::Text) };
        let public = public.try_into().map_err(|_| KeyError::Text)?;
        let key = Self::new(Origin::parse(name)?, public)?;
        if key.id_hex() == id { Ok(key) } else { Err(KeyError::Text) }
    }

    /// The text form that [`LogKey::parse`] reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        let bytes = [&[ED25519][..], self.key.as_bytes()].concat();
        format!("{}+{}+{}", self.origin.as_str(), self.id_hex(), STANDARD.encode(bytes))
    }

    /// The log this key signs for.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// C2SP key id: an address, not a fingerprint to trust.
    #[must_use]
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Whether `signature` over `message` is this key's (strict RFC 8032: no small-order or malleable form).
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }

    fn id_hex(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id))
    }
}

/// `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[..4]`.
fn key_id(origin: &Origin, public: &[u8; 32]) -> [u8; 4] {
    let [a, b, c, d, ..] = Hash::of(&[origin.as_str().as_bytes(), b"\n", &[ED25519], public]).bytes();
    [a, b, c, d]
}
