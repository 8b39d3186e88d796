//! Making, sealing, opening, and the keys' turns.

use super::*;

pub fn seals_and_opens(bench: &dyn Bench) {
    let keys = start(bench);
    let contexts: Vec<_> = (1..=100).map(case).collect();
    let sealed: Vec<_> = contexts.iter().map(|context| (context.clone(), make(&keys, context))).collect();
    let opened = wait(open_all(&keys, &sealed)).unwrap();
    assert_eq!(opened.len(), 100);
    assert!(opened.iter().all(|text| text.as_ref().unwrap().as_slice() == b"Mme Traore, 2 enfants"));
    let unknown = case(200);
    assert!(matches!(wait(seal(&keys, &unknown, b"x")), Err(SealingError::Key(KeyError::Gone))));
    let stranger = EnvelopeContext::case(Id::from([9; 16]), Id::from([1; 16]), Id::from([2; 16]), 1, 1);
    assert!(matches!(wait(seal(&keys, &stranger, b"x")), Err(SealingError::Key(KeyError::NoTenant))));
}

pub fn survives_a_restart(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    let document = EnvelopeContext {
        wrap: WrapContext { document: Some(Id::from([0xd0; 16])), ..case(1).wrap },
        ..case(1)
    };
    let scan = wait(seal(&keys, &document, b"Mme Traore, 2 enfants")).unwrap();
    let keys = restart(&keys, bench);
    assert!(reads(&keys, &case(1), &envelope));
    assert!(reads(&keys, &document, &scan));
    let again = make(&keys, &case(1));
    assert!(reads(&keys, &case(1), &again), "a living slot stays as it is");
    assert!(reads(&keys, &case(1), &envelope));
}

pub fn serves_nothing_before_a_replay(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    wait(keys.close()).unwrap();
    let keys = reopen(bench);
    assert!(!wait(keys.status()).unwrap().ready);
    let refused = SealingError::Key(KeyError::NotReplayed);
    assert_eq!(wait(open_envelope(&keys, &case(1), &envelope)).unwrap_err(), refused);
    assert_eq!(wait(seal(&keys, &case(1), b"x")).unwrap_err(), refused);
    assert_eq!(make_slot(&keys, case(2).wrap.slot), Err(KeyError::NotReplayed));
    assert_eq!(kill(&keys, Destruction::Slot(case(1).wrap.slot)), Err(KeyError::NotReplayed));
    assert_eq!(wait(keys.create_tenant(Id::from([3; 16]))), Err(KeyError::NotReplayed));
    assert_eq!(wait(keys.rotate_store_key()), Err(KeyError::NotReplayed));
    wait(keys.replay(Replay::default())).unwrap();
    assert!(reads(&keys, &case(1), &envelope));
}

pub fn rotates_a_tenant(bench: &dyn Bench) {
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

pub fn rotates_the_store_key(bench: &dyn Bench) {
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    let before = wait(keys.status()).unwrap().generation;
    assert_eq!(wait(keys.rotate_store_key()), Ok(before + 1));
    assert_eq!(wait(keys.rotate_store_key()), Ok(before + 2));
    let keys = restart(&keys, bench);
    assert!(reads(&keys, &case(1), &envelope));
    assert_eq!(wait(keys.status()).unwrap().generation, before + 2);
}

pub fn changes_the_root(bench: &dyn Bench) {
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

pub fn bounds_wraps(bench: &dyn Bench) {
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

pub fn replaces_a_worn_store_key(bench: &dyn Bench) {
    let keys = start_with(bench, Limits { records_per_store_key: 5, ..Limits::default() });
    let before = wait(keys.status()).unwrap().generation;
    let sealed: Vec<_> = (1..=12).map(|object| make(&keys, &case(object))).collect();
    let after = wait(keys.status()).unwrap();
    assert!(after.generation >= before + 2 && after.sequence < 5, "{after:?}");
    let keys = restart(&keys, bench);
    assert!((1..=12).zip(&sealed).all(|(object, envelope)| reads(&keys, &case(object), envelope)));
}

pub fn lists_slots(bench: &dyn Bench) {
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
