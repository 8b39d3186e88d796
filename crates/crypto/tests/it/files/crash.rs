//! `kill -9`, power cuts and passing faults between any two steps of a disk: what was acknowledged alive opens,
//! what was acknowledged dead is dead, and what was under way is dead once it is replayed.

use relais_crypto::context::{Bucket, EnvelopeContext, SlotAddress, SlotClass, WrapContext};
use relais_crypto::envelope::Envelope;
use relais_crypto::keystore::{
    Destroy, Destruction, FileMedium, Keeper, KeyError, KeyStore, Limits, NewSlot, Opening, PastDestruction,
    Replay, wait,
};
use relais_crypto::sealing::{self, SealingError};

use super::power::{Loss, PowerDisk};
use crate::support::{Seeded, case, id, paths, root};

/// One thing the story does.
#[derive(Debug, Clone)]
enum Act {
    Tenant,
    Make(EnvelopeContext),
    Destroy(Destruction),
    RotateStoreKey,
    ChangeRoot(u8),
}

fn dated(object: u8) -> EnvelopeContext {
    let slot = SlotAddress { class: SlotClass::Op, bucket: Bucket(6), object: id(object) };
    EnvelopeContext { wrap: WrapContext { slot, ..case(object).wrap }, ..case(object) }
}

fn story() -> Vec<Act> {
    vec![
        Act::Tenant,
        Act::Make(case(1)),
        Act::Make(case(2)),
        Act::Make(dated(3)),
        Act::Destroy(Destruction::Slot(case(1).wrap.slot)),
        Act::Make(case(4)),
        Act::Destroy(Destruction::Bucket(SlotClass::Op, Bucket(6))),
        Act::RotateStoreKey,
        Act::ChangeRoot(8),
        Act::Make(case(5)),
        Act::Destroy(Destruction::Slot(case(4).wrap.slot)),
        Act::Make(case(6)),
    ]
}

/// What the application knows: its rows and its journal.
#[derive(Debug, Default)]
struct Known {
    rows: Vec<(EnvelopeContext, Envelope)>,
    destroyed: Vec<Destruction>,
    pending: Vec<Destruction>,
    generation: u64,
}

impl Known {
    fn is_dead(&self, slot: SlotAddress) -> bool {
        self.destroyed.iter().chain(&self.pending).any(|what| match what {
            Destruction::Slot(address) => *address == slot,
            Destruction::Bucket(class, bucket) => (slot.class, slot.bucket) == (*class, *bucket),
            _ => false,
        })
    }

    /// Does one thing; notes what was acknowledged, and what was only asked.
    fn act(&mut self, keys: &Keeper, act: &Act) -> Result<(), SealingError> {
        match act {
            Act::Tenant => drop(wait(keys.create_tenant(id(0x70)))?),
            Act::Make(context) => {
                let slot = NewSlot { address: context.wrap.slot, tenant: context.wrap.tenant, made_at: 0 };
                wait(keys.make_slots(vec![slot]))?;
                let envelope = wait(sealing::seal(keys, context, b"texte"))?;
                self.rows.push((context.clone(), envelope));
            }
            Act::Destroy(what) => {
                self.pending.push(what.clone());
                let order = Destroy { what: vec![what.clone()], now: 10 * 86_400, confirmed: false };
                self.generation = wait(keys.destroy(order))?.generation;
                self.pending.pop();
                self.destroyed.push(what.clone());
            }
            Act::RotateStoreKey => drop(wait(keys.rotate_store_key())?),
            Act::ChangeRoot(byte) => wait(keys.change_root(root(*byte)))?,
        }
        Ok(())
    }

    /// Acknowledged destructions must hold by themselves; only the pending one is replayed.
    fn replay(&self) -> Replay {
        let pending = self.pending.iter().cloned();
        let destructions = pending.map(|what| PastDestruction { what, generation: None }).collect();
        Replay { expected_generation: self.generation, destructions }
    }

