//! Where a referral stands, for whoever decides at this moment whether and whom to tell: nothing of the person.

use relais_domain::{
    clock::Timestamp,
    ids::{MembershipId, NetworkId, OrganisationId, PersonId, ReferralId, RelationId},
    referral::{HoldReason, ReferralState, visibility::Side},
};
use sea_orm::{FromQueryResult, prelude::Uuid};

use crate::{StoreError, UnitOfWork, error::inconsistent, sql::Sql};

/// A referral's standing.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The referral.
    pub referral: ReferralId,
    /// Its number.
    pub number: String,
    /// Its network.
    pub network: NetworkId,
    /// The person's pseudonym.
    pub person: PersonId,
    /// What the sender knows of her.
    pub relation: RelationId,
    /// The sending organisation.
    pub sender: OrganisationId,
    /// Who wrote it.
    pub author: Option<MembershipId>,
    /// Who of the recipient's has it in hand.
    pub in_hands_of: Option<MembershipId>,
    /// The receiving organisation; a draft may have none.
    pub recipient: Option<OrganisationId>,
    /// The state.
    pub state: ReferralState,
    /// What a referral on hold waits for.
    pub held_for: Option<HoldReason>,
    /// When somebody took it over.
    pub accepted_at: Option<Timestamp>,
    /// Without an answer until then, it expires.
    pub expires_on: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    number: String,
    network_id: Uuid,
    person_id: Uuid,
    relation_id: Uuid,
    sender_organisation_id: Uuid,
    sender_membership_id: Option<Uuid>,
    recipient_organisation_id: Option<Uuid>,
    claimed_by: Option<Uuid>,
    state: String,
    hold_sub_reason: Option<String>,
    accepted_at: Option<Timestamp>,
    expires_on: Option<Timestamp>,
}

impl Standing {
    /// Whose it is on a side: who wrote it, or who has it in hand.
    #[must_use]
    pub const fn whose(&self, side: Side) -> Option<MembershipId> {
        match side {
            Side::Sender => self.author,
            Side::Recipient => self.in_hands_of,
        }
    }
}

impl UnitOfWork<'_> {
    /// The standing of any referral; for work of the house.
    pub async fn find_standing(&self, id: ReferralId) -> Result<Option<Standing>, StoreError> {
        Ok(self.find_standings([id]).await?.pop())
    }

    /// The standing of any of these referrals.
    pub async fn find_standings(
        &self,
        ids: impl IntoIterator<Item = ReferralId>,
    ) -> Result<Vec<Standing>, StoreError> {
        let mut sql = Sql::new(
            "SELECT id, number, network_id, person_id, relation_id, sender_organisation_id, sender_membership_id,
                    recipient_organisation_id, claimed_by, state, hold_sub_reason, accepted_at, expires_on
             FROM referral WHERE id IN (NULL",
        );
        for id in ids {
            sql = sql.filter(", ", id.uuid());
        }
        let rows: Vec<Row> = sql.push(")").all(self.transaction()).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Whether something that arrived at an organisation has not been opened yet.
    pub async fn has_unopened_referral(&self, organisation: OrganisationId) -> Result<bool, StoreError> {
        #[derive(FromQueryResult)]
        struct Found {
            found: bool,
        }
        let sql = Sql::new(
            "SELECT EXISTS (SELECT 1 FROM referral
                            WHERE recipient_organisation_id = $1 AND state = 'requested') AS found",
        );
        let row: Option<Found> = sql.id(organisation.uuid()).one(self.transaction()).await?;
        Ok(row.is_some_and(|row| row.found))
    }
}

impl TryFrom<Row> for Standing {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column: &'static str| move |_| inconsistent("referral", column, row.id);
        Ok(Self {
            referral: ReferralId::new(row.id),
            number: row.number,
            network: NetworkId::new(row.network_id),
            person: PersonId::new(row.person_id),
            relation: RelationId::new(row.relation_id),
            sender: OrganisationId::new(row.sender_organisation_id),
            author: row.sender_membership_id.map(MembershipId::new),
            in_hands_of: row.claimed_by.map(MembershipId::new),
            recipient: row.recipient_organisation_id.map(OrganisationId::new),
            state: row.state.parse().map_err(wrong("state"))?,
            held_for: row
                .hold_sub_reason
                .map(|code| code.parse().map_err(wrong("hold_sub_reason")))
                .transpose()?,
            accepted_at: row.accepted_at,
            expires_on: row.expires_on,
        })
    }
}
