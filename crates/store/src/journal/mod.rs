//! The journal's rows: entries written with the act they tell of, and the tree that seals them. `relais-audit` reads both.

mod append;
mod memory;
pub(crate) mod reads;
mod receipts;
mod rows;
mod seal;
pub(crate) mod subject;

pub use append::Act;
pub use memory::{CheckpointMemory, Forgetful, MemoryReply};
pub use receipts::PrintedReceipt;
pub use relais_journal::Action;
pub(crate) use relais_rows::journal as entity;
pub use seal::Sealed;
