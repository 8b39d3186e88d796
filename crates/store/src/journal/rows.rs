//! The journal's rows as the auditor and the sealer want them: raw, whatever somebody may have written there.

use relais_crypto::keystore::SecretName;
use relais_journal::{
    LogKey, Node, NodeId, Origin,
    verify::{StoredCheckpoint, StoredEntry, StoredNode, StoredPayload},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect, Set,
};

use crate::{
    JOURNAL_SECRET, Store, StoreError, UnitOfWork,
    journal::{
        entity::{journal_checkpoint, journal_entry, journal_node},
        raw::{Rows, rows_of},
    },
    sql::Sql,
};

/// How many entries a statement gives their places.
const PARTS: [usize; 4] = [64, 16, 4, 1];

/// The journal's signing secret.
pub(super) const fn secret() -> SecretName {
    JOURNAL_SECRET
}

/// The log's name as its notes write it.
pub(super) fn origin(name: &str) -> Result<Origin, StoreError> {
    Origin::parse(name).map_err(|_| StoreError::Journal("the journal's name cannot stand in a note"))
}

impl Store {
    /// Every public key the log ever signed with.
    pub(super) async fn log_keys(&self, origin: &Origin) -> Result<Vec<LogKey>, StoreError> {
        let keys = self.keys().verifying_keys(secret()).await?;
        let key = |bytes: &[u8; 32]| LogKey::new(origin.clone(), bytes);
        let keys: Result<Vec<_>, _> = keys.iter().map(|version| key(&version.bytes)).collect();
        keys.map_err(|_| StoreError::Journal("a signing key of the journal is not one"))
    }
}

