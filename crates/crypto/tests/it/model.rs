//! Random stories against a model that knows only what lives and what is dead.

use std::collections::BTreeMap;

use proptest::prelude::*;
use relais_crypto::context::{Bucket, EnvelopeContext, SlotAddress, SlotClass, WrapContext};
use relais_crypto::envelope::Envelope;
use relais_crypto::keystore::{
    Destroy, Destruction, Keeper, KeyError, KeyStore, Limits, MemoryMedium, NewSlot, PastDestruction, Replay,
    Stored, wait,
};
use relais_crypto::sealing::{self, SealingError};

use crate::support::{case, id, open_with};

#[derive(Debug, Clone)]
enum Act {
    Make(u8),
    KillSlot(u8),
    KillBucket(u32),
    RotateTenant,
    RotateStoreKey,
    Restart,
    Backup,
    RestoreAndReplay,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => (0..12_u8).prop_map(Act::Make),
        3 => (0..12_u8).prop_map(Act::KillSlot),
        1 => (1..4_u32).prop_map(Act::KillBucket),
        1 => Just(Act::RotateTenant),
        1 => Just(Act::RotateStoreKey),
        2 => Just(Act::Restart),
        1 => Just(Act::Backup),
        1 => Just(Act::RestoreAndReplay),
    ];
    proptest::collection::vec(act, 1..40)
}

/// Objects below 6 are cases; the others are mandates over three days.
fn context(object: u8) -> EnvelopeContext {
    let context = case(object);
    if object < 6 {
        return context;
    }
    let bucket = Bucket(u32::from(object) % 3 + 1);
    let slot = SlotAddress { class: SlotClass::Op, bucket, object: id(object) };
    EnvelopeContext { wrap: WrapContext { slot, ..context.wrap }, ..context }
}

/// A copy of the key store, and what it could open.
#[derive(Clone)]
struct Backup {
    stored: Option<Stored>,
    living: Vec<u8>,
    tenant_version: u32,
}

/// The application: its rows and its journal, and what it expects of the key store.
struct Application {
    medium: MemoryMedium,
    keys: Keeper,
    openings: u64,
    rows: Vec<(u8, Envelope)>,
    journal: Vec<(Destruction, u64)>,
    backup: Option<Backup>,
    living: BTreeMap<u8, bool>,
}

impl Application {
    fn new() -> Self {
        let medium = MemoryMedium::new();
        let keys = opened(&medium, 0);
        wait(keys.replay(Replay::default())).unwrap();
        wait(keys.create_tenant(id(0x70))).unwrap();
        let (rows, journal, living) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { medium, keys, openings: 0, rows, journal, backup: None, living }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Make(object) => self.make(*object),
            Act::KillSlot(object) => {
                self.kill(Destruction::Slot(context(*object).wrap.slot));
                self.living.insert(*object, false);
            }
            Act::KillBucket(day) => {
                self.kill(Destruction::Bucket(SlotClass::Op, Bucket(*day)));
                for object in (6..12).filter(|object| context(*object).wrap.slot.bucket == Bucket(*day)) {
                    self.living.insert(object, false);
                }
            }
            Act::RotateTenant => drop(wait(self.keys.rotate_tenant(id(0x70))).unwrap()),
            Act::RotateStoreKey => drop(wait(self.keys.rotate_store_key()).unwrap()),
            Act::Restart => self.restart(),
            Act::Backup => {
                let living = self.living.iter().filter(|(_, alive)| **alive).map(|(object, _)| *object);
                let tenant_version = wait(self.keys.create_tenant(id(0x70))).unwrap();
                self.backup =
                    Some(Backup { stored: self.medium.backup(), living: living.collect(), tenant_version });
            }
            Act::RestoreAndReplay => self.restore(),
        }
    }

    fn make(&mut self, object: u8) {
        let context = context(object);
        let slot = NewSlot { address: context.wrap.slot, tenant: id(0x70), made_at: 0 };
        let made = wait(self.keys.make_slots(vec![slot]));
        if self.living.get(&object) == Some(&false) {
            assert_eq!(made, Err(KeyError::Destroyed));
            return;
        }
        made.unwrap();
        self.living.insert(object, true);
        self.rows.push((object, wait(sealing::seal(&self.keys, &context, b"texte")).unwrap()));
    }

    fn kill(&mut self, what: Destruction) {
        let order = Destroy { what: vec![what.clone()], now: 10 * 86_400, confirmed: false };
        let done = wait(self.keys.destroy(order)).unwrap();
        self.journal.push((what, done.generation));
    }

    fn open(&mut self) {
        self.openings += 1;
        self.keys = opened(&self.medium, self.openings);
    }

    fn replay(&mut self) {
        let own = wait(self.keys.status()).unwrap().generation;
        let missed = self.journal.iter().filter(|(_, generation)| *generation > own);
        let destructions: Vec<_> = missed
            .map(|(what, generation)| PastDestruction { what: what.clone(), generation: Some(*generation) })
            .collect();
        let expected_generation = self.journal.iter().map(|(_, generation)| *generation).max().unwrap_or(0);
        let done = wait(self.keys.replay(Replay { expected_generation, destructions })).unwrap();
        assert!(done.generation >= expected_generation);
    }

    fn restart(&mut self) {
        wait(self.keys.close()).unwrap();
        self.open();
        self.replay();
    }

    /// What was made since the copy is lost; what died since stays dead.
    fn restore(&mut self) {
        let Some(Backup { stored, living, tenant_version }) = self.backup.clone() else { return };
        wait(self.keys.close()).unwrap();
        self.medium.restore(stored);
        self.open();
        self.replay();
        let known = &self.living;
        self.rows.retain(|(object, envelope)| {
            let opens = living.contains(object) && envelope.wrap.tenant_version <= tenant_version;
            known.get(object) == Some(&false) || opens
        });
        self.living.retain(|object, alive| !*alive || living.contains(object));
    }

    fn check(&self) {
        for (object, envelope) in &self.rows {
            let opened = wait(sealing::open(&self.keys, &context(*object), envelope));
            match self.living.get(object) {
                Some(true) => assert_eq!(opened.unwrap().as_slice(), b"texte"),
                _ => assert_eq!(opened.unwrap_err(), SealingError::Key(KeyError::Gone)),
            }
        }
    }
}

fn opened(medium: &MemoryMedium, seed: u64) -> Keeper {
    let limits = Limits { records_per_store_key: 8, ..Limits::default() };
    open_with(Box::new(medium.clone()), seed, limits).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_living_open_and_the_dead_never_do(acts in acts()) {
        let mut application = Application::new();
        for act in &acts {
            application.act(act);
        }
        application.check();
        application.restart();
        application.check();
    }
}
