//! Absences of members, and what they have in hand meanwhile.

use chrono::NaiveDate;
use relais_domain::{
    ids::{AbsenceId, MembershipId, NetworkId, OrganisationId, ReferralId},
    organisation::Absence,
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, FromQueryResult, QueryFilter as _, Set,
    prelude::Uuid, sea_query::Expr,
};

use crate::{
    StoreError, UnitOfWork,
    members::{MemberRow, entity::absence},
    sql::Sql,
};

/// What of a referral's states is somebody's to look after at the recipient's.
const IN_HAND: &str = "(f.state IN ('requested', 'received', 'on_hold', 'accepted', 'in_progress')
     OR (f.state = 'cancelled' AND f.accepted_at IS NOT NULL AND f.cancel_acknowledged_at IS NULL))";

/// A member who is away, or will be.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct AbsenceRow {
    membership_id: Uuid,
    cover_id: Option<Uuid>,
    /// The first day away.
    pub starts_on: NaiveDate,
    /// The last day away.
    pub ends_on: NaiveDate,
}

impl AbsenceRow {
    /// Who.
    #[must_use]
    pub const fn member(&self) -> MembershipId {
        MembershipId::new(self.membership_id)
    }

    /// Who takes over meanwhile.
    #[must_use]
    pub fn cover(&self) -> Option<MembershipId> {
        self.cover_id.map(MembershipId::new)
    }

    /// Whether she is away on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && day <= self.ends_on
    }
}

/// An absence that has begun, and of which nothing has been handed over yet.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Begun {
    id: Uuid,
    organisation_id: Uuid,
    network_id: Uuid,
    membership_id: Uuid,
    cover_id: Option<Uuid>,
}

impl Begun {
    /// The absence.
    #[must_use]
    pub const fn id(&self) -> AbsenceId {
        AbsenceId::new(self.id)
    }

    /// Who is away.
    #[must_use]
    pub const fn member(&self) -> MembershipId {
        MembershipId::new(self.membership_id)
    }

    /// Where, and in which network.
    #[must_use]
    pub const fn organisation(&self) -> (OrganisationId, NetworkId) {
        (OrganisationId::new(self.organisation_id), NetworkId::new(self.network_id))
    }

    /// Who takes over; nobody in particular where none is named, or the one named is away or gone too.
    #[must_use]
    pub fn cover(&self) -> Option<MembershipId> {
        self.cover_id.map(MembershipId::new)
    }
}

#[derive(FromQueryResult)]
struct InHand {
    id: Uuid,
}

/// How much of what an organisation received is in one pair of hands.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Load {
    claimed_by: Option<Uuid>,
    /// First name; none for what lies open to all.
    pub given_name: Option<String>,
    /// Name in use.
    pub usual_name: Option<String>,
    /// How many await an answer.
    pub to_answer: i64,
    /// How many are under way.
    pub under_way: i64,
    /// Since when the longest waits for its answer.
    pub waits_since: Option<relais_domain::clock::Timestamp>,
}

impl Load {
    /// Whose hands; none for what lies open to all.
    #[must_use]
    pub fn member(&self) -> Option<MembershipId> {
        self.claimed_by.map(MembershipId::new)
    }
}

