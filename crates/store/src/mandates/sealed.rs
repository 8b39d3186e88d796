//! The two compartments of a mandate, and what they are bound to.
//!
//! *Operational* (what is needed to act) dies with the mandate: its key halves stand under the day of its end, and it is
//! bound to dates, scope, text and organisation, so that a row that was widened, prolonged or moved does not open.
//! *Proof* (the exact text, how she agreed) lives until 72 months after the end, under keys of its own.

use relais_crypto::{
    context::{Bucket, EnvelopeContext, Id, SlotAddress, SlotClass, WrapContext, scope_hash},
    keystore::NewSlot,
};
use relais_domain::{
    access::{Grant, Object},
    ids::{MandateActId, MandateId},
    mandate::{FixedText, Mandate},
};
use relais_journal::Action;
use sea_orm::{EntityTrait, FromQueryResult, Set, prelude::Uuid};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, UnitOfWork,
    mandates::{StoredMandate, entity::mandate_proof},
    persons::StoredIdentity,
    sealing::{Sealed, sealed_columns},
    sql::Sql,
};

const TABLE: &str = "mandate";
/// Versions of the encodings; part of what is sealed.
const OPERATIONAL: u32 = 1;
const ACT: u32 = 2;
const PROOF: u32 = 3;
/// How long the proof outlives the mandate (`security.md` 5.3: three years active, three archived).
const PROOF_MONTHS: u32 = 72;
/// The entries of which each wrote the operational compartment anew: as many as its revision.
const WRITES: [Action; 3] = [Action::MandateAgreed, Action::MandateEdited, Action::MandateNarrowed];

/// A number an administration knows her by.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFileNumber {
    /// Whose number it is.
    pub at: String,
    /// The number.
    pub number: String,
}

/// What is needed to act in her name; never a password.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MandateContent {
    /// Who she is, as of the day she agreed.
    pub identity: StoredIdentity,
    /// Her file numbers.
    pub file_numbers: Vec<StoredFileNumber>,
    /// What she wants, in words.
    pub instructions: Option<String>,
}

/// What proves that she agreed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MandateProof {
    /// The exact text; its hash stands in the row.
    pub text: String,
    /// Who the mandate is from and to, as the text names them.
    pub person: String,
    /// The organisation's name.
    pub organisation: String,
    /// The scope as it was agreed.
    pub scope: String,
    /// Her answers before the text was fixed: adult, protection, free, understood.
    pub capacity: String,
    /// Who witnessed, where nobody signed.
    pub witnesses: Vec<String>,
    /// Where it was signed.
    pub signed_at: Option<String>,
    /// Who interpreted.
    pub interpreter: Option<String>,
}

/// Reveals nothing of what it holds.
macro_rules! secret {
    ($($name:ident)+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([secret])"))
            }
        }
    )+};
}
secret! { StoredFileNumber MandateContent MandateProof }

#[derive(FromQueryResult)]
struct Written {
    writes: i64,
}

fn id(uuid: Uuid) -> Id {
    Id::from(uuid.into_bytes())
}

/// What binds everything sealed of a mandate whose text is fixed.
struct Bound<'a> {
    mandate: &'a Mandate,
    text: &'a FixedText,
}

impl<'a> Bound<'a> {
    fn of(mandate: &'a Mandate) -> Result<Self, StoreError> {
        let text = mandate.text().ok_or(StoreError::Sealed { table: TABLE })?;
        Ok(Self { mandate, text })
    }

    fn object(&self) -> Id {
        id(self.mandate.id().uuid())
    }

    fn operational_slot(&self) -> SlotAddress {
        let bucket = Bucket::day(self.text.validity.not_after.timestamp());
        SlotAddress { class: SlotClass::Op, bucket, object: self.object() }
    }

    fn proof_slot(&self) -> SlotAddress {
        let bucket = Bucket::month(self.text.validity.not_after.timestamp(), PROOF_MONTHS);
        SlotAddress { class: SlotClass::Proof, bucket, object: self.object() }
    }

