//! What can go wrong below the use cases. "Not there" is not an error: finders answer `Option`.

use relais_crypto::{envelope::EnvelopeError, sealing::SealingError};

/// A failure of storage.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row was changed by somebody else since it was read.
    #[error("the row was changed since it was read")]
    Conflict,
    /// A unique key is taken.
    #[error("a unique key is taken")]
    Unique(#[source] sea_orm::DbErr),
    /// A reference points to nothing.
    #[error("a reference points to nothing")]
    ForeignKey(#[source] sea_orm::DbErr),
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
    /// The database cannot be reached or is too busy.
    #[error("the database cannot be reached")]
    Unavailable(#[source] sea_orm::DbErr),
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
    /// The journal's own rules are broken.
    #[error("journal: {0}")]
    Journal(&'static str),
    /// Anything else the driver says.
    #[error("the database driver failed")]
    Driver(#[source] sea_orm::DbErr),
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

impl From<sea_orm::DbErr> for StoreError {
    fn from(error: sea_orm::DbErr) -> Self {
        match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Self::Unique(error),
            Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => Self::ForeignKey(error),
            _ if matches!(error, sea_orm::DbErr::ConnectionAcquire(_) | sea_orm::DbErr::Conn(_)) => {
                Self::Unavailable(error)
            }
            _ => Self::Driver(error),
        }
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
