//! A look into a store that takes no part in it: whether it could serve, without serving.

use super::error::KeyError;
use super::keeper::open_wrap;
use super::medium::Stored;
use super::message::{SecretName, VerifyingKey, WrappedDek};
use super::root::RootKey;
use super::state::KeyState;
use super::worker::decode;

/// What a medium held at one reading, decoded. It gives out no key, writes nothing and replays nothing.
#[derive(Debug)]
pub struct Inspection(KeyState);

impl Inspection {
    /// Decodes what was read, under the root key it was made with.
    pub fn of(stored: &Stored, root: &RootKey) -> Result<Self, KeyError> {
        decode(root, stored).map(|(_, state, _)| Self(state))
    }

    /// Whether a wrapped key opens here; the key is dropped at once.
    pub fn opens(&self, wrapped: &WrappedDek) -> Result<(), KeyError> {
        open_wrap(&self.0, wrapped).map(drop)
    }

    /// The public halves of a signing secret, every version.
    #[must_use]
    pub fn verifying_keys(&self, name: &SecretName) -> Vec<VerifyingKey> {
        self.0.verifying_keys(name)
    }
}
