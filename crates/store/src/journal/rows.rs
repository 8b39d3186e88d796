//! The journal's rows for the sealer: what waits, what it sealed last, and what it writes.

use relais_crypto::keystore::SecretName;
use relais_journal::{LogKey, Node, NodeId, Origin, pending::Seen, verify::StoredCheckpoint};
use relais_rows::{
    RawEntry, Rows, checkpoint,
    journal::{journal_checkpoint, journal_entry, journal_node},
    rows_of, signed,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect, Set, prelude::Uuid,
};

use crate::{JOURNAL_SECRET, Store, StoreError, UnitOfWork, sql::Sql};

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
    /// Every public key the log of that name ever signed with.
    pub async fn log_keys(&self, name: &str) -> Result<Vec<LogKey>, StoreError> {
        let origin = origin(name)?;
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
            sql = sql.filter(start, Uuid::from_bytes(*id)).filter(", ", signed(*index)).push(")");
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

    /// What the database now says of these entries.
    pub(super) async fn entries_seen(&self, asked: &[[u8; 16]]) -> Result<Vec<Seen>, StoreError> {
        let ids = asked.iter().map(|id| Uuid::from_bytes(*id));
        let rows = journal_entry::Entity::find().filter(journal_entry::Column::Id.is_in(ids));
        let seen = |row: journal_entry::Model| Seen {
            entry_id: row.id.into_bytes(),
            leaf_hash: relais_journal::Hash::from_slice(&row.leaf_hash),
            sealed: row.idx.is_some(),
        };
        Ok(rows.all(self.transaction()).await?.into_iter().map(seen).collect())
    }
}
