//! The keys behind the journal's pseudonyms and details: one per person, and one per organisation for entries that
//! concern nobody. Destroying a person's slot makes her pseudonym untieable and her details unreadable, for ever.

use relais_crypto::{
    context::{EnvelopeContext, Id, SlotAddress, WrapContext, scope_hash, text_hash},
    derived,
    envelope::{Envelope, Wrap},
    keystore::NewSlot,
    sealing,
};
use relais_domain::ids::{EntryId, NetworkId, PersonId};
use sea_orm::{EntityTrait, Set, prelude::Uuid};

use crate::{StoreError, UnitOfWork, journal::entity::journal_subject};

/// The encoding of the one field: 32 bytes of key.
const SCHEMA: u32 = 101;
const ROWS_A_STATEMENT: usize = 200;

impl UnitOfWork<'_> {
    /// Makes the journal's keys of a person or an organisation: before anything is written about her.
    pub async fn make_journal_subject(&self, subject: Uuid, network: NetworkId) -> Result<(), StoreError> {
        self.make_journal_subjects(&[subject], network).await
    }

    /// The same for many at once: an import brings hundreds of organisations.
    pub async fn make_journal_subjects(
        &self,
        subjects: &[Uuid],
        network: NetworkId,
    ) -> Result<(), StoreError> {
        let tenant = Id::from(network.bytes());
        let slot = |subject: &Uuid| {
            let address = SlotAddress::journal(Id::from(subject.into_bytes()));
            NewSlot { address, tenant, made_at: self.now().timestamp() }
        };
        self.keys().make_slots(subjects.iter().map(slot).collect()).await?;
        for some in subjects.chunks(ROWS_A_STATEMENT) {
            let mut rows = Vec::with_capacity(some.len());
            for subject in some {
                rows.push(self.subject_row(*subject, network).await?);
            }
            journal_subject::Entity::insert_many(rows).exec_without_returning(self.transaction()).await?;
        }
        Ok(())
    }

    async fn subject_row(
        &self,
        subject: Uuid,
        network: NetworkId,
    ) -> Result<journal_subject::ActiveModel, StoreError> {
        let key: zeroize::Zeroizing<[u8; 32]> = relais_domain::random::fill_array(self.random()).into();
        let envelope = sealing::seal(self.keys(), &context(subject, network.uuid()), key.as_slice()).await?;
        Ok(journal_subject::ActiveModel {
            id: Set(subject),
            tenant_id: Set(network.uuid()),
            tenant_version: Set(i32::try_from(envelope.wrap.tenant_version).unwrap_or(i32::MAX)),
            wrap: Set(Some(envelope.wrap.bytes)),
            payload: Set(Some(envelope.payload)),
            revision: Set(1),
            created_at: Set(self.now()),
            erased_at: Set(None),
        })
    }

    /// The person's name in leaves.
    pub(crate) async fn pseudonym(&self, person: PersonId) -> Result<[u8; 16], StoreError> {
        Ok(self.keys().subject_pseudonym(SlotAddress::journal(Id::from(person.bytes()))).await?)
    }

    /// Seals an entry's details under its subject's key.
    pub(crate) async fn seal_under_subject(
        &self,
        subject: Uuid,
        entry: EntryId,
        plaintext: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let key = self.subject_key(subject).await?;
        let nonce = relais_domain::random::fill_array(self.random());
        Ok(derived::seal(&key, &entry.bytes(), nonce, plaintext)?)
    }

    async fn subject_key(&self, subject: Uuid) -> Result<sealing::Opened, StoreError> {
        let missing = StoreError::Sealed { table: "journal_subject" };
        let row = journal_subject::Entity::find_by_id(subject).one(self.transaction()).await?;
        let Some(row) = row else { return Err(missing) };
        let envelope = envelope(&row).ok_or(missing)?;
        Ok(sealing::open(self.keys(), &context(subject, row.tenant_id), &envelope).await?)
    }
}

/// The sealed key of a row; none once it was erased.
pub(crate) fn envelope(row: &journal_subject::Model) -> Option<Envelope> {
    let tenant_version = u32::try_from(row.tenant_version).unwrap_or(0);
    let wrap = Wrap { tenant_version, bytes: row.wrap.clone()? };
    Some(Envelope { wrap, payload: row.payload.clone()? })
}

pub(crate) fn context(subject: Uuid, tenant: Uuid) -> EnvelopeContext {
    let id = |uuid: Uuid| Id::from(uuid.into_bytes());
    EnvelopeContext {
        wrap: WrapContext {
            tenant: id(tenant),
            slot: SlotAddress::journal(id(subject)),
            document: None,
            revision: 1,
        },
        subject: id(subject),
        mandataire: id(tenant),
        schema: SCHEMA,
        not_before: 0,
        not_after: 0,
        scope: scope_hash(&[]),
        text: text_hash(b""),
    }
}
