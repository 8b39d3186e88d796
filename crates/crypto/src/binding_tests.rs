//! What an envelope is bound to: change one field, one key half or one byte and it does not open.

use proptest::prelude::*;

use crate::context::{
    Bucket, Class, EnvelopeContext, Id, SlotAddress, SlotClass, WrapContext, scope_hash, text_hash,
};
use crate::envelope::{Envelope, EnvelopeError, FreshDek, Wrap};
use crate::hierarchy::{self, WrappingKeyName};
use crate::key::{Dek, Key};

/// The keys a context needs, and the version of the third.
struct Halves {
    epoch: u8,
    slot: u8,
    tenant: u8,
    version: u32,
}

const HALVES: Halves = Halves { epoch: 1, slot: 2, tenant: 3, version: 1 };

fn key(byte: u8) -> Key {
    Key::fill(|bytes| bytes.fill(byte))
}

fn context() -> EnvelopeContext {
    let object = Id::from([0x33; 16]);
    EnvelopeContext {
        wrap: WrapContext {
            tenant: Id::from([0x70; 16]),
            slot: SlotAddress { class: SlotClass::Op, bucket: Bucket(6), object },
            document: None,
            revision: 1,
        },
        subject: Id::from([0x50; 16]),
        mandataire: Id::from([0x0a; 16]),
        schema: 1,
        not_before: 10,
        not_after: 20,
        scope: scope_hash(&["logement"]),
        text: text_hash(b"texte"),
    }
}

fn wrapping_key(halves: &Halves, context: &WrapContext) -> Key {
    let name = WrappingKeyName { slot: context.slot, tenant: context.tenant, version: halves.version };
    name.derive(&key(halves.epoch), &key(halves.slot), &key(halves.tenant))
}

fn sealed(plaintext: &[u8]) -> Envelope {
    let (context, dek) = (context(), key(9));
    let kw = wrapping_key(&HALVES, &context.wrap);
    let bytes = hierarchy::wrap(&kw, &context.wrap, HALVES.version, &dek, &[4; 12]).unwrap();
    let wrap = Wrap { tenant_version: HALVES.version, bytes };
    FreshDek { dek: Dek(dek), wrap, nonce: [5; 12] }.seal(&context, plaintext).unwrap()
}

fn unwrap(kw: &Key, context: &WrapContext, version: u32, envelope: &Envelope) -> Option<Dek> {
    hierarchy::unwrap(kw, context, version, &envelope.commit().unwrap(), &envelope.wrap.bytes).ok()
}

