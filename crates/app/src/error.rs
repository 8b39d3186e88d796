//! What a use case answers when it does not do what was asked. No status codes, no texts for users.

use relais_domain::access::AccessError;
use relais_store::StoreError;

/// One field that could not be read, by the name it has in the form and in the JSON body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub field: &'static str,
    /// The stable code of what is wrong, e.g. `phone.format`.
    pub code: &'static str,
}

impl FieldError {
    /// A field and what is wrong with it.
    #[must_use]
    pub const fn new(field: &'static str, code: &'static str) -> Self {
        Self { field, code }
    }
}

/// The refusal or failure of a use case.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Absent, or not to be known by this actor.
    #[error("not found")]
    NotFound,
    /// Visible, but not allowed in this role or state of the agreement.
    #[error("forbidden")]
    Forbidden,
    /// Fields to write differently.
    #[error("invalid fields: {}", named(.0))]
    Invalid(Vec<FieldError>),
    /// Somebody else changed it since it was read.
    #[error("changed by somebody else")]
    Conflict,
    /// A rule of the domain refused.
    #[error("refused by rule {code}")]
    Rule {
        /// The rule's stable code, e.g. `referral.already_closed`.
        code: &'static str,
    },
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany,
    /// The database or the key store does not answer.
    #[error("temporarily unavailable")]
    Unavailable(#[source] StoreError),
    /// A fault of ours, or of the machine.
    #[error("internal failure")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Fields and codes, never what was typed.
fn named(fields: &[FieldError]) -> String {
    let named = |error: &FieldError| format!("{} ({})", error.field, error.code);
    fields.iter().map(named).collect::<Vec<_>>().join(", ")
}

impl AppError {
    /// One invalid field.
    #[must_use]
    pub fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// A refused rule.
    #[must_use]
    pub const fn rule(code: &'static str) -> Self {
        Self::Rule { code }
    }

    /// A fault of ours.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::Unavailable(_) | StoreError::Keys(_) | StoreError::Together(_) => {
                Self::Unavailable(error)
            }
            StoreError::Unique(_)
            | StoreError::ForeignKey(_)
            | StoreError::Inconsistent { .. }
            | StoreError::Sealed { .. }
            | StoreError::Envelope(_)
            | StoreError::Journal(_)
            | StoreError::Driver(_) => Self::internal(error),
        }
    }
}

impl From<AccessError> for AppError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Hidden => Self::NotFound,
            AccessError::Forbidden => Self::Forbidden,
        }
    }
}
