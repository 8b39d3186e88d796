//! The journal's rows: entries written with the act they tell of, the tree that seals them.

mod append;
pub(crate) mod entity;
mod subject;

pub use append::Act;
pub use relais_journal::Action;
