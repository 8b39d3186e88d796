//! The contacts of a relation: made hers afterwards, listed on her sheet, opened for who may read what was said.

use relais_domain::{
    access::Grant,
    clock::Timestamp,
    ids::{ContactId, MembershipId, RelationId},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, prelude::Uuid, sea_query::Expr,
};

use crate::{
    StoreError, UnitOfWork,
    contacts::{ContactContent, entity::contact},
    sealing::{Kind, Place, sealed_columns},
    sql::Sql,
};

/// Most a sheet lists.
const MOST: i64 = 20;

const COLUMNS: &str = "
    SELECT c.id, c.organisation_id, c.relation_id, c.membership_id, c.theme, c.mode, c.outcome, c.happened_at, c.wrap,
           c.payload, c.revision, c.tenant_version, a.given_name, a.usual_name
    FROM contact c
    LEFT JOIN membership m ON m.id = c.membership_id
    LEFT JOIN agent a ON a.id = m.agent_id
    WHERE c.organisation_id = $1 AND c.relation_id = $2";

/// A contact with a person of the organisation, as its row tells it: what was said is still sealed.
#[derive(Clone, FromQueryResult)]
pub struct ContactLine {
    id: Uuid,
    organisation_id: Uuid,
    relation_id: Uuid,
    membership_id: Option<Uuid>,
    /// Theme code.
    pub theme: Option<String>,
    /// Code of what was done for her.
    pub mode: String,
    /// Code of how it ended.
    pub outcome: String,
    /// When.
    pub happened_at: Timestamp,
    /// First name of the agent who recorded it; none for the organisation's software.
    pub given_name: Option<String>,
    /// Family name of the agent.
    pub usual_name: Option<String>,
    wrap: Option<Vec<u8>>,
    payload: Option<Vec<u8>>,
    revision: i32,
    tenant_version: i32,
}

impl std::fmt::Debug for ContactLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactLine").field("id", &self.id).finish_non_exhaustive()
    }
}

impl ContactLine {
    /// The contact.
    #[must_use]
    pub const fn id(&self) -> ContactId {
        ContactId::new(self.id)
    }

    /// Who recorded it; none for the organisation's software.
    #[must_use]
    pub fn membership(&self) -> Option<MembershipId> {
        self.membership_id.map(MembershipId::new)
    }

    const fn place(&self) -> Place {
        Place { kind: Kind::Contact, tenant: self.organisation_id, row: self.id, subject: self.relation_id }
    }
}

impl UnitOfWork<'_> {
    /// The last contacts of a relation of the actor's organisation, the newest first.
    pub async fn list_contacts(&self, relation: RelationId) -> Result<Vec<ContactLine>, StoreError> {
        let sql = self.contacts_of(relation)?.push(" ORDER BY c.happened_at DESC, c.id").limit(MOST);
        sql.all(self.transaction()).await
    }

    /// The last contact of a relation, unless a need of hers was written since.
    pub async fn find_contact_without_need(
        &self,
        relation: RelationId,
    ) -> Result<Option<ContactLine>, StoreError> {
        let sql = self.contacts_of(relation)?.push(
            " AND NOT EXISTS (
                SELECT 1 FROM need n WHERE n.relation_id = c.relation_id AND n.created_at >= c.happened_at)
              ORDER BY c.happened_at DESC, c.id LIMIT 1",
        );
        sql.one(self.transaction()).await
    }

    fn contacts_of(&self, relation: RelationId) -> Result<Sql, StoreError> {
        Ok(Sql::new(COLUMNS).id(self.organisation()?.uuid()).id(relation.uuid()))
    }

    /// Opens what was said at contacts of the relation the grant is about, in their order.
    pub async fn open_contacts(
        &self,
        grant: &Grant,
        lines: &[ContactLine],
    ) -> Result<Vec<Option<ContactContent>>, StoreError> {
        let rows: Vec<_> =
            lines.iter().map(|line| (Some(*grant), line.place(), sealed_columns!(line))).collect();
        self.open_all(rows).await
    }

    /// Makes a contact that the actor recorded without a name one of `relation`, sealed anew as about her. False when
    /// there is no such contact: another agent's, or already somebody's. What an organisation's software recorded is
    /// its software's.
    pub async fn tie_contact(
        &self,
        grant: &Grant,
        id: ContactId,
        relation: RelationId,
    ) -> Result<bool, StoreError> {
        let Some(actor) = self.actor() else { return Ok(false) };
        let recorded = match actor.membership() {
            Some(membership) => contact::Column::MembershipId.eq(membership.uuid()),
            None => contact::Column::MembershipId.is_null(),
        };
        let nameless = contact::Column::OrganisationId
            .eq(self.organisation()?.uuid())
            .and(recorded)
            .and(contact::Column::RelationId.is_null());
        let found = contact::Entity::find_by_id(id.uuid()).filter(nameless.clone());
        let Some(row) = found.one(self.transaction()).await? else { return Ok(false) };
        let place = Place { kind: Kind::Contact, tenant: row.organisation_id, row: row.id, subject: row.id };
        let content: ContactContent = self.open(grant, place, &sealed_columns!(row)).await?;
        let hers = Place { subject: relation.uuid(), ..place };
        let sealed = self.seal(hers, row.revision, &content).await?;
        let tied = contact::Entity::update_many()
            .col_expr(contact::Column::RelationId, Expr::value(relation.uuid()))
            .col_expr(contact::Column::Wrap, Expr::value(sealed.wrap))
            .col_expr(contact::Column::Payload, Expr::value(sealed.payload))
            .col_expr(contact::Column::Revision, Expr::value(sealed.revision))
            .col_expr(contact::Column::TenantVersion, Expr::value(sealed.tenant_version))
            .col_expr(contact::Column::Version, Expr::value(row.version + 1))
            .filter(contact::Column::Id.eq(row.id))
            .filter(nameless)
            .exec(self.transaction())
            .await?;
        Ok(tied.rows_affected == 1)
    }
}
