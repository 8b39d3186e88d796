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

/// `Referral::confirm_cancel` over `referral f`: called-back work whose recipient has not said that it has stopped.
macro_rules! to_confirm {
    () => {
        "(f.state = 'cancelled' AND f.accepted_at IS NOT NULL AND f.cancel_acknowledged_at IS NULL)"
    };
}
pub(super) use to_confirm;

/// The same, as text.
pub(super) const TO_CONFIRM: &str = to_confirm!();

/// First what is to be confirmed, then what is due, then what awaits an answer without a date (on hold), last what was
/// accepted.
pub(super) const TURN: &str = concat!(
    "CASE WHEN ",
    to_confirm!(),
    " THEN 0 WHEN ",
    due_by!(),
    " IS NOT NULL THEN 1 WHEN f.accepted_at IS NULL THEN 2 ELSE 3 END"
);

/// What is due first stands first; what was called back first, too; among what has no date, what was sent first.
pub(super) const TURN_AT: &str = concat!(
    "COALESCE(",
    due_by!(),
    ", CASE f.state WHEN 'cancelled' THEN f.closed_at END, f.sent_at, f.created_at)"
);

/// An end that leaves the need unmet, over `referral` under the name `of`.
fn unmet(of: &str) -> String {
    format!(
        "({of}.state IN ('rejected', 'expired', 'consent_withdrawn')
          OR {of}.state = 'cancelled' AND {of}.cancel_reason NOT IN ('solved_otherwise', 'ground_ended')
          OR {of}.state = 'completed'
             AND {of}.outcome IN ('no_help_available', 'not_reachable', 'no_show', 'referred_elsewhere'))"
    )
}

/// `referral f` is the latest attempt at a need of which `NeedState::fold` says `Returned`: all have ended and none met
/// it. What was created in error counts for nothing. `tests/it/returned.rs` holds the two together.
pub(super) fn returned() -> String {
    let (this, other) = (unmet("f"), unmet("o"));
    format!(
        "({this} AND NOT EXISTS (
            SELECT 1 FROM referral o WHERE o.need_id = f.need_id AND o.state <> 'entered_in_error'
            AND (NOT {other} OR (o.created_at, o.id) > (f.created_at, f.id))))"
    )
}

/// The place of a referral among those that await an answer: unique, so that pages neither skip nor repeat a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// 0 when it is to be confirmed, 1 when something is due, 2 when it waits without a date, 3 when it was accepted.
    pub rank: i32,
    /// When it is due, else when it was called back or sent.
    pub at: Timestamp,
    /// The referral.
    pub id: ReferralId,
}

impl Turn {
    /// A place that a page told; none when there is no such rank.
    #[must_use]
    pub fn new(rank: i32, at: Timestamp, id: ReferralId) -> Option<Self> {
        (0..=3).contains(&rank).then_some(Self { rank, at, id })
    }

    /// When it is due.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        (self.rank == 1).then_some(self.at)
    }

    /// Whether the recipient is to confirm that called-back work has stopped.
    #[must_use]
    pub const fn is_to_confirm(&self) -> bool {
        self.rank == 0
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

#[cfg(test)]
mod tests {
    use super::{TURN, TURN_AT};
    use crate::referrals::lists::INBOX;

    /// An engine takes an index over expressions only where it meets the same ones.
    #[test]
    fn the_index_of_the_inbox_says_what_the_list_says() {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace("f.", "");
        let index = one_line(include_str!("../../../../migrations/src/m20261122_000031_turns.rs"));
        for said in [TURN, TURN_AT, INBOX.trim_matches(['(', ')'])] {
            assert!(index.contains(&one_line(said)), "{said}");
        }
    }
}
