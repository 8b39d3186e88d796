//! The lists of referrals: the inbox of the recipient, what the sender waits for. One query a page, then one
//! message to the key store for all its lines. Order and limit are the database's: a row that is sorted after the
//! limit was applied may be missing.

use relais_domain::{
    access::Grant,
    clock::Timestamp,
    ids::{MembershipId, OrganisationId, PersonId, ReferralId, RelationId},
    referral::{Awaited, Due},
};
use sea_orm::{FromQueryResult, prelude::Uuid};

use crate::{
    StoreError, UnitOfWork,
    referrals::{
        ReferralContent,
        order::{Order, SILENT_FROM, TO_CONFIRM, TURN, TURN_AT, Turn, returned, to_confirm},
    },
    sealing::{Kind, Place, Sealed, sealed_columns},
    shared::Shared,
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
    claimed_by: Option<Uuid>,
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

    /// Who of the recipient has it in hand.
    #[must_use]
    pub fn in_hands_of(&self) -> Option<MembershipId> {
        self.claimed_by.map(MembershipId::new)
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

/// Which referrals of the actor's organisation. Those it received stand in one of `Inbox` and `Ended` each, except
/// what was created in error; the blocks of its day are parts of `Sent`, as [`UnitOfWork::list_day`] makes them.
#[derive(Clone, Copy, Debug, Default)]
pub enum Which {
    /// What it prepares, has sent, or had sent.
    #[default]
    Sent,
    /// Of that, what has not left.
    Drafts,
    /// Of that, the needs that are back, by their latest attempt, changed at or after this instant.
    Returned(Timestamp),
    /// Of that, what is due before this instant.
    Silent(Timestamp),
    /// Of that, what is not silent at this instant and awaits an answer.
    Waiting(Timestamp),
    /// What it received and awaits it: an answer, work, the word that called-back work has stopped.
    Inbox,
    /// What it received and has ended.
    Ended,
}

/// Which referrals a list shows.
#[derive(Clone, Debug, Default)]
pub struct ListFilter {
    /// The list.
    pub which: Which,
    /// Only those of one relation.
    pub relation: Option<RelationId>,
    /// Only this one.
    pub referral: Option<ReferralId>,
    /// What stands first, and where the page begins.
    pub order: Order,
    /// At most so many.
    pub limit: u32,
}

/// How many referrals an inbox holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InboxCount {
    /// Called back, and not yet confirmed stopped.
    pub to_confirm: i64,
    /// Not accepted yet.
    pub to_answer: i64,
    /// Accepted, and not yet ended.
    pub under_way: i64,
}

/// How many referrals have one turn.
#[derive(FromQueryResult)]
struct OfTurn {
    turn: i32,
    number: i64,
}

/// The columns of a line over `referral f` and its `agreement g`; `$1` is the moment of the read.
pub(super) fn columns() -> String {
    format!(
        "f.id, f.person_id, f.relation_id, f.sender_organisation_id, f.claimed_by, f.number, f.state, f.theme,
         f.sender_organisation_name, f.recipient_organisation_name, f.recipient_service_name, f.sent_at,
         f.expires_on, f.acknowledge_due, f.first_reminder_due, f.received_at, f.accepted_at, f.closed_at,
         f.updated_at, f.outcome, f.reject_reason, f.cancel_reason,
         COALESCE(g.state IN ('given', 'renewed') AND g.replaced_by IS NULL AND g.valid_from <= $1
                  AND g.valid_until > $1, FALSE) AS agreement_valid,
         {TURN} AS turn, {TURN_AT} AS turn_at, f.wrap, f.payload, f.revision, f.tenant_version"
    )
}

const FROM: &str = " FROM referral f LEFT JOIN agreement g ON g.id = f.agreement_id WHERE ";

/// What awaits the recipient, over `referral f`. The states stand alone first, so that an index finds them: what has
/// ended in another way is not read.
pub(super) const INBOX: &str = concat!(
    "(f.state IN ('requested', 'received', 'on_hold', 'accepted', 'in_progress', 'cancelled') AND (f.state <> 'cancelled' OR ",
    to_confirm!(),
    "))"
);

impl Which {
    /// Appends the condition of the list.
    fn put(self, sql: Sql, own: OrganisationId) -> Sql {
        let sent = |sql: Sql| sql.filter("f.sender_organisation_id = ", own.uuid());
        let received =
            |sql: Sql| sql.filter("f.sent_at IS NOT NULL AND f.recipient_organisation_id = ", own.uuid());
        match self {
            Self::Sent => sent(sql),
            Self::Drafts => sent(sql).push(" AND f.state IN ('draft', 'awaiting_consent')"),
            Self::Returned(since) => {
                sent(sql).push(" AND ").push(&returned()).filter(" AND f.updated_at >= ", since)
            }
            Self::Silent(today) => sent(sql).filter(&format!(" AND {SILENT_FROM} < "), today),
            Self::Waiting(today) => sent(sql)
                .push(" AND f.state IN ('requested', 'received', 'on_hold')")
                .filter(&format!(" AND CASE WHEN {SILENT_FROM} < "), today)
                .push(" THEN FALSE ELSE TRUE END"),
            Self::Inbox => received(sql).push(" AND ").push(INBOX),
            Self::Ended => received(sql)
                .push(
                    " AND f.state IN ('completed', 'rejected', 'cancelled', 'consent_withdrawn', 'expired')",
                )
                .push(" AND NOT ")
                .push(TO_CONFIRM),
        }
    }
}

impl UnitOfWork<'_> {
    /// A page of referrals of the actor's organisation, in the order asked for.
    pub async fn list_referrals(&self, filter: &ListFilter) -> Result<Vec<ReferralLine>, StoreError> {
        let sql = Sql::new(format!("SELECT {}{FROM}", columns())).instant(self.now());
        let mut sql = filter.which.put(sql, self.organisation()?);
        if let Some(relation) = filter.relation {
            sql = sql.filter(" AND f.relation_id = ", relation.uuid());
        }
        if let Some(referral) = filter.referral {
            sql = sql.filter(" AND f.id = ", referral.uuid());
        }
        sql = filter.order.put(sql).limit(filter.limit);
        sql.all(self.transaction()).await
    }

    /// How many referrals the inbox of the actor's organisation holds: by their turn, which an index knows.
    pub async fn count_inbox(&self) -> Result<InboxCount, StoreError> {
        let sql = Sql::new(format!("SELECT {TURN} AS turn, COUNT(*) AS number FROM referral f WHERE "));
        let sql = Which::Inbox.put(sql, self.organisation()?).push(" GROUP BY ").push(TURN);
        let mut count = InboxCount::default();
        for OfTurn { turn, number } in sql.all(self.transaction()).await? {
            match turn {
                0 => count.to_confirm += number,
                1 | 2 => count.to_answer += number,
                _ => count.under_way += number,
            }
        }
        Ok(count)
    }

    /// Opens the sheets of a list, each under its own decision, in its order, and takes them out of its lines. A line
    /// without one shows no content.
    pub async fn open_lines(
        &self,
        lines: &mut [(Option<Grant>, ReferralLine)],
    ) -> Result<Vec<Option<ReferralContent>>, StoreError> {
        let rows: Vec<_> = lines
            .iter_mut()
            .map(|(grant, line)| {
                let (tenant, row) = (line.sender_organisation_id, line.id);
                let place = Place { kind: Kind::Referral, tenant, row, subject: line.person_id };
                // Taken out, for nothing opens it twice.
                let (wrap, payload) = (line.wrap.take(), line.payload.take());
                (*grant, place, Sealed { wrap, payload, ..sealed_columns!(line) })
            })
            .collect();
        let opened = self.open_all::<ReferralContent>(rows).await?.into_iter().zip(&*lines);
        Ok(opened
            .map(|(content, (grant, line))| content.filter(|it| self.line_reaches(*grant, line, it)))
            .collect())
    }

    /// The sender's own words; for the recipient what was shared with it, as long as was agreed.
    fn line_reaches(&self, grant: Option<Grant>, line: &ReferralLine, content: &ReferralContent) -> bool {
        grant.is_some_and(|grant| {
            let reader = grant.organisation();
            reader == line.sender() || Shared::reaches(content.shared.as_ref(), reader, self.now())
        })
    }
}
