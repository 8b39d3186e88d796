//! Sealed columns: what a row keeps of an envelope, and the contexts of class `case` it is bound to.
//!
//! Opening asks for a `Grant`: without the access decision there is no plaintext. Each kind of row has its schema
//! number, so that an envelope moved to another table does not open there.

use relais_crypto::{
    context::{EnvelopeContext, Id, SlotAddress},
    envelope::{Envelope, Wrap},
    keystore::{NewSlot, WrappedDek},
    sealing::{self, SealingError},
};
use relais_domain::{
    access::{Action, Grant, Object},
    referral::visibility::Sight,
};
use sea_orm::prelude::Uuid;
use serde::{Serialize, de::DeserializeOwned};

use crate::{StoreError, UnitOfWork};

/// The kinds of sealed rows; the number is part of what the envelope is bound to and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Relation = 1,
    Contact = 2,
    Need = 3,
    Referral = 4,
    Agreement = 5,
    ReferralEvent = 6,
}

impl Kind {
    const fn table(self) -> &'static str {
        match self {
            Self::Relation => "relation",
            Self::Contact => "contact",
            Self::Need => "need",
            Self::Referral => "referral",
            Self::Agreement => "agreement",
            Self::ReferralEvent => "referral_event",
        }
    }
}

/// Where a sealed row stands: whose key, which row, about whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub kind: Kind,
    pub tenant: Uuid,
    pub row: Uuid,
    pub subject: Uuid,
}

impl Place {
    fn context(self, revision: u32) -> EnvelopeContext {
        let id = |uuid: Uuid| Id::from(uuid.into_bytes());
        EnvelopeContext::case(id(self.tenant), id(self.row), id(self.subject), self.kind as u32, revision)
    }

    /// Tells the operator of an envelope that was altered: its line is left out where many are read. A key that is gone
    /// is no damage, that is what an end looks like.
    fn tell_damage(self, error: &SealingError) {
        if let SealingError::Envelope(error) = error {
            let table = self.kind.table();
            tracing::error!(table, row = %self.row, %error, "a sealed row does not open and is left out");
        }
    }

    /// Whether the grant lets this row's content be read: it names the row, or the organisation whose row it is.
    /// A grant of one object opens no other object, not even of the same organisation; what was said at a contact
    /// belongs to the full sheet, and to the referral that is begun with it.
    fn permitted_by(self, grant: &Grant) -> bool {
        let named = match grant.object() {
            Object::Relation(id) if self.kind == Kind::Contact => {
                let begins = grant.action() == Action::DraftReferral;
                id.uuid() == self.subject && (begins || grant.sight() >= Sight::Own)
            }
            Object::Relation(id) => self.kind == Kind::Relation && id.uuid() == self.row,
            Object::Referral(id) => {
                matches!(self.kind, Kind::Referral | Kind::ReferralEvent) && id.uuid() == self.row
            }
            Object::Agreement(id) => self.kind == Kind::Agreement && id.uuid() == self.row,
            Object::Organisation(id) => id.uuid() == self.tenant,
            Object::Network(_) | Object::Mandate(_) => false,
        };
        grant.opens_content() && named
    }

    /// What the key store must open for this row; none where a column does not read.
    pub(crate) fn wrapped(self, sealed: &Sealed) -> Option<WrappedDek> {
        let (revision, envelope) = sealed.clone().into_envelope()?;
        sealing::wrapped(&self.context(revision), &envelope).ok()
    }

    pub(crate) fn slot(self) -> SlotAddress {
        SlotAddress::case(Id::from(self.row.into_bytes()))
    }
}

/// The sealed columns of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub wrap: Option<Vec<u8>>,
    pub payload: Option<Vec<u8>>,
    pub revision: i32,
    pub tenant_version: i32,
}

impl Sealed {
    fn into_envelope(self) -> Option<(u32, Envelope)> {
        let wrap = Wrap { tenant_version: u32::try_from(self.tenant_version).ok()?, bytes: self.wrap? };
        Some((u32::try_from(self.revision).ok()?, Envelope { wrap, payload: self.payload? }))
    }
}

/// Copies the four sealed columns of an entity row.
macro_rules! sealed_columns {
    ($row:expr) => {
        $crate::sealing::Sealed {
            wrap: $row.wrap.clone(),
            payload: $row.payload.clone(),
            revision: $row.revision,
            tenant_version: $row.tenant_version,
        }
    };
}
pub(crate) use sealed_columns;