    fn check(&self, keys: &Keeper, when: &str) {
        for (context, envelope) in &self.rows {
            let opened = wait(sealing::open(keys, context, envelope)).map(|text| text.to_vec());
            let expected = if self.is_dead(context.wrap.slot) {
                Err(SealingError::Key(KeyError::Gone))
            } else {
                Ok(b"texte".to_vec())
            };
            assert_eq!(opened, expected, "{when}: {:?}", context.wrap.slot);
        }
    }
}

fn open(disk: &PowerDisk, root_byte: u8, seed: u64) -> Result<Keeper, KeyError> {
    let paths = paths("/keys".as_ref());
    let medium = Box::new(FileMedium::with_disk(paths, Box::new(disk.clone()))?);
    let entropy = Seeded::shared(seed);
    wait(Keeper::open(medium, Opening::ExistingOrNew, root(root_byte), entropy, Limits::default()))
}

/// The operator has both root keys while they change.
fn open_with_either_root(disk: &PowerDisk, when: &str) -> Keeper {
    let opened = open(disk, 7, 2).or_else(|error| match error {
        KeyError::WrongRoot => open(disk, 8, 2),
        other => Err(other),
    });
    opened.unwrap_or_else(|error| panic!("{when}: does not open: {error:?}"))
}

/// Plays the story up to the first failure.
fn play(disk: &PowerDisk) -> Known {
    let mut known = Known::default();
    let played = open(disk, 7, 1).map_err(SealingError::from).and_then(|keys| {
        let story = wait(keys.replay(Replay::default()))
            .map_err(SealingError::from)
            .and_then(|_| story().iter().try_for_each(|act| known.act(&keys, act)));
        wait(keys.close())?;
        story
    });
    drop(played); // a failure is what was asked for
    known
}

fn steps_of_story() -> u64 {
    let disk = PowerDisk::default();
    let known = play(&disk);
    assert_eq!((known.rows.len(), known.destroyed.len(), known.pending.len()), (6, 3, 0), "the whole story");
    disk.steps()
}

#[test]
fn power_cut_at_any_step() {
    let steps = steps_of_story();
    assert!(steps > 60, "{steps}");
    for loss in Loss::ALL {
        for step in 1..=steps + 1 {
            let when = format!("step {step} of {steps}, losing {loss:?}");
            let disk = PowerDisk::default();
            disk.cut_at(step);
            let known = play(&disk);
            disk.restart(loss);
            let keys = open_with_either_root(&disk, &when);
            wait(keys.replay(known.replay())).unwrap_or_else(|error| panic!("{when}: {error:?}"));
            known.check(&keys, &when);
            wait(keys.close()).unwrap();
            disk.restart(Loss::Unsynced);
            let keys = open_with_either_root(&disk, &when);
            wait(keys.replay(Replay::default())).unwrap();
            known.check(&keys, &format!("{when}, then once more"));
            wait(keys.close()).unwrap();
        }
    }
}

#[test]
fn a_passing_fault_at_any_step_is_survived() {
    let opening = {
        let disk = PowerDisk::default();
        wait(open(&disk, 7, 1).unwrap().close()).unwrap();
        disk.steps()
    };
    for step in opening + 1..=steps_of_story() {
        let disk = PowerDisk::default();
        disk.fail_once_at(step);
        let mut known = Known::default();
        let keys = open(&disk, 7, 1).unwrap();
        wait(keys.replay(Replay::default())).unwrap();
        for act in story() {
            if known.act(&keys, &act).is_err() {
                if known.pending.is_empty() {
                    known.check(&keys, &format!("after the fault at step {step}"));
                }
                // A destruction that failed may have happened; asking again settles it.
                known.pending.clear();
                known.act(&keys, &act).unwrap_or_else(|error| panic!("again after step {step}: {error:?}"));
            }
        }
        known.check(&keys, &format!("fault at step {step}"));
        wait(keys.close()).unwrap();
        disk.restart(Loss::Unsynced);
        let keys = open_with_either_root(&disk, "after the story");
        wait(keys.replay(known.replay())).unwrap();
        known.check(&keys, &format!("fault at step {step}, then a cut"));
        wait(keys.close()).unwrap();
    }
}
