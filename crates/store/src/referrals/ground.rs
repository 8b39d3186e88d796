//! Referrals written from a copy of what another organisation knows: they stand on its ground until somebody takes the
//! person over.

use relais_domain::ids::{NetworkId, OrganisationId, ReferralId};
use sea_orm::{FromQueryResult, prelude::Uuid};

use crate::{StoreError, UnitOfWork, sql::Sql};

/// `referral f` is open and nobody has taken the person over: its sender answers for her.
const UNTAKEN: &str =
    "f.accepted_at IS NULL AND f.state IN ('draft', 'awaiting_consent', 'requested', 'received', 'on_hold')";

/// A referral whose sender no longer knows the person.
#[derive(Clone, Copy, Debug)]
pub struct Groundless {
    /// The referral.
    pub referral: ReferralId,
    /// Its sender.
    pub sender: OrganisationId,
    /// Its network.
    pub network: NetworkId,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    sender_organisation_id: Uuid,
    network_id: Uuid,
}

impl UnitOfWork<'_> {
    /// Referrals nobody has taken over, of senders whose ground has ended. For the job that calls them back.
    pub async fn list_groundless_referrals(&self, limit: u32) -> Result<Vec<Groundless>, StoreError> {
        // What is untaken first, as a table of its own: asked for the first few in the order of ids, PostgreSQL reads all
        // there ever was in that order.
        let sql = Sql::new(
            "WITH f AS MATERIALIZED (SELECT f.id, f.relation_id, f.sender_organisation_id, f.network_id
                                     FROM referral f WHERE ",
        )
        .push(UNTAKEN)
        .push(
            ") SELECT f.id, f.sender_organisation_id, f.network_id FROM f
             JOIN relation r ON r.id = f.relation_id AND r.ended_at IS NOT NULL ORDER BY f.id",
        )
        .limit(limit);
        let rows: Vec<Row> = sql.all(self.transaction()).await?;
        let groundless = |row: Row| Groundless {
            referral: ReferralId::new(row.id),
            sender: OrganisationId::new(row.sender_organisation_id),
            network: NetworkId::new(row.network_id),
        };
        Ok(rows.into_iter().map(groundless).collect())
    }

    /// The referral by which its recipient handed the person on, once somebody has taken her over: the latest.
    pub async fn find_onward(&self, referral: ReferralId) -> Result<Option<ReferralId>, StoreError> {
        let sql = Sql::new("SELECT f.id, f.sender_organisation_id, f.network_id FROM referral f ")
            .push("JOIN relation r ON r.id = f.relation_id ")
            .push("WHERE f.accepted_at IS NOT NULL AND f.state <> 'entered_in_error'")
            .filter(" AND r.ground_referral_id = ", referral.uuid())
            .push(" ORDER BY f.accepted_at DESC, f.id DESC LIMIT 1");
        Ok(sql.one::<Row>(self.transaction()).await?.map(|row| ReferralId::new(row.id)))
    }

    /// Whether the recipient of a referral has handed the person on, and nobody has taken her over yet.
    pub async fn is_handed_on(&self, referral: ReferralId) -> Result<bool, StoreError> {
        let sql = Sql::new("SELECT f.id, f.sender_organisation_id, f.network_id FROM referral f ")
            .push("JOIN relation r ON r.id = f.relation_id AND r.ended_at IS NULL WHERE ")
            .push(UNTAKEN)
            .filter(" AND r.ground_referral_id = ", referral.uuid())
            .push(" LIMIT 1");
        Ok(sql.one::<Row>(self.transaction()).await?.is_some())
    }
}
