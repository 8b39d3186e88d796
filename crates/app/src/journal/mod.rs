//! The journal as the house sees it: sealed by a job, audited by a command.

mod seal;
mod verify;

pub use relais_audit::{Finding, Report};
pub use relais_store::journal::{CheckpointMemory, MemoryReply, Sealed};
pub use seal::{finish_journal, seal_journal, seal_whole_step};
pub use verify::verify_journal;
