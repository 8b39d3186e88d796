//! Queries of one referral. A referral is found only by its sending or its receiving organisation.

use relais_domain::{
    access::Grant,
    agreement::Item,
    code_set::CodeSet,
    ids::{NeedId, PersonId, ReferralId, RelationId, ServiceId},
    referral::{RefNumber, Referral, ReferralState, RejectReason},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder as _, QuerySelect as _,
    sea_query::Expr,
};

use crate::{
    StoreError, UnitOfWork,
    error::inconsistent,
    live::Change,
    referrals::{ReferralContent, StoredReferral, entity::referral, mapping},
    sealing::Sealed,
    shared::Shared,
};

/// What a new row needs beside the referral itself.
#[derive(Clone, Debug)]
pub struct ReferralExtras {
    /// The sender's relation.
    pub relation: RelationId,
    /// Theme code of the need.
    pub theme: Option<String>,
    /// The items to pass on.
    pub items: CodeSet<Item>,
}

#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    referral: referral::Model,
    reason_given: bool,
}

impl UnitOfWork<'_> {
    /// Stores a new draft with its sealed content.
    pub async fn insert_referral(
        &self,
        referral: Referral,
        extras: ReferralExtras,
        content: &ReferralContent,
    ) -> Result<StoredReferral, StoreError> {
        let ReferralExtras { relation, theme, items } = extras;
        let mut stored = StoredReferral { referral, relation, theme, items, sealed: Sealed::default() };
        self.make_slot(stored.place()).await?;
        stored.sealed = self.seal(stored.place(), 0, content).await?;
        let row = mapping::row(&stored, self.now());
        referral::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(stored)
    }

    /// A referral of the actor's organisation, on either side.
    pub async fn find_referral(&self, id: ReferralId) -> Result<Option<StoredReferral>, StoreError> {
        Ok(self.find_referral_and_reason(id).await?.map(|(stored, _)| stored))
    }

    /// The same, and whether this agent gave a reason to read it that still holds: one statement, for every page asks.
    pub async fn find_referral_and_reason(
        &self,
        id: ReferralId,
    ) -> Result<Option<(StoredReferral, bool)>, StoreError> {
        let organisation = self.organisation()?.uuid();
        let sides = referral::Column::SenderOrganisationId
            .eq(organisation)
            .or(referral::Column::RecipientOrganisationId.eq(organisation));
        let found = referral::Entity::find_by_id(id.uuid())
            .filter(sides)
            .column_as(self.reason_holds(id.uuid()), "reason_given")
            .into_model::<Found>();
        let Some(Found { referral, reason_given }) = found.one(self.transaction()).await? else {
            return Ok(None);
        };
        Ok(Some((referral.try_into()?, reason_given)))
    }

    /// The attempt at a need that the actor's organisation has begun and that has not ended: the latest.
    pub async fn find_open_attempt(
        &self,
        need: NeedId,
    ) -> Result<Option<(ReferralId, ReferralState)>, StoreError> {
        let open = ReferralState::ALL.iter().filter(|state| state.is_open()).map(|state| state.as_str());
        let row = referral::Entity::find()
            .filter(referral::Column::NeedId.eq(need.uuid()))
            .filter(referral::Column::SenderOrganisationId.eq(self.organisation()?.uuid()))
            .filter(referral::Column::State.is_in(open))
            .order_by_desc(referral::Column::CreatedAt)
            .order_by_desc(referral::Column::Id)
            .one(self.transaction())
            .await?;
        let state =
            |row: &referral::Model| row.state.parse().map_err(|_| inconsistent("referral", "state", row.id));
        row.map(|row| Ok((ReferralId::new(row.id), state(&row)?))).transpose()
    }

    /// The other attempts at the need of a referral, whoever asks: what either side may do depends on them.
    pub async fn list_other_attempts(&self, of: &Referral) -> Result<Vec<Referral>, StoreError> {
        let rows = referral::Entity::find()
            .filter(referral::Column::NeedId.eq(of.need().uuid()))
            .filter(referral::Column::Id.ne(of.id().uuid()))
            .all(self.transaction())
            .await?;
        let stored = rows.into_iter().map(StoredReferral::try_from);
        stored.map(|stored| Ok(stored?.referral)).collect()
    }

    /// The latest attempt of the actor's organisation at a need that was refused as the wrong service, and that nothing
    /// continues yet.
    pub async fn find_refused_attempt(&self, need: NeedId) -> Result<Option<StoredReferral>, StoreError> {
        let row = referral::Entity::find()
            .filter(referral::Column::NeedId.eq(need.uuid()))
            .filter(referral::Column::SenderOrganisationId.eq(self.organisation()?.uuid()))
            .filter(referral::Column::State.eq(ReferralState::Rejected.as_str()))
            .filter(referral::Column::RejectReason.eq(RejectReason::WrongService.as_str()))
            .filter(referral::Column::SupersededBy.is_null())
            .order_by_desc(referral::Column::ClosedAt)
            .order_by_desc(referral::Column::Id)
            .one(self.transaction())
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    /// A referral of the actor's organisation, on either side, by its number.
    pub async fn find_referral_by_number(&self, number: RefNumber) -> Result<Option<ReferralId>, StoreError> {
        let organisation = self.organisation()?.uuid();
        let sides = referral::Column::SenderOrganisationId
            .eq(organisation)
            .or(referral::Column::RecipientOrganisationId.eq(organisation));
        let row = referral::Entity::find()
            .filter(referral::Column::Number.eq(number.to_string()))
            .filter(sides)
            .one(self.transaction())
            .await?;
        Ok(row.map(|row| ReferralId::new(row.id)))
    }

    /// Opens the sealed part of a referral.
    pub async fn open_referral(
        &self,
        grant: &Grant,
        stored: &StoredReferral,
    ) -> Result<ReferralContent, StoreError> {
        let content: ReferralContent = self.open(grant, stored.place(), &stored.sealed).await?;
        let own = grant.organisation() == stored.referral.sender().organisation;
        if own || Shared::reaches(content.shared.as_ref(), grant.organisation(), self.now()) {
            Ok(content)
        } else {
            Err(StoreError::Sealed { table: "referral" })
        }
    }

    /// Saves a referral over the version that was read; new content is sealed as the next revision.
    pub async fn save_referral(
        &self,
        stored: &mut StoredReferral,
        read_version: i32,
        content: Option<&ReferralContent>,
    ) -> Result<(), StoreError> {
        if let Some(content) = content {
            stored.sealed = self.seal(stored.place(), stored.sealed.revision, content).await?;
        }
        let row = mapping::row(stored, self.now());
        let saved = referral::Entity::update_many()
            .set(row)
            .filter(referral::Column::Id.eq(stored.referral.id().uuid()))
            .filter(referral::Column::Version.eq(read_version))
            .exec(self.transaction())
            .await?;
        if saved.rows_affected == 1 {
            self.mark_changed(Change::of(&stored.referral));
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Empties a sheet that never left; its key is destroyed with the commit.
    pub async fn empty_referral(&self, stored: &mut StoredReferral) -> Result<(), StoreError> {
        referral::Entity::update_many()
            .col_expr(referral::Column::Wrap, Expr::value(None::<Vec<u8>>))
            .col_expr(referral::Column::Payload, Expr::value(None::<Vec<u8>>))
            .filter(referral::Column::Id.eq(stored.referral.id().uuid()))
            .exec(self.transaction())
            .await?;
        (stored.sealed.wrap, stored.sealed.payload) = (None, None);
        self.order_destruction(&[stored.place()]).await
    }

    /// Another open referral (not a draft) of the same organisation, for the same person, to the same service. What
    /// another organisation asked for her is never looked at: the answer would tell that it knows her.
    pub async fn find_duplicate(&self, of: &Referral) -> Result<Option<StoredReferral>, StoreError> {
        let Some(service) = of.recipient().map(|recipient| recipient.service) else { return Ok(None) };
        let row = referral::Entity::find()
            .filter(same_request(of.person(), service))
            .filter(referral::Column::SenderOrganisationId.eq(of.sender().organisation.uuid()))
            .filter(referral::Column::Id.ne(of.id().uuid()))
            .one(self.transaction())
            .await?;
        row.map(TryInto::try_into).transpose()
    }
}

fn same_request(person: PersonId, service: ServiceId) -> sea_orm::sea_query::SimpleExpr {
    let open = ReferralState::ALL
        .iter()
        .filter(|state| state.is_open() && **state != ReferralState::Draft)
        .map(|state| state.as_str());
    referral::Column::PersonId
        .eq(person.uuid())
        .and(referral::Column::RecipientServiceId.eq(service.uuid()))
        .and(referral::Column::State.is_in(open))
}
