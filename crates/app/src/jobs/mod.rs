//! Work that nobody waits for, one step at a time, each callable alone: tests advance the clock and run them. What is
//! queued meanwhile is told by `relais-notices`, whose rounds begin and end here.

use crate::AppError;

mod call_back;
mod expire_agreements;
mod hand_over;
mod housekeeping;
mod strike_clocks;
mod strike_mandates;
mod turns;

pub use call_back::call_back_groundless;
pub use expire_agreements::expire_agreements;
pub use hand_over::hand_over_absent;
pub(crate) use hand_over::hand_over_of;
pub use housekeeping::{destroy_keys, keep_log_short, run_each, write_last_seen};
pub use strike_clocks::strike_clocks;
pub use strike_mandates::strike_mandates;
pub use turns::{begin_round, begin_sending, leave_turns};

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