impl UnitOfWork<'_> {
    /// Makes the half-key of a new row: before the row, so that no row is ever without its key.
    pub(crate) async fn make_slot(&self, place: Place) -> Result<(), StoreError> {
        let tenant = Id::from(place.tenant.into_bytes());
        let slot = NewSlot { address: place.slot(), tenant, made_at: self.now().timestamp() };
        Ok(self.keys().make_slots(vec![slot]).await?)
    }

    /// Seals fields as the next revision of a row.
    pub(crate) async fn seal<T: Serialize + Sync>(
        &self,
        place: Place,
        last_revision: i32,
        fields: &T,
    ) -> Result<Sealed, StoreError> {
        let revision = u32::try_from(last_revision).unwrap_or(0) + 1;
        self.seal_in(&place.context(revision), fields).await
    }

    /// Seals fields in a context, which names their revision.
    pub(crate) async fn seal_in<T: Serialize + Sync>(
        &self,
        context: &EnvelopeContext,
        fields: &T,
    ) -> Result<Sealed, StoreError> {
        let envelope = sealing::seal_cbor(self.keys(), context, fields).await?;
        Ok(Sealed {
            revision: i32::try_from(context.wrap.revision).unwrap_or(i32::MAX),
            tenant_version: i32::try_from(envelope.wrap.tenant_version).unwrap_or(i32::MAX),
            wrap: Some(envelope.wrap.bytes),
            payload: Some(envelope.payload),
        })
    }

    /// Opens a row's fields under an access decision.
    pub(crate) async fn open<T: DeserializeOwned>(
        &self,
        grant: &Grant,
        place: Place,
        sealed: &Sealed,
    ) -> Result<T, StoreError> {
        if !place.permitted_by(grant) {
            return Err(StoreError::Sealed { table: place.kind.table() });
        }
        self.open_unchecked(place, sealed).await
    }

    /// Opens a row whose caller has checked a grant of another shape.
    pub(crate) async fn open_unchecked<T: DeserializeOwned>(
        &self,
        place: Place,
        sealed: &Sealed,
    ) -> Result<T, StoreError> {
        let table = place.kind.table();
        self.open_in(table, |revision| place.context(revision), sealed).await
    }

    /// Opens sealed columns in the context that their row claims for their revision.
    pub(crate) async fn open_in<T: DeserializeOwned>(
        &self,
        table: &'static str,
        context: impl FnOnce(u32) -> EnvelopeContext + Send,
        sealed: &Sealed,
    ) -> Result<T, StoreError> {
        let (revision, envelope) = sealed.clone().into_envelope().ok_or(StoreError::Sealed { table })?;
        Ok(sealing::open_cbor(self.keys(), &context(revision), &envelope).await?)
    }

    /// Opens many rows, each under its own decision, with one message to the key store. A row that may not or does
    /// not open gives nothing: a list never fails for one of its lines.
    pub(crate) async fn open_all<T: DeserializeOwned>(
        &self,
        rows: Vec<(Option<Grant>, Place, Sealed)>,
    ) -> Result<Vec<Option<T>>, StoreError> {
        let permitted = |(grant, place, sealed): (Option<Grant>, Place, Sealed)| {
            grant.filter(|grant| place.permitted_by(grant)).map(|_| (place, sealed))
        };
        self.open_all_unchecked(rows.into_iter().map(permitted)).await
    }

    /// The same for rows whose caller has checked more than a grant can say: the auditor's.
    pub(crate) async fn open_all_unchecked<T: DeserializeOwned>(
        &self,
        rows: impl Iterator<Item = Option<(Place, Sealed)>>,
    ) -> Result<Vec<Option<T>>, StoreError> {
        let (mut places, mut present) = (Vec::new(), Vec::new());
        for row in rows {
            let found = row.and_then(|(place, sealed)| Some((place, sealed.into_envelope()?)));
            places.push(found.map(|(place, (revision, envelope))| {
                present.push((place.context(revision), envelope));
                place
            }));
        }
        let mut opened = Vec::with_capacity(present.len());
        for page in present.chunks(100) {
            opened.extend(sealing::open_all(self.keys(), page).await?);
        }
        let mut opened = opened.into_iter();
        let read = places.into_iter().map(|place| {
            let place = place?;
            let read = opened.next()?.and_then(|plaintext| Ok(sealing::from_cbor(&plaintext)?));
            read.map_err(|error| place.tell_damage(&error)).ok()
        });
        Ok(read.collect())
    }

    /// Gives an organisation or a network the keys of a tenant.
    pub async fn make_tenant(&self, tenant: [u8; 16]) -> Result<(), StoreError> {
        self.keys().create_tenant(Id::from(tenant)).await?;
        Ok(())
    }
}
