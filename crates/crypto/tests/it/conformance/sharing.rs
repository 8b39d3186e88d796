//! Several instances on one store.

use super::*;

pub fn two_instances(bench: &dyn Bench) {
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

pub fn running_store_refuses_a_copy(bench: &dyn Bench) {
    if !bench.shared() {
        return;
    }
    let keys = start(bench);
    let envelope = make(&keys, &case(1));
    let copy = bench.backup();
    kill(&keys, Destruction::Slot(case(1).wrap.slot)).unwrap();
    bench.restore(&*copy);
    let error = wait(open_envelope(&keys, &case(1), &envelope)).unwrap_err();
    assert!(matches!(error, SealingError::Key(KeyError::Stale { .. })), "{error:?}");
}
