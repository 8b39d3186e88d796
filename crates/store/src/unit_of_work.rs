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
use sea_orm::{DatabaseTransaction, prelude::Uuid};
use tokio::sync::{OnceCell, OwnedMutexGuard};

use crate::{
    connect::{self, Pools},
    error::StoreError,
    idempotency::Keys,
    journal::{
        entity::journal_entry,
        reads::{Held, Reader, Reads, write_entries},
    },
    leases::Lease,
    live::{self, Change, Hub},
};

/// The databases behind the use cases: rows, and the keys that make their sealed parts readable.
#[derive(Clone)]
pub struct Store {
    pools: Arc<Pools>,
    keys: Arc<dyn KeyStore>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    own: Arc<Own>,
    reads: Arc<Reads>,
    repeated: Keys,
    writer: Arc<tokio::sync::Mutex<()>>,
    live: Arc<Hub>,
    destroys_at_commit: bool,
    lease: Option<Lease>,
}

/// What this process knows of the journal.
#[derive(Default)]
pub(crate) struct Own {
    tag_key: OnceCell<TagKey>,
    /// Entries it committed and has not yet seen sealed.
    pub(crate) pending: Mutex<Pending>,
    /// Held while it makes a step of the seal; whether it made the last one, or another instance does.
    pub(crate) sealer: tokio::sync::Mutex<bool>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

impl Store {
    /// Ties the pools of a database to a key store, a clock and a source of randomness.
    #[must_use]
    pub fn new(
        pools: Pools,
        keys: Arc<dyn KeyStore>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let pools = Arc::new(pools);
        let (own, reads, repeated, writer) = Default::default();
        let (live, destroys_at_commit, lease) = (Hub::new(Arc::clone(&clock)), true, None);
        Self { pools, keys, clock, random, own, reads, repeated, writer, live, destroys_at_commit, lease }
    }

    /// Leaves keys ordered destroyed to [`Self::run_destructions`], called by whoever ends many things at once: each
    /// destruction writes every living key anew.
    #[must_use]
    pub fn destroying_in_batches(self) -> Self {
        Self { destroys_at_commit: false, ..self }
    }

    /// This store, for a job that works under a lease.
    pub(crate) fn under(&self, lease: Lease) -> Self {
        Self { lease: Some(lease), ..self.clone() }
    }

    /// This store without the lease of its turn: for the end of something that began in turn, took as long as the other
    /// side pleased, and whose row tells by itself whether it is still this worker's.
    #[must_use]
    pub fn out_of_turn(&self) -> Self {
        Self { lease: None, ..self.clone() }
    }

    /// Who follows what, in this process.
    #[must_use]
    pub const fn live(&self) -> &Arc<Hub> {
        &self.live
    }

    /// Begins work that may write, for `actor`.
    pub async fn begin(&self, actor: &Actor) -> Result<UnitOfWork<'_>, StoreError> {
        self.writing(Some(*actor)).await
    }

    /// Begins work that changes nothing, for `actor`. What it reads of sealed content it records all the same: the
    /// entries are written when it commits, and nothing read is shown before.
    pub async fn read(&self, actor: &Actor) -> Result<UnitOfWork<'_>, StoreError> {
        self.reading(Some(*actor)).await
    }

    /// Begins work of the house itself: sign-in before an actor is known, jobs, commands.
    pub async fn begin_house(&self) -> Result<UnitOfWork<'_>, StoreError> {
        self.writing(None).await
    }

    /// Reads for the house itself.
    pub async fn read_house(&self) -> Result<UnitOfWork<'_>, StoreError> {
        self.reading(None).await
    }

    /// The engine that answers.
    #[must_use]
    pub fn engine(&self) -> connect::Engine {
        connect::engine(&self.pools.writing)
    }

    /// The connections.
    #[must_use]
    pub fn pools(&self) -> &Pools {
        &self.pools
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
        self.own.tag_key.get_or_try_init(fetch).await
    }

    pub(crate) fn own(&self) -> &Own {
        &self.own
    }

    pub(crate) const fn reads(&self) -> &Arc<Reads> {
        &self.reads
    }

    pub(crate) const fn repeated(&self) -> &Keys {
        &self.repeated
    }

    pub(crate) fn note_committed(&self, entries: &[Entry]) {
        let mut pending = self.own.pending.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in entries {
            pending.committed(entry.leaf.entry_id, entry.leaf_hash, entry.leaf.at_micros);
        }
    }

    /// SQLite has one writer at a time and lets the others knock again and again, whoever came first. Here they wait in
    /// the order they came.
    async fn writing(&self, actor: Option<Actor>) -> Result<UnitOfWork<'_>, StoreError> {
        let turn = match self.engine() {
            connect::Engine::Sqlite => Some(Box::pin(Arc::clone(&self.writer).lock_owned()).await),
            connect::Engine::Postgres => None,
        };
        Ok(self.unit(connect::begin_write(&self.pools.writing).await?, actor, Kind::Writing { turn }))
    }

    /// Puts the log of the embedded engine into its file, where it has grown; for a running server.
    pub async fn keep_log_short(&self) -> Result<(), StoreError> {
        self.pools.keep_log_short(self.writer.lock()).await
    }

    async fn reading(&self, actor: Option<Actor>) -> Result<UnitOfWork<'_>, StoreError> {
        let reader = Arc::clone(&self.reads).enter();
        Ok(self.unit(connect::begin_read(&self.pools).await?, actor, Kind::Reading { reader }))
    }

    fn unit(&self, transaction: DatabaseTransaction, actor: Option<Actor>, kind: Kind) -> UnitOfWork<'_> {
        let (held, changes, destructions) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
        let now = self.clock.now();
        UnitOfWork { store: self, transaction, actor, now, kind, held, changes, destructions }
    }
}