impl UnitOfWork<'_> {
    /// The checkpoint sealed last.
    pub(super) async fn last_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        let newest = journal_checkpoint::Entity::find().order_by_desc(journal_checkpoint::Column::Size);
        Ok(newest.one(self.transaction()).await?.map(checkpoint))
    }

    /// The same for the auditor: a row that does not read is told in its page.
    pub(super) async fn newest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        let newest = journal_checkpoint::Entity::find().order_by_desc(journal_checkpoint::Column::Size);
        let rows = rows_of(newest.limit(1), self.transaction()).await?;
        Ok(rows.map(checkpoint).read.pop())
    }

    /// Checkpoints with `after < size <= upto`; with `first`, one of size 0 too.
    pub(super) async fn checkpoints(
        &self,
        after: u64,
        upto: u64,
        first: bool,
    ) -> Result<Rows<StoredCheckpoint>, StoreError> {
        let size = journal_checkpoint::Column::Size;
        let from = if first { size.gte(0) } else { size.gt(signed(after)) };
        let rows = journal_checkpoint::Entity::find().filter(from.and(size.lte(signed(upto))));
        Ok(rows_of(rows, self.transaction()).await?.map(checkpoint))
    }

    /// Entries without a place, the oldest first.
    pub(super) async fn waiting_entries(&self, limit: u64) -> Result<Rows<RawEntry>, StoreError> {
        let waiting = journal_entry::Entity::find().filter(journal_entry::Column::Idx.is_null());
        let oldest = waiting.order_by_asc(journal_entry::Column::Id).limit(limit);
        Ok(rows_of(oldest, self.transaction()).await?.map(RawEntry::from))
    }

    /// How many entries wait for their place and their seal.
    pub async fn count_waiting_entries(&self) -> Result<u64, StoreError> {
        let waiting = journal_entry::Entity::find().filter(journal_entry::Column::Idx.is_null());
        Ok(waiting.count(self.transaction()).await?)
    }

    /// Entries with `start <= idx < end`, or from `start` on when there is no end.
    pub(super) async fn placed_entries(
        &self,
        start: u64,
        end: Option<u64>,
    ) -> Result<Rows<RawEntry>, StoreError> {
        let idx = journal_entry::Column::Idx;
        let mut rows = journal_entry::Entity::find().filter(idx.gte(signed(start)));
        if let Some(end) = end {
            rows = rows.filter(idx.lt(signed(end)));
        }
        Ok(rows_of(rows, self.transaction()).await?.map(RawEntry::from))
    }

    /// These nodes, as far as they are there.
    pub(super) async fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Node>, StoreError> {
        let mut nodes = Vec::with_capacity(ids.len());
        for id in ids {
            let key = (i16::from(id.level), signed(id.index));
            let row = journal_node::Entity::find_by_id(key).one(self.transaction()).await?;
            let hash = row.and_then(|row| relais_journal::Hash::from_slice(&row.hash));
            nodes.extend(hash.map(|hash| Node { id: *id, hash }));
        }
        Ok(nodes)
    }

    /// Nodes of one level with `start <= idx < end`, or from `start` on.
    pub(super) async fn node_range(
        &self,
        level: u8,
        start: u64,
        end: Option<u64>,
    ) -> Result<Rows<StoredNode>, StoreError> {
        let idx = journal_node::Column::Idx;
        let mut rows = journal_node::Entity::find().filter(journal_node::Column::Level.eq(i16::from(level)));
        rows = rows.filter(idx.gte(signed(start)));
        if let Some(end) = end {
            rows = rows.filter(idx.lt(signed(end)));
        }
        Ok(rows_of(rows, self.transaction()).await?.map(|row| StoredNode {
            level: u8::try_from(row.level).unwrap_or(u8::MAX),
            index: unsigned(row.idx),
            hash: row.hash,
        }))
    }

    /// Gives entries their places, once. Many in a statement, in parts of few lengths: a statement is prepared a length.
    pub(super) async fn place_entries(&self, places: &[([u8; 16], u64)]) -> Result<(), StoreError> {
        let mut rest = places;
        for length in PARTS {
            let (whole, fewer) = rest.split_at(rest.len() - rest.len() % length);
            for part in whole.chunks(length) {
                self.place_part(part).await?;
            }
            rest = fewer;
        }
        Ok(())
    }

    async fn place_part(&self, part: &[([u8; 16], u64)]) -> Result<(), StoreError> {
        let mut sql = Sql::new("UPDATE journal_entry SET idx = v.column2 FROM (VALUES ");
        for (at, (id, index)) in part.iter().enumerate() {
            let start = if at == 0 { "(" } else { ", (" };
            sql = sql
                .filter(start, sea_orm::prelude::Uuid::from_bytes(*id))
                .filter(", ", signed(*index))
                .push(")");
        }
        let sql = sql.push(") AS v WHERE journal_entry.id = v.column1 AND journal_entry.idx IS NULL");
        let placed = sql.run(self.transaction()).await?;
        if usize::try_from(placed).is_ok_and(|placed| placed == part.len()) {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Keeps new nodes; one that is there already is a second sealer at work.
    pub(super) async fn insert_nodes(&self, nodes: &[Node]) -> Result<(), StoreError> {
        for page in nodes.chunks(200) {
            let rows = page.iter().map(|node| journal_node::ActiveModel {
                level: Set(i16::from(node.id.level)),
                idx: Set(signed(node.id.index)),
                hash: Set(node.hash.as_bytes().to_vec()),
            });
            journal_node::Entity::insert_many(rows).exec_without_returning(self.transaction()).await?;
        }
        Ok(())
    }

    /// Keeps a signed checkpoint.
    pub(super) async fn insert_checkpoint(&self, row: StoredCheckpoint) -> Result<(), StoreError> {
        let row = journal_checkpoint::ActiveModel {
            number: Set(signed(row.number)),
            size: Set(signed(row.size)),
            root: Set(row.root),
            sealed_at: Set(self.now()),
            note: Set(row.note),
            tag: Set(row.tag),
        };
        journal_checkpoint::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }
}

fn checkpoint(row: journal_checkpoint::Model) -> StoredCheckpoint {
    StoredCheckpoint {
        number: unsigned(row.number),
        size: unsigned(row.size),
        root: row.root,
        sealed_at_micros: unsigned(row.sealed_at.timestamp_micros()),
        note: row.note,
        tag: row.tag,
    }
}

/// An entry as stored, with the payload the auditor has opened by keys that are none of its business.
pub(super) struct RawEntry {
    /// The row; its payload counts as not opened.
    pub(super) row: StoredEntry,
    /// What lies sealed beside it.
    pub(super) payload: Option<Vec<u8>>,
}

impl From<journal_entry::Model> for RawEntry {
    fn from(row: journal_entry::Model) -> Self {
        let payload = if row.payload.is_some() { StoredPayload::Unopened } else { StoredPayload::Absent };
        let stored = StoredEntry {
            index: row.idx.map(unsigned),
            entry_id: row.id.into_bytes(),
            at_micros: unsigned(row.at.timestamp_micros()),
            tenant_id: row.tenant_id.into_bytes(),
            actor_pid: row.actor_pid.map(sea_orm::prelude::Uuid::into_bytes),
            action: row.action,
            object_id: row.object_id.map(sea_orm::prelude::Uuid::into_bytes),
            subject_pid: row.subject_pid.map(|pid| pid.try_into().unwrap_or([0; 16])),
            scope: row.scope,
            payload_commit: row.payload_commit,
            leaf: row.leaf,
            leaf_hash: row.leaf_hash,
            tag: row.tag,
            payload,
        };
        Self { row: stored, payload: row.payload }
    }
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
