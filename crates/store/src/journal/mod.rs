//! The journal's rows: entries written with the act they tell of, the tree that seals them, and the audit of both.

mod acts;
mod append;
mod audit;
pub(crate) mod entity;
mod kept;
mod memory;
mod payloads;
mod raw;
pub(crate) mod reads;
mod receipts;
mod rows;
mod seal;
mod subject;

pub use append::Act;
pub use memory::{CheckpointMemory, Forgetful, MemoryReply};
pub use receipts::PrintedReceipt;
pub use relais_journal::{
    Action,
    verify::{Finding, Report},
};
pub use seal::Sealed;
