//! The store's bytes under its keys: anchor under the root key, shards and records under the store key.
//!
//! Each box is bound to the store, the generation and its place, so that pieces of two stores, two
//! generations or two places never pass for one another.

use super::error::KeyError;
use super::medium::{Head, Snapshot};
use super::record::{Reader, Writer};
use super::root::RootKey;
use super::state::KeyState;
use crate::Entropy;
use crate::context::Id;
use crate::encode::Encoder;
use crate::entropy::array;
use crate::key::Key;
use crate::suite::{open_box, seal_box};

/// Plaintext of one shard: bounds the memory of a write and the size of a row.
const SHARD: usize = 64 * 1024;
/// First bytes of an anchor: format, then the identity of the store.
const ANCHOR_FORMAT: u8 = 1;

/// The store key of one generation, and of which store.
#[derive(Debug)]
pub(super) struct StoreKey {
    pub(super) store: Id,
    pub(super) generation: u64,
    key: Key,
}

impl StoreKey {
    /// The first key of a new store.
    pub(super) fn first(entropy: &dyn Entropy) -> Self {
        Self { store: Id::from(array(entropy)), generation: 1, key: Key::random(entropy) }
    }

    /// A new random key, of which the former one says nothing.
    pub(super) fn next(&self, generation: u64, entropy: &dyn Entropy) -> Self {
        Self { store: self.store, generation, key: Key::random(entropy) }
    }

    /// Wraps this key for the medium: `1 || store || u64 generation || box`.
    pub(super) fn anchor(&self, root: &RootKey, entropy: &dyn Entropy) -> Result<Vec<u8>, KeyError> {
        let aad = anchor_aad(self.store, self.generation);
        let sealed =
            seal_box(&root.0, &array(entropy), &aad, self.key.expose()).map_err(|_| KeyError::Damaged)?;
        let head = Encoder::default().raw(&[ANCHOR_FORMAT]).raw(self.store.as_bytes()).u64(self.generation);
        Ok(head.raw(&sealed).finish())
    }

    /// Opens an anchor that must be of `generation`.
    pub(super) fn open(root: &RootKey, generation: u64, anchor: &[u8]) -> Result<Self, KeyError> {
        let damaged = KeyError::Damaged;
        let (format, rest) = anchor.split_first_chunk::<1>().ok_or(KeyError::Damaged)?;
        let (store, rest) = rest.split_first_chunk::<16>().ok_or(KeyError::Damaged)?;
        let (written, sealed) = rest.split_first_chunk::<8>().ok_or(KeyError::Damaged)?;
        if format != &[ANCHOR_FORMAT] || u64::from_be_bytes(*written) != generation {
            return Err(damaged);
        }
        let store = Id::from(*store);
        let key =
            open_box(&root.0, &anchor_aad(store, generation), sealed).map_err(|_| KeyError::WrongRoot)?;
        let key = Key::from_slice(&key).ok_or(damaged)?;
        Ok(Self { store, generation, key })
    }

    /// Encrypts a whole state for a new generation.
    pub(super) fn snapshot(
        &self,
        state: &KeyState,
        root: &RootKey,
        entropy: &dyn Entropy,
    ) -> Result<Snapshot, KeyError> {
        let mut buffer = Writer::with_capacity(SHARD);
        // Counted first, for each is bound to how many there are; never are all of them in memory unencrypted.
        let mut count = 0;
        state.write(&mut buffer, |_| count += 1);
        let mut shards = Vec::with_capacity(count);
        state.write(&mut buffer, |part| {
            let aad = self.shard_aad(shards.len(), count);
            shards.push(seal_box(&self.key, &array(entropy), &aad, part.bytes()));
        });
        let shards = shards.into_iter().collect::<Result<_, _>>().map_err(|_| KeyError::Damaged)?;
        Ok(Snapshot { generation: self.generation, anchor: self.anchor(root, entropy)?, shards })
    }

    /// Reads the shards of this generation into a new state.
    pub(super) fn read_shards(&self, shards: &[Vec<u8>]) -> Result<KeyState, KeyError> {
        let mut state = KeyState::default();
        for (index, shard) in shards.iter().enumerate() {
            self.read(&mut state, &self.shard_aad(index, shards.len()), shard)?;
        }
        Ok(state)
    }

    /// Encrypts one log record: all changes of one batch.
    pub(super) fn seal_record(
        &self,
        sequence: u64,
        changes: &Writer,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, KeyError> {
        let aad = self.record_aad(sequence);
        seal_box(&self.key, &array(entropy), &aad, changes.bytes()).map_err(|_| KeyError::Damaged)
    }

    /// Applies the log records that follow `head`, and moves it.
    pub(super) fn read_log(
        &self,
        state: &mut KeyState,
        head: &mut Head,
        log: &[Vec<u8>],
    ) -> Result<(), KeyError> {
        for record in log {
            head.sequence += 1;
            self.read(state, &self.record_aad(head.sequence), record)?;
        }
        Ok(())
    }

    fn read(&self, state: &mut KeyState, aad: &[u8], sealed: &[u8]) -> Result<(), KeyError> {
        let bytes = open_box(&self.key, aad, sealed).map_err(|_| KeyError::Damaged)?;
        for record in Reader::new(&bytes) {
            state.apply(record.ok_or(KeyError::Damaged)?);
        }
        Ok(())
    }

    fn shard_aad(&self, index: usize, count: usize) -> Vec<u8> {
        self.place("relais/shard/v1").u64(index as u64).u64(count as u64).finish()
    }

    fn record_aad(&self, sequence: u64) -> Vec<u8> {
        self.place("relais/log/v1").u64(sequence).finish()
    }

    fn place(&self, label: &str) -> Encoder {
        Encoder::new(label).lp(self.store.as_bytes()).u64(self.generation)
    }
}

fn anchor_aad(store: Id, generation: u64) -> Vec<u8> {
    Encoder::new("relais/anchor/v1").lp(store.as_bytes()).u64(generation).finish()
}
