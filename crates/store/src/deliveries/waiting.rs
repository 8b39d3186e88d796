//! What waits for the members of an organisation, for the digest: numbers and dates, nothing of the person.

use chrono::NaiveDate;
use relais_domain::{
    clock::Timestamp,
    ids::{AgentId, MembershipId, OrganisationId, ReferralId},
    referral::visibility::Side,
};
use sea_orm::{FromQueryResult, prelude::Uuid};

use crate::{StoreError, UnitOfWork, sql::Sql};

/// A referral that waits for one side.
#[derive(Clone, Debug, FromQueryResult)]
pub struct WaitingReferral {
    id: Uuid,
    sends: bool,
    sender_membership_id: Option<Uuid>,
    claimed_by: Option<Uuid>,
    /// Its number.
    pub number: String,
    /// State code.
    pub state: String,
    /// Since when it waits.
    pub since: Timestamp,
    /// Without an answer until then, it expires.
    pub expires_on: Option<Timestamp>,
    /// When what is on hold is to be looked at.
    pub hold_review_on: Option<NaiveDate>,
}

impl WaitingReferral {
    /// The referral.
    #[must_use]
    pub const fn id(&self) -> ReferralId {
        ReferralId::new(self.id)
    }

    /// The side it waits for.
    #[must_use]
    pub const fn side(&self) -> Side {
        if self.sends { Side::Sender } else { Side::Recipient }
    }

    /// Whose it is, on the side it waits for: who wrote it, or who has it in hand.
    #[must_use]
    pub fn whose(&self) -> Option<MembershipId> {
        if self.sends { self.sender_membership_id } else { self.claimed_by }.map(MembershipId::new)
    }
}

/// What waits since `$1` or longer and is to be looked at on `$2` or before. On the recipient's side: to open, to
/// answer, to begin, called back to confirm, on hold to look at. On the sender's: a question to answer.
const WAITING: &str = "
    SELECT f.id, f.number, f.state, f.expires_on, f.hold_review_on, f.sender_membership_id, f.claimed_by, w.sends, w.organisation,
           w.since
    FROM referral f JOIN (
        SELECT id, recipient_organisation_id AS organisation, asked_at AS since, FALSE AS sends FROM referral
        WHERE state IN ('requested', 'received')
        UNION ALL
        SELECT id, recipient_organisation_id, accepted_at, FALSE FROM referral WHERE state = 'accepted'
        UNION ALL
        SELECT id, recipient_organisation_id, closed_at, FALSE FROM referral
        WHERE state = 'cancelled' AND accepted_at IS NOT NULL AND cancel_acknowledged_at IS NULL
        UNION ALL
        SELECT id, recipient_organisation_id, held_at, FALSE FROM referral
        WHERE state = 'on_hold' AND hold_review_on <= $2
        UNION ALL
        SELECT id, sender_organisation_id, held_at, TRUE FROM referral
        WHERE state = 'on_hold' AND hold_sub_reason = 'information_needed'
    ) w ON w.id = f.id
    WHERE w.since <= $1";

#[derive(FromQueryResult)]
struct Somewhere {
    organisation: Uuid,
}

#[derive(FromQueryResult)]
struct Told {
    agent_id: Uuid,
}

impl UnitOfWork<'_> {
    /// The organisations for which something waits since then, or longer.
    pub async fn list_awaited(
        &self,
        since: Timestamp,
        today: NaiveDate,
    ) -> Result<Vec<OrganisationId>, StoreError> {
        let text = format!("SELECT DISTINCT v.organisation FROM ({WAITING}) v");
        let rows: Vec<Somewhere> = Sql::new(text).instant(since).value(today).all(self.transaction()).await?;
        Ok(rows.into_iter().map(|row| OrganisationId::new(row.organisation)).collect())
    }

    /// What waits for an organisation since then, or longer: what expires first stands first.
    pub async fn list_waiting(
        &self,
        organisation: OrganisationId,
        since: Timestamp,
        today: NaiveDate,
    ) -> Result<Vec<WaitingReferral>, StoreError> {
        let sql = Sql::new(WAITING).instant(since).value(today);
        let sql = sql.filter(" AND w.organisation = ", organisation.uuid());
        sql.push(" ORDER BY f.expires_on, w.since, f.id LIMIT 500").all(self.transaction()).await
    }

    /// The agents who were sent a mail of a kind at `since` or later, or will be.
    pub async fn list_told_since(&self, kind: &str, since: Timestamp) -> Result<Vec<AgentId>, StoreError> {
        let sql = Sql::new(
            "SELECT DISTINCT m.agent_id FROM delivery d JOIN membership m ON m.id = d.membership_id
             WHERE d.kind = $1 AND d.created_at >= $2 AND d.state <> 'dropped'",
        );
        let rows: Vec<Told> = sql.value(kind).instant(since).all(self.transaction()).await?;
        Ok(rows.into_iter().map(|row| AgentId::new(row.agent_id)).collect())
    }
}
