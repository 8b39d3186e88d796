//! A small part of `cargo xtask faults`, with the binary that the tests have: killed under load, and two instances
//! racing. `RELAIS_TEST_DB` says on which engine, as everywhere.

use relais_faults::{Fault, Outcome, Place, Trial};
use relais_testdb::{Backend, TestDb};

/// Drawn once: a run that fails here fails again.
const SEED: u64 = 20_261_122;

async fn strike(fault: Fault, times: usize) -> Option<Outcome> {
    let folder = tempfile::tempdir().expect("a folder");
    let database = match Backend::asked() {
        Backend::Sqlite => None,
        Backend::Postgres => Some(TestDb::unmigrated().await),
    };
    let place = match &database {
        None => Place::Sqlite(folder.path().join("installation")),
        Some(database) => Place::Postgres(database.url().to_owned()),
    };
    if !fault.strikes(&place) {
        return None;
    }
    let trial = Trial { binary: env!("CARGO_BIN_EXE_relais").into(), place, times, seed: SEED };
    let outcome = fault.strike(&trial).await.expect("the trial itself goes through");
    println!("{outcome:?}");
    Some(outcome)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_ten_times_under_load_it_loses_nothing_it_acknowledged_and_tells_nothing_twice() {
    let outcome = strike(Fault::Kill, 10).await.expect("both engines can be killed");
    assert_eq!(outcome.violations, [""; 0]);
    assert!(outcome.acknowledged > 50 && outcome.mails > 0, "it was at work: {outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_asked_for_the_same_act_at_once_one_does_it() {
    let Some(outcome) = strike(Fault::Race, 8).await else { return };
    assert_eq!(outcome.violations, [""; 0]);
}
