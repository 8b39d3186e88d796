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

/// A referral in the hands of somebody who is away or gone.
#[derive(Clone, Copy, Debug)]
pub struct LeftInHand {
    /// The referral.
    pub referral: ReferralId,
    /// The organisation that received it.
    pub recipient: OrganisationId,
    /// Its network.
    pub network: NetworkId,
    /// Who takes over; nobody in particular where none is named, or the one named is away or gone too.
    pub cover: Option<MembershipId>,
}

#[derive(FromQueryResult)]
struct LeftRow {
    id: Uuid,
    recipient_organisation_id: Uuid,
    network_id: Uuid,
    cover_id: Option<Uuid>,
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

    /// Referrals in the hands of members who are away on `today`. For the job that hands them over.
    pub async fn list_left_in_hand(
        &self,
        today: NaiveDate,
        limit: u32,
    ) -> Result<Vec<LeftInHand>, StoreError> {
        let away = |sql: Sql, who: &str| {
            sql.push(&format!(
                "SELECT 1 FROM absence x WHERE x.membership_id = {who} AND x.taken_back_at IS NULL"
            ))
            .filter(" AND x.starts_on <= ", today)
            .filter(" AND x.ends_on >= ", today)
        };
        let sql = Sql::new(
            "SELECT f.id, f.recipient_organisation_id, f.network_id, c.id AS cover_id FROM absence b ",
        )
        .push("JOIN referral f ON f.claimed_by = b.membership_id AND ")
        .push(IN_HAND)
        .push(" LEFT JOIN membership c ON c.id = b.cover_id AND c.status = 'active' AND NOT EXISTS (");
        let sql = away(sql, "b.cover_id").push(") WHERE b.taken_back_at IS NULL");
        let sql = sql.filter(" AND b.starts_on <= ", today).filter(" AND b.ends_on >= ", today);
        let sql = sql.push(" ORDER BY f.id").limit(limit);
        Ok(sql.all::<LeftRow>(self.transaction()).await?.into_iter().map(LeftRow::left).collect())
    }

    /// Referrals in the hands of one member of the actor's organisation.
    pub async fn list_in_hands_of(&self, member: MembershipId) -> Result<Vec<LeftInHand>, StoreError> {
        let sql = Sql::new(
            "SELECT f.id, f.recipient_organisation_id, f.network_id, NULL AS cover_id FROM referral f WHERE ",
        )
        .push(IN_HAND)
        .filter(" AND f.claimed_by = ", member.uuid())
        .filter(" AND f.recipient_organisation_id = ", self.organisation()?.uuid());
        let rows = sql.push(" ORDER BY f.id").all::<LeftRow>(self.transaction()).await?;
        Ok(rows.into_iter().map(LeftRow::left).collect())
    }

    /// In whose hands is what the actor's organisation received, what lies open to all first, then the most first.
    pub async fn list_loads(&self) -> Result<Vec<Load>, StoreError> {
        let sql = Sql::new(
            "SELECT m.id AS claimed_by, a.given_name, a.usual_name,
                    COUNT(CASE WHEN f.accepted_at IS NULL THEN 1 END) AS to_answer,
                    COUNT(CASE WHEN f.accepted_at IS NOT NULL THEN 1 END) AS under_way,
                    MIN(CASE WHEN f.accepted_at IS NULL THEN f.sent_at END) AS waits_since
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

impl LeftRow {
    fn left(self) -> LeftInHand {
        LeftInHand {
            referral: ReferralId::new(self.id),
            recipient: OrganisationId::new(self.recipient_organisation_id),
            network: NetworkId::new(self.network_id),
            cover: self.cover_id.map(MembershipId::new),
        }
    }
}
