//! The end of a relation that rested on a referral: what was known of her here can no longer be decrypted.

use relais_domain::ids::{ReferralId, RelationId};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _, prelude::Uuid, sea_query::Expr,
};

use crate::{
    StoreError, UnitOfWork,
    contacts::entity::contact,
    needs::entity::need,
    persons::entity::relation,
    referrals::entity::referral,
    sealing::{Kind, Place},
};

/// Referrals that never left: what they hold is still only the sender's.
const UNSENT: [&str; 2] = ["draft", "awaiting_consent"];

impl UnitOfWork<'_> {
    /// Ends the relations that rest on a referral and orders their keys destroyed; which they were. What was prepared
    /// on them and never left goes with them. Whose they are does not matter: the person's word or the end of the
    /// ground decides.
    pub async fn end_relations_of_referral(
        &self,
        referral: ReferralId,
    ) -> Result<Vec<RelationId>, StoreError> {
        let open =
            relation::Column::GroundReferralId.eq(referral.uuid()).and(relation::Column::EndedAt.is_null());
        let rows = relation::Entity::find().filter(open.clone()).all(self.transaction()).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        relation::Entity::update_many()
            .col_expr(relation::Column::EndedAt, Expr::value(self.now()))
            .col_expr(relation::Column::Wrap, Expr::value(None::<Vec<u8>>))
            .col_expr(relation::Column::Payload, Expr::value(None::<Vec<u8>>))
            .col_expr(relation::Column::UpdatedAt, Expr::value(self.now()))
            // Whoever read the row before must not write into it after its end.
            .col_expr(relation::Column::Version, Expr::col(relation::Column::Version).add(1))
            .filter(open)
            .exec(self.transaction())
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut places: Vec<Place> = rows
            .iter()
            .map(|row| Place {
                kind: Kind::Relation,
                tenant: row.organisation_id,
                row: row.id,
                subject: row.person_id,
            })
            .collect();
        places.extend(self.empty_unsent_drafts(&ids).await?);
        places.extend(self.empty_contacts(&ids).await?);
        self.order_destruction(&places).await?;
        Ok(ids.into_iter().map(RelationId::new).collect())
    }

    /// Empties the drafts begun on these relations, and the needs that only they tell.
    async fn empty_unsent_drafts(&self, relations: &[Uuid]) -> Result<Vec<Place>, StoreError> {
        let on = referral::Column::RelationId.is_in(relations.iter().copied());
        let rows = referral::Entity::find().filter(on).all(self.transaction()).await?;
        let (unsent, sent): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| UNSENT.contains(&row.state.as_str()));
        referral::Entity::update_many()
            .col_expr(referral::Column::Wrap, Expr::value(None::<Vec<u8>>))
            .col_expr(referral::Column::Payload, Expr::value(None::<Vec<u8>>))
            .filter(referral::Column::Id.is_in(unsent.iter().map(|row| row.id)))
            .exec(self.transaction())
            .await?;
        let told = need::Column::Id.is_not_in(sent.iter().map(|row| row.need_id));
        let untold = need::Column::RelationId.is_in(relations.iter().copied()).and(told);
        let needs = need::Entity::find().filter(untold.clone()).all(self.transaction()).await?;
        need::Entity::update_many()
            .col_expr(need::Column::Wrap, Expr::value(None::<Vec<u8>>))
            .col_expr(need::Column::Payload, Expr::value(None::<Vec<u8>>))
            .filter(untold)
            .exec(self.transaction())
            .await?;
        let draft = |row: &referral::Model| Place {
            kind: Kind::Referral,
            tenant: row.sender_organisation_id,
            row: row.id,
            subject: row.person_id,
        };
        let need = |row: &need::Model| Place {
            kind: Kind::Need,
            tenant: row.organisation_id,
            row: row.id,
            subject: row.person_id,
        };
        Ok(unsent.iter().map(draft).chain(needs.iter().map(need)).collect())
    }
    /// Empties the contacts noted on these relations; that they took place, and their codes, stays.
    async fn empty_contacts(&self, relations: &[Uuid]) -> Result<Vec<Place>, StoreError> {
        let noted = contact::Column::RelationId.is_in(relations.iter().copied());
        let rows = contact::Entity::find().filter(noted.clone()).all(self.transaction()).await?;
        contact::Entity::update_many()
            .col_expr(contact::Column::Wrap, Expr::value(None::<Vec<u8>>))
            .col_expr(contact::Column::Payload, Expr::value(None::<Vec<u8>>))
            .col_expr(contact::Column::Version, Expr::col(contact::Column::Version).add(1))
            .filter(noted)
            .exec(self.transaction())
            .await?;
        let place = |row: contact::Model| {
            let subject = row.relation_id?;
            Some(Place { kind: Kind::Contact, tenant: row.organisation_id, row: row.id, subject })
        };
        Ok(rows.into_iter().filter_map(place).collect())
    }
}
