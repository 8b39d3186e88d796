//! Needs (« besoins »): what is missing for a person; one need, one or more referrals.

use relais_domain::ids::{NeedId, OrganisationId, PersonId, RelationId};
pub(crate) use relais_rows::needs as entity;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, Set, sea_query::Expr};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, UnitOfWork,
    needs::entity::need,
    sealing::{Kind, Place, Sealed, sealed_columns},
};

/// The sealed part of a need.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NeedContent {
    /// What she needs, in a sentence: what a partner reads first.
    pub text: String,
    /// What else may help to understand; shared only if she agrees to it.
    pub situation: Option<String>,
    /// When she is free.
    pub availability: Option<String>,
}

impl std::fmt::Debug for NeedContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NeedContent([secret])")
    }
}

/// A need as its row tells it.
#[derive(Clone, Debug)]
pub struct Need {
    row: need::Model,
}

impl Need {
    /// The need.
    #[must_use]
    pub const fn id(&self) -> NeedId {
        NeedId::new(self.row.id)
    }

    /// The sender's relation it belongs to.
    #[must_use]
    pub const fn relation(&self) -> RelationId {
        RelationId::new(self.row.relation_id)
    }

    /// Theme code.
    #[must_use]
    pub fn theme(&self) -> Option<&str> {
        self.row.theme.as_deref()
    }

    pub(crate) fn sealed(&self) -> (Place, Sealed) {
        (self.place(), sealed_columns!(self.row))
    }

    /// Whether its words were destroyed.
    pub(crate) const fn is_emptied(&self) -> bool {
        self.row.payload.is_none()
    }

    const fn place(&self) -> Place {
        Place {
            kind: Kind::Need,
            tenant: self.row.organisation_id,
            row: self.row.id,
            subject: self.row.person_id,
        }
    }
}

/// A need about to be stored.
#[derive(Clone, Debug)]
pub struct NewNeed<'a> {
    /// Its id.
    pub id: NeedId,
    /// The person.
    pub person: PersonId,
    /// The relation it belongs to.
    pub relation: RelationId,
    /// Theme code.
    pub theme: Option<&'static str>,
    /// Its words.
    pub content: &'a NeedContent,
}

impl UnitOfWork<'_> {
    /// Stores a need of the actor's organisation.
    pub async fn insert_need(&self, new: NewNeed<'_>) -> Result<(), StoreError> {
        let NewNeed { id, person, relation, theme, content } = new;
        let organisation: OrganisationId = self.organisation()?;
        let place =
            Place { kind: Kind::Need, tenant: organisation.uuid(), row: id.uuid(), subject: person.uuid() };
        self.make_slot(place).await?;
        let sealed = self.seal(place, 0, content).await?;
        let row = need::ActiveModel {
            id: Set(id.uuid()),
            person_id: Set(person.uuid()),
            relation_id: Set(relation.uuid()),
            organisation_id: Set(organisation.uuid()),
            theme: Set(theme.map(str::to_owned)),
            created_at: Set(self.now()),
            wrap: Set(sealed.wrap),
            payload: Set(sealed.payload),
            revision: Set(sealed.revision),
            tenant_version: Set(sealed.tenant_version),
            version: Set(1),
        };
        need::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// A need of the actor's organisation.
    pub async fn find_need(&self, id: NeedId) -> Result<Option<Need>, StoreError> {
        let own = need::Column::OrganisationId.eq(self.organisation()?.uuid());
        let row = need::Entity::find_by_id(id.uuid()).filter(own).one(self.transaction()).await?;
        Ok(row.map(|row| Need { row }))
    }

    /// Seals a need's new words.
    pub async fn save_need(
        &self,
        need: &Need,
        theme: Option<&str>,
        content: &NeedContent,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(need.place(), need.row.revision, content).await?;
        let saved = need::Entity::update_many()
            .col_expr(need::Column::Theme, Expr::value(theme.map(str::to_owned)))
            .col_expr(need::Column::Wrap, Expr::value(sealed.wrap))
            .col_expr(need::Column::Payload, Expr::value(sealed.payload))
            .col_expr(need::Column::Revision, Expr::value(sealed.revision))
            .col_expr(need::Column::TenantVersion, Expr::value(sealed.tenant_version))
            .col_expr(need::Column::Version, Expr::value(need.row.version + 1))
            .filter(need::Column::Id.eq(need.row.id).and(need::Column::Version.eq(need.row.version)))
            .exec(self.transaction())
            .await?;
        if saved.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}
