//! What every level must do, on any medium: files, memory standing for a database, PostgreSQL.
//!
//! A level brings a [`Bench`]: how to open its store again, and how to copy it away and back as a backup would.
//! The `store` crate includes this file as it is and runs it over its own medium.

mod dying;
mod naming;
mod sealing;
mod sharing;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use relais_crypto::Entropy;
use relais_crypto::context::{Bucket, EnvelopeContext, Id, SlotAddress, SlotClass, WrapContext};
use relais_crypto::envelope::Envelope;
use relais_crypto::keystore::{
    Destroy, Destroyed, Destruction, Keeper, KeyError, KeyStore, Limits, MacMessage, Medium, NewSlot,
    Opening, PastDestruction, Purpose, Replay, RootKey, SecretName, SignMessage, SlotPage, wait,
};
use relais_crypto::sealing::{SealingError, open as open_envelope, open_all, seal};
use zeroize::Zeroizing;

/// One store under test.
pub trait Bench {
    /// Another handle on the same store, as a restarted or second process would take.
    fn medium(&self) -> Box<dyn Medium>;
    /// Copies everything the medium holds, the anchor too: an official backup.
    fn backup(&self) -> Box<dyn std::any::Any>;
    /// Puts such a copy back.
    fn restore(&self, backup: &dyn std::any::Any);
    /// Whether two processes may use the store at once.
    fn shared(&self) -> bool;
}

type Rule = fn(&dyn Bench);

/// Every rule with its name.
pub const RULES: &[(&str, Rule)] = &[
    ("seals and opens", sealing::seals_and_opens),
    ("survives a restart", sealing::survives_a_restart),
    ("serves nothing before a replay", sealing::serves_nothing_before_a_replay),
    ("destroys one slot and no other", dying::destroys_one_slot),
    ("destroys a bucket", dying::destroys_a_bucket),
    ("guards the destruction of buckets", dying::guards_buckets),
    ("destroys a tenant and its secrets", dying::destroys_a_tenant),
    ("rotates a tenant's key", sealing::rotates_a_tenant),
    ("rotates the store key", sealing::rotates_the_store_key),
    ("changes the root key", sealing::changes_the_root),
    ("replays what was pending", dying::replays_pending),
    ("refuses resurrection", dying::refuses_resurrection),
    ("refuses a stale store", dying::refuses_a_stale_store),
    ("replays versions without reusing them", dying::replays_versions),
    ("bounds the wraps of one key", sealing::bounds_wraps),
    ("replaces a worn store key", sealing::replaces_a_worn_store_key),
    ("signs and computes keyed hashes", naming::signs_and_hashes),
    ("names a person until her slot dies", naming::names_a_person),
    ("lists living slots", sealing::lists_slots),
    ("two instances see each other", sharing::two_instances),
    ("a copy put back under a running store is refused", sharing::running_store_refuses_a_copy),
];

/// Runs every rule, each on a new bench.
pub fn run(bench: impl Fn() -> Box<dyn Bench>) {
    for (name, rule) in RULES {
        println!("{name}");
        rule(&*bench());
    }
}

/// The tenant of every rule.
pub const TENANT: [u8; 16] = [0x70; 16];
const DAY: i64 = 86_400;

/// Bytes that never repeat: keys of tests need no secrecy, only difference.
#[derive(Debug)]
struct Distinct(AtomicU64);

impl Entropy for Distinct {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            chunk.copy_from_slice(&next.to_be_bytes()[..chunk.len()]);
        }
    }
}

static SEED: AtomicU64 = AtomicU64::new(1);

fn open(bench: &dyn Bench, root: u8, limits: Limits) -> Result<Keeper, KeyError> {
    let entropy = Arc::new(Distinct(AtomicU64::new(SEED.fetch_add(1, Ordering::Relaxed) << 40)));
    let root = RootKey::from_bytes(Zeroizing::new([root; 32]));
    wait(Keeper::open(bench.medium(), Opening::ExistingOrNew, root, entropy, limits))
}

fn reopen(bench: &dyn Bench) -> Keeper {
    open(bench, 1, Limits::default()).unwrap()
}

/// Opens the store of a new bench, with its tenant.
pub fn start(bench: &dyn Bench) -> Keeper {
    start_with(bench, Limits::default())
}

fn start_with(bench: &dyn Bench, limits: Limits) -> Keeper {
    let keys = open(bench, 1, limits).unwrap();
    wait(keys.replay(Replay::default())).unwrap();
    wait(keys.create_tenant(Id::from(TENANT))).unwrap();
    keys
}

/// Closes the store and opens it again, as a restarted process would.
pub fn restart(keys: &Keeper, bench: &dyn Bench) -> Keeper {
    wait(keys.close()).unwrap();
    let keys = reopen(bench);
    wait(keys.replay(Replay::default())).unwrap();
    keys
}

fn case(object: u8) -> EnvelopeContext {
    EnvelopeContext::case(Id::from(TENANT), Id::from([object; 16]), Id::from([0x50; 16]), 1, 1)
}

fn mandate(object: u8, class: SlotClass, bucket: Bucket) -> EnvelopeContext {
    let slot = SlotAddress { class, bucket, object: Id::from([object; 16]) };
    let wrap = WrapContext { slot, ..case(object).wrap };
    EnvelopeContext { wrap, not_before: 5 * DAY, not_after: 6 * DAY, ..case(object) }
}

fn make(keys: &Keeper, context: &EnvelopeContext) -> Envelope {
    make_slot(keys, context.wrap.slot).unwrap();
    wait(seal(keys, context, b"Mme Traore, 2 enfants")).unwrap()
}

fn make_slot(keys: &Keeper, address: SlotAddress) -> Result<(), KeyError> {
    wait(keys.make_slots(vec![NewSlot { address, tenant: Id::from(TENANT), made_at: 1_000 }]))
}

fn reads(keys: &Keeper, context: &EnvelopeContext, envelope: &Envelope) -> bool {
    match wait(open_envelope(keys, context, envelope)) {
        Ok(text) => text.as_slice() == b"Mme Traore, 2 enfants",
        Err(SealingError::Key(KeyError::Gone)) => false,
        Err(error) => panic!("neither readable nor gone: {error:?}"),
    }
}

fn kill(keys: &Keeper, what: Destruction) -> Result<Destroyed, KeyError> {
    kill_at(keys, vec![what], 100 * DAY, false)
}

fn kill_at(keys: &Keeper, what: Vec<Destruction>, now: i64, confirmed: bool) -> Result<Destroyed, KeyError> {
    wait(keys.destroy(Destroy { what, now, confirmed }))
}

fn past(what: Destruction, generation: Option<u64>) -> PastDestruction {
    PastDestruction { what, generation }
}
