//! Queries of persons and relations. Every finder is bound to the actor's organisation.

use relais_domain::{
    access::{Grant, Resource},
    actor::Actor,
    clock::Timestamp,
    codes,
    ids::{EntryId, MembershipId, NetworkId, OrganisationId, PersonId, ReferralId, RelationId, TransitionId},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect as _, QueryTrait as _,
    Set, prelude::Uuid, sea_query::Expr,
};

use crate::{
    StoreError, UnitOfWork,
    persons::{
        PersonContent,
        entity::{person, reading_reason, relation},
    },
    sealing::{Kind, Place, sealed_columns},
    shared::Shared,
    sql::Sql,
};

/// A relation as the row tells it; its content is opened separately, under a grant.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Relation {
    id: Uuid,
    person_id: Uuid,
    organisation_id: Uuid,
    /// Ground code.
    pub ground: String,
    ground_referral_id: Option<Uuid>,
    /// Since when the organisation knows her.
    pub since: Timestamp,
    /// Last contact.
    pub last_contact_at: Timestamp,
    /// Whether the ground stands now (agreement and referral judged at this read).
    pub open: bool,
    /// Whether this actor gave a reason that still holds.
    pub reason_given: bool,
    pub(crate) wrap: Option<Vec<u8>>,
    pub(crate) payload: Option<Vec<u8>>,
    pub(crate) revision: i32,
    pub(crate) tenant_version: i32,
    /// Optimistic lock.
    pub version: i32,
    /// Last change of the row.
    pub updated_at: Timestamp,
}

impl Relation {
    /// The relation.
    #[must_use]
    pub const fn id(&self) -> RelationId {
        RelationId::new(self.id)
    }

    /// The person's pseudonym.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        PersonId::new(self.person_id)
    }

    /// Whose relation it is.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        OrganisationId::new(self.organisation_id)
    }

    /// The referral it rests on, when an accepted one is its ground.
    #[must_use]
    pub fn ground_referral(&self) -> Option<ReferralId> {
        self.ground_referral_id.map(ReferralId::new)
    }

    /// What access needs to know.
    #[must_use]
    pub const fn facts(&self) -> Resource {
        Resource::Relation {
            id: self.id(),
            organisation: self.organisation(),
            open: self.open,
            reason_given: self.reason_given,
        }
    }

    pub(crate) fn place(&self) -> Place {
        Place { kind: Kind::Relation, tenant: self.organisation_id, row: self.id, subject: self.person_id }
    }
}

/// The content of one relation, for the search among the organisation's own relations.
#[derive(Clone, Debug)]
pub struct RelationName {
    /// The relation.
    pub id: RelationId,
    /// The content; nothing when it does not open (its key was destroyed).
    pub content: Option<PersonContent>,
}

/// A relation about to be stored.
#[derive(Debug)]
pub struct NewRelation {
    /// Its id.
    pub id: RelationId,
    /// The person.
    pub person: PersonId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Ground code.
    pub ground: &'static str,
    /// The accepted referral, when that is the ground.
    pub ground_referral: Option<ReferralId>,
    /// What is known of her.
    pub content: PersonContent,
}

/// The ground stands: own reception until ended; an accepted referral while it is worked on under an agreement in
/// force. `$1` is the instant of the read.
const OPEN: &str = "
    (r.ended_at IS NULL AND (r.ground_referral_id IS NULL OR EXISTS (
        SELECT 1 FROM referral f JOIN agreement g ON g.id = f.agreement_id
        WHERE f.id = r.ground_referral_id AND f.state IN ('accepted', 'in_progress', 'on_hold')
          AND g.state IN ('given', 'renewed') AND g.replaced_by IS NULL AND g.valid_from <= $1 AND g.valid_until > $1)))";

const COLUMNS: &str = "
    r.id, r.person_id, r.organisation_id, r.ground, r.ground_referral_id, r.since, r.last_contact_at, r.wrap,
    r.payload, r.revision, r.tenant_version, r.version, r.updated_at";

