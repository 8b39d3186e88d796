//! Opens what entries committed to: details nobody can open any more, or other than those sealed, are a finding.

use std::collections::HashMap;

use relais_crypto::{derived, sealing::Opened};
use relais_journal::{
    Opening,
    verify::{Finding, StoredEntry, StoredPayload},
};
use relais_rows::{RawEntry, journal::journal_subject, rows_of};
use relais_store::{
    StoreError,
    auditing::{OpenedSubject, Reading},
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, prelude::Uuid,
};

const ROWS_A_STATEMENT: u64 = 500;

/// The keys behind the details: a person's by her pseudonym, an organisation's by its id. 48 bytes a subject.
#[derive(Default)]
pub struct PayloadKeys {
    of_persons: HashMap<[u8; 16], Option<Opened>>,
    of_organisations: HashMap<[u8; 16], Option<Opened>>,
}

impl PayloadKeys {
    /// The entry with what its payload was found to be.
    pub fn examined(&self, entry: RawEntry) -> StoredEntry {
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

/// The keys of every subject; one whose row does not open is a finding.
pub async fn read_keys(
    reading: &Reading<'_>,
    findings: &mut Vec<Finding>,
) -> Result<PayloadKeys, StoreError> {
    let mut keys = PayloadKeys::default();
    let mut after = Uuid::nil();
    loop {
        let id = journal_subject::Column::Id;
        let page = journal_subject::Entity::find().filter(id.gt(after)).order_by_asc(id);
        let page = rows_of(page.limit(ROWS_A_STATEMENT), reading.transaction()).await?.noting(findings);
        let Some(last) = page.last() else { return Ok(keys) };
        after = last.id;
        for OpenedSubject { id, pseudonym, key } in reading.open_subjects(&page).await? {
            if key.is_none() {
                let table = "journal_subject".to_owned();
                findings.push(Finding::Unreadable { table, row: id.to_string() });
            }
            if let Some(pseudonym) = pseudonym {
                keys.of_persons.insert(pseudonym, key.clone());
            }
            keys.of_organisations.insert(id.into_bytes(), key);
        }
    }
}
