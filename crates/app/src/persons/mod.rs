//! Persons and what one organisation knows of them.

mod create;
mod edit;
mod give_reason;
mod input;
mod names;
mod search;
mod show;
mod version;

pub use create::{CreatePerson, Created, create_person};
pub use edit::{EditPerson, edit_person};
pub(crate) use give_reason::keep_reason;
pub use give_reason::{ReadingReason, give_reason};
pub use input::{PersonInput, ReadPerson};
pub(crate) use input::{commune_of, identity_of, names_of};
pub use names::NameIndex;
pub use relais_store::persons::{PersonContent, StoredCard, StoredIdentity};
pub use search::{PersonCursor, PersonLine, list_persons, search_persons};
pub(crate) use show::keep_card;
pub use show::{ContactSeen, PersonSheet, Said, SheetDepth, show_person};
pub use version::relation_version;