impl UnitOfWork<'_> {
    /// Notes an absence of a member of the actor's organisation.
    pub async fn insert_absence(&self, id: AbsenceId, absence: &Absence) -> Result<(), StoreError> {
        let row = absence::ActiveModel {
            id: Set(id.uuid()),
            organisation_id: Set(self.organisation()?.uuid()),
            membership_id: Set(absence.member().uuid()),
            starts_on: Set(absence.from()),
            ends_on: Set(absence.until()),
            cover_id: Set(absence.cover().map(MembershipId::uuid)),
            created_at: Set(self.now()),
            taken_back_at: Set(None),
            handed_over_at: Set(None),
        };
        absence::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// Takes back what was noted of a member's absences that have not ended by `today`; how many.
    pub async fn take_back_absences(
        &self,
        member: MembershipId,
        today: NaiveDate,
    ) -> Result<u64, StoreError> {
        let standing = absence::Column::MembershipId
            .eq(member.uuid())
            .and(absence::Column::OrganisationId.eq(self.organisation()?.uuid()))
            .and(absence::Column::EndsOn.gte(today))
            .and(absence::Column::TakenBackAt.is_null());
        let taken = absence::Entity::update_many()
            .col_expr(absence::Column::TakenBackAt, Expr::value(self.now()))
            .filter(standing)
            .exec(self.transaction())
            .await?;
        Ok(taken.rows_affected)
    }

    /// Absences of an organisation's members that have not ended by `today`, the next first.
    pub async fn list_absences_of(
        &self,
        organisation: OrganisationId,
        today: NaiveDate,
    ) -> Result<Vec<AbsenceRow>, StoreError> {
        let sql = Sql::new("SELECT membership_id, cover_id, starts_on, ends_on FROM absence")
            .filter(" WHERE taken_back_at IS NULL AND ends_on >= ", today)
            .filter(" AND organisation_id = ", organisation.uuid());
        sql.push(" ORDER BY starts_on, id").all(self.transaction()).await
    }

    /// The living members of any organisation who are not away on `today`; all of them when everybody is.
    pub async fn list_members_present(
        &self,
        organisation: OrganisationId,
        today: NaiveDate,
    ) -> Result<Vec<MemberRow>, StoreError> {
        let members = self.list_members_of(organisation).await?;
        let absences = self.list_absences_of(organisation, today).await?;
        let away = |member: &MemberRow| {
            absences.iter().any(|absence| absence.member() == member.id() && absence.holds_on(today))
        };
        let present: Vec<_> = members.iter().filter(|member| !away(member)).cloned().collect();
        Ok(if present.is_empty() { members } else { present })
    }

    /// Absences that hold on `today` and have not been handed over, of any member or of one. For whoever hands over.
    pub async fn list_absences_begun(
        &self,
        member: Option<MembershipId>,
        today: NaiveDate,
    ) -> Result<Vec<Begun>, StoreError> {
        let holds = |sql: Sql, who: &str| {
            sql.push(&format!(" {who}.taken_back_at IS NULL"))
                .filter(&format!(" AND {who}.starts_on <= "), today)
                .filter(&format!(" AND {who}.ends_on >= "), today)
        };
        let sql = Sql::new(
            "SELECT b.id, b.organisation_id, o.network_id, b.membership_id, c.id AS cover_id FROM absence b
             JOIN organisation o ON o.id = b.organisation_id
             LEFT JOIN membership c ON c.id = b.cover_id AND c.status = 'active' AND NOT EXISTS (
                SELECT 1 FROM absence x WHERE x.membership_id = b.cover_id AND",
        );
        let sql = holds(holds(sql, "x").push(") WHERE b.handed_over_at IS NULL AND"), "b");
        let sql = match member {
            Some(member) => sql.filter(" AND b.membership_id = ", member.uuid()),
            None => sql,
        };
        // Noted last, said best.
        sql.push(" ORDER BY b.created_at DESC, b.id LIMIT 200").all(self.transaction()).await
    }

    /// Notes that what was in hand when an absence began has gone over: what she takes in hand from now on stays hers.
    pub async fn mark_handed_over(&self, id: AbsenceId) -> Result<(), StoreError> {
        absence::Entity::update_many()
            .col_expr(absence::Column::HandedOverAt, Expr::value(self.now()))
            .filter(absence::Column::Id.eq(id.uuid()).and(absence::Column::HandedOverAt.is_null()))
            .exec(self.transaction())
            .await?;
        Ok(())
    }

    /// Referrals in the hands of one member of the actor's organisation.
    pub async fn list_in_hands_of(&self, member: MembershipId) -> Result<Vec<ReferralId>, StoreError> {
        let sql = Sql::new("SELECT f.id FROM referral f WHERE ")
            .push(IN_HAND)
            .filter(" AND f.claimed_by = ", member.uuid())
            .filter(" AND f.recipient_organisation_id = ", self.organisation()?.uuid());
        let rows = sql.push(" ORDER BY f.id").all::<InHand>(self.transaction()).await?;
        Ok(rows.into_iter().map(|row| ReferralId::new(row.id)).collect())
    }

    /// In whose hands is what the actor's organisation received, what lies open to all first, then the most first.
    pub async fn list_loads(&self) -> Result<Vec<Load>, StoreError> {
        let sql = Sql::new(
            "SELECT m.id AS claimed_by, a.given_name, a.usual_name,
                    COUNT(CASE WHEN f.accepted_at IS NULL THEN 1 END) AS to_answer,
                    COUNT(CASE WHEN f.accepted_at IS NOT NULL THEN 1 END) AS under_way,
                    MIN(CASE WHEN f.accepted_at IS NULL THEN f.asked_at END) AS waits_since
             FROM referral f
             LEFT JOIN membership m ON m.id = f.claimed_by AND m.status = 'active'
             LEFT JOIN agent a ON a.id = m.agent_id
             WHERE ",
        )
        .push(IN_HAND)
        .filter(" AND f.sent_at IS NOT NULL AND f.recipient_organisation_id = ", self.organisation()?.uuid());
        let sql = sql.push(
            " GROUP BY m.id, a.given_name, a.usual_name
             ORDER BY CASE WHEN m.id IS NULL THEN 0 ELSE 1 END, to_answer DESC, under_way DESC, m.id LIMIT 200",
        );
        sql.all(self.transaction()).await
    }
}
