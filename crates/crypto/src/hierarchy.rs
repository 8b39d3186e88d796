//! The wrapping key and what it wraps. `KW` exists for the time of one call and is never stored.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::context::{Id, SlotAddress, WrapContext};
use crate::encode::Encoder;
use crate::key::{Dek, Key};
use crate::suite::{self, NonceBytes, Refused};

/// Which wrapping key: one per slot, tenant and version of the tenant's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrappingKeyName {
    pub(crate) slot: SlotAddress,
    pub(crate) tenant: Id,
    pub(crate) version: u32,
}

impl WrappingKeyName {
    /// `"relais/kw/v1"||lp(c)||lp(t)||lp(m)||u32(d)||u32(v)`.
    fn info(&self) -> Vec<u8> {
        Encoder::new("relais/kw/v1")
            .lp(self.slot.class.class().code().as_bytes())
            .lp(self.tenant.as_bytes())
            .lp(self.slot.object.as_bytes())
            .u32(self.slot.bucket.0)
            .u32(self.version)
            .finish()
    }

    /// `KW = HKDF-SHA-256(salt=E, ikm=slot||TK, info, 32)`. Any of the three halves missing leaves it unknown.
    pub(crate) fn derive(&self, epoch: &Key, slot: &Key, tenant: &Key) -> Key {
        let mut input = Zeroizing::new([0; 64]);
        let (first, second) = input.split_at_mut(32);
        first.copy_from_slice(slot.expose());
        second.copy_from_slice(tenant.expose());
        suite::derive(epoch, input.as_slice(), &self.info())
    }
}

/// `HKDF-Expand(DEK, "relais/commit/v1", 32)`: the ciphertext commits to one key, which GCM alone does not do.
pub(crate) fn commitment(dek: &Key) -> [u8; 32] {
    *suite::expand(dek, b"relais/commit/v1").expose()
}

/// `HKDF-Expand(DEK, "relais/enc/v1", 32)`: the key that encrypts the payload, once.
pub(crate) fn encryption_key(dek: &Key) -> Key {
    suite::expand(dek, b"relais/enc/v1")
}

/// Wraps a data key: `0x01 || N96 || AES-256-GCM(KW, N96, DEK, AAD_w)`.
pub(crate) fn wrap(
    kw: &Key,
    context: &WrapContext,
    version: u32,
    dek: &Key,
    nonce: &NonceBytes,
) -> Result<Vec<u8>, Refused> {
    let aad = context.wrap_aad(version, &commitment(dek));
    suite::seal_box(kw, nonce, &aad, dek.expose())
}

/// Opens a wrap; the data key must be the one `commit` commits to, compared in constant time.
pub(crate) fn unwrap(
    kw: &Key,
    context: &WrapContext,
    version: u32,
    commit: &[u8; 32],
    wrap: &[u8],
) -> Result<Dek, Refused> {
    let bytes = suite::open_box(kw, &context.wrap_aad(version, commit), wrap)?;
    let dek = Key::from_slice(&bytes).ok_or(Refused)?;
    if commitment(&dek).ct_eq(commit).into() { Ok(Dek(dek)) } else { Err(Refused) }
}
