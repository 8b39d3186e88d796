//! Queries of one mandate. It is found by the organisation it was given to; by any other desk of the network by its
//! number, to stop it.

use relais_domain::{
    clock::Timestamp,
    ids::{MandateId, PersonId},
    mandate::{Mandate, MandateNumber, MandateState, Scope},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder as _, Set, prelude::Uuid, sea_query::Expr};

use crate::{
    StoreError, UnitOfWork,
    mandates::{
        entity::{mandate, mandate_item},
        mapping,
    },
    sealing::{Sealed, sealed_columns},
};

/// A mandate with its sealed columns.
#[derive(Clone, Debug)]
pub struct StoredMandate {
    /// The mandate.
    pub mandate: Mandate,
    /// When its end was last announced.
    pub warned_at: Option<Timestamp>,
    pub(super) sealed: Sealed,
}

impl TryFrom<mandate::Model> for StoredMandate {
    type Error = StoreError;

    fn try_from(row: mandate::Model) -> Result<Self, StoreError> {
        let (sealed, warned_at) = (sealed_columns!(row), row.warned_at);
        Ok(Self { mandate: mapping::mandate(row)?, warned_at, sealed })
    }
}

fn living() -> impl Iterator<Item = &'static str> {
    MandateState::ALL.iter().filter(|state| state.is_living()).map(|state| state.as_str())
}

