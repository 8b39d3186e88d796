//! Level P of the key store obeys the rules that every level obeys, on the engine `RELAIS_TEST_DB` names.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in a test a failed expectation is the result"
)]

#[path = "../../../crypto/tests/it/conformance/mod.rs"]
mod conformance;
mod database;

use std::time::Instant;

use database::{Database, Runtime};
use relais_crypto::context::{Id, SlotAddress};
use relais_crypto::keystore::{Destroy, Destruction, KeyStore, NewSlot, wait};
use relais_keybase::DatabaseMedium;

#[test]
fn the_key_database_conforms() {
    let runtime = Runtime::new();
    conformance::run(|| Box::new(Database::new(&runtime)));
}

#[test]
fn looking_for_a_store_tells_whether_one_was_made_and_makes_nothing() {
    let runtime = Runtime::new();
    let bench = Database::new(&runtime);
    let look = || runtime.block_on(relais_keybase::look(&bench.url)).map(|found| found.is_some());
    if !bench.url.starts_with("postgres") {
        assert!(look().unwrap_err().reason.contains("PostgreSQL"), "level P is for PostgreSQL");
        return;
    }
    assert_eq!(look(), Ok(false), "without its tables");
    runtime.block_on(DatabaseMedium::connect(&bench.url)).unwrap();
    assert_eq!(look(), Ok(false), "with its tables, and nothing made");
    conformance::start(&bench);
    assert_eq!(look(), Ok(true));
}

#[test]
fn an_embedded_database_is_refused() {
    let runtime = Runtime::new();
    let folder = tempfile::tempdir().unwrap();
    let url = relais_store::connect::sqlite_url(&folder.path().join("keys.db"));
    let refused = runtime.block_on(DatabaseMedium::connect(&url)).unwrap_err();
    assert!(refused.reason.contains("PostgreSQL"), "{refused}");
}

#[test]
fn an_unreachable_database_is_an_error_without_its_password() {
    let runtime = Runtime::new();
    let url = "postgres://keys:hunter2@127.0.0.1:1/keys?sslmode=disable";
    let refused = runtime.block_on(DatabaseMedium::connect(url)).unwrap_err();
    assert!(!refused.to_string().contains("hunter2"), "{refused}");
}

#[test]
fn twenty_thousand_living_slots_survive_a_rotation() {
    let runtime = Runtime::new();
    let bench = Database::new(&runtime);
    let keys = conformance::start(&bench);
    let tenant = Id::from(conformance::TENANT);
    let address = |number: u32| {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        SlotAddress::case(Id::from(bytes))
    };
    let slots: Vec<_> =
        (0..20_000).map(|number| NewSlot { address: address(number), tenant, made_at: 0 }).collect();
    for page in slots.chunks(5_000) {
        wait(keys.make_slots(page.to_vec())).unwrap();
    }
    let begun = Instant::now();
    let what = vec![Destruction::Slot(address(7))];
    wait(keys.destroy(Destroy { what, now: 0, confirmed: false })).unwrap();
    println!("one destruction among 20000: {:?}", begun.elapsed());
    let keys = conformance::restart(&keys, &bench);
    assert_eq!(wait(keys.status()).unwrap().slots, 19_999);
}
