//! What can go wrong below the use cases. "Not there" is not an error: finders answer `Option`.

use relais_crypto::{envelope::EnvelopeError, sealing::SealingError};
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// A failure of storage.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row was changed by somebody else since it was read.
    #[error("the row was changed since it was read")]
    Conflict,
    /// A unique key is taken.
    #[error("a unique key is taken")]
    Unique(#[source] DbErr),
    /// A reference points to nothing.
    #[error("a reference points to nothing")]
    ForeignKey(#[source] DbErr),
    /// The row says something the rules exclude.
    #[error("inconsistent row: {table}.{column}, row {row}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column that contradicts the others.
        column: &'static str,
        /// The row's id.
        row: String,
    },
    /// The database cannot be reached, is too busy or has no room.
    #[error("the database cannot be reached")]
    Unavailable(#[source] DbErr),
    /// The key store refused or cannot be reached.
    #[error("the key store failed")]
    Keys(#[from] relais_crypto::keystore::KeyError),
    /// A sealed payload is not there, or the grant at hand does not let it be opened.
    #[error("a sealed payload of {table} may not be opened")]
    Sealed {
        /// The table.
        table: &'static str,
    },
    /// An envelope does not open in the context its row claims: altered, moved, or of another revision.
    #[error("a sealed payload does not open in its row's context")]
    Envelope(#[source] EnvelopeError),
    /// What was asked for together with others was not done; the log tells why.
    #[error("{0} was not done")]
    Together(&'static str),
    /// The journal's own rules are broken.
    #[error("journal: {0}")]
    Journal(&'static str),
    /// Anything else the driver says.
    #[error("the database driver failed")]
    Driver(#[source] DbErr),
}

impl From<SealingError> for StoreError {
    fn from(error: SealingError) -> Self {
        match error {
            SealingError::Key(error) => Self::Keys(error),
            SealingError::Envelope(error) => error.into(),
        }
    }
}

impl From<EnvelopeError> for StoreError {
    fn from(error: EnvelopeError) -> Self {
        Self::Envelope(error)
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Self::Unique(error),
            Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => Self::ForeignKey(error),
            _ if is_out_of_reach(&error) => Self::Unavailable(error),
            _ => Self::Driver(error),
        }
    }
}

/// Whether the database could not be reached, was too busy or had no room: nothing is wrong with what was asked, and it
/// may pass later.
fn is_out_of_reach(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(told)) | DbErr::Query(RuntimeErr::SqlxError(told)) => {
            may_pass_later(told)
        }
        _ => false,
    }
}

fn may_pass_later(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(told) => told.code().is_some_and(|code| is_of_the_machine(&code)),
        _ => false,
    }
}

/// SQLite's primary codes: busy, locked, an error of the disk, a full disk. PostgreSQL's classes: connections (08),
/// resources (53), an operator's or a crash's word (57), errors of the machine (58).
fn is_of_the_machine(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xFF, 5 | 6 | 10 | 13),
        _ => code.len() == 5 && ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)),
    }
}

/// Names the table and column of a stored code the product does not know.
pub(crate) fn inconsistent(
    table: &'static str,
    column: &'static str,
    row: impl std::fmt::Display,
) -> StoreError {
    StoreError::Inconsistent { table, column, row: row.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_lacks_is_told_from_what_was_asked_wrongly() {
        for code in ["5", "13", "10", "778", "2570", "53100", "57P01", "08006", "58030"] {
            assert!(is_of_the_machine(code), "{code}");
        }
        for code in ["1", "19", "2067", "11", "42P01", "23505", "40001"] {
            assert!(!is_of_the_machine(code), "{code}");
        }
    }
}
