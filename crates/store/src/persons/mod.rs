//! Persons: pseudonyms, and what each organisation knows of them, sealed in its own relation.

mod content;
mod endings;
mod queries;
mod reach;

pub use content::{PersonContent, StoredCard, StoredIdentity};
pub use queries::{NewRelation, ReadingReason, Relation, RelationName};
pub use reach::Reach;
pub(crate) use relais_rows::persons as entity;
