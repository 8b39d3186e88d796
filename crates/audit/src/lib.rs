//! The audit of a journal: every entry, the whole tree, every checkpoint, and that acts, entries and rows say the same.
//!
//! It reads everything and writes nothing: in a transaction of `relais_store::auditing` that can write nothing, whatever
//! a statement says.

mod acts;
mod kept;
mod mandates;
mod pages;
mod payloads;
mod told;

use chrono::TimeDelta;
use relais_journal::{
    CheckpointAnchor, SignedCheckpoint,
    verify::{Auditor, Extent, Settings},
};
use relais_store::{Store, StoreError, journal::CheckpointMemory};

pub use relais_journal::verify::{Finding, Report};

/// Findings told in full.
const KEEP: usize = 100;
/// Entries without a place that are looked at.
const WAITING: u64 = 1_000_000;

/// Audits the journal of that name in one consistent picture of the database; it never stops at a first finding.
pub async fn audit_journal(
    store: &Store,
    name: &str,
    memory: &dyn CheckpointMemory,
) -> Result<Report, StoreError> {
    let keys = store.log_keys(name).await?;
    let mut findings = Vec::new();
    // Before the reading begins: what is remembered later may be of a later seal than is read.
    let remembered = match memory.read().await?.map(|note| SignedCheckpoint::open(&note, &keys)) {
        Some(Err(_)) => {
            findings.push(Finding::AnchorUnreadable);
            None
        }
        Some(Ok(checkpoint)) => Some(checkpoint),
        None => None,
    };
    let reading = store.audit().await?;
    let settings = Settings {
        keys,
        tag_keys: vec![reading.tag_key().await?.clone()],
        anchor: remembered.as_ref().map(CheckpointAnchor::from),
        now_micros: u64::try_from(reading.now().timestamp_micros()).unwrap_or(0),
        overdue_after_micros: u64::try_from(TimeDelta::minutes(5).num_microseconds().unwrap_or(0))
            .unwrap_or(0),
        keep: KEEP,
    };
    let last = pages::newest_checkpoint(&reading).await?;
    let extent = Extent {
        sequenced: pages::count_placed(&reading).await?,
        last_note: last.as_ref().map(|row| row.note.as_str()),
    };
    let keys = payloads::read_keys(&reading, &mut findings).await?;
    let mut auditor = Auditor::new(settings, extent);
    while let Some(range) = auditor.next_range() {
        auditor.page(pages::read(&reading, range, &keys, &mut findings).await?);
    }
    for row in pages::waiting_entries(&reading, WAITING).await?.noting(&mut findings) {
        auditor.unsequenced(&keys.examined(row));
    }
    acts::audit(&reading, &mut findings).await?;
    mandates::audit(&reading, &mut findings).await?;
    kept::audit_rows(&reading, &mut findings).await?;
    kept::audit_agreements(&reading, &mut findings).await?;
    reading.end().await?;
    for finding in findings {
        auditor.add(finding);
    }
    Ok(auditor.finish())
}
