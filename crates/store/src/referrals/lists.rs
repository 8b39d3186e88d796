//! The lists of referrals: the inbox of the recipient, what the sender waits for. One query a page, then one
//! message to the key store for all its lines. Order and limit are the database's: a row that is sorted after the
//! limit was applied may be missing.

use relais_domain::{
    access::Grant,
    clock::Timestamp,
    ids::{OrganisationId, PersonId, ReferralId, RelationId},
    referral::{Awaited, Due},
};
use sea_orm::{FromQueryResult, prelude::Uuid};

use crate::{
    StoreError, UnitOfWork,
    referrals::{
        ReferralContent,
        order::{Order, TURN, TURN_AT, Turn},
    },
    sealing::{Kind, Place, sealed_columns},
    sql::Sql,
};

/// One line of a list.
#[derive(Clone, Debug, FromQueryResult)]
#[expect(missing_docs, reason = "the names are the columns")]
pub struct ReferralLine {
    id: Uuid,
    person_id: Uuid,
    relation_id: Uuid,
    sender_organisation_id: Uuid,
    pub number: String,
    pub state: String,
    pub theme: Option<String>,
    pub sender_organisation_name: String,
    pub recipient_organisation_name: Option<String>,
    pub recipient_service_name: Option<String>,
    pub sent_at: Option<Timestamp>,
    pub expires_on: Option<Timestamp>,
    pub acknowledge_due: Option<Timestamp>,
    pub first_reminder_due: Option<Timestamp>,
    pub received_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub outcome: Option<String>,
    pub reject_reason: Option<String>,
    pub cancel_reason: Option<String>,
    /// Whether its agreement is in force at this read.
    pub agreement_valid: bool,
    turn: i32,
    turn_at: Timestamp,
    wrap: Option<Vec<u8>>,
    payload: Option<Vec<u8>>,
    revision: i32,
    tenant_version: i32,
}

impl ReferralLine {
    /// The referral.
    #[must_use]
    pub const fn id(&self) -> ReferralId {
        ReferralId::new(self.id)
    }

    /// The sender's relation.
    #[must_use]
    pub const fn relation(&self) -> RelationId {
        RelationId::new(self.relation_id)
    }

    /// The person.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        PersonId::new(self.person_id)
    }

    /// The sending organisation.
    #[must_use]
    pub const fn sender(&self) -> OrganisationId {
        OrganisationId::new(self.sender_organisation_id)
    }

    /// What is awaited of the recipient now, and by when.
    #[must_use]
    pub fn due(&self) -> Option<Due> {
        Due::of(self.state.parse().ok()?, self.acknowledge_due, self.expires_on)
    }

    /// When the silence of the recipient has lasted too long: the promised acknowledgement did not come, or no
    /// answer after it by the first reminder.
    #[must_use]
    pub fn silent_from(&self) -> Option<Timestamp> {
        self.due().and_then(|due| match due.what {
            Awaited::Acknowledgement => Some(due.by),
            Awaited::Answer => self.first_reminder_due,
        })
    }

    /// Its place among those that await an answer, as the database ordered it.
    #[must_use]
    pub const fn turn(&self) -> Turn {
        Turn { rank: self.turn, at: self.turn_at, id: self.id() }
    }
}

/// Which referrals a list shows.
#[derive(Clone, Debug, Default)]
pub struct ListFilter {
    /// The receiving side, else the sending side.
    pub received: bool,
    /// States, at least one.
    pub states: Vec<&'static str>,
    /// Only those of one relation.
    pub relation: Option<RelationId>,
    /// What stands first, and where the page begins.
    pub order: Order,
    /// At most so many.
    pub limit: u32,
}

/// How many referrals an inbox holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct InboxCount {
    /// Not accepted yet.
    pub to_answer: i64,
    /// Accepted, and not yet ended.
    pub under_way: i64,
}

/// The columns of a line over `referral f` and its `agreement g`; `$1` is the moment of the read.
pub(super) fn columns() -> String {
    format!(
        "f.id, f.person_id, f.relation_id, f.sender_organisation_id, f.number, f.state, f.theme,
         f.sender_organisation_name, f.recipient_organisation_name, f.recipient_service_name, f.sent_at,
         f.expires_on, f.acknowledge_due, f.first_reminder_due, f.received_at, f.accepted_at, f.closed_at,
         f.updated_at, f.outcome, f.reject_reason, f.cancel_reason,
         COALESCE(g.state IN ('given', 'renewed') AND g.replaced_by IS NULL AND g.valid_from <= $1
                  AND g.valid_until > $1, FALSE) AS agreement_valid,
         {TURN} AS turn, {TURN_AT} AS turn_at, f.wrap, f.payload, f.revision, f.tenant_version"
    )
}

const FROM: &str = " FROM referral f LEFT JOIN agreement g ON g.id = f.agreement_id WHERE ";

impl UnitOfWork<'_> {
    /// A page of referrals of the actor's organisation, in the order asked for.
    pub async fn list_referrals(&self, filter: &ListFilter) -> Result<Vec<ReferralLine>, StoreError> {
        let side = if filter.received {
            "f.sent_at IS NOT NULL AND f.recipient_organisation_id = "
        } else {
            "f.sender_organisation_id = "
        };
        let mut sql = Sql::new(format!("SELECT {}{FROM}", columns())).instant(self.now());
        sql = in_states(sql.filter(side, self.organisation()?.uuid()), &filter.states);
        if let Some(relation) = filter.relation {
            sql = sql.filter(" AND f.relation_id = ", relation.uuid());
        }
        sql = filter.order.put(sql).filter(" LIMIT ", i64::from(filter.limit));
        sql.all(self.transaction()).await
    }

    /// How many referrals in these states the actor's organisation has received.
    pub async fn count_inbox(&self, states: &[&'static str]) -> Result<InboxCount, StoreError> {
        let sql = Sql::new(
            "SELECT COUNT(*) - COUNT(f.accepted_at) AS to_answer, COUNT(f.accepted_at) AS under_way
             FROM referral f WHERE f.sent_at IS NOT NULL",
        );
        let sql = sql.filter(" AND f.recipient_organisation_id = ", self.organisation()?.uuid());
        let count: Option<InboxCount> = in_states(sql, states).one(self.transaction()).await?;
        Ok(count.unwrap_or_default())
    }

    /// Opens the sheets of a list, each under its own decision, in its order. A line without one shows no content.
    pub async fn open_lines(
        &self,
        lines: &[(Option<Grant>, ReferralLine)],
    ) -> Result<Vec<Option<ReferralContent>>, StoreError> {
        let rows: Vec<_> = lines
            .iter()
            .map(|(grant, line)| {
                let (tenant, row) = (line.sender_organisation_id, line.id);
                let place = Place { kind: Kind::Referral, tenant, row, subject: line.person_id };
                (*grant, place, sealed_columns!(line))
            })
            .collect();
        self.open_all(&rows).await
    }
}

pub(super) fn in_states(sql: Sql, states: &[&'static str]) -> Sql {
    let sql = sql.push(" AND f.state IN (''");
    states.iter().fold(sql, |sql, state| sql.filter(", ", (*state).to_owned())).push(")")
}