/// What a unit may do with the database.
enum Kind {
    /// Change it; on SQLite, while it is this unit's turn.
    Writing { turn: Option<OwnedMutexGuard<()>> },
    /// Read it.
    Reading { reader: Reader },
}

/// A running transaction. Dropped without [`UnitOfWork::commit`], nothing of it stays.
pub struct UnitOfWork<'a> {
    store: &'a Store,
    transaction: DatabaseTransaction,
    actor: Option<Actor>,
    now: Timestamp,
    // After the transaction: it is rolled back before the turn is given up.
    kind: Kind,
    /// Entries of what it does: they are written by its commit, together.
    held: Mutex<Vec<Held>>,
    changes: Mutex<Vec<Change>>,
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
        Box::pin(self.commit_rows()).await?;
        if ordered
            && store.destroys_at_commit
            && let Err(error) = store.run_destructions().await
        {
            tracing::error!(error = %error, "keys ordered destroyed are still there; the job will try again");
        }
        Ok(())
    }

    /// Commits the rows and their entries, and nothing after them.
    pub(crate) async fn commit_rows(self) -> Result<(), StoreError> {
        self.before_commit().await?;
        let Self { store, transaction, kind, held, changes, .. } = self;
        let held = held.into_inner().unwrap_or_else(PoisonError::into_inner);
        match kind {
            Kind::Writing { turn } => {
                // Bound after the turn: after an error, or where the caller hangs up, it ends before that is given up.
                let (store, transaction) = (store.clone(), transaction);
                // Boxed: every unit's future would hold the room for it.
                let entries = Box::pin(write_entries(&transaction, held)).await?;
                let rest = async move {
                    transaction.commit().await?;
                    drop(turn);
                    if store.engine() == connect::Engine::Sqlite {
                        let changes = changes.into_inner().unwrap_or_else(PoisonError::into_inner);
                        for change in changes {
                            store.live.tell(change);
                        }
                    }
                    store.note_committed(&entries);
                    Ok(())
                };
                // To its end, even if this caller hangs up: what is committed is told and watched.
                tokio::spawn(rest).await.unwrap_or(Err(StoreError::Journal("a commit did not end")))
            }
            Kind::Reading { reader } => {
                // It changed nothing: it ends with the way back to the pool, which nobody waits for.
                drop(transaction);
                if !held.is_empty() {
                    // Boxed: every unit's future would hold the room for it.
                    Box::pin(store.write_reads(held)).await?;
                }
                drop(reader);
                Ok(())
            }
        }
    }

    /// What must hold, and be said, in the transaction itself.
    async fn before_commit(&self) -> Result<(), StoreError> {
        if let (Some(lease), Kind::Writing { .. }) = (self.store.lease, &self.kind) {
            self.keep_lease(lease).await?;
        }
        if self.store.engine() == connect::Engine::Postgres {
            let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner).clone();
            for change in changes {
                live::notify(&self.transaction, change).await?;
            }
        }
        Ok(())
    }

    /// Commits a unit that neither records nor destroys.
    pub(crate) async fn commit_plain(self) -> Result<(), StoreError> {
        if !self.held.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            return Err(StoreError::Journal("entries are written by another commit than this"));
        }
        if let Kind::Writing { .. } = self.kind {
            self.transaction.commit().await?;
        }
        Ok(())
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

    /// Keeps an entry for the commit.
    pub(crate) fn hold_entry(&self, entry: Entry, row: Box<journal_entry::ActiveModel>) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).push((entry, row));
    }

    /// Remembers what whoever follows it is told once this is committed.
    pub(crate) fn mark_changed(&self, change: Change) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if !changes.contains(&change) {
            changes.push(change);
        }
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
