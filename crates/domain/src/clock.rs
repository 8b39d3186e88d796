//! Injected time. Nothing in the product reads the machine's clock but the one `Clock` the server wires.

use chrono::{DateTime, SubsecRound, Utc};

/// An instant in UTC, cut to microseconds (the precision both databases keep).
pub type Timestamp = DateTime<Utc>;

/// Tells the time. `now` never has more than microseconds; implementations cut with [`truncate`].
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Cuts an instant to microseconds: SQLite would keep nanoseconds, PostgreSQL would not.
#[must_use]
pub fn truncate(instant: Timestamp) -> Timestamp {
    instant.trunc_subsecs(6)
}
