//! The root key: given to the process as a credential, wraps the anchor, derives nothing.

use std::fmt;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::{Zeroize, Zeroizing};

use super::error::MediumError;
use crate::key::Key;

/// 256 bits from outside (a sealed credential, a file of mode 0400).
pub struct RootKey(pub(super) Key);

impl RootKey {
    /// Takes the bytes and wipes the source.
    pub fn from_bytes(mut bytes: Zeroizing<[u8; 32]>) -> Self {
        let root = Self(Key::fill(|key| key.copy_from_slice(bytes.as_slice())));
        bytes.zeroize();
        root
    }

    /// Reads 32 raw bytes or 64 hexadecimal digits. A file that others may read is refused.
    pub fn read_file(path: &Path) -> Result<Self, MediumError> {
        let action = "read the root key";
        let failed = |source: std::io::Error| MediumError::new(action, &source);
        let mut file = std::fs::File::open(path).map_err(failed)?;
        let mode = file.metadata().map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(MediumError::refused(action, "the file is open to others; make it 0400"));
        }
        let mut text = Zeroizing::new(Vec::with_capacity(128));
        file.by_ref().take(128).read_to_end(&mut text).map_err(failed)?;
        Self::parse(&text).ok_or_else(|| MediumError::refused(action, "neither 32 bytes nor 64 digits"))
    }

    /// For the one place that keeps it after an order that carried it.
    pub(super) fn duplicate(&self) -> Self {
        Self(Key::fill(|key| key.copy_from_slice(self.0.expose())))
    }

    fn parse(text: &[u8]) -> Option<Self> {
        if let Some(key) = Key::from_slice(text) {
            return Some(Self(key));
        }
        let digits = text.trim_ascii();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        let mut bytes = Zeroizing::new([0; 32]);
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().try_fold(0, |high: u8, &digit| Some(high << 4 | value(digit)?))?;
        }
        Some(Self::from_bytes(bytes))
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}