type Change = (&'static str, fn(&mut EnvelopeContext));

/// One change for each field of the context; the pattern below fails to compile when a field is added.
const CHANGES: &[Change] = &[
    ("tenant", |context| context.wrap.tenant = Id::from([0x71; 16])),
    ("class", |context| context.wrap.slot.class = SlotClass::Proof),
    ("object", |context| context.wrap.slot.object = Id::from([0x34; 16])),
    ("revision", |context| context.wrap.revision = 2),
    ("document", |context| context.wrap.document = Some(Id::from([0x33; 16]))),
    ("bucket", |context| context.wrap.slot.bucket = Bucket(7)),
    ("subject", |context| context.subject = Id::from([0x51; 16])),
    ("mandataire", |context| context.mandataire = Id::from([0x0b; 16])),
    ("schema", |context| context.schema = 2),
    ("not_before", |context| context.not_before = 9),
    ("not_after", |context| context.not_after = 21),
    ("scope", |context| context.scope = scope_hash(&["logement", "argent"])),
    ("text", |context| context.text = text_hash(b"autre texte")),
];

fn changed() -> impl Iterator<Item = (&'static str, EnvelopeContext)> {
    let EnvelopeContext { wrap, subject: _, mandataire: _, schema: _, not_before: _, not_after: _, .. } =
        context();
    let EnvelopeContext { scope: _, text: _, .. } = context();
    let WrapContext {
        tenant: _,
        slot: SlotAddress { class: _, bucket: _, object: _ },
        document: _,
        revision: _,
    } = wrap;
    CHANGES.iter().map(|(field, change)| {
        let mut context = context();
        change(&mut context);
        (*field, context)
    })
}

#[test]
fn opens_as_sealed() {
    let envelope = sealed(b"texte");
    let dek = unwrap(&wrapping_key(&HALVES, &context().wrap), &context().wrap, 1, &envelope).unwrap();
    assert_eq!(envelope.open(&context(), &dek).unwrap().as_slice(), b"texte");
}

#[test]
fn every_field_of_the_payload_context_is_bound() {
    let envelope = sealed(b"texte");
    let opened: Vec<_> = changed()
        .filter(|(_, context)| envelope.open(context, &Dek(key(9))).is_ok())
        .map(|(field, _)| field)
        .collect();
    assert_eq!(opened, ["bucket"], "the bucket is bound by the wrap alone");
}

#[test]
fn every_field_of_the_wrap_context_is_bound() {
    let envelope = sealed(b"texte");
    let kw = wrapping_key(&HALVES, &context().wrap);
    let opens = |context: &EnvelopeContext| unwrap(&kw, &context.wrap, 1, &envelope).is_some();
    let opened: Vec<_> = changed().filter(|(_, context)| opens(context)).map(|(field, _)| field).collect();
    let payload_only = ["subject", "mandataire", "schema", "not_before", "not_after", "scope", "text"];
    assert_eq!(opened, payload_only, "even under the same wrapping key");
    assert!(unwrap(&kw, &context().wrap, 2, &envelope).is_none(), "version");
}

#[test]
fn every_field_and_every_half_makes_another_wrapping_key() {
    let envelope = sealed(b"texte");
    let same = wrapping_key(&HALVES, &context().wrap);
    for (field, context) in
        changed().filter(|(field, _)| ["tenant", "class", "object", "bucket"].contains(field))
    {
        assert_ne!(wrapping_key(&HALVES, &context.wrap).expose(), same.expose(), "{field}");
    }
    for (half, halves) in [
        ("epoch", Halves { epoch: 8, ..HALVES }),
        ("slot", Halves { slot: 8, ..HALVES }),
        ("tenant", Halves { tenant: 8, ..HALVES }),
        ("version", Halves { version: 8, ..HALVES }),
        ("slot and tenant exchanged", Halves { slot: 3, tenant: 2, ..HALVES }),
    ] {
        let kw = wrapping_key(&halves, &context().wrap);
        assert!(unwrap(&kw, &context().wrap, 1, &envelope).is_none(), "{half}");
    }
}

#[test]
fn commitment_binds_one_data_key() {
    let envelope = sealed(b"texte");
    assert_eq!(envelope.open(&context(), &Dek(key(8))).unwrap_err(), EnvelopeError::Refused);
    let kw = wrapping_key(&HALVES, &context().wrap);
    let wrap = &envelope.wrap.bytes;
    assert!(
        hierarchy::unwrap(&kw, &context().wrap, 1, &[0; 32], wrap).is_err(),
        "another payload's commitment"
    );
    let other = hierarchy::wrap(&kw, &context().wrap, 1, &key(8), &[4; 12]).unwrap();
    let swapped = Envelope { wrap: Wrap { tenant_version: 1, bytes: other }, payload: envelope.payload };
    assert!(unwrap(&kw, &context().wrap, 1, &swapped).is_none(), "another payload's wrap");
}

#[test]
fn unknown_suites_and_short_boxes_are_malformed() {
    let envelope = sealed(b"texte");
    for length in 0..envelope.payload.len() {
        let payload = envelope.payload[..length].to_vec();
        let cut = Envelope { payload, ..envelope.clone() };
        assert_eq!(cut.open(&context(), &Dek(key(9))).unwrap_err(), EnvelopeError::Malformed, "{length}");
    }
    let kw = wrapping_key(&HALVES, &context().wrap);
    for length in 0..envelope.wrap.bytes.len() {
        let bytes = envelope.wrap.bytes[..length].to_vec();
        let cut = Envelope { wrap: Wrap { tenant_version: 1, bytes }, ..envelope.clone() };
        assert!(unwrap(&kw, &context().wrap, 1, &cut).is_none(), "{length}");
    }
    let mut newer = envelope;
    newer.payload[0] = 2;
    assert_eq!(newer.commit(), Err(EnvelopeError::Malformed));
}

#[test]
fn size_shows_blocks_only() {
    let size = |length: usize| sealed(&vec![7; length]).payload.len();
    let header_and_tag = 1 + 32 + 12 + 16;
    assert_eq!(size(0), 256 + header_and_tag);
    assert_eq!(size(0), size(255));
    assert_eq!(size(256), 512 + header_and_tag);
    assert_eq!(size(256), size(511));
}

#[test]
fn a_document_is_neither_its_holder_nor_another_document() {
    let document = |byte| WrapContext { document: Some(Id::from([byte; 16])), ..context().wrap };
    assert_eq!((document(1).class(), document(1).object()), (Class::Doc, Id::from([1; 16])));
    let kw = wrapping_key(&HALVES, &document(1));
    let wrap = hierarchy::wrap(&kw, &document(1), 1, &key(9), &[4; 12]).unwrap();
    let opens = |context| hierarchy::unwrap(&kw, &context, 1, &hierarchy::commitment(&key(9)), &wrap).is_ok();
    assert!(opens(document(1)) && !opens(document(2)) && !opens(context().wrap));
}

#[test]
fn debug_prints_nothing_secret() {
    let envelope = sealed(b"Mme Traore");
    let fresh = FreshDek { dek: Dek(key(9)), wrap: envelope.wrap.clone(), nonce: [5; 12] };
    let shown = format!("{:?} {:?} {:?} {:?}", key(9), fresh.dek, fresh, envelope);
    assert_eq!(
        shown,
        "[secret] [secret] FreshDek { wrap: Wrap { tenant_version: 1, .. }, .. } \
         Envelope { wrap: Wrap { tenant_version: 1, .. }, payload_bytes: 317 }"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_plaintext_comes_back(plaintext in proptest::collection::vec(any::<u8>(), 0..1500), tail in 0..3_usize) {
        // Plaintexts that end like padding are the ones a wrong unpadding would cut.
        let plaintext = [plaintext.as_slice(), &[0x80, 0, 0][..tail]].concat();
        let opened = sealed(&plaintext).open(&context(), &Dek(key(9))).unwrap();
        prop_assert_eq!(opened.as_slice(), plaintext.as_slice());
    }

    #[test]
    fn any_changed_byte_refuses(place in any::<prop::sample::Index>(), bits in 1..=u8::MAX) {
        let mut envelope = sealed(b"Mme Traore, 2 enfants");
        let place = place.index(envelope.payload.len());
        envelope.payload[place] ^= bits;
        prop_assert!(envelope.open(&context(), &Dek(key(9))).is_err());
        let mut envelope = sealed(b"texte");
        let place = place % envelope.wrap.bytes.len();
        envelope.wrap.bytes[place] ^= bits;
        prop_assert!(unwrap(&wrapping_key(&HALVES, &context().wrap), &context().wrap, 1, &envelope).is_none());
    }

    #[test]
    fn any_cbor_comes_back(fields in any::<(String, Option<u64>, Vec<i32>)>()) {
        let plaintext = crate::sealing::to_cbor(&fields).unwrap();
        prop_assert_eq!(plaintext.capacity(), plaintext.len(), "sized beforehand");
        prop_assert_eq!(crate::sealing::from_cbor::<(String, Option<u64>, Vec<i32>)>(&plaintext).unwrap(), fields);
    }
}
