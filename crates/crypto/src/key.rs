//! Keys in memory: wiped when dropped, never printed, never copied by growth of a collection.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::Entropy;

/// A 256-bit key of the hierarchy. Boxed so that maps move a pointer and never leave copies behind.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Key(Box<[u8; 32]>);

impl Key {
    pub(crate) fn random(entropy: &dyn Entropy) -> Self {
        Self::fill(|bytes| entropy.fill(bytes))
    }

    /// Lets `write` produce the key in place, where it will stay.
    pub(crate) fn fill(write: impl FnOnce(&mut [u8])) -> Self {
        let mut bytes = Box::new([0; 32]);
        write(bytes.as_mut_slice());
        Self(bytes)
    }

    /// `None` unless `bytes` are exactly 32.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == 32).then(|| Self::fill(|key| key.copy_from_slice(bytes)))
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

/// The data key of one envelope, as the key store hands it to whoever may open that envelope.
///
/// Not `Clone`, not serialisable; wiped when dropped. Hold it for the opening only, never across an `.await`.
pub struct Dek(pub(crate) Key);

impl Dek {
    /// The bytes, for a transport between the key store's process and this one.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// Rebuilds a data key that came over such a transport; the source is wiped.
    pub fn from_bytes(mut bytes: Zeroizing<[u8; 32]>) -> Self {
        let dek = Self(Key::fill(|key| key.copy_from_slice(bytes.as_slice())));
        bytes.zeroize();
        dek
    }
}

impl fmt::Debug for Dek {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}
