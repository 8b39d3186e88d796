//! Seeded randomness, folders, and one fully bound context.

use std::path::Path;
use std::sync::{Arc, Mutex};

use relais_crypto::Entropy;
use relais_crypto::context::{EnvelopeContext, Id};
use relais_crypto::keystore::{
    FileMedium, FilePaths, Keeper, KeyError, KeyStore, Limits, Medium, Opening, Replay, RootKey, wait,
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// SHA-256 in counter mode over a seed: never twice the same bytes, always the same run.
#[derive(Debug)]
pub struct Seeded(Mutex<u64>, u64);

impl Seeded {
    pub fn shared(seed: u64) -> Arc<dyn Entropy> {
        Arc::new(Self(Mutex::new(0), seed))
    }
}

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        let mut counter = self.0.lock().unwrap();
        for chunk in bytes.chunks_mut(32) {
            *counter += 1;
            let block = Sha256::digest([self.1.to_be_bytes(), counter.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

pub fn root(byte: u8) -> RootKey {
    RootKey::from_bytes(Zeroizing::new([byte; 32]))
}

pub fn id(byte: u8) -> Id {
    Id::from([byte; 16])
}

pub fn case(object: u8) -> EnvelopeContext {
    EnvelopeContext::case(id(0x70), id(object), id(0x50), 1, 1)
}

pub fn paths(folder: &Path) -> FilePaths {
    FilePaths { store: folder.join("store"), anchor: folder.join("anchor") }
}

pub fn files(folder: &Path) -> Box<dyn Medium> {
    Box::new(FileMedium::open(paths(folder)).unwrap())
}

pub fn open(medium: Box<dyn Medium>, seed: u64) -> Result<Keeper, KeyError> {
    open_with(medium, seed, Limits::default())
}

pub fn open_with(medium: Box<dyn Medium>, seed: u64, limits: Limits) -> Result<Keeper, KeyError> {
    wait(Keeper::open(medium, Opening::ExistingOrNew, root(7), Seeded::shared(seed), limits))
}

pub fn ready(medium: Box<dyn Medium>, seed: u64) -> Keeper {
    let keys = open(medium, seed).unwrap();
    wait(keys.replay(Replay::default())).unwrap();
    keys
}
