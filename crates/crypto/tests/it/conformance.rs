//! What every level must do, on any medium: files, memory standing for a database, PostgreSQL.
//!
//! A level brings a [`Bench`]: how to open its store again, and how to copy it away and back as a backup would.
//! The `store` crate includes this file as it is and runs it over its own medium.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use relais_crypto::Entropy;
use relais_crypto::context::{Bucket, EnvelopeContext, Id, SlotAddress, SlotClass, WrapContext};
use relais_crypto::envelope::Envelope;
use relais_crypto::keystore::{
    Destroy, Destroyed, Destruction, Keeper, KeyError, KeyStore, Limits, MacMessage, Medium, NewSlot,
    Opening, PastDestruction, Purpose, Replay, RootKey, SecretName, SignMessage, SlotPage, wait,
};
use relais_crypto::sealing::{self, SealingError};
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
    ("seals and opens", seals_and_opens),
    ("survives a restart", survives_a_restart),
    ("serves nothing before a replay", serves_nothing_before_a_replay),
    ("destroys one slot and no other", destroys_one_slot),
    ("destroys a bucket", destroys_a_bucket),
    ("guards the destruction of buckets", guards_buckets),
    ("destroys a tenant and its secrets", destroys_a_tenant),
    ("rotates a tenant's key", rotates_a_tenant),
    ("rotates the store key", rotates_the_store_key),
    ("changes the root key", changes_the_root),
    ("replays what was pending", replays_pending),
    ("refuses resurrection", refuses_resurrection),
    ("refuses a stale store", refuses_a_stale_store),
    ("replays versions without reusing them", replays_versions),
    ("bounds the wraps of one key", bounds_wraps),
    ("replaces a worn store key", replaces_a_worn_store_key),
    ("signs and computes keyed hashes", signs_and_hashes),
    ("names a person until her slot dies", names_a_person),
    ("lists living slots", lists_slots),
    ("two instances see each other", two_instances),
    ("a copy put back under a running store is refused", running_store_refuses_a_copy),
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
    wait(sealing::seal(keys, context, b"Mme Traore, 2 enfants")).unwrap()
}

fn make_slot(keys: &Keeper, address: SlotAddress) -> Result<(), KeyError> {
    wait(keys.make_slots(vec![NewSlot { address, tenant: Id::from(TENANT), made_at: 1_000 }]))
}

