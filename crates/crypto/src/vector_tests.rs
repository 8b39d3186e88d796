//! The normative encodings against values computed by another implementation (Python's `cryptography`), so
//! that a change of one byte of any context, derivation or layout is seen.

use crate::context::{
    Bucket, EnvelopeContext, Id, SlotAddress, SlotClass, WrapContext, scope_hash, text_hash,
};
use crate::envelope::{Envelope, FreshDek, Wrap};
use crate::hierarchy::{self, WrappingKeyName};
use crate::key::{Dek, Key};
use crate::suite;

fn key(byte: u8) -> Key {
    Key::fill(|bytes| bytes.fill(byte))
}

fn data_key() -> Dek {
    Dek(Key::fill(|bytes| bytes.iter_mut().zip(0..).for_each(|(byte, value)| *byte = value)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn context() -> EnvelopeContext {
    let object = Id::from([0x33; 16]);
    EnvelopeContext {
        wrap: WrapContext {
            tenant: Id::from([0x70; 16]),
            slot: SlotAddress { class: SlotClass::Op, bucket: Bucket(20_000), object },
            document: None,
            revision: 5,
        },
        subject: Id::from([0x50; 16]),
        mandataire: Id::from([0x0a; 16]),
        schema: 2,
        not_before: 1_727_740_800,
        not_after: 1_728_000_000,
        scope: scope_hash(&["sante", "logement", "sante"]),
        text: text_hash(b"Je donne pouvoir"),
    }
}

fn wrapping_key() -> Key {
    let WrapContext { slot, tenant, .. } = context().wrap;
    WrappingKeyName { slot, tenant, version: 3 }.derive(&key(0xe0), &key(0x51), &key(0x7c))
}

#[test]
fn wrapping_key_and_commitment() {
    assert_eq!(
        hex(wrapping_key().expose()),
        "72445a87883080ef4819e5a6d314ee168bed44138a54331b989eb0de9278ef6d"
    );
    assert_eq!(
        hex(&hierarchy::commitment(&data_key().0)),
        "951f48131bf2f12dedbdba57dddd2755cb3f4a1a6ed2cda215fbd35849f3352c"
    );
}

#[test]
fn wraps_of_a_mandate_and_of_its_document() {
    let nonce = [0x11; 12];
    let of = |context: &WrapContext| {
        hex(&hierarchy::wrap(&wrapping_key(), context, 3, &data_key().0, &nonce).unwrap())
    };
    let mandate = context().wrap;
    let document = WrapContext { document: Some(Id::from([0xd0; 16])), ..mandate };
    let body = "011111111111111111111111116c0541d8484adf05785a1fcfc5210df2f100ca843fb3cc4d34c9e86fea195365";
    assert_eq!(of(&mandate), format!("{body}723b629c0b854f9e4b7f303246db672b"));
    assert_eq!(of(&document), format!("{body}0ea503393d53710352de93add1594a56"), "another tag");
}

#[test]
fn payload() {
    let fresh =
        FreshDek { dek: data_key(), wrap: Wrap { tenant_version: 3, bytes: Vec::new() }, nonce: [0x22; 12] };
    let Envelope { payload, .. } = fresh.seal(&context(), "numéro allocataire".as_bytes()).unwrap();
    assert_eq!(
        hex(&text_hash(&context().payload_aad())),
        "8b09ff5f9929de104a617836047ff18e01addd67c8f3c1f84b086da130d1d37d"
    );
    assert_eq!(hex(&text_hash(&payload)), "8f9e8dee2b2724ea9ea8be2604f9efd5777a772f438ac2e8b87c6920ec098bed");
}

#[test]
fn hashes_of_nothing() {
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!((hex(&scope_hash(&[])), hex(&text_hash(b""))), (nothing.to_owned(), nothing.to_owned()));
    assert_ne!(scope_hash(&["ab", "c"]), scope_hash(&["a", "bc"]), "codes do not run together");
}

#[test]
fn hmac_sha_256() {
    let tag = suite::mac(&key(0xaa), b"Test Using Larger Than Block-Size Key - Hash Key First");
    assert_eq!(hex(&tag), "e0c56032d9053afe4787b467b28418c8207a241652c851d9f590fc486e42fc80");
}

#[test]
fn buckets() {
    let instant = |days: i64| days * 86_400;
    assert_eq!(Bucket::day(0), Bucket(0));
    assert_eq!(Bucket::day(86_399), Bucket(0));
    assert_eq!(Bucket::day(86_400), Bucket(1));
    assert_eq!(Bucket::month(0, 0), Bucket(0));
    assert_eq!(Bucket::month(instant(30), 0), Bucket(0), "31 January 1970");
    assert_eq!(Bucket::month(instant(31), 0), Bucket(1), "1 February 1970");
    assert_eq!(Bucket::month(instant(59), 72), Bucket(2 + 72), "1 March 1970, 72 months on");
    assert_eq!(Bucket::month(951_782_400, 0), Bucket(30 * 12 + 1), "29 February 2000");
    assert_eq!(Bucket::month(951_868_800, 0), Bucket(30 * 12 + 2), "1 March 2000");
    assert_eq!(Bucket::month(1_798_761_599, 0), Bucket(56 * 12 + 11), "last second of 2026");
    assert_eq!(Bucket::month(1_798_761_600, 0), Bucket(57 * 12), "first second of 2027");
}
