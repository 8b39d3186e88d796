//! Destruction, and what keeps the dead dead.

use super::*;

pub fn destroys_one_slot(bench: &dyn Bench) {
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

pub fn destroys_a_bucket(bench: &dyn Bench) {
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

pub fn guards_buckets(bench: &dyn Bench) {
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

pub fn destroys_a_tenant(bench: &dyn Bench) {
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

pub fn replays_pending(bench: &dyn Bench) {
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

pub fn refuses_resurrection(bench: &dyn Bench) {
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

pub fn refuses_a_stale_store(bench: &dyn Bench) {
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
    assert_eq!(wait(open_envelope(&keys, &case(1), &envelope)).unwrap_err(), refused, "still closed");
}

pub fn replays_versions(bench: &dyn Bench) {
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
