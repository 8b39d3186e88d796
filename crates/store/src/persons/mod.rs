//! Persons: pseudonyms, and what each organisation knows of them, sealed in its own relation.

mod content;
mod endings;
pub(crate) mod entity;
mod queries;
mod reach;

pub use content::{PersonContent, StoredCard, StoredIdentity};
pub use queries::{NewRelation, ReadingReason, Relation, RelationName};
pub use reach::Reach;
