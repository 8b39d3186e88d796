//! Orders of magnitude, not benchmarks: a build without optimisation on a loaded machine passes too.

use std::time::{Duration, Instant};

use relais_crypto::keystore::{KeyStore, MemoryMedium, NewSlot, wait};
use relais_crypto::sealing;
use tempfile::TempDir;

use crate::support::{case, files, id, ready};

#[test]
fn a_list_of_fifty_opens_at_once() {
    let keys = ready(Box::new(MemoryMedium::new()), 1);
    wait(keys.create_tenant(id(0x70))).unwrap();
    let slots =
        (1..=50).map(|object| NewSlot { address: case(object).wrap.slot, tenant: id(0x70), made_at: 0 });
    wait(keys.make_slots(slots.collect())).unwrap();
    let sealed: Vec<_> = (1..=50)
        .map(|object| (case(object), wait(sealing::seal(&keys, &case(object), &[7; 600])).unwrap()))
        .collect();
    let begun = Instant::now();
    let opened = wait(sealing::open_all(&keys, &sealed)).unwrap();
    let took = begun.elapsed();
    println!("50 envelopes in {took:?}");
    assert!(opened.iter().all(Result::is_ok));
    assert!(took < Duration::from_millis(250), "{took:?}");
}

#[test]
fn concurrent_slots_share_their_writes() {
    let folder = TempDir::new().unwrap();
    let keys = ready(files(folder.path()), 1);
    wait(keys.create_tenant(id(0x70))).unwrap();
    let before = wait(keys.status()).unwrap().sequence;
    let slots =
        (0..200).map(|object| NewSlot { address: case(object).wrap.slot, tenant: id(0x70), made_at: 0 });
    let answers: Vec<_> = slots.map(|slot| keys.make_slots(vec![slot])).collect();
    for answer in answers {
        wait(answer).unwrap();
    }
    let after = wait(keys.status()).unwrap();
    println!("200 slots in {} writes", after.sequence - before);
    assert_eq!(after.slots, 200);
    assert!(after.sequence - before < 100, "{} writes", after.sequence - before);
    wait(keys.close()).unwrap();
}
