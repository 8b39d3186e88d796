//! Lists of mandates: an organisation's, a person's, and what a clock strikes next.

use relais_domain::{
    clock::Timestamp,
    ids::{MandateId, NetworkId, OrganisationId, RelationId},
};
use sea_orm::{FromQueryResult, prelude::Uuid};

use crate::{StoreError, UnitOfWork, sql::Sql};

/// Lines of a list.
const PAGE: i64 = 50;

/// One line of a list, without her name: it is opened with the relation's.
#[derive(Clone, Debug, FromQueryResult)]
pub struct MandateLine {
    /// The mandate.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// What the organisation knows of her.
    pub relation_id: Uuid,
    /// State code.
    pub state: String,
    /// What may be done.
    pub scope: String,
    /// Until when.
    pub not_after: Option<Timestamp>,
    /// Until when a pause may be undone.
    pub pause_until: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
}

impl MandateLine {
    /// The mandate.
    #[must_use]
    pub const fn mandate(&self) -> MandateId {
        MandateId::new(self.id)
    }

    /// What the organisation knows of her.
    #[must_use]
    pub const fn relation(&self) -> RelationId {
        RelationId::new(self.relation_id)
    }
}

/// A mandate whose clock has struck.
#[derive(Clone, Copy, Debug)]
pub struct DueMandate {
    /// The mandate.
    pub mandate: MandateId,
    /// To whom it was given.
    pub organisation: OrganisationId,
    /// Its network.
    pub network: NetworkId,
}

#[derive(FromQueryResult)]
struct DueRow {
    id: Uuid,
    organisation_id: Uuid,
    network_id: Uuid,
}

const LINE: &str =
    "SELECT id, number, relation_id, state, scope, not_after, pause_until, ended_at, created_at FROM mandate";

impl UnitOfWork<'_> {
    /// The organisation's mandates in these states: those that end soonest first.
    pub async fn list_mandates(&self, states: &[&'static str]) -> Result<Vec<MandateLine>, StoreError> {
        let organisation = self.organisation()?.uuid();
        let states = states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
        Sql::new(LINE)
            .filter(" WHERE organisation_id = ", organisation)
            .push(&format!(" AND state IN ({states}) ORDER BY COALESCE(ended_at, not_after, created_at), id"))
            .limit(PAGE)
            .all(self.transaction())
            .await
    }

    /// A person's mandates to the actor's organisation, the latest first.
    pub async fn list_mandates_of(&self, relation: RelationId) -> Result<Vec<MandateLine>, StoreError> {
        Sql::new(LINE)
            .filter(" WHERE relation_id = ", relation.uuid())
            .filter(" AND organisation_id = ", self.organisation()?.uuid())
            .push(" ORDER BY created_at DESC, id")
            .limit(PAGE)
            .all(self.transaction())
            .await
    }

    /// Mandates whose clock has struck, the longest ago first; for the job.
    pub async fn list_due_mandates(&self, limit: i64) -> Result<Vec<DueMandate>, StoreError> {
        let rows: Vec<DueRow> = Sql::new("SELECT id, organisation_id, network_id FROM mandate")
            .filter(" WHERE next_at <= ", self.now())
            .push(" ORDER BY next_at, id")
            .limit(limit)
            .all(self.transaction())
            .await?;
        let due = |row: DueRow| DueMandate {
            mandate: MandateId::new(row.id),
            organisation: OrganisationId::new(row.organisation_id),
            network: NetworkId::new(row.network_id),
        };
        Ok(rows.into_iter().map(due).collect())
    }
}
