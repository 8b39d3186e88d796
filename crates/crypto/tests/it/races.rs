//! Several instances on one medium, one step at a time: who writes first wins, nobody reads everything again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use relais_crypto::keystore::{
    Destroy, Destruction, Head, Keeper, KeyError, KeyStore, Level, MacMessage, Medium, MediumReply,
    MemoryMedium, NewSlot, Purpose, Replay, SecretName, Snapshot, Stored, Written, wait,
};
use relais_crypto::sealing;

use crate::support::{case, id, open, ready};

type Turn = Box<dyn Fn(&Keeper) + Send>;

/// A medium on which another instance always writes just before this one does.
struct Overtaken {
    medium: MemoryMedium,
    other: Keeper,
    turns: Arc<Mutex<Vec<Turn>>>,
    loads: Arc<AtomicUsize>,
}

impl std::fmt::Debug for Overtaken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Overtaken")
    }
}

impl Overtaken {
    fn overtake(&self) {
        if let Some(turn) = self.turns.lock().unwrap().pop() {
            turn(&self.other);
        }
    }
}

impl Medium for Overtaken {
    fn level(&self) -> Level {
        Level::Memory
    }

    fn head(&mut self) -> MediumReply<'_, Option<Head>> {
        self.medium.head()
    }

    fn load(&mut self) -> MediumReply<'_, Option<Stored>> {
        self.loads.fetch_add(1, Ordering::Relaxed);
        self.medium.load()
    }

    fn log_after(&mut self, known: Head) -> MediumReply<'_, Option<Vec<Vec<u8>>>> {
        self.medium.log_after(known)
    }

    fn append<'a>(&'a mut self, base: Head, record: &'a [u8]) -> MediumReply<'a, Written> {
        self.overtake();
        self.medium.append(base, record)
    }

    fn replace<'a>(&'a mut self, base: Option<Head>, next: &'a Snapshot) -> MediumReply<'a, Written> {
        self.overtake();
        self.medium.replace(base, next)
    }
}

struct Race {
    one: Keeper,
    other: Keeper,
    turns: Arc<Mutex<Vec<Turn>>>,
    loads: Arc<AtomicUsize>,
}

fn race() -> Race {
    let medium = MemoryMedium::new();
    let other = ready(Box::new(medium.clone()), 1);
    let (turns, loads) = (Arc::default(), Arc::default());
    let overtaken =
        Overtaken { medium, other: other.clone(), turns: Arc::clone(&turns), loads: Arc::clone(&loads) };
    let one = ready(Box::new(overtaken), 2);
    wait(one.create_tenant(id(0x70))).unwrap();
    Race { one, other, turns, loads }
}

impl Race {
    fn next(&self, turn: impl Fn(&Keeper) + Send + 'static) {
        self.turns.lock().unwrap().push(Box::new(turn));
    }

    fn loads(&self) -> usize {
        self.loads.load(Ordering::Relaxed)
    }
}

fn make(keys: &Keeper, object: u8) -> Result<(), KeyError> {
    let slot = NewSlot { address: case(object).wrap.slot, tenant: id(0x70), made_at: 0 };
    wait(keys.make_slots(vec![slot]))
}

fn kill(keys: &Keeper, object: u8) {
    let what = vec![Destruction::Slot(case(object).wrap.slot)];
    wait(keys.destroy(Destroy { what, now: 0, confirmed: false })).unwrap();
}

#[test]
fn the_first_writer_wins_the_same_slot() {
    let race = race();
    race.next(|other| make(other, 1).unwrap());
    make(&race.one, 1).unwrap();
    let sealed = wait(sealing::seal(&race.one, &case(1), b"texte")).unwrap();
    let opened = wait(sealing::open(&race.other, &case(1), &sealed)).unwrap();
    assert_eq!(opened.as_slice(), b"texte", "both hold the half-key of the first");
    assert_eq!(race.loads(), 1, "the overtaken one read on, and did not read everything again");
}

#[test]
fn the_first_writer_wins_the_same_tenant_and_secret() {
    let race = race();
    race.next(|other| assert_eq!(wait(other.create_tenant(id(0x71))), Ok(1)));
    assert_eq!(wait(race.one.create_tenant(id(0x71))), Ok(1));
    race.next(|other| assert_eq!(wait(other.rotate_tenant(id(0x71))), Ok(2)));
    assert_eq!(wait(race.one.rotate_tenant(id(0x71))), Ok(3));
    let mac = |keys: &Keeper| {
        let name = SecretName::instance(Purpose::CARD_PEPPER);
        wait(keys.mac(MacMessage { name, version: None, message: b"code".to_vec() })).unwrap()
    };
    race.next(move |other| assert_eq!(mac(other).version, 1));
    assert_eq!(mac(&race.one), mac(&race.other));
    assert_eq!(race.loads(), 1);
}

#[test]
fn reservations_of_two_instances_do_not_overlap() {
    let race = race();
    make(&race.one, 1).unwrap();
    let wrap = |keys: &Keeper| wait(keys.wrap_new(case(1).wrap)).map(drop);
    for _ in 0..8 {
        wrap(&race.one).unwrap();
    }
    race.next(move |other| wrap(other).unwrap());
    wrap(&race.one).unwrap();
    // 8 + one block each of 8: after 24 the next of either takes a new block, up to 1024 in all.
    let made =
        (0..2000).filter(|turn| wrap(if turn % 2 == 0 { &race.one } else { &race.other }).is_ok()).count();
    assert!(made <= 1024 - 10, "{made}");
    assert_eq!(wrap(&race.one), Err(KeyError::WrapBound));
    assert_eq!(wrap(&race.other), Err(KeyError::WrapBound));
}

#[test]
fn a_slot_destroyed_meanwhile_is_not_made_or_used() {
    let race = race();
    make(&race.one, 1).unwrap();
    let sealed = wait(sealing::seal(&race.one, &case(1), b"texte")).unwrap();
    race.next(|other| kill(other, 2));
    assert_eq!(make(&race.one, 2), Err(KeyError::Destroyed));
    kill(&race.other, 1);
    assert!(wait(sealing::open(&race.one, &case(1), &sealed)).is_err());
    assert_eq!(make(&race.one, 1), Err(KeyError::Destroyed));
}

#[test]
fn two_destructions_at_once_both_happen() {
    let race = race();
    for object in 1..=3 {
        make(&race.one, object).unwrap();
    }
    race.next(|other| kill(other, 1));
    kill(&race.one, 2);
    assert_eq!(wait(race.one.status()).unwrap().slots, 1);
    assert_eq!(wait(race.other.status()).unwrap().slots, 1);
}

#[test]
fn an_instance_that_always_loses_says_so() {
    let race = race();
    for _ in 0..100 {
        race.next(|other| assert!(wait(other.rotate_tenant(id(0x70))).is_ok()));
    }
    assert_eq!(make(&race.one, 1), Err(KeyError::Busy));
    race.turns.lock().unwrap().clear();
    assert_eq!(make(&race.one, 1), Ok(()));
}

#[test]
fn a_newcomer_replays_for_itself() {
    let medium = MemoryMedium::new();
    drop(ready(Box::new(medium.clone()), 1));
    let second = open(Box::new(medium), 2).unwrap();
    assert_eq!(wait(second.create_tenant(id(1))), Err(KeyError::NotReplayed));
    wait(second.replay(Replay::default())).unwrap();
    assert_eq!(wait(second.create_tenant(id(1))), Ok(1));
}
