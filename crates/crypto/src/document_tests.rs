//! Documents come back whole or not at all.

use proptest::prelude::*;

use crate::context::{
    Bucket, EnvelopeContext, Id, SlotAddress, SlotClass, WrapContext, scope_hash, text_hash,
};
use crate::document::{DocumentOpener, DocumentSealer, HEADER, SEGMENT, SealedDocument, document_commit};
use crate::envelope::{EnvelopeError, FreshDek, Wrap};
use crate::hierarchy::commitment;
use crate::key::{Dek, Key};

const NAME: [u8; 16] = [0x0b; 16];
const SEALED_SEGMENT: usize = SEGMENT + 16;

fn dek() -> Dek {
    Dek(Key::fill(|bytes| bytes.iter_mut().zip(0..).for_each(|(byte, value)| *byte = value)))
}

fn context() -> EnvelopeContext {
    let slot = SlotAddress { class: SlotClass::Op, bucket: Bucket(20_000), object: Id::from([0x33; 16]) };
    EnvelopeContext {
        wrap: WrapContext {
            tenant: Id::from([0x70; 16]),
            slot,
            document: Some(Id::from([0xd0; 16])),
            revision: 5,
        },
        subject: Id::from([0x50; 16]),
        mandataire: Id::from([0x0a; 16]),
        schema: 2,
        not_before: 1_727_740_800,
        not_after: 1_728_000_000,
        scope: scope_hash(&["logement", "sante"]),
        text: text_hash(b"Je donne pouvoir"),
    }
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|place| u8::try_from((place * 7 + place / 256) % 256).unwrap()).collect()
}

fn fresh() -> FreshDek {
    FreshDek { dek: dek(), wrap: Wrap { tenant_version: 1, bytes: vec![1] }, nonce: [0x22; 12] }
}

/// Seals `plaintext` in pieces of `piece` bytes.
fn seal(plaintext: &[u8], piece: usize) -> (Vec<u8>, SealedDocument) {
    let mut out = Vec::new();
    let mut sealer = DocumentSealer::new(fresh(), &context(), Id::from(NAME), &mut out).unwrap();
    for piece in plaintext.chunks(piece) {
        sealer.write(piece, &mut out).unwrap();
    }
    let done = sealer.finish(&mut out).unwrap();
    (out, done)
}

fn open_in(
    context: &EnvelopeContext,
    name: Id,
    stored: &[u8],
    piece: usize,
) -> Result<Vec<u8>, EnvelopeError> {
    let (header, rest) = stored.split_first_chunk::<HEADER>().ok_or(EnvelopeError::Malformed)?;
    let mut opener = DocumentOpener::new(&dek(), context, name, header)?;
    let mut out = Vec::new();
    for piece in rest.chunks(piece) {
        opener.read(piece, &mut out)?;
    }
    opener.finish(&mut out).map(|()| out)
}

fn open(stored: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
    open_in(&context(), Id::from(NAME), stored, 10_000)
}

#[test]
fn the_stored_bytes_are_those_of_another_implementation() {
    let (stored, sealed) = seal(&content(2 * SEGMENT + 100), 1_000);
    let digest: String =
        text_hash(&stored).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    assert_eq!(
        (stored.len(), digest.as_str()),
        (131_260, "44eb781c590d34cb5393049a010ab66b41f49081666e11b4ef8a926ba15fc523")
    );
    assert_eq!((sealed.length, sealed.sha256), (stored.len() as u64, text_hash(&stored)));
}

#[test]
fn documents_of_any_length_come_back() {
    for length in [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 1] {
        let (stored, _) = seal(&content(length), 50_000);
        assert_eq!(stored.len(), HEADER + length + 16 * length.div_ceil(SEGMENT).max(1), "{length}");
        for piece in [777, SEALED_SEGMENT, stored.len()] {
            let opened = open_in(&context(), Id::from(NAME), &stored, piece).unwrap();
            assert!(opened == content(length), "{length} in pieces of {piece}");
        }
    }
}

#[test]
fn a_document_is_bound_to_its_context_name_and_key() {
    let (stored, _) = seal(b"certificat", 100);
    let header = stored.first_chunk().unwrap();
    assert_eq!(document_commit(header), Ok(commitment(&dek().0)));
    let other = EnvelopeContext { not_after: 1, ..context() };
    assert_eq!(open_in(&other, Id::from(NAME), &stored, 100), Err(EnvelopeError::Refused));
    let sibling = WrapContext { document: Some(Id::from([0xd1; 16])), ..context().wrap };
    let sibling = EnvelopeContext { wrap: sibling, ..context() };
    assert_eq!(open_in(&sibling, Id::from(NAME), &stored, 100), Err(EnvelopeError::Refused));
    assert_eq!(open_in(&context(), Id::from([0x0c; 16]), &stored, 100), Err(EnvelopeError::Refused));
    let key = Dek(Key::fill(|bytes| bytes.fill(9)));
    let opener = DocumentOpener::new(&key, &context(), Id::from(NAME), header);
    assert_eq!(opener.map(drop), Err(EnvelopeError::Refused));
    let holder = EnvelopeContext { wrap: WrapContext { document: None, ..context().wrap }, ..context() };
    let sealer = DocumentSealer::new(fresh(), &holder, Id::from(NAME), &mut Vec::new());
    assert_eq!(sealer.map(drop), Err(EnvelopeError::Malformed), "a document has its own class");
}

#[test]
fn segments_are_not_dropped_repeated_reordered_or_cut() {
    let (stored, _) = seal(&content(2 * SEGMENT + 100), 50_000);
    let (header, body) = stored.split_at(HEADER);
    let segments: Vec<_> = body.chunks(SEALED_SEGMENT).collect();
    let arranged = |places: &[usize]| {
        let body = places.iter().map(|&place| segments[place]).collect::<Vec<_>>().concat();
        open(&[header, &body].concat()).map(|text| text.len())
    };
    assert_eq!(arranged(&[0, 1, 2]), Ok(2 * SEGMENT + 100));
    for places in [&[0, 1][..], &[0, 2], &[1, 2], &[1, 0, 2], &[0, 0, 2], &[0, 1, 1, 2], &[2], &[]] {
        assert_eq!(arranged(places), Err(EnvelopeError::Refused), "{places:?}");
    }
    assert_eq!(open(&stored[..stored.len() - 1]), Err(EnvelopeError::Refused));
    assert_eq!(open(&[&stored, &[0][..]].concat()), Err(EnvelopeError::Refused));
}

#[test]
fn a_refused_document_stays_refused() {
    let (mut stored, _) = seal(&content(2 * SEGMENT), 50_000);
    stored[HEADER] ^= 1;
    let (header, body) = stored.split_first_chunk::<HEADER>().unwrap();
    let mut opener = DocumentOpener::new(&dek(), &context(), Id::from(NAME), header).unwrap();
    let mut out = Vec::new();
    assert_eq!(opener.read(body, &mut out), Err(EnvelopeError::Refused));
    assert_eq!(opener.read(&body[SEALED_SEGMENT..], &mut out), Err(EnvelopeError::Refused));
    assert_eq!(opener.finish(&mut out), Err(EnvelopeError::Refused));
    assert!(out.is_empty(), "nothing was released");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_changed_byte_refuses(place in any::<prop::sample::Index>(), bits in 1..=u8::MAX) {
        let (mut stored, _) = seal(&content(500), 100);
        let place = place.index(stored.len());
        stored[place] ^= bits;
        prop_assert!(open(&stored).is_err());
    }
}
