//! The journal's rows as the auditor and the sealer want them: raw, whatever somebody may have written there.

use relais_journal::verify::{StoredCheckpoint, StoredEntry, StoredPayload};
use sea_orm::prelude::Uuid;

use crate::journal::{journal_checkpoint, journal_entry};

/// A checkpoint as stored.
#[must_use]
pub fn checkpoint(row: journal_checkpoint::Model) -> StoredCheckpoint {
    StoredCheckpoint {
        number: unsigned(row.number),
        size: unsigned(row.size),
        root: row.root,
        sealed_at_micros: unsigned(row.sealed_at.timestamp_micros()),
        note: row.note,
        tag: row.tag,
    }
}

/// An entry as stored, with the payload the auditor opens.
#[derive(Debug)]
pub struct RawEntry {
    /// The row; its payload counts as not opened.
    pub row: StoredEntry,
    /// What lies sealed beside it.
    pub payload: Option<Vec<u8>>,
}

impl From<journal_entry::Model> for RawEntry {
    fn from(row: journal_entry::Model) -> Self {
        let payload = if row.payload.is_some() { StoredPayload::Unopened } else { StoredPayload::Absent };
        let stored = StoredEntry {
            index: row.idx.map(unsigned),
            entry_id: row.id.into_bytes(),
            at_micros: unsigned(row.at.timestamp_micros()),
            tenant_id: row.tenant_id.into_bytes(),
            actor_pid: row.actor_pid.map(Uuid::into_bytes),
            action: row.action,
            object_id: row.object_id.map(Uuid::into_bytes),
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

/// A number of the log as a column holds it.
#[must_use]
pub fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A column as a number of the log; one below zero is far beyond its end.
#[must_use]
pub fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