impl UnitOfWork<'_> {
    /// Makes a person of the actor's network, with her side of the journal.
    pub async fn insert_person(&self, id: PersonId) -> Result<(), StoreError> {
        let network: NetworkId = self.network()?;
        let row = person::ActiveModel {
            id: Set(id.uuid()),
            network_id: Set(network.uuid()),
            created_at: Set(self.now()),
        };
        person::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        self.make_journal_subject(id.uuid(), network).await
    }

    /// Stores what an organisation knows of a person.
    pub async fn insert_relation(&self, new: NewRelation) -> Result<(), StoreError> {
        let place = Place {
            kind: Kind::Relation,
            tenant: new.organisation.uuid(),
            row: new.id.uuid(),
            subject: new.person.uuid(),
        };
        self.make_slot(place).await?;
        let sealed = self.seal(place, 0, &new.content).await?;
        let row = relation::ActiveModel {
            id: Set(new.id.uuid()),
            person_id: Set(new.person.uuid()),
            organisation_id: Set(new.organisation.uuid()),
            ground: Set(new.ground.to_owned()),
            ground_referral_id: Set(new.ground_referral.map(ReferralId::uuid)),
            since: Set(self.now()),
            last_contact_at: Set(self.now()),
            ended_at: Set(None),
            wrap: Set(sealed.wrap),
            payload: Set(sealed.payload),
            revision: Set(sealed.revision),
            tenant_version: Set(sealed.tenant_version),
            version: Set(1),
            created_at: Set(self.now()),
            updated_at: Set(self.now()),
        };
        relation::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// A relation of the actor's organisation, open or not.
    pub async fn find_relation(&self, id: RelationId) -> Result<Option<Relation>, StoreError> {
        self.one_relation(" AND r.id = ", id.uuid()).await
    }

    /// The relation the actor's organisation keeps because of an accepted referral.
    pub async fn find_relation_of_referral(
        &self,
        referral: ReferralId,
    ) -> Result<Option<Relation>, StoreError> {
        self.one_relation(" AND r.ended_at IS NULL AND r.ground_referral_id = ", referral.uuid()).await
    }

    async fn one_relation(&self, condition: &str, id: Uuid) -> Result<Option<Relation>, StoreError> {
        let membership = self.membership().unwrap_or_default();
        let reason = "EXISTS (SELECT 1 FROM reading_reason q WHERE q.object_id = r.id AND q.membership_id = $2 AND q.until > $1)";
        let text = format!(
            "SELECT {COLUMNS}, {OPEN} AS open, {reason} AS reason_given FROM relation r WHERE r.organisation_id = $3"
        );
        let sql = Sql::new(text).instant(self.now()).id(membership).id(self.organisation()?.uuid());
        sql.filter(condition, id).one(self.transaction()).await
    }

    /// A relation of any organisation, for the acceptance of what its organisation sent.
    pub(crate) async fn find_senders_relation(&self, id: RelationId) -> Result<Option<Relation>, StoreError> {
        let text = format!("SELECT {COLUMNS}, {OPEN} AS open, FALSE AS reason_given FROM relation r");
        let sql = Sql::new(text).instant(self.now()).filter(" WHERE r.id = ", id.uuid());
        sql.one(self.transaction()).await
    }

    /// The organisation's open relations, the last seen first, after the last line of the page before: its
    /// `last_contact_at` and id.
    pub async fn list_relations(
        &self,
        after: Option<(Timestamp, RelationId)>,
        limit: usize,
    ) -> Result<Vec<Relation>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS}, TRUE AS open, FALSE AS reason_given FROM relation r
             WHERE r.organisation_id = $2 AND {OPEN}"
        );
        let mut sql = Sql::new(text).instant(self.now()).id(self.organisation()?.uuid());
        if let Some((at, id)) = after {
            sql = sql.filter(" AND (r.last_contact_at < ", at).filter(" OR (r.last_contact_at = ", at);
            sql = sql.filter(" AND r.id < ", id.uuid()).push("))");
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        sql = sql.push(" ORDER BY r.last_contact_at DESC, r.id DESC").limit(limit);
        sql.all(self.transaction()).await
    }

    /// Open relations among `ids`, for the results of a search.
    pub async fn list_relations_among(&self, ids: &[RelationId]) -> Result<Vec<Relation>, StoreError> {
        // By their ids: SQLite would read every relation of the organisation by the index it has for that.
        let mut sql = Sql::new(String::new()).instant(self.now()).id(self.organisation()?.uuid());
        sql = sql.push(&format!(
            "SELECT {COLUMNS}, TRUE AS open, FALSE AS reason_given FROM relation r
             WHERE CASE WHEN r.organisation_id = $2 THEN {OPEN} END AND r.id IN (NULL"
        ));
        for id in ids {
            sql = sql.filter(", ", id.uuid());
        }
        sql.push(")").all(self.transaction()).await
    }

    /// Opens what the organisation knows of her.
    pub async fn open_relation(
        &self,
        grant: &Grant,
        relation: &Relation,
    ) -> Result<PersonContent, StoreError> {
        let content: PersonContent = self.open(grant, relation.place(), &sealed_columns!(relation)).await?;
        if self.copy_reaches(relation, &content) {
            Ok(content)
        } else {
            Err(StoreError::Sealed { table: "relation" })
        }
    }

    /// A copy opens for whom it was shared with, as long as was agreed; what an organisation was told itself, always.
    pub(crate) fn copy_reaches(&self, relation: &Relation, content: &PersonContent) -> bool {
        let own = relation.ground_referral_id.is_none() && content.shared.is_none();
        let holder = OrganisationId::new(relation.organisation_id);
        own || Shared::reaches(content.shared.as_ref(), holder, self.now())
    }

    /// Opens many relations at once, in their order.
    pub async fn open_relations(
        &self,
        grant: &Grant,
        relations: &[Relation],
    ) -> Result<Vec<Option<PersonContent>>, StoreError> {
        let rows: Vec<_> = relations
            .iter()
            .map(|relation| (Some(*grant), relation.place(), sealed_columns!(relation)))
            .collect();
        let opened = self.open_all(rows).await?.into_iter().zip(relations);
        Ok(opened
            .map(|(content, relation)| content.filter(|content| self.copy_reaches(relation, content)))
            .collect())
    }

    /// Relations of the organisation changed at or after `since`, opened: what the name search keeps in memory.
    pub async fn list_names(
        &self,
        grant: &Grant,
        since: Option<Timestamp>,
    ) -> Result<Vec<RelationName>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS}, TRUE AS open, FALSE AS reason_given FROM relation r WHERE r.organisation_id = $1"
        );
        let mut sql = Sql::new(text).id(self.organisation()?.uuid());
        if let Some(since) = since {
            sql = sql.filter(" AND r.updated_at >= ", since);
        }
        let relations: Vec<Relation> = sql.push(" ORDER BY r.updated_at").all(self.transaction()).await?;
        let contents = self.open_relations(grant, &relations).await?;
        Ok(relations
            .iter()
            .zip(contents)
            .map(|(relation, content)| RelationName { id: relation.id(), content })
            .collect())
    }

    /// Seals new content into a relation, if nobody changed it meanwhile.
    pub async fn save_relation(
        &self,
        relation: &Relation,
        version: i32,
        content: &PersonContent,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(relation.place(), relation.revision, content).await?;
        let saved = relation::Entity::update_many()
            .col_expr(relation::Column::Wrap, Expr::value(sealed.wrap))
            .col_expr(relation::Column::Payload, Expr::value(sealed.payload))
            .col_expr(relation::Column::Revision, Expr::value(sealed.revision))
            .col_expr(relation::Column::TenantVersion, Expr::value(sealed.tenant_version))
            .col_expr(relation::Column::Version, Expr::value(version + 1))
            .col_expr(relation::Column::UpdatedAt, Expr::value(self.now()))
            .filter(relation::Column::Id.eq(relation.id).and(relation::Column::Version.eq(version)))
            .exec(self.transaction())
            .await?;
        if saved.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Notes that the person was seen.
    pub async fn touch_relation(&self, id: RelationId) -> Result<(), StoreError> {
        let touched = relation::Entity::update_many()
            .col_expr(relation::Column::LastContactAt, Expr::value(self.now()))
            .filter(relation::Column::Id.eq(id.uuid()))
            .filter(relation::Column::OrganisationId.eq(self.organisation()?.uuid()))
            .filter(relation::Column::EndedAt.is_null())
            .exec(self.transaction())
            .await?;
        if touched.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Keeps the reason an actor gave before reading a relation or a referral.
    pub async fn insert_reading_reason(
        &self,
        object: Uuid,
        reason: ReadingReason,
        until: Timestamp,
        entry: EntryId,
    ) -> Result<(), StoreError> {
        let row = reading_reason::ActiveModel {
            id: Set(TransitionId::ordered(self.now(), self.random()).uuid()),
            object_id: Set(object),
            membership_id: Set(self.membership().unwrap_or_default()),
            reason: Set(reason.as_str().to_owned()),
            entry_id: Set(entry.uuid()),
            given_at: Set(self.now()),
            until: Set(until),
        };
        reading_reason::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// Whether the actor gave a reason for reading this object that still holds.
    pub(crate) fn reason_holds(&self, object: Uuid) -> sea_orm::sea_query::SimpleExpr {
        let held = reading_reason::Entity::find()
            .select_only()
            .column(reading_reason::Column::Id)
            .filter(reading_reason::Column::ObjectId.eq(object))
            .filter(reading_reason::Column::MembershipId.eq(self.membership()))
            .filter(reading_reason::Column::Until.gt(self.now()));
        Expr::exists(held.into_query())
    }

    fn membership(&self) -> Option<Uuid> {
        self.actor().and_then(Actor::membership).map(MembershipId::uuid)
    }
}

codes! {
    /// Why a manager reads content that is not theirs to follow; shown to the person.
    pub enum ReadingReason {
        /// Supervision of the team's work.
        Supervision = "supervision",
        /// A colleague is away.
        AbsenceCover = "absence_cover",
        /// A complaint is being answered.
        Complaint = "complaint",
        /// The person asked for it.
        PersonRequest = "person_request",
        /// A review of quality.
        QualityReview = "quality_review",
    }
}
