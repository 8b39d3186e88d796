//! Operations with named secrets: signatures and keyed hashes. The seed never leaves; what signs and what
//! hashes are derived from it apart, by purpose and tenant.

use ed25519_dalek::{Signer, SigningKey};

use super::draft::Draft;
use super::error::KeyError;
use super::message::{MacMessage, MacTag, SecretName, SignMessage, Signature, VerifyingKey};
use super::record::Record;
use super::state::KeyState;
use crate::context::{SlotAddress, SlotClass};
use crate::encode::Encoder;
use crate::key::Key;
use crate::suite;

impl Draft<'_> {
    pub(super) fn sign(&mut self, order: &SignMessage) -> Result<Signature, KeyError> {
        self.require_ready()?;
        let version = self.current_secret(&order.name)?;
        let (seed, verifying) = self.state.secret(&order.name, version)?;
        let bytes = signing_key(seed, &order.name).sign(&order.message).to_bytes();
        Ok(Signature { bytes, key: VerifyingKey { version, bytes: *verifying } })
    }

    pub(super) fn mac(&mut self, order: &MacMessage) -> Result<MacTag, KeyError> {
        self.require_ready()?;
        let version = match order.version {
            Some(version) => version,
            None => self.current_secret(&order.name)?,
        };
        let (seed, _) = self.state.secret(&order.name, version)?;
        let key = suite::expand(seed, &info("relais/mac/v1", &order.name));
        Ok(MacTag { version, bytes: suite::mac(&key, &order.message) })
    }

    pub(super) fn rotate_secret(&mut self, name: &SecretName) -> Result<u32, KeyError> {
        self.require_ready()?;
        let version = self.current_secret(name)? + 1;
        self.make_secret(name, version);
        Ok(version)
    }

    pub(super) fn make_secret(&mut self, name: &SecretName, version: u32) {
        let seed = Key::random(self.entropy);
        let verifying = signing_key(&seed, name).verifying_key().to_bytes();
        self.put(Record::Secret { name: name.clone(), version, seed, verifying });
    }

    /// The version in use, made now when there is none.
    fn current_secret(&mut self, name: &SecretName) -> Result<u32, KeyError> {
        if let Some(version) = self.state.secret_version(name) {
            return Ok(version);
        }
        if name.tenant.is_some_and(|tenant| self.state.dead_tenants.contains(&tenant)) {
            return Err(KeyError::Destroyed);
        }
        self.make_secret(name, 1);
        Ok(1)
    }
}

impl KeyState {
    /// Version in use of a secret.
    pub(super) fn secret_version(&self, name: &SecretName) -> Option<u32> {
        let versions = self.secrets.get(name)?;
        versions.last_key_value().map(|(version, _)| *version)
    }

    fn secret(&self, name: &SecretName, version: u32) -> Result<(&Key, &[u8; 32]), KeyError> {
        let secret =
            self.secrets.get(name).and_then(|versions| versions.get(&version)).ok_or(KeyError::Gone)?;
        secret.seed.as_ref().map(|seed| (seed, &secret.verifying)).ok_or(KeyError::Gone)
    }

    pub(super) fn verifying_keys(&self, name: &SecretName) -> Vec<VerifyingKey> {
        let versions = self.secrets.get(name).into_iter().flatten();
        versions
            .map(|(version, secret)| VerifyingKey { version: *version, bytes: secret.verifying })
            .collect()
    }

    /// `HMAC(K_subj, "jrn")[..16]`, with `K_subj` derived from the person's slot of class `jrn`.
    pub(super) fn subject_pseudonym(&self, address: &SlotAddress) -> Result<[u8; 16], KeyError> {
        if address.class != SlotClass::Jrn {
            return Err(KeyError::Refused);
        }
        let slot = self.slots.get(address).ok_or(KeyError::Gone)?;
        let tag = suite::mac(&suite::expand(&slot.key, b"relais/subject/v1"), b"jrn");
        tag.first_chunk().copied().ok_or(KeyError::Damaged)
    }
}

fn signing_key(seed: &Key, name: &SecretName) -> SigningKey {
    SigningKey::from_bytes(suite::expand(seed, &info("relais/sign/v1", name)).expose())
}

fn info(label: &str, name: &SecretName) -> Vec<u8> {
    let encoder = Encoder::new(label).lp(name.purpose.as_str().as_bytes());
    match name.tenant {
        Some(tenant) => encoder.lp(tenant.as_bytes()),
        None => encoder.lp(&[]),
    }
    .finish()
}
