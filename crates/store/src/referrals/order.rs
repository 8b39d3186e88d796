//! What stands first in a list of referrals, as the database reads it.

use relais_domain::{clock::Timestamp, ids::ReferralId};

use crate::sql::Sql;

/// `Due::of` over `referral f`: what was promised, and nothing before sending, on hold, at work or after the end.
/// `tests/it/order.rs` holds the two together.
macro_rules! due_by {
    () => {
        "CASE f.state WHEN 'requested' THEN f.acknowledge_due WHEN 'received' THEN f.expires_on END"
    };
}

/// `ReferralLine::silent_from` over `referral f`.
pub(super) const SILENT_FROM: &str = "CASE f.state WHEN 'requested' THEN f.acknowledge_due
    WHEN 'received' THEN CASE WHEN f.expires_on IS NOT NULL THEN f.first_reminder_due END END";

/// First what is due, then what awaits an answer without a date (on hold), last what was accepted.
pub(super) const TURN: &str =
    concat!("CASE WHEN ", due_by!(), " IS NOT NULL THEN 0 WHEN f.accepted_at IS NULL THEN 1 ELSE 2 END");

/// What is due first stands first; among what has no date, what was sent first.
pub(super) const TURN_AT: &str = concat!("COALESCE(", due_by!(), ", f.sent_at, f.created_at)");

/// The place of a referral among those that await an answer: unique, so that pages neither skip nor repeat a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// 0 when something is due, 1 when it waits without a date, 2 when it was accepted.
    pub rank: i32,
    /// When it is due, else when it was sent.
    pub at: Timestamp,
    /// The referral.
    pub id: ReferralId,
}

impl Turn {
    /// A place that a page told; none when there is no such rank.
    #[must_use]
    pub fn new(rank: i32, at: Timestamp, id: ReferralId) -> Option<Self> {
        (0..=2).contains(&rank).then_some(Self { rank, at, id })
    }

    /// When it is due.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        (self.rank == 0).then_some(self.at)
    }
}

/// What stands first in a list, and after which line a page begins. A place in one order says nothing in the other.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// The last changed first, after this `updated_at` and id.
    Changed(Option<(Timestamp, ReferralId)>),
    /// What awaits an answer, by its turn.
    Turn(Option<Turn>),
}

impl Default for Order {
    fn default() -> Self {
        Self::Changed(None)
    }
}

impl Order {
    /// Appends the condition of a later page, and the order.
    pub(super) fn put(self, sql: Sql) -> Sql {
        match self {
            Self::Changed(after) => {
                let sql = match after {
                    Some((at, id)) => {
                        let sql = sql.filter(" AND (f.updated_at, f.id) < (", at);
                        sql.filter(", ", id.uuid()).push(")")
                    }
                    None => sql,
                };
                sql.push(" ORDER BY f.updated_at DESC, f.id DESC")
            }
            Self::Turn(after) => {
                let sql = match after {
                    Some(Turn { rank, at, id }) => {
                        let sql = sql.filter(&format!(" AND ({TURN}, {TURN_AT}, f.id) > ("), rank);
                        sql.filter(", ", at).filter(", ", id.uuid()).push(")")
                    }
                    None => sql,
                };
                sql.push(" ORDER BY turn, turn_at, f.id")
            }
        }
    }
}
