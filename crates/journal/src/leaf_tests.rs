//! One leaf, one encoding: a known answer, ciborium as second opinion, and every way to spell it otherwise.

use ciborium::value::Value;
use proptest::prelude::*;

use super::*;

fn smallest() -> Leaf {
    Leaf {
        entry_id: [0x11; 16],
        at_micros: 1_790_000_000_000_000,
        tenant_id: [0x22; 16],
        actor_pid: None,
        action: Action::PersonRead,
        object_id: None,
        subject_pid: None,
        scope: None,
        payload_commit: None,
    }
}

fn whole() -> Leaf {
    Leaf {
        actor_pid: Some([0x33; 16]),
        object_id: Some([0x44; 16]),
        subject_pid: Some(SubjectPid::new([0x55; 16])),
        scope: ScopeCode::parse("logement"),
        payload_commit: Some(Hash::new([0x66; 32])),
        ..smallest()
    }
}

fn any_leaf() -> impl Strategy<Value = Leaf> {
    let ids = (any::<[u8; 16]>(), any::<[u8; 16]>(), any::<Option<[u8; 16]>>(), any::<Option<[u8; 16]>>());
    let rest = (
        0..=i64::MAX.cast_unsigned(),
        0..Action::ALL.len(),
        any::<Option<[u8; 16]>>(),
        prop::option::of("[a-z0-9_.:-]{1,40}"),
        any::<Option<[u8; 32]>>(),
    );
    (ids, rest).prop_map(
        |((entry_id, tenant_id, actor_pid, object_id), (at, action, subject, scope, commit))| Leaf {
            entry_id,
            at_micros: at,
            tenant_id,
            actor_pid,
            action: Action::ALL[action],
            object_id,
            subject_pid: subject.map(SubjectPid::new),
            scope: scope.and_then(|code| ScopeCode::parse(&code)),
            payload_commit: commit.map(Hash::new),
        },
    )
}

/// The same leaf as ciborium writes it.
fn by_ciborium(leaf: &Leaf) -> Vec<u8> {
    let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
    let pairs = [
        (0, Some(Value::from(1))),
        (1, Some(bytes(&leaf.entry_id))),
        (2, Some(Value::from(leaf.at_micros))),
        (3, Some(bytes(&leaf.tenant_id))),
        (4, leaf.actor_pid.map(|id| bytes(&id))),
        (5, Some(Value::from(leaf.action.as_str()))),
        (6, leaf.object_id.map(|id| bytes(&id))),
        (7, leaf.subject_pid.map(|pid| bytes(pid.as_bytes()))),
        (8, leaf.scope.as_ref().map(|scope| Value::from(scope.as_str()))),
        (9, leaf.payload_commit.map(|commit| bytes(commit.as_bytes()))),
    ];
    let pairs = pairs.into_iter().filter_map(|(key, value)| Some((Value::from(key), value?))).collect();
    let mut out = Vec::new();
    ciborium::into_writer(&Value::Map(pairs), &mut out).unwrap();
    out
}

#[test]
fn the_encoding_never_changes() {
    // Printed receipts and sealed trees depend on these very bytes.
    let hex = smallest().encode().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let (eleven, two) = ("11".repeat(16), "22".repeat(16));
    assert_eq!(
        hex,
        format!("a5000101 50{eleven} 021b00065bfeda25e000 0350{two} 056b{}", "706572736f6e2e72656164")
            .replace(' ', "")
    );
    assert_eq!(
        smallest().hash().to_string(),
        "489ba56025caf22204082f3b68ebbab1c49a2fffaf59d8362cae444758661c50",
    );
    assert_eq!(whole().encode().len(), 161);
}