    /// The context of one compartment: all of them are bound to the same dates, text, person and organisation.
    fn context(&self, wrap: WrapContext, schema: u32, scope: [u8; 32]) -> EnvelopeContext {
        EnvelopeContext {
            mandataire: wrap.tenant,
            wrap,
            subject: id(self.mandate.person().uuid()),
            schema,
            not_before: self.text.validity.not_before.timestamp(),
            not_after: self.text.validity.not_after.timestamp(),
            scope,
            text: self.text.sha256.0,
        }
    }

    fn wrap(&self, slot: SlotAddress, document: Option<Id>, revision: u32) -> WrapContext {
        WrapContext { tenant: id(self.mandate.organisation().uuid()), slot, document, revision }
    }

    fn operational(&self, revision: u32) -> EnvelopeContext {
        let codes = self.mandate.scope().codes();
        let scope = scope_hash(&codes.iter().map(String::as_str).collect::<Vec<_>>());
        self.context(self.wrap(self.operational_slot(), None, revision), OPERATIONAL, scope)
    }

    /// An act's words live under the mandate's keys; its scope may be narrowed after them.
    fn act(&self, act: MandateActId, revision: u32) -> EnvelopeContext {
        let wrap = self.wrap(self.operational_slot(), Some(id(act.uuid())), revision);
        self.context(wrap, ACT, scope_hash(&[]))
    }

    /// The text says the scope; what is taken out of it later leaves the proof as it was.
    fn proof(&self, revision: u32) -> EnvelopeContext {
        self.context(self.wrap(self.proof_slot(), None, revision), PROOF, scope_hash(&[]))
    }
}

