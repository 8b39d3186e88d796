//! The blocks of a day: the first rows of each and how many it holds, one query for both sides.

use relais_domain::clock::Timestamp;
use sea_orm::FromQueryResult;

use crate::{
    StoreError, UnitOfWork,
    referrals::{
        ReferralLine,
        lists::{INBOX, columns},
        order::{SILENT_FROM, TO_CONFIRM, TURN, TURN_AT, returned},
    },
    sql::Sql,
};

/// A line of a day.
#[derive(Clone, Debug, FromQueryResult)]
pub struct DayLine {
    /// The referral.
    #[sea_orm(nested)]
    pub line: ReferralLine,
    /// The block it stands in.
    pub block: String,
    /// How many stand in that block, those that are not shown among them.
    pub in_block: i64,
    /// How many contacts the agent recorded today: the day asks for them in the same query.
    pub contacts: i64,
}

/// The referrals of one side, each with its turn and, by what is appended, its block.
fn side() -> String {
    format!("SELECT f.id, f.updated_at, {TURN} AS turn, {TURN_AT} AS turn_at, ")
}

/// Ranks them in their blocks, and reads the first of each. Of drafts and of what came back nobody awaits an answer:
/// there the last changed stands first. Each block in the order of its list ([`Order`](super::Order)).
fn first_of_each() -> String {
    format!(
        "), r AS (SELECT d.id, d.block, COUNT(*) OVER (PARTITION BY d.block) AS in_block,
             ROW_NUMBER() OVER (PARTITION BY d.block ORDER BY
                 CASE WHEN d.block IN ('drafts', 'returned') THEN d.updated_at END DESC,
                 CASE WHEN d.block IN ('drafts', 'returned') THEN d.id END DESC,
                 d.turn, d.turn_at, d.id) AS place
             FROM d)
         SELECT {}, r.block, r.in_block, c.contacts
         FROM r JOIN referral f ON f.id = r.id LEFT JOIN agreement g ON g.id = f.agreement_id
         CROSS JOIN (SELECT COUNT(*) AS contacts FROM contact WHERE happened_at >= ",
        columns()
    )
}

impl UnitOfWork<'_> {
    /// What the actor's organisation received, in the blocks `to_confirm`, `to_answer` and `working`, and what it
    /// prepares or has sent, in the blocks `drafts`, `returned` (a line a need, changed at or after `returned_since`),
    /// `silent` (due before `today`) and `waiting`: at most `rows` of each. [`Which`](super::Which) lists each of the
    /// sender's blocks to its end.
    pub async fn list_day(
        &self,
        today: Timestamp,
        returned_since: Timestamp,
        rows: u32,
    ) -> Result<Vec<DayLine>, StoreError> {
        let own = self.organisation()?.uuid();
        let received = format!(
            "CASE WHEN {TO_CONFIRM} THEN 'to_confirm' WHEN f.accepted_at IS NULL THEN 'to_answer' ELSE 'working' END
             AS block FROM referral f WHERE f.sent_at IS NOT NULL AND {INBOX} AND f.recipient_organisation_id = "
        );
        let sql = Sql::new("WITH d AS (").instant(self.now()).push(&side()).filter(&received, own);
        let waiting =
            format!("CASE WHEN f.state IN ('draft', 'awaiting_consent') THEN 'drafts' WHEN {SILENT_FROM} < ");
        let sent = " THEN 'silent' ELSE 'waiting' END AS block FROM referral f
             WHERE f.state IN ('draft', 'awaiting_consent', 'requested', 'received', 'on_hold')
               AND f.sender_organisation_id = ";
        let sql = sql.push(" UNION ALL ").push(&side()).filter(&waiting, today).filter(sent, own);
        // A part of its own, so that only what changed lately is read of all that has ended.
        let back = format!("'returned' AS block FROM referral f WHERE {} AND f.updated_at >= ", returned());
        let sql = sql.push(" UNION ALL ").push(&side()).filter(&back, returned_since);
        let sql = sql.filter(" AND f.sender_organisation_id = ", own);
        let sql = sql.filter(&first_of_each(), today).filter(" AND membership_id = ", self.own_membership());
        let sql = sql.filter(") c WHERE r.place <= ", i64::from(rows));
        sql.push(" ORDER BY r.block, r.place").all(self.transaction()).await
    }
}
