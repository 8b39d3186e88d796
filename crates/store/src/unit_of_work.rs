//! One transaction, on behalf of one actor: the change, its journal entry and its outbox rows, or nothing.
//!
//! Queries live with their aggregate, as methods of [`UnitOfWork`] in `<aggregate>/queries.rs`. Finders that serve
//! an actor carry the actor's organisation in the query: a row of somebody else's is not found.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use relais_crypto::keystore::{KeyStore, MacMessage, Purpose, SecretName};
use relais_domain::{
    actor::Actor,
    clock::{Clock, Timestamp},
    ids::{MembershipId, NetworkId, OrganisationId},
    random::Random,
};
use relais_journal::{Entry, Pending, TagKey};
use sea_orm::{DatabaseConnection, DatabaseTransaction, prelude::Uuid};
use tokio::sync::OnceCell;

use crate::{connect, error::StoreError};

/// The databases behind the use cases: rows, and the keys that make their sealed parts readable.
#[derive(Clone)]
pub struct Store {
    database: DatabaseConnection,
    keys: Arc<dyn KeyStore>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    tag_key: Arc<OnceCell<TagKey>>,
    pending: Arc<Mutex<Pending>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

impl Store {
    /// Ties a pool to a key store, a clock and a source of randomness.
    #[must_use]
    pub fn new(
        database: DatabaseConnection,
        keys: Arc<dyn KeyStore>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self { database, keys, clock, random, tag_key: Arc::default(), pending: Arc::default() }
    }

    /// Begins work that may write, for `actor`.
    pub async fn begin(&self, actor: &Actor) -> Result<UnitOfWork<'_>, StoreError> {
        Ok(self.unit(connect::begin_write(&self.database).await?, Some(*actor)))
    }

    /// Begins work that only reads, for `actor`. Reading sealed content writes a journal entry: use [`Self::begin`].
    pub async fn read(&self, actor: &Actor) -> Result<UnitOfWork<'_>, StoreError> {
        Ok(self.unit(connect::begin_read(&self.database).await?, Some(*actor)))
    }

    /// Begins work of the house itself: sign-in before an actor is known, jobs, commands.
    pub async fn begin_house(&self) -> Result<UnitOfWork<'_>, StoreError> {
        Ok(self.unit(connect::begin_write(&self.database).await?, None))
    }

    /// Reads for the house itself.
    pub async fn read_house(&self) -> Result<UnitOfWork<'_>, StoreError> {
        Ok(self.unit(connect::begin_read(&self.database).await?, None))
    }

    /// The engine that answers.
    #[must_use]
    pub fn engine(&self) -> connect::Engine {
        connect::engine(&self.database)
    }

    /// The pool, for health checks and migrations.
    #[must_use]
    pub const fn database(&self) -> &DatabaseConnection {
        &self.database
    }

    /// The key store.
    #[must_use]
    pub fn keys(&self) -> &Arc<dyn KeyStore> {
        &self.keys
    }

    /// Whether the key store serves: every destruction has been replayed.
    pub async fn keys_ready(&self) -> Result<bool, StoreError> {
        Ok(self.keys.status().await?.ready)
    }

    /// The key of the journal's tags, fetched from the key store once.
    pub(crate) async fn tag_key(&self) -> Result<&TagKey, StoreError> {
        let fetch = async || {
            let name = SecretName::instance(Purpose::JOURNAL);
            let message = MacMessage { name, version: None, message: TagKey::DERIVATION.to_vec() };
            Ok(TagKey::new(self.keys.mac(message).await?.bytes))
        };
        self.tag_key.get_or_try_init(fetch).await
    }

    /// Entries this process committed and has not yet seen sealed.
    pub(crate) fn pending(&self) -> &Mutex<Pending> {
        &self.pending
    }

    fn note_committed(&self, entries: &[Entry]) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in entries {
            pending.committed(entry.leaf.entry_id, entry.leaf_hash, entry.leaf.at_micros);
        }
    }

    fn unit(&self, transaction: DatabaseTransaction, actor: Option<Actor>) -> UnitOfWork<'_> {
        let (recorded, destructions) = (Mutex::default(), AtomicBool::new(false));
        UnitOfWork { store: self, transaction, actor, now: self.clock.now(), recorded, destructions }
    }
}

/// A running transaction. Dropped without [`UnitOfWork::commit`], nothing of it stays.
pub struct UnitOfWork<'a> {
    store: &'a Store,
    transaction: DatabaseTransaction,
    actor: Option<Actor>,
    now: Timestamp,
    recorded: Mutex<Vec<Entry>>,
    destructions: AtomicBool,
}

impl std::fmt::Debug for UnitOfWork<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UnitOfWork")
            .field("actor", &self.actor)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl UnitOfWork<'_> {
    /// Makes everything of this unit durable at once; then destroys the keys it ordered destroyed. If the machine
    /// stops in between, they are destroyed at the next start, before anything is served.
    pub async fn commit(self) -> Result<(), StoreError> {
        let (store, ordered) = (self.store, self.destructions.load(Ordering::Relaxed));
        self.commit_rows().await?;
        if ordered && let Err(error) = store.run_destructions().await {
            tracing::error!(error = %error, "keys ordered destroyed are still there; the job will try again");
        }
        Ok(())
    }

    /// Commits the rows and their entries, and nothing after them.
    pub(crate) async fn commit_rows(self) -> Result<(), StoreError> {
        let Self { store, transaction, recorded, .. } = self;
        transaction.commit().await?;
        store.note_committed(&recorded.into_inner().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }

    /// Commits a unit that neither records nor destroys.
    pub(crate) async fn commit_plain(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    /// The instant of this unit: one clock reading for all its rows.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The randomness for new ids.
    #[must_use]
    pub fn random(&self) -> &dyn Random {
        self.store.random.as_ref()
    }

    /// The actor, when there is one.
    #[must_use]
    pub const fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    /// The actor's organisation; an error in work of the house, which must never run an organisation's query.
    pub(crate) fn organisation(&self) -> Result<OrganisationId, StoreError> {
        self.actor
            .map(|actor| actor.organisation)
            .ok_or(StoreError::Journal("no organisation in work of the house"))
    }

    /// The membership the actor works in; software and the house have none, and no row is theirs.
    pub(crate) fn own_membership(&self) -> Uuid {
        self.actor.and_then(|actor| actor.membership()).map_or(Uuid::nil(), MembershipId::uuid)
    }

    /// The actor's network, likewise.
    pub(crate) fn network(&self) -> Result<NetworkId, StoreError> {
        self.actor.map(|actor| actor.network).ok_or(StoreError::Journal("no network in work of the house"))
    }

    pub(crate) fn mark_recorded(&self, entry: &Entry) {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner).push(entry.clone());
    }

    pub(crate) fn mark_destruction_ordered(&self) {
        self.destructions.store(true, Ordering::Relaxed);
    }

    pub(crate) async fn tag_key(&self) -> Result<&TagKey, StoreError> {
        self.store.tag_key().await
    }

    pub(crate) const fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    pub(crate) fn keys(&self) -> &dyn KeyStore {
        self.store.keys.as_ref()
    }
}