impl UnitOfWork<'_> {
    async fn make_slot_of(&self, mandate: &Mandate, address: SlotAddress) -> Result<(), StoreError> {
        let tenant = id(mandate.organisation().uuid());
        let slot = NewSlot { address, tenant, made_at: self.now().timestamp() };
        Ok(self.keys().make_slots(vec![slot]).await?)
    }

    /// Makes the half-key of the operational compartment and seals it: she has just agreed.
    pub async fn seal_mandate(
        &self,
        stored: &mut StoredMandate,
        content: &MandateContent,
    ) -> Result<(), StoreError> {
        self.make_slot_of(&stored.mandate, Bound::of(&stored.mandate)?.operational_slot()).await?;
        self.reseal_mandate(stored, content).await
    }

    /// Seals the operational compartment anew, as the next revision, bound to the mandate as it now is.
    pub(super) async fn reseal_mandate(
        &self,
        stored: &mut StoredMandate,
        content: &MandateContent,
    ) -> Result<(), StoreError> {
        let revision = u32::try_from(stored.sealed.revision).unwrap_or(u32::MAX).saturating_add(1);
        stored.sealed = self.seal_in(&Bound::of(&stored.mandate)?.operational(revision), content).await?;
        Ok(())
    }

    /// Opens what is needed to act: state and clock first, then the decision, then the revision that the journal knows,
    /// then keys. Each refuses alone.
    pub async fn open_mandate(
        &self,
        grant: &Grant,
        stored: &StoredMandate,
    ) -> Result<MandateContent, StoreError> {
        let named = grant.object() == Object::Mandate(stored.mandate.id());
        let own = grant.organisation() == stored.mandate.organisation();
        if !stored.mandate.is_in_force(self.now()) || !named || !own || !grant.opens_content() {
            return Err(StoreError::Sealed { table: TABLE });
        }
        self.open_mandate_unchecked(stored).await
    }

    /// The same for whoever seals it anew and shows nothing of it.
    pub(super) async fn open_mandate_unchecked(
        &self,
        stored: &StoredMandate,
    ) -> Result<MandateContent, StoreError> {
        if self.count_mandate_writes(stored.mandate.id()).await? != i64::from(stored.sealed.revision) {
            return Err(StoreError::Sealed { table: TABLE });
        }
        let bound = Bound::of(&stored.mandate)?;
        self.open_in(TABLE, |revision| bound.operational(revision), &stored.sealed).await
    }

    /// How often the journal says that the compartment was written: an older row put back has another revision.
    async fn count_mandate_writes(&self, mandate: MandateId) -> Result<i64, StoreError> {
        let codes = WRITES.map(|action| format!("'{action}'")).join(", ");
        let sql = Sql::new("SELECT COUNT(*) AS writes FROM journal_entry")
            .filter(" WHERE object_id = ", mandate.uuid())
            .push(&format!(" AND action IN ({codes})"));
        let written: Option<Written> = sql.one(self.transaction()).await?;
        Ok(written.map_or(0, |written| written.writes))
    }

    /// Orders the destruction of what is needed to act: the mandate has ended.
    pub(super) async fn order_mandate_destruction(&self, mandate: &Mandate) -> Result<(), StoreError> {
        self.order_slots(std::iter::once(Bound::of(mandate)?.operational_slot())).await
    }

    /// Seals the words of an act under the mandate.
    pub(super) async fn seal_act<T: Serialize + Sync>(
        &self,
        mandate: &Mandate,
        act: MandateActId,
        words: &T,
    ) -> Result<Sealed, StoreError> {
        self.seal_in(&Bound::of(mandate)?.act(act, 1), words).await
    }

    /// Opens the words of acts whose caller has checked the grant; those of an ended mandate give nothing.
    pub(super) async fn open_act<T: for<'de> Deserialize<'de>>(
        &self,
        mandate: &Mandate,
        act: MandateActId,
        sealed: &Sealed,
    ) -> Option<T> {
        let bound = Bound::of(mandate).ok()?;
        self.open_in("mandate_act", |revision| bound.act(act, revision), sealed).await.ok()
    }

    /// Seals the proof: first the text that is put to her, then how she agreed to it.
    pub async fn seal_mandate_proof(
        &self,
        mandate: &Mandate,
        proof: &MandateProof,
    ) -> Result<(), StoreError> {
        let bound = Bound::of(mandate)?;
        let uuid = mandate.id().uuid();
        let last = mandate_proof::Entity::find_by_id(uuid).one(self.transaction()).await?;
        let revision = last.as_ref().map_or(0, |row| row.revision).saturating_add(1);
        if last.is_none() {
            self.make_slot_of(mandate, bound.proof_slot()).await?;
        }
        let sealed = self.seal_in(&bound.proof(u32::try_from(revision).unwrap_or(1)), proof).await?;
        let row = mandate_proof::ActiveModel {
            id: Set(uuid),
            wrap: Set(sealed.wrap),
            payload: Set(sealed.payload),
            revision: Set(sealed.revision),
            tenant_version: Set(sealed.tenant_version),
        };
        if last.is_some() {
            mandate_proof::Entity::update(row).exec(self.transaction()).await?;
        } else {
            mandate_proof::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        }
        Ok(())
    }

    /// Opens the proof while the agreement is being recorded: the text is shown again before she signs. Later it takes
    /// two persons.
    pub async fn open_proof_in_hand(
        &self,
        grant: &Grant,
        mandate: &Mandate,
    ) -> Result<MandateProof, StoreError> {
        let refused = StoreError::Sealed { table: "mandate_proof" };
        let named = grant.object() == Object::Mandate(mandate.id());
        let own = grant.organisation() == mandate.organisation();
        if !named || !own || !grant.opens_content() || mandate.state().is_final() {
            return Err(refused);
        }
        let row = mandate_proof::Entity::find_by_id(mandate.id().uuid()).one(self.transaction()).await?;
        let sealed = row.map(|row| sealed_columns!(row)).ok_or(refused)?;
        let bound = Bound::of(mandate)?;
        self.open_in("mandate_proof", |revision| bound.proof(revision), &sealed).await
    }

    /// Deletes the proof of a text that nobody agreed to, and its key.
    pub(super) async fn drop_mandate_proof(&self, mandate: &Mandate) -> Result<(), StoreError> {
        mandate_proof::Entity::delete_by_id(mandate.id().uuid()).exec(self.transaction()).await?;
        self.order_slots(std::iter::once(Bound::of(mandate)?.proof_slot())).await
    }
}
