//! The outside world behind the traits of the rules and the ports of the use cases: time, randomness, a memory beside
//! the database, mails, text messages.

mod checkpoint_file;
mod clock;
pub mod mail;
mod random;
pub mod texts;

pub use checkpoint_file::CheckpointFile;
pub use clock::{StartedClock, SystemClock};
pub use random::OsRandom;