#[test]
fn every_shortened_or_lengthened_leaf_is_refused() {
    let bytes = whole().encode();
    for len in 0..bytes.len() {
        assert!(Leaf::decode(&bytes[..len]).is_err(), "cut at {len}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Leaf::decode(&longer), Err(LeafError::Keys));
}

/// Replaces the first occurrence of `from`, which must be there.
fn spliced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).expect("bytes to replace");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn other_spellings_of_the_same_leaf_are_refused() {
    let bytes = smallest().encode();
    let refused = |from: &[u8], to: &[u8]| Leaf::decode(&spliced(&bytes, from, to)).unwrap_err();
    let not_shortest = LeafError::Cbor(CborError::NotShortest);
    assert_eq!(refused(&[0xa5], &[0xb8, 5]), not_shortest, "long map header");
    assert_eq!(refused(&[0xa5, 0, 1], &[0xa5, 0x18, 0, 1]), not_shortest, "long key");
    assert_eq!(refused(&[0xa5, 0, 1], &[0xa5, 0, 0x19, 0, 1]), not_shortest, "long number");
    assert_eq!(refused(&[0x01, 0x50], &[0x01, 0x58, 16]), not_shortest, "long length");
    assert_eq!(refused(&[0xa5], &[0xbf]), LeafError::Cbor(CborError::Type), "indefinite map");
    assert_eq!(refused(&[0x05, 0x6b], &[0x05, 0x4b]), LeafError::Field("action_code"), "bytes for text");
    assert_eq!(refused(&[0xa5], &[0xa4]), LeafError::Field("action_code"), "fewer pairs than there are");
    assert_eq!(refused(&[0xa5], &[0xa6]), LeafError::Cbor(CborError::Truncated), "more pairs than there are");
}

#[test]
fn keys_out_of_order_repeated_or_unknown_are_refused() {
    let bytes = smallest().encode();
    let version_last = [&[0xa5], &bytes[3..], &[0, 1]].concat();
    assert_eq!(Leaf::decode(&version_last), Err(LeafError::Field("v")));
    let twice = [&[0xa6], &bytes[1..3], &bytes[1..]].concat();
    assert_eq!(Leaf::decode(&twice), Err(LeafError::Field("entry_id")));
    let unknown = [&[0xa6], &bytes[1..], &[0x0a, 0]].concat();
    assert_eq!(Leaf::decode(&unknown), Err(LeafError::Keys));
    let swapped = Leaf { scope: ScopeCode::parse("a"), object_id: Some([1; 16]), ..smallest() }.encode();
    let swapped = spliced(&swapped, &[0x06, 0x50], &[0x08, 0x50]);
    assert_eq!(Leaf::decode(&swapped), Err(LeafError::Field("scope_code")));
}

#[test]
fn values_out_of_their_list_are_refused() {
    let bytes = whole().encode();
    let refused = |from: &[u8], to: &[u8]| Leaf::decode(&spliced(&bytes, from, to)).unwrap_err();
    assert_eq!(refused(&[0xaa, 0, 1], &[0xaa, 0, 2]), LeafError::Version);
    assert_eq!(refused(b"person.read", b"person.redd"), LeafError::Field("action_code"));
    assert_eq!(refused(b"logement", b"Logement"), LeafError::Field("scope_code"));
    assert_eq!(refused(b"logement", b"log\xffment"), LeafError::Cbor(CborError::Utf8));
    let short_id = [&[0x03, 0x4f][..], &[0x22; 15]].concat();
    let tenant = [&[0x03, 0x50][..], &[0x22; 16]].concat();
    assert_eq!(refused(&tenant, &short_id), LeafError::Field("tenant_id"));
    let late = Leaf { at_micros: i64::MAX.cast_unsigned() + 1, ..smallest() };
    assert_eq!(Leaf::decode(&late.encode()), Err(LeafError::Field("ts")));
}

#[test]
fn a_scope_has_no_room_for_free_text() {
    for text in ["", "Marie", "a b", "é", "a\n", &"a".repeat(41)] {
        assert_eq!(ScopeCode::parse(text), None, "{text:?}");
    }
    assert_eq!(ScopeCode::parse(&"a".repeat(40)).unwrap().as_str().len(), 40);
}

proptest! {
    #[test]
    fn a_leaf_reads_back_and_reads_as_ciborium_writes(leaf in any_leaf()) {
        let bytes = leaf.encode();
        prop_assert_eq!(&bytes, &by_ciborium(&leaf));
        prop_assert_eq!(Leaf::decode(&bytes), Ok(leaf));
    }

    #[test]
    fn whatever_decodes_is_what_encode_writes(leaf in any_leaf(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = leaf.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(read) = Leaf::decode(&bytes) {
            prop_assert_eq!(read.encode(), bytes);
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(read) = Leaf::decode(&bytes) {
            prop_assert_eq!(read.encode(), bytes);
        }
    }
}
