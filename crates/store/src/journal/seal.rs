//! The sealer: gives waiting entries their places, extends the tree, signs a checkpoint. One instance at a time,
//! under a fenced lease; any instance can take over.

use std::{
    collections::{HashMap, HashSet},
    sync::PoisonError,
};

use chrono::TimeDelta;
use relais_crypto::keystore::SignMessage;
use relais_journal::{
    CheckpointAnchor, Hash, NodeId, NodeSource, Origin, SignedCheckpoint,
    checkpoint::Checkpoint,
    pending::{Alarm, Seen},
    seal::{Plan, Sealing},
    verify::{StoredCheckpoint, StoredEntry},
};
use sea_orm::prelude::Uuid;

use crate::{
    Store, StoreError, UnitOfWork,
    journal::{CheckpointMemory, rows},
};

const LEASE: &str = "journal.seal";
/// Entries one step seals (`journal.md` 3.3).
const STEP: u64 = 256;
/// Own entries asked for at once.
const ASKED: usize = 512;

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Entries that got their place.
    pub entries: usize,
    /// Rows that are not as Relais wrote them: left waiting, told to the log.
    pub refused: usize,
}

struct Loaded(HashMap<NodeId, Hash>);

impl NodeSource for Loaded {
    fn node(&self, id: NodeId) -> Option<Hash> {
        self.0.get(&id).copied()
    }
}

impl Store {
    /// Gives up the sealer's place: the next instance need not wait for the end of its term.
    pub async fn leave_sealing(&self, holder: Uuid) -> Result<(), StoreError> {
        let unit = self.begin_house().await?;
        unit.leave_lease(LEASE, holder).await?;
        unit.commit_plain().await
    }

    /// One step of the sealer; nothing while another instance seals. The memory is written after the commit, before the
    /// next step of this process begins. Whoever does not seal still watches what it wrote.
    pub async fn seal_journal(
        &self,
        name: &str,
        holder: Uuid,
        memory: &dyn CheckpointMemory,
    ) -> Result<Option<Sealed>, StoreError> {
        let origin = rows::origin(name)?;
        let keys = self.log_keys(name).await?;
        let mut seals = self.own().sealer.lock().await;
        let unit = self.begin_house().await?;
        let fence = unit.hold_lease(LEASE, holder, unit.now() + TimeDelta::seconds(30)).await?;
        *seals = fence.is_some();
        let Some(fence) = fence else {
            drop(unit);
            self.watch_own_entries().await?;
            return Ok(None);
        };
        let row = unit.last_checkpoint().await?;
        let signed = row.as_ref().map(|row| SignedCheckpoint::open(&row.note, &keys)).transpose();
        let last = signed.map_err(|_| StoreError::Journal("the last checkpoint is not ours"))?;
        let remembered = memory.read().await?.map(|note| SignedCheckpoint::open(&note, &keys)).transpose();
        let remembered = remembered
            .map_err(|_| StoreError::Journal("the checkpoint remembered outside the database is not ours"))?;
        let anchor = remembered.as_ref().map(CheckpointAnchor::from);
        let tag_keys = [self.tag_key().await?.clone()];
        let sealing = Sealing { origin: &origin, last: last.as_ref(), anchor, tag_keys: &tag_keys };
        let nodes = Loaded(
            unit.nodes(&sealing.nodes()).await?.into_iter().map(|node| (node.id, node.hash)).collect(),
        );
        let waiting = unit.waiting_entries(STEP).await?;
        let mut unreadable = Vec::new();
        let waiting = waiting.map(|entry| entry.row).noting(&mut unreadable);
        let plan = sealing.plan(&nodes, &waiting);
        let plan = plan.map_err(|error| {
            tracing::error!(%error, "the journal's tree is not the one that was sealed; nothing is sealed over it");
            StoreError::Journal("the stored tree is not the one sealed last")
        })?;
        let refused = plan.refused.len() + unreadable.len();
        if refused > 0 {
            tracing::error!(refused, "journal entries are not as they were written; they are not sealed");
        }
        let number = row.map_or(1, |row| row.number + 1);
        let sealed = Sealed { entries: plan.places.len(), refused };
        let seen = sealed_now(&waiting, &plan);
        let note = self.write_plan(&unit, &origin, plan, (number, fence)).await?;
        unit.commit_plain().await?;
        self.settle(&seen.iter().map(|row| row.entry_id).collect::<Vec<_>>(), &seen, 0);
        if let Some(note) = note {
            memory.write(note).await?;
        }
        // While a full step says that more is waiting, an entry without its place is not yet overdue.
        if u64::try_from(sealed.entries).is_ok_and(|entries| entries < STEP) {
            self.watch_own_entries().await?;
        }
        Ok(Some(sealed))
    }