fn reads(keys: &Keeper, context: &EnvelopeContext, envelope: &Envelope) -> bool {
    match wait(sealing::open(keys, context, envelope)) {
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

fn seals_and_opens(bench: &dyn Bench) {
    let keys = start(bench);
    let contexts: Vec<_> = (1..=100).map(case).collect();
    let sealed: Vec<_> = contexts.iter().map(|context| (context.clone(), make(&keys, context))).collect();
    let opened = wait(sealing::open_all(&keys, &sealed)).unwrap();
    assert_eq!(opened.len(), 100);
    assert!(opened.iter().all(|text| text.as_ref().unwrap().as_slice() == b"Mme Traore, 2 enfants"));
    let unknown = case(200);
    assert!(matches!(wait(sealing::seal(&keys, &unknown, b"x")), Err(SealingError::Key(KeyError::Gone))));
    let stranger = EnvelopeContext::case(Id::from([9; 16]), Id::from([1; 16]), Id::from([2; 16]), 1, 1);
    assert!(matches!(
        wait(sealing::seal(&keys, &stranger, b"x")),
        Err(SealingError::Key(KeyError::NoTenant))
    ));
}

fn survives_a_restart(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    let document = EnvelopeContext {
        wrap: WrapContext { document: Some(Id::from([0xd0; 16])), ..case(1).wrap },
        ..case(1)
    };
    let scan = wait(sealing::seal(&keys, &document, b"Mme Traore, 2 enfants")).unwrap();
    let keys = restart(&keys, bench);
    assert!(reads(&keys, &case(1), &envelope));
    assert!(reads(&keys, &document, &scan));
    let again = make(&keys, &case(1));
    assert!(reads(&keys, &case(1), &again), "a living slot stays as it is");
    assert!(reads(&keys, &case(1), &envelope));
}

fn serves_nothing_before_a_replay(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    wait(keys.close()).unwrap();
    let keys = reopen(bench);
    assert!(!wait(keys.status()).unwrap().ready);
    let refused = SealingError::Key(KeyError::NotReplayed);
    assert_eq!(wait(sealing::open(&keys, &case(1), &envelope)).unwrap_err(), refused);
    assert_eq!(wait(sealing::seal(&keys, &case(1), b"x")).unwrap_err(), refused);
    assert_eq!(make_slot(&keys, case(2).wrap.slot), Err(KeyError::NotReplayed));
    assert_eq!(kill(&keys, Destruction::Slot(case(1).wrap.slot)), Err(KeyError::NotReplayed));
    assert_eq!(wait(keys.create_tenant(Id::from([3; 16]))), Err(KeyError::NotReplayed));
    assert_eq!(wait(keys.rotate_store_key()), Err(KeyError::NotReplayed));
    wait(keys.replay(Replay::default())).unwrap();
    assert!(reads(&keys, &case(1), &envelope));
}

fn destroys_one_slot(bench: &dyn Bench) {
    let keys = start(bench);
    let (first, second) = (make(&keys, &case(1)), make(&keys, &case(2)));
    let before = wait(keys.status()).unwrap();
    let done = kill(&keys, Destruction::Slot(case(1).wrap.slot)).unwrap();
    assert_eq!((done.generation, done.counts), (before.generation + 1, vec![1]), "a new store key");
    assert!(!reads(&keys, &case(1), &first));
    assert!(reads(&keys, &case(2), &second));
    assert_eq!(make_slot(&keys, case(1).wrap.slot), Err(KeyError::Destroyed));
    let again = kill(&keys, Destruction::Slot(case(1).wrap.slot)).unwrap();
    assert_eq!(
        (again.generation, again.counts),
        (done.generation, vec![0]),
        "dead already: nothing to write"
    );
    let keys = restart(&keys, bench);
    assert!(!reads(&keys, &case(1), &first));
    assert!(reads(&keys, &case(2), &second));
    assert_eq!(make_slot(&keys, case(1).wrap.slot), Err(KeyError::Destroyed));
}

fn destroys_a_bucket(bench: &dyn Bench) {
    let keys = start(bench);
    let contexts = [
        mandate(1, SlotClass::Op, Bucket(6)),
        mandate(2, SlotClass::Op, Bucket(6)),
        mandate(1, SlotClass::Op, Bucket(7)),
        mandate(1, SlotClass::Proof, Bucket(6)),
    ];
    let sealed: Vec<_> = contexts.iter().map(|context| make(&keys, context)).collect();
    let done = kill(&keys, Destruction::Bucket(SlotClass::Op, Bucket(6))).unwrap();
    assert_eq!(done.counts, [2]);
    let check = |keys: &Keeper| {
        let readable: Vec<_> =
            contexts.iter().zip(&sealed).map(|(context, envelope)| reads(keys, context, envelope)).collect();
        assert_eq!(readable, [false, false, true, true]);
        let again = mandate(3, SlotClass::Op, Bucket(6)).wrap.slot;
        assert_eq!(make_slot(keys, again), Err(KeyError::Destroyed));
        assert_eq!(wait(keys.status()).unwrap().clock_mark, 100 * DAY);
    };
    check(&keys);
    check(&restart(&keys, bench));
}

fn guards_buckets(bench: &dyn Bench) {
    let keys = start(bench);
    let op = |day| Destruction::Bucket(SlotClass::Op, Bucket(day));
    let envelope = make(&keys, &mandate(1, SlotClass::Op, Bucket(6)));
    let living = make(&keys, &case(1));
    assert_eq!(
        kill_at(&keys, vec![op(6)], 7 * DAY - 1, false),
        Err(KeyError::NeedsOperator),
        "the day has not ended"
    );
    assert_eq!(kill_at(&keys, vec![op(1), op(2), op(3)], 9 * DAY, false), Err(KeyError::NeedsOperator));
    for class in [SlotClass::Case, SlotClass::Jrn] {
        let all = Destruction::Bucket(class, Bucket::CONSTANT);
        assert_eq!(kill_at(&keys, vec![all], 9 * DAY, true), Err(KeyError::NotDestroyable));
    }
    assert!(
        reads(&keys, &mandate(1, SlotClass::Op, Bucket(6)), &envelope),
        "a refused order changes nothing"
    );
    kill_at(&keys, vec![op(1), op(2), op(3)], 9 * DAY, true).unwrap();
    assert_eq!(kill_at(&keys, vec![op(4)], 9 * DAY - 1, true), Err(KeyError::ClockBehind));
    kill_at(&keys, vec![op(6)], 9 * DAY, false).unwrap();
    assert!(!reads(&keys, &mandate(1, SlotClass::Op, Bucket(6)), &envelope));
    assert!(reads(&keys, &case(1), &living));
    let month = Destruction::Bucket(SlotClass::Proof, Bucket::month(9 * DAY, 0));
    assert_eq!(
        kill_at(&keys, vec![month], 9 * DAY, false),
        Err(KeyError::NeedsOperator),
        "the month has not ended"
    );
}

fn destroys_a_tenant(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    let index = SecretName::tenant(Purpose::IDENTITY_INDEX, Id::from(TENANT));
    let mac = || MacMessage { name: index.clone(), version: None, message: b"TRAORE".to_vec() };
    wait(keys.mac(mac())).unwrap();
    let done = kill(&keys, Destruction::Tenant(Id::from(TENANT))).unwrap();
    assert_eq!(done.counts, [2], "its key and its secret");
    let keys = restart(&keys, bench);
    assert!(!reads(&keys, &case(1), &envelope));
    assert_eq!(wait(keys.create_tenant(Id::from(TENANT))), Err(KeyError::Destroyed));
    assert_eq!(wait(keys.rotate_tenant(Id::from(TENANT))), Err(KeyError::Destroyed));
    assert_eq!(wait(keys.mac(mac())), Err(KeyError::Destroyed));
}

fn rotates_a_tenant(bench: &dyn Bench) {
    let keys = start(bench);
    let tenant = Id::from(TENANT);
    let mut envelope = make(&keys, &case(1));
    let former = envelope.clone();
    assert_eq!(wait(keys.create_tenant(tenant)), Ok(1));
    assert_eq!(wait(keys.rotate_tenant(tenant)), Ok(2));
    assert!(reads(&keys, &case(1), &former), "the former version still opens");
    assert_eq!(kill(&keys, Destruction::TenantVersion(tenant, 2)), Err(KeyError::NotDestroyable));
    let wrapped = relais_crypto::keystore::WrappedDek {
        context: case(1).wrap,
        commit: envelope.commit().unwrap(),
        wrap: envelope.wrap.clone(),
    };
    envelope.wrap = wait(keys.rewrap_all(vec![wrapped])).unwrap().remove(0).unwrap();
    assert_eq!(envelope.wrap.tenant_version, 2);
    kill(&keys, Destruction::TenantVersion(tenant, 1)).unwrap();
    let keys = restart(&keys, bench);
    assert!(reads(&keys, &case(1), &envelope), "rewrapped, its payload untouched");
    assert!(!reads(&keys, &case(1), &former));
}

fn rotates_the_store_key(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    let before = wait(keys.status()).unwrap().generation;
    assert_eq!(wait(keys.rotate_store_key()), Ok(before + 1));
    assert_eq!(wait(keys.rotate_store_key()), Ok(before + 2));
    let keys = restart(&keys, bench);
    assert!(reads(&keys, &case(1), &envelope));
    assert_eq!(wait(keys.status()).unwrap().generation, before + 2);
}

fn changes_the_root(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    wait(keys.change_root(RootKey::from_bytes(Zeroizing::new([2; 32])))).unwrap();
    let second = make(&keys, &case(2));
    wait(keys.close()).unwrap();
    assert_eq!(open(bench, 1, Limits::default()).unwrap_err(), KeyError::WrongRoot);
    let keys = open(bench, 2, Limits::default()).unwrap();
    wait(keys.replay(Replay::default())).unwrap();
    assert!(reads(&keys, &case(1), &envelope) && reads(&keys, &case(2), &second));
}

fn replays_pending(bench: &dyn Bench) {
    let keys = start(bench);
    let (first, second) = (make(&keys, &case(1)), make(&keys, &case(2)));
    wait(keys.close()).unwrap();
    let keys = reopen(bench);
    let pending = past(Destruction::Slot(case(1).wrap.slot), None);
    let replay = Replay { expected_generation: 0, destructions: vec![pending] };
    let done = wait(keys.replay(replay.clone())).unwrap();
    assert_eq!(done.counts, [1]);
    assert!(!reads(&keys, &case(1), &first) && reads(&keys, &case(2), &second));
    let again = wait(keys.replay(replay)).unwrap();
    assert_eq!(
        (again.generation, again.counts),
        (done.generation, vec![0]),
        "replaying twice changes nothing"
    );
}

fn refuses_resurrection(bench: &dyn Bench) {
    let keys = start(bench);
    let contexts = [case(1), case(2), mandate(3, SlotClass::Op, Bucket(6))];
    let sealed: Vec<_> = contexts.iter().map(|context| make(&keys, context)).collect();
    wait(keys.close()).unwrap();
    let copy = bench.backup();

    let keys = reopen(bench);
    wait(keys.replay(Replay::default())).unwrap();
    let slot = Destruction::Slot(case(1).wrap.slot);
    let day = Destruction::Bucket(SlotClass::Op, Bucket(6));
    let first = kill(&keys, slot.clone()).unwrap().generation;
    let last = kill(&keys, day.clone()).unwrap().generation;
    wait(keys.close()).unwrap();

    bench.restore(&*copy);
    let keys = reopen(bench);
    let journal = vec![past(slot, Some(first)), past(day, Some(last))];
    let done = wait(keys.replay(Replay { expected_generation: last, destructions: journal })).unwrap();
    assert!(done.generation > last, "a generation of the lost branch is never used again");
    let keys = restart(&keys, bench);
    let readable: Vec<_> = contexts.iter().zip(&sealed).map(|(c, e)| reads(&keys, c, e)).collect();
    assert_eq!(readable, [false, true, false]);
    assert_eq!(make_slot(&keys, case(1).wrap.slot), Err(KeyError::Destroyed));
    assert_eq!(make_slot(&keys, mandate(9, SlotClass::Op, Bucket(6)).wrap.slot), Err(KeyError::Destroyed));
}

fn refuses_a_stale_store(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    wait(keys.close()).unwrap();
    let copy = bench.backup();
    let keys = reopen(bench);
    wait(keys.replay(Replay::default())).unwrap();
    let last = kill(&keys, Destruction::Slot(case(1).wrap.slot)).unwrap().generation;
    wait(keys.close()).unwrap();

    bench.restore(&*copy);
    let keys = reopen(bench);
    let own = wait(keys.status()).unwrap().generation;
    let silent = Replay { expected_generation: last, destructions: vec![] };
    assert_eq!(wait(keys.replay(silent)), Err(KeyError::Stale { own, expected: last }));
    let refused = SealingError::Key(KeyError::NotReplayed);
    assert_eq!(wait(sealing::open(&keys, &case(1), &envelope)).unwrap_err(), refused, "still closed");
}

fn replays_versions(bench: &dyn Bench) {
    let keys = start(bench);
    let tenant = Id::from(TENANT);
    let pepper = SecretName::instance(Purpose::CARD_PEPPER);
    let mac = |version| MacMessage { name: pepper.clone(), version, message: b"code".to_vec() };
    let former = wait(keys.mac(mac(None))).unwrap();
    let replay = Replay {
        expected_generation: 0,
        destructions: vec![
            past(Destruction::TenantVersion(tenant, 1), None),
            past(Destruction::Secret(pepper.clone(), 1), None),
        ],
    };
    wait(keys.replay(replay)).unwrap();
    assert_eq!(wait(keys.create_tenant(tenant)), Ok(2), "the version that was lost is not made again");
    let current = wait(keys.mac(mac(None))).unwrap();
    assert_eq!((former.version, current.version), (1, 2));
    assert_eq!(wait(keys.mac(mac(Some(1)))), Err(KeyError::Gone));
}

fn bounds_wraps(bench: &dyn Bench) {
    let limits = Limits { wraps_per_key: 20, ..Limits::default() };
    let keys = start_with(bench, limits);
    let slot = case(1).wrap.slot;
    make_slot(&keys, slot).unwrap();
    let wrap = |keys: &Keeper| wait(keys.wrap_new(case(1).wrap)).map(drop);
    for _ in 0..20 {
        wrap(&keys).unwrap();
    }
    assert_eq!(wrap(&keys), Err(KeyError::WrapBound));
    wait(keys.close()).unwrap();
    let keys = open(bench, 1, limits).unwrap();
    wait(keys.replay(Replay::default())).unwrap();
    assert_eq!(wrap(&keys), Err(KeyError::WrapBound), "the count survives a restart");
    wait(keys.rotate_tenant(Id::from(TENANT))).unwrap();
    assert_eq!(wrap(&keys), Ok(()), "another tenant key is another wrapping key");
}

fn replaces_a_worn_store_key(bench: &dyn Bench) {
    let keys = start_with(bench, Limits { records_per_store_key: 5, ..Limits::default() });
    let before = wait(keys.status()).unwrap().generation;
    let sealed: Vec<_> = (1..=12).map(|object| make(&keys, &case(object))).collect();
    let after = wait(keys.status()).unwrap();
    assert!(after.generation >= before + 2 && after.sequence < 5, "{after:?}");
    let keys = restart(&keys, bench);
    assert!((1..=12).zip(&sealed).all(|(object, envelope)| reads(&keys, &case(object), envelope)));
}

fn signs_and_hashes(bench: &dyn Bench) {
    let keys = start(bench);
    let journal = SecretName::instance(Purpose::JOURNAL);
    let sign = |keys: &Keeper| {
        wait(keys.sign(SignMessage { name: journal.clone(), message: b"root 1".to_vec() })).unwrap()
    };
    let verify = |signature: &relais_crypto::keystore::Signature| {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&signature.key.bytes).unwrap();
        key.verify_strict(b"root 1", &ed25519_dalek::Signature::from_bytes(&signature.bytes)).unwrap();
    };
    let first = sign(&keys);
    verify(&first);
    let keys = restart(&keys, bench);
    assert_eq!(sign(&keys), first, "the same key after a restart");
    assert_eq!(wait(keys.rotate_secret(journal.clone())), Ok(2));
    let second = sign(&keys);
    verify(&second);
    assert_eq!(kill(&keys, Destruction::Secret(journal.clone(), 2)), Err(KeyError::NotDestroyable));
    kill(&keys, Destruction::Secret(journal.clone(), 1)).unwrap();
    let keys = restart(&keys, bench);
    let published = wait(keys.verifying_keys(journal)).unwrap();
    assert_eq!(published, [first.key, second.key], "old signatures stay verifiable");

    let mac = |name: SecretName, version| {
        wait(keys.mac(MacMessage { name, version, message: b"code".to_vec() })).map(|tag| tag.bytes)
    };
    let pepper = SecretName::instance(Purpose::CARD_PEPPER);
    let tags = [
        mac(pepper.clone(), None).unwrap(),
        mac(SecretName::instance(Purpose::IDENTITY_INDEX), None).unwrap(),
        mac(SecretName::tenant(Purpose::IDENTITY_INDEX, Id::from(TENANT)), None).unwrap(),
        mac(SecretName::tenant(Purpose::IDENTITY_INDEX, Id::from([1; 16])), None).unwrap(),
    ];
    let distinct: std::collections::BTreeSet<_> = tags.iter().collect();
    assert_eq!(distinct.len(), tags.len());
    wait(keys.rotate_secret(pepper.clone())).unwrap();
    assert_eq!(mac(pepper.clone(), Some(1)), Ok(tags[0]), "the former version still computes");
    assert_ne!(mac(pepper.clone(), None), Ok(tags[0]));
    assert_eq!(mac(pepper, Some(3)), Err(KeyError::Gone));
}

fn names_a_person(bench: &dyn Bench) {
    let keys = start(bench);
    let person = |byte| SlotAddress::journal(Id::from([byte; 16]));
    make_slot(&keys, person(1)).unwrap();
    make_slot(&keys, person(2)).unwrap();
    let name = wait(keys.subject_pseudonym(person(1))).unwrap();
    assert_ne!(wait(keys.subject_pseudonym(person(2))).unwrap(), name);
    let keys = restart(&keys, bench);
    assert_eq!(wait(keys.subject_pseudonym(person(1))), Ok(name));
    assert_eq!(wait(keys.subject_pseudonym(case(1).wrap.slot)), Err(KeyError::Refused));
    kill(&keys, Destruction::Slot(person(1))).unwrap();
    assert_eq!(wait(keys.subject_pseudonym(person(1))), Err(KeyError::Gone));
}

fn lists_slots(bench: &dyn Bench) {
    let keys = start(bench);
    for object in [3, 1, 2] {
        make(&keys, &case(object));
    }
    kill(&keys, Destruction::Slot(case(2).wrap.slot)).unwrap();
    let all = wait(keys.list_slots(SlotPage { after: None, limit: 10 })).unwrap();
    assert_eq!(
        all.iter().map(|slot| slot.address).collect::<Vec<_>>(),
        [case(1).wrap.slot, case(3).wrap.slot]
    );
    assert!(all.iter().all(|slot| slot.made_at == 1_000));
    let page = wait(keys.list_slots(SlotPage { after: Some(all[0].address), limit: 1 })).unwrap();
    assert_eq!(page, all[1..]);
}

fn two_instances(bench: &dyn Bench) {
    if !bench.shared() {
        return;
    }
    let one = start(bench);
    let two = start(bench);
    let envelope = make(&one, &case(1));
    assert!(reads(&two, &case(1), &envelope), "a new slot is seen at once");
    std::thread::scope(|scope| {
        for (keys, objects) in [(&one, 10..40), (&two, 40..70)] {
            scope.spawn(move || objects.for_each(|object| drop(make(keys, &case(object)))));
        }
    });
    assert_eq!(wait(one.status()).unwrap().slots, 61);
    assert_eq!(wait(two.status()).unwrap().slots, 61);
    kill(&one, Destruction::Slot(case(1).wrap.slot)).unwrap();
    assert!(!reads(&two, &case(1), &envelope), "a destroyed slot is gone everywhere at once");
    assert_eq!(make_slot(&two, case(1).wrap.slot), Err(KeyError::Destroyed));
    let limits = Limits { wraps_per_key: 20, ..Limits::default() };
    let three = start_with(bench, limits);
    let four = start_with(bench, limits);
    make_slot(&three, case(2).wrap.slot).unwrap();
    let wraps = (0..40).filter(|turn| {
        let keys = if turn % 2 == 0 { &three } else { &four };
        wait(keys.wrap_new(case(2).wrap)).is_ok()
    });
    assert!(wraps.count() <= 20, "the bound holds over all instances");
}

fn running_store_refuses_a_copy(bench: &dyn Bench) {
    if !bench.shared() {
        return;
    }
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    let copy = bench.backup();
    kill(&keys, Destruction::Slot(case(1).wrap.slot)).unwrap();
    bench.restore(&*copy);
    let error = wait(sealing::open(&keys, &case(1), &envelope)).unwrap_err();
    assert!(matches!(error, SealingError::Key(KeyError::Stale { .. })), "{error:?}");
}
