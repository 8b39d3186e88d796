//! The outside world behind the traits of the rules: time, randomness, and a memory beside the database.

mod checkpoint_file;
mod clock;
mod random;

pub use checkpoint_file::CheckpointFile;
pub use clock::{StartedClock, SystemClock};
pub use random::OsRandom;
