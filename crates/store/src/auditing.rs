//! The auditor's door: one reading of the whole database, and what it needs opened of it. For `relais-audit` alone.
//!
//! The transaction is handed out here and nowhere else. It can change nothing, whatever a statement says, and shows one
//! moment: on PostgreSQL it is read-only and REPEATABLE READ, on SQLite it belongs to the pool that only reads. The key
//! store stays behind the door: what was opened is handed out, never what opens.

use relais_crypto::{
    context::{Id, SlotAddress},
    sealing::{self, Opened},
};
use relais_domain::clock::Timestamp;
use relais_journal::TagKey;
use relais_rows::journal::journal_subject;
use sea_orm::{DatabaseTransaction, prelude::Uuid};

use crate::{
    Store, StoreError, UnitOfWork,
    agreements::{SealedTerms, StoredAgreement},
    journal::subject::{context, envelope},
};

/// One moment of the database, for whoever reads everything and writes nothing.
#[derive(Debug)]
pub struct Reading<'a>(UnitOfWork<'a>);

/// Whom entries are about, and by which key their details open.
pub struct OpenedSubject {
    /// A person, or an organisation for entries that concern nobody.
    pub id: Uuid,
    /// Her name in the entries, as long as its key is there.
    pub pseudonym: Option<[u8; 16]>,
    /// The key of the details; none where the row does not open.
    pub key: Option<Opened>,
}

impl std::fmt::Debug for OpenedSubject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenedSubject").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Store {
    /// Begins the reading of an audit.
    pub async fn audit(&self) -> Result<Reading<'_>, StoreError> {
        Ok(Reading(self.read_house().await?))
    }
}

impl Reading<'_> {
    /// The transaction to read in.
    #[must_use]
    pub const fn transaction(&self) -> &DatabaseTransaction {
        self.0.transaction()
    }

    /// The instant of this reading.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// The key of the tags beside entries and checkpoints.
    pub async fn tag_key(&self) -> Result<&TagKey, StoreError> {
        self.0.tag_key().await
    }

    /// Opens the keys behind pseudonyms and details; an erased row has none and is left out.
    ///
    /// Errors: a key store that does not answer says nothing of a row.
    pub async fn open_subjects(
        &self,
        rows: &[journal_subject::Model],
    ) -> Result<Vec<OpenedSubject>, StoreError> {
        let living = || rows.iter().filter(|row| row.erased_at.is_none());
        let envelopes: Vec<_> = living().map(envelope).collect();
        let sealed: Vec<_> = living()
            .zip(envelopes.iter().cloned())
            .filter_map(|(row, envelope)| Some((context(row.id, row.tenant_id), envelope?)))
            .collect();
        let mut keys = sealing::open_all(self.0.keys(), &sealed).await?.into_iter();
        let mut opened = Vec::with_capacity(envelopes.len());
        for (row, envelope) in living().zip(envelopes) {
            let key = envelope.and_then(|_| keys.next()).and_then(Result::ok);
            let slot = SlotAddress::journal(Id::from(row.id.into_bytes()));
            let pseudonym = self.0.keys().subject_pseudonym(slot).await.ok();
            opened.push(OpenedSubject { id: row.id, pseudonym, key });
        }
        Ok(opened)
    }

    /// What was sealed of the terms of each of these agreements, in their order; nothing of one that was never given, or
    /// whose envelope does not open.
    pub async fn sealed_terms(
        &self,
        agreements: &[StoredAgreement],
    ) -> Result<Vec<Option<SealedTerms>>, StoreError> {
        self.0.sealed_terms(agreements).await
    }

    /// Ends the reading.
    pub async fn end(self) -> Result<(), StoreError> {
        self.0.commit_plain().await
    }
}