impl UnitOfWork<'_> {
    /// Stores a new draft.
    pub async fn insert_mandate(&self, mandate: Mandate) -> Result<StoredMandate, StoreError> {
        let row = mandate::ActiveModel {
            revision: Set(0),
            tenant_version: Set(1),
            updated_at: Set(self.now()),
            ..mapping::row(&mandate)
        };
        mandate::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(StoredMandate { mandate, warned_at: None, sealed: Sealed::default() })
    }

    /// A mandate given to, or prepared by, the actor's organisation.
    pub async fn find_mandate(&self, id: MandateId) -> Result<Option<StoredMandate>, StoreError> {
        let row = mandate::Entity::find_by_id(id.uuid())
            .filter(mandate::Column::OrganisationId.eq(self.organisation()?.uuid()))
            .one(self.transaction())
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    /// A mandate of the actor's network, for the desk to which she comes to stop it. What it may do with it access
    /// decides.
    pub async fn find_mandate_at_desk(&self, id: MandateId) -> Result<Option<StoredMandate>, StoreError> {
        let row = mandate::Entity::find_by_id(id.uuid())
            .filter(mandate::Column::NetworkId.eq(self.network()?.uuid()))
            .one(self.transaction())
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    /// The same by the number on her paper.
    pub async fn find_mandate_by_number(
        &self,
        number: MandateNumber,
    ) -> Result<Option<StoredMandate>, StoreError> {
        let row = mandate::Entity::find()
            .filter(mandate::Column::Number.eq(number.to_string()))
            .filter(mandate::Column::NetworkId.eq(self.network()?.uuid()))
            .one(self.transaction())
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    /// A mandate whosever it is, by its number: for whoever holds its paper and asks whether it is in force.
    pub async fn find_mandate_to_verify(&self, number: MandateNumber) -> Result<Option<Mandate>, StoreError> {
        let row = mandate::Entity::find()
            .filter(mandate::Column::Number.eq(number.to_string()))
            .one(self.transaction())
            .await?;
        row.map(mapping::mandate).transpose()
    }

    /// Her living mandates to the actor's organisation.
    pub async fn list_living_mandates(&self, person: PersonId) -> Result<Vec<StoredMandate>, StoreError> {
        let rows = mandate::Entity::find()
            .filter(mandate::Column::PersonId.eq(person.uuid()))
            .filter(mandate::Column::OrganisationId.eq(self.organisation()?.uuid()))
            .filter(mandate::Column::State.is_in(living()))
            .order_by_asc(mandate::Column::CreatedAt)
            .all(self.transaction())
            .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// How many living mandates of hers to other organisations let some of the same be done: told to her, never to whom
    /// or which.
    pub async fn count_overlapping_mandates(
        &self,
        person: PersonId,
        scope: &Scope,
    ) -> Result<usize, StoreError> {
        let rows = mandate::Entity::find()
            .filter(mandate::Column::PersonId.eq(person.uuid()))
            .filter(mandate::Column::OrganisationId.ne(self.organisation()?.uuid()))
            .filter(mandate::Column::State.is_in(living()))
            .all(self.transaction())
            .await?;
        let others = rows.into_iter().map(mapping::mandate).collect::<Result<Vec<_>, _>>()?;
        Ok(others.iter().filter(|other| other.scope().overlaps(scope)).count())
    }

    /// Saves a mandate over the state and version that were read, with what is sealed under it; `next_at` is when a clock
    /// strikes next. At its end what is needed to act is emptied here and its key destroyed with the commit; a text that
    /// nobody agreed to takes its proof with it.
    pub async fn save_mandate(
        &self,
        stored: &mut StoredMandate,
        before: &Mandate,
        next_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let after = stored.mandate.clone();
        let (was_living, lives) = (before.state().is_living(), after.state().is_living());
        let narrowed = was_living && lives && before.scope() != after.scope();
        if narrowed {
            let was = StoredMandate { mandate: before.clone(), ..stored.clone() };
            let content = self.open_mandate_unchecked(&was).await?;
            self.reseal_mandate(stored, &content).await?;
        }
        if was_living && !lives {
            (stored.sealed.wrap, stored.sealed.payload) = (None, None);
            self.order_mandate_destruction(before).await?;
        }
        if before.power().is_none() && before.text().is_some() && after.state().is_final() {
            self.drop_mandate_proof(before).await?;
        }
        if was_living != lives || narrowed {
            self.write_items(&after).await?;
        }
        let row = mandate::ActiveModel {
            wrap: Set(stored.sealed.wrap.clone()),
            payload: Set(stored.sealed.payload.clone()),
            revision: Set(stored.sealed.revision),
            tenant_version: Set(stored.sealed.tenant_version),
            next_at: Set(next_at),
            warned_at: Set(stored.warned_at),
            updated_at: Set(self.now()),
            ..mapping::row(&after)
        };
        let saved = mandate::Entity::update_many()
            .set(row)
            .filter(mandate::Column::Id.eq(after.id().uuid()))
            .filter(mandate::Column::Version.eq(before.version()))
            .exec(self.transaction())
            .await?;
        if saved.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Notes that its end was announced, and when a clock strikes next: nothing of the mandate changes.
    pub async fn note_mandate_warned(
        &self,
        stored: &StoredMandate,
        next_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let noted = mandate::Entity::update_many()
            .col_expr(mandate::Column::WarnedAt, Expr::value(self.now()))
            .col_expr(mandate::Column::NextAt, Expr::value(next_at))
            .filter(mandate::Column::Id.eq(stored.mandate.id().uuid()))
            .filter(mandate::Column::Version.eq(stored.mandate.version()))
            .exec(self.transaction())
            .await?;
        if noted.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// What a mandate lets be done, as rows that exclude another living one of the same person and organisation.
    async fn write_items(&self, mandate: &Mandate) -> Result<(), StoreError> {
        let uuid = mandate.id().uuid();
        mandate_item::Entity::delete_many()
            .filter(mandate_item::Column::MandateId.eq(uuid))
            .exec(self.transaction())
            .await?;
        let living = mandate.state().is_living();
        let rows = mandate.scope().codes().into_iter().map(|code| mandate_item::ActiveModel {
            id: Set(Uuid::from_bytes(relais_domain::random::fill_array(self.random()))),
            mandate_id: Set(uuid),
            person_id: Set(mandate.person().uuid()),
            organisation_id: Set(mandate.organisation().uuid()),
            code: Set(code),
            living: Set(living),
        });
        mandate_item::Entity::insert_many(rows).exec_without_returning(self.transaction()).await?;
        Ok(())
    }
}
