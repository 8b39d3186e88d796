//! How fast the machine is at the moment: a virtual one differs by half from hour to hour, and figures of two runs are
//! compared by what the same work took in each.

use std::{hint::black_box, thread, time::Instant};

use sha2::{Digest as _, Sha256};

/// What each core hashes, in MiB.
pub const MIB: usize = 64;

/// Milliseconds that SHA-256 of so much takes when every core does it at once.
pub fn measure() -> f64 {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let piece = vec![0x5a_u8; 1 << 20];
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let mut hash = Sha256::new();
                (0..MIB).for_each(|_| hash.update(&piece));
                black_box(hash.finalize())
            });
        }
    });
    begun.elapsed().as_secs_f64() * 1e3
}
