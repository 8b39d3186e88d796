//! The outside world behind the traits of the rules: time and randomness.

mod clock;
mod random;

pub use clock::{StartedClock, SystemClock};
pub use random::OsRandom;
