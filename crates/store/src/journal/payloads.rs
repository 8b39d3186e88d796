//! Opens what entries committed to: details nobody can open any more, or other than those sealed, are a finding.

use std::collections::HashMap;

use relais_crypto::{
    context::{Id, SlotAddress},
    derived,
    sealing::{self, Opened},
};
use relais_journal::{
    Opening,
    verify::{Finding, StoredEntry, StoredPayload},
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, prelude::Uuid,
};

use crate::{
    StoreError, UnitOfWork,
    journal::{
        entity::journal_subject,
        raw::rows_of,
        rows::RawEntry,
        subject::{context, envelope},
    },
};

const ROWS_A_STATEMENT: u64 = 500;

/// The keys behind the details: a person's by her pseudonym, an organisation's by its id. 48 bytes a subject.
#[derive(Default)]
pub(super) struct PayloadKeys {
    of_persons: HashMap<[u8; 16], Option<Opened>>,
    of_organisations: HashMap<[u8; 16], Option<Opened>>,
}

impl PayloadKeys {
    /// The entry with what its payload was found to be.
    pub(super) fn examined(&self, entry: RawEntry) -> StoredEntry {
        let RawEntry { mut row, payload } = entry;
        if let Some(sealed) = payload {
            row.payload = self.opened(&row, &sealed);
        }
        row
    }

    fn opened(&self, row: &StoredEntry, sealed: &[u8]) -> StoredPayload {
        let key = match row.subject_pid {
            Some(pid) => self.of_persons.get(&pid),
            None => self.of_organisations.get(&row.tenant_id),
        };
        // A subject without a key is erased; the auditor asks for the erasure that tells of it.
        let Some(key) = key else { return StoredPayload::Absent };
        let plain = key.as_ref().and_then(|key| derived::open(key, &row.entry_id, sealed).ok());
        let opening = plain.and_then(Opening::from_bytes);
        opening.map_or(StoredPayload::Broken, |opening| StoredPayload::Opened(opening.commit()))
    }
}

impl UnitOfWork<'_> {
    /// The keys of every subject; one whose row does not open is a finding.
    pub(super) async fn payload_keys(&self, findings: &mut Vec<Finding>) -> Result<PayloadKeys, StoreError> {
        let mut keys = PayloadKeys::default();
        let mut after = Uuid::nil();
        loop {
            let id = journal_subject::Column::Id;
            let page = journal_subject::Entity::find().filter(id.gt(after)).order_by_asc(id);
            let page = rows_of(page.limit(ROWS_A_STATEMENT), self.transaction()).await?.noting(findings);
            let Some(last) = page.last() else { return Ok(keys) };
            after = last.id;
            self.open_subjects(&page, &mut keys, findings).await?;
        }
    }

    async fn open_subjects(
        &self,
        page: &[journal_subject::Model],
        keys: &mut PayloadKeys,
        findings: &mut Vec<Finding>,
    ) -> Result<(), StoreError> {
        let living = page.iter().filter(|row| row.erased_at.is_none());
        let (ids, sealed): (Vec<_>, Vec<_>) =
            living.filter_map(|row| Some((row.id, (context(row.id, row.tenant_id), envelope(row)?)))).unzip();
        let opened = sealing::open_all(self.keys(), &sealed).await?;
        let mut opened: HashMap<_, _> = ids.into_iter().zip(opened).collect();
        for row in page.iter().filter(|row| row.erased_at.is_none()) {
            let key = opened.remove(&row.id).and_then(Result::ok);
            if key.is_none() {
                let table = "journal_subject".to_owned();
                findings.push(Finding::Unreadable { table, row: row.id.to_string() });
            }
            let slot = SlotAddress::journal(Id::from(row.id.into_bytes()));
            if let Ok(pseudonym) = self.keys().subject_pseudonym(slot).await {
                keys.of_persons.insert(pseudonym, key.clone());
            }
            keys.of_organisations.insert(row.id.into_bytes(), key);
        }
        Ok(())
    }
}
