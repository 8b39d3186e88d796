//! Work that nobody waits for, one step at a time, each callable alone: tests advance the clock and run them.

mod call_back;
mod deliver;
mod expire_agreements;
mod housekeeping;

pub use call_back::call_back_groundless;
pub use deliver::deliver_messages;
pub use expire_agreements::expire_agreements;
pub use housekeeping::{destroy_keys, run_all, write_last_seen};
