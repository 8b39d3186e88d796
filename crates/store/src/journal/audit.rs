//! The audit: every entry, the whole tree, every checkpoint, and that acts and entries say the same.

use chrono::TimeDelta;
use relais_journal::{
    CheckpointAnchor, SignedCheckpoint,
    pending::Seen,
    verify::{Auditor, Extent, Finding, Page, PageRange, Report, Settings},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait as _, QueryFilter, prelude::Uuid};

use crate::{
    Store, StoreError, UnitOfWork,
    journal::{CheckpointMemory, entity::journal_entry, payloads::PayloadKeys, rows},
};

/// Findings told in full.
const KEEP: usize = 100;

impl Store {
    /// Audits the journal in one consistent picture of the database; it never stops at a first finding.
    pub async fn audit_journal(
        &self,
        name: &str,
        memory: &dyn CheckpointMemory,
    ) -> Result<Report, StoreError> {
        let keys = self.log_keys(&rows::origin(name)?).await?;
        let mut findings = Vec::new();
        let remembered = match memory.read().await?.map(|note| SignedCheckpoint::open(&note, &keys)) {
            Some(Err(_)) => {
                findings.push(Finding::AnchorUnreadable);
                None
            }
            Some(Ok(checkpoint)) => Some(checkpoint),
            None => None,
        };
        let unit = self.read_house().await?;
        let settings = Settings {
            keys,
            tag_keys: vec![self.tag_key().await?.clone()],
            anchor: remembered.as_ref().map(CheckpointAnchor::from),
            now_micros: u64::try_from(unit.now().timestamp_micros()).unwrap_or(0),
            overdue_after_micros: u64::try_from(TimeDelta::minutes(5).num_microseconds().unwrap_or(0))
                .unwrap_or(0),
            keep: KEEP,
        };
        let last = unit.newest_checkpoint().await?;
        let extent = Extent {
            sequenced: unit.count_placed().await?,
            last_note: last.as_ref().map(|row| row.note.as_str()),
        };
        let keys = unit.payload_keys(&mut findings).await?;
        let mut auditor = Auditor::new(settings, extent);
        while let Some(range) = auditor.next_range() {
            auditor.page(unit.audit_page(range, &keys, &mut findings).await?);
        }
        for row in unit.waiting_entries(1_000_000).await?.noting(&mut findings) {
            auditor.unsequenced(&keys.examined(row));
        }
        unit.audit_acts(&mut findings).await?;
        unit.audit_rows(&mut findings).await?;
        unit.audit_agreements(&mut findings).await?;
        unit.commit_plain().await?;
        for finding in findings {
            auditor.add(finding);
        }
        Ok(auditor.finish())
    }
}

impl UnitOfWork<'_> {
    async fn count_placed(&self) -> Result<u64, StoreError> {
        let placed = journal_entry::Entity::find().filter(journal_entry::Column::Idx.is_not_null());
        Ok(placed.count(self.transaction()).await?)
    }

    async fn audit_page(
        &self,
        range: PageRange,
        keys: &PayloadKeys,
        findings: &mut Vec<Finding>,
    ) -> Result<Page, StoreError> {
        let end = (!range.last).then_some(range.end);
        let mut nodes = Vec::new();
        for (level, span) in range.nodes() {
            let upto = end.map(|_| span.end);
            nodes.extend(self.node_range(level, span.start, upto).await?.noting(findings));
        }
        if range.last {
            let listed = range.nodes().len();
            for level in u8::try_from(listed).unwrap_or(63)..63 {
                nodes.extend(self.node_range(level, range.node_start(level), None).await?.noting(findings));
            }
        }
        let upto = if range.last { u64::MAX } else { range.end };
        Ok(Page {
            entries: self
                .placed_entries(range.start, end)
                .await?
                .map(|entry| keys.examined(entry))
                .noting(findings),
            nodes,
            checkpoints: self.checkpoints(range.start, upto, range.start == 0).await?.noting(findings),
        })
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