    async fn write_plan(
        &self,
        unit: &UnitOfWork<'_>,
        origin: &Origin,
        plan: Plan,
        (number, fence): (u64, i64),
    ) -> Result<Option<String>, StoreError> {
        let Some(checkpoint) = plan.checkpoint else { return Ok(None) };
        unit.place_entries(&plan.places).await?;
        unit.insert_nodes(&plan.nodes).await?;
        let signed = self.sign(origin, checkpoint).await?;
        let micros = u64::try_from(unit.now().timestamp_micros()).unwrap_or(0);
        let note = signed.note().to_owned();
        let row = StoredCheckpoint {
            number,
            size: signed.size(),
            root: signed.root().as_bytes().to_vec(),
            sealed_at_micros: micros,
            tag: self.tag_key().await?.checkpoint(number, micros, &note).bytes().to_vec(),
            note: note.clone(),
        };
        unit.insert_checkpoint(row).await?;
        if !unit.lease_is_current(LEASE, fence).await? {
            return Err(StoreError::Conflict);
        }
        Ok(Some(note))
    }

    async fn sign(&self, origin: &Origin, checkpoint: Checkpoint) -> Result<SignedCheckpoint, StoreError> {
        let message = SignMessage { name: rows::secret(), message: checkpoint.text().into_bytes() };
        let signature = self.keys().sign(message).await?;
        let key = relais_journal::LogKey::new(origin.clone(), &signature.key.bytes);
        let key = key.map_err(|_| StoreError::Journal("the journal's signing key is not one"))?;
        let signed = checkpoint.with_signature(&key, signature.bytes);
        signed.map_err(|_| StoreError::Journal("a checkpoint could not be signed"))
    }

    /// Asks the database for the entries this process committed, whoever seals them: one that is gone or changed is an
    /// alarm.
    pub async fn watch_own_entries(&self) -> Result<(), StoreError> {
        loop {
            let asked = self.own().pending.lock().unwrap_or_else(PoisonError::into_inner).ask(ASKED);
            if asked.is_empty() {
                return Ok(());
            }
            let unit = self.read_house().await?;
            let seen: Vec<Seen> = unit.entries_seen(&asked).await?;
            let bound = u64::try_from((unit.now() - TimeDelta::minutes(5)).timestamp_micros()).unwrap_or(0);
            unit.commit_plain().await?;
            self.settle(&asked, &seen, bound);
            // The oldest come first: where one of them has no place yet, none after it has.
            if asked.len() < ASKED || seen.iter().any(|row| !row.sealed) {
                return Ok(());
            }
        }
    }

    fn settle(&self, asked: &[[u8; 16]], seen: &[Seen], overdue_before_micros: u64) {
        let mut pending = self.own().pending.lock().unwrap_or_else(PoisonError::into_inner);
        for alarm in pending.settle(asked, seen, overdue_before_micros) {
            let (Alarm::Vanished(id) | Alarm::Altered(id) | Alarm::Overdue(id)) = alarm;
            tracing::error!(entry = %Uuid::from_bytes(id), ?alarm, "a committed journal entry is not as it was committed");
        }
    }

    /// Whether this process sealed last and knows of enough waiting entries for a whole step: it is made at once, so that
    /// a busy minute is sealed a little at a time and nobody waits behind all of it. Not while a step is being made.
    #[must_use]
    pub fn has_step_to_seal(&self) -> bool {
        let seals = self.own().sealer.try_lock().is_ok_and(|seals| *seals);
        seals && self.own_entries() as u64 >= STEP
    }

    /// How many entries this process committed and has not yet seen under a checkpoint.
    #[must_use]
    pub fn own_entries(&self) -> usize {
        self.own().pending.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// What a plan seals, as it was read.
fn sealed_now(waiting: &[StoredEntry], plan: &Plan) -> Vec<Seen> {
    let placed: HashSet<_> = plan.places.iter().map(|(id, _)| *id).collect();
    let read = waiting.iter().filter(|row| placed.contains(&row.entry_id));
    read.map(|row| Seen { entry_id: row.entry_id, leaf_hash: Hash::from_slice(&row.leaf_hash), sealed: true })
        .collect()
}
