//! Work that nobody waits for, one step at a time, each callable alone: tests advance the clock and run them.

use crate::AppError;

mod call_back;
mod deliver;
mod expire_agreements;
mod hand_over;
mod housekeeping;
mod send;
mod strike_clocks;
mod turns;

pub use call_back::call_back_groundless;
pub use deliver::deliver_messages;
pub use expire_agreements::expire_agreements;
pub use hand_over::hand_over_absent;
pub(crate) use hand_over::hand_over_of;
pub use housekeeping::{destroy_keys, keep_log_short, run_all, write_last_seen, write_last_seen_each_minute};
pub use send::send_messages;
pub use strike_clocks::strike_clocks;
pub use turns::{leave_turns, run_in_turn, send_in_turn};

/// What came of each thing a round found: one that fails keeps none of the others from its turn.
#[derive(Default)]
struct Round {
    done: usize,
    failure: Option<AppError>,
}

impl Round {
    fn note(&mut self, outcome: Result<(), AppError>) {
        match outcome {
            Ok(()) => self.done += 1,
            Err(AppError::Conflict) => {} // somebody acted on it meanwhile; the next round looks again
            Err(error) => self.failure = self.failure.take().or(Some(error)),
        }
    }

    /// How many were done, or the first failure.
    fn told(self) -> Result<usize, AppError> {
        self.failure.map_or(Ok(self.done), Err)
    }
}
