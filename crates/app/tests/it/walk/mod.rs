//! Random walks of the use cases over three desks, on the database, against a small model: every act of the state
//! machine, by whoever is on the right side and by whoever is not, twice, on a stale version, with reads in between, with
//! days that pass and jobs that run, and with a database that fails in the middle. After each step the rows are asked.
//!
//! Named by what they would find (`product.md`, invariants): 1 one holder, 2 nothing before her agreement, 3 withdrawal at
//! once, 4 no act without its entry, 7 nothing twice and nothing on a read, 9 strangers learn nothing, 10 nothing by half.
//! Invariant 8 is of pages: the journeys in a browser hold it.
//!
//! `RELAIS_WALKS` says how many (a hundred and forty else), `RELAIS_WALKS_SEED` from where they are drawn, `RELAIS_WALKS_THREADS`
//! how many at once; `cargo xtask walks` sets them. A walk that fails is shrunk to the moves that matter, and told with
//! them. Walks share a database, each with its own person, until a year or so has passed in it.

mod acts;
mod model;
mod moves;
mod rows;
mod walker;

use std::cell::Cell;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use relais_app::journal::{seal_journal, verify_journal};
use relais_testdb::World;

use self::walker::Walk;

/// Walks of the suite.
const FEW: u64 = 140;
/// Walks that share a world.
const TOGETHER: u64 = 20;

/// A number of the environment, or another one.
fn asked(name: &str, otherwise: u64) -> u64 {
    let said = std::env::var_os(name).and_then(|word| word.into_string().ok());
    said.map_or(otherwise, |word| word.parse().unwrap())
}

#[test]
fn the_rules_hold_on_any_walk() {
    let (walks, seed) = (asked("RELAIS_WALKS", FEW), asked("RELAIS_WALKS_SEED", 1));
    let threads = asked("RELAIS_WALKS_THREADS", 2);
    println!("{walks} walks from seed {seed}");
    let worlds = walks.div_ceil(TOGETHER);
    std::thread::scope(|scope| {
        let of = |thread| (0..worlds).filter(move |world| world % threads == thread);
        let run = |thread| move || of(thread).for_each(|world| walk_world(seed + world, world, walks));
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(run(thread))).collect();
        for thread in running {
            if let Err(told) = thread.join() {
                std::panic::resume_unwind(told);
            }
        }
    });
}

/// The walks of one world; its number among all tells how many are left for it.
fn walk_world(seed: u64, number: u64, walks: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // A walk that fails takes its world with it: those that shrink it begin in one that nothing has spoilt.
    let kept = Cell::new(None);
    let open = || kept.take().unwrap_or_else(|| runtime.block_on(World::open()));
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = TOGETHER.min(walks - number * TOGETHER);
    let config = Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let run = runner.run(&moves::walk(), |moves| {
        let world = open();
        runtime.block_on(Box::pin(Walk::lead(&world, &moves)));
        kept.set(Some(world));
        Ok(())
    });
    if let Err(failure) = run {
        panic!("seed {seed}: {failure}");
    }
    let world = open();
    runtime.block_on(seal_journal(&world.app)).unwrap();
    let report = runtime.block_on(verify_journal(&world.app)).unwrap();
    assert_eq!(
        report.total, 0,
        "seed {seed}: an entry for each act, and none without: {:?}",
        report.findings
    );
}
