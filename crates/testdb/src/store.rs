//! A store on a test database: key store, clock and chance under the test's control.

use std::{path::Path, sync::Arc};

use chrono::TimeDelta;
use relais_crypto::keystore::{
    FileMedium, FilePaths, Keeper, KeyStore, Limits, Medium, MemoryMedium, Opening, RootKey,
};
use relais_store::Store;
use zeroize::Zeroizing;

use crate::{
    TestDb,
    fixed::{ManualClock, SeededRandom},
};

/// Where the key store keeps its bytes.
#[derive(Debug)]
pub enum KeyPlace {
    /// In memory; survives [`TestStore::restart`] as a disk would.
    Memory(MemoryMedium),
    /// In two folders of files, as a laptop installation.
    Files(tempfile::TempDir),
}

impl KeyPlace {
    /// The folder of keys in files.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Memory(_) => None,
            Self::Files(folder) => Some(folder.path()),
        }
    }

    fn medium(&self) -> Box<dyn Medium> {
        match self {
            Self::Memory(medium) => Box::new(medium.clone()),
            Self::Files(folder) => {
                let (store, anchor) = (folder.path().join("store"), folder.path().join("anchor"));
                Box::new(FileMedium::open(FilePaths { store, anchor }).expect("the key files open"))
            }
        }
    }
}

/// A store with everything it stands on.
#[derive(Debug)]
pub struct TestStore {
    /// The store, as the product would hold it.
    pub store: Store,
    /// The database below.
    pub db: TestDb,
    /// Time.
    pub clock: Arc<ManualClock>,
    /// Chance.
    pub random: Arc<SeededRandom>,
    /// What the key store is kept on.
    pub keys: KeyPlace,
    /// The key store's own chance: goes on after a restart, never begins again.
    entropy: Arc<SeededRandom>,
}

impl TestStore {
    /// On a fresh database, with keys in memory.
    pub async fn open() -> Self {
        Self::with_keys(KeyPlace::Memory(MemoryMedium::new())).await
    }

    /// On a fresh database, with keys in files of a temporary folder.
    pub async fn with_key_files() -> Self {
        Self::with_keys(KeyPlace::Files(tempfile::tempdir().expect("a temporary folder"))).await
    }

    async fn with_keys(keys: KeyPlace) -> Self {
        Self::on(TestDb::open().await, keys, 1).await
    }

    /// On a database and its keys; `seed` must differ from the one that made what they hold.
    pub(crate) async fn on(db: TestDb, keys: KeyPlace, seed: u64) -> Self {
        let random = Arc::new(SeededRandom::new(seed));
        let entropy = Arc::new(SeededRandom::new(seed + 1000));
        let clock = Arc::new(ManualClock::walking());
        let store = serve(&db, &keys, &entropy, (&clock, &random)).await;
        Self { store, db, clock, random, keys, entropy }
    }

    /// The machine stops and starts again: a new key store process on the same medium, replayed before it serves.
    pub async fn restart(&mut self) {
        self.store.keys().close().await.expect("the key store closes");
        self.store = serve(&self.db, &self.keys, &self.entropy, (&self.clock, &self.random)).await;
    }

    /// Moves the clock.
    pub fn advance(&self, step: TimeDelta) {
        self.clock.advance(step);
    }
}

async fn serve(
    db: &TestDb,
    keys: &KeyPlace,
    entropy: &Arc<SeededRandom>,
    (clock, random): (&Arc<ManualClock>, &Arc<SeededRandom>),
) -> Store {
    let root = RootKey::from_bytes(Zeroizing::new([7; 32]));
    let (opening, limits) = (Opening::ExistingOrNew, Limits::default());
    let keeper = Keeper::open(keys.medium(), opening, root, Arc::clone(entropy) as _, limits).await;
    let keeper: Arc<dyn KeyStore> = Arc::new(keeper.expect("the key store opens"));
    let store = Store::new(db.pools().clone(), keeper, Arc::clone(clock) as _, Arc::clone(random) as _);
    store.replay_destructions().await.expect("the key store is replayed");
    store
}
