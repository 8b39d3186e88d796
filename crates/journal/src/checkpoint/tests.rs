//! The C2SP formats against the published vectors of their reference implementation, and every malformed note.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::signer::LocalSigner;

/// The key, note and secret of golang.org/x/mod/sumdb/note's documentation.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PETER_TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn origin() -> Origin {
    Origin::parse("relais.example/journal/test").unwrap()
}

fn signer() -> &'static LocalSigner {
    static SIGNER: LazyLock<LocalSigner> =
        LazyLock::new(|| LocalSigner::from_seed(origin(), &[7; 32]).unwrap());
    &SIGNER
}

fn open(note: &str) -> Result<SignedCheckpoint, CheckpointError> {
    SignedCheckpoint::open(note, std::slice::from_ref(signer().log_key()))
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: origin(), size: 1234, root: Hash::new([0xab; 32]) }
}

#[test]
fn the_reference_note_verifies_and_is_signed_alike() {
    let key = LogKey::parse(PETER).unwrap();
    assert_eq!(key.to_text(), PETER);
    let note = format!("{PETER_TEXT}\n{PETER_LINE}");
    let parsed = Note::parse(&note).unwrap();
    let line = &parsed.signatures()[0];
    assert_eq!((line.name, line.key_id, parsed.text()), ("PeterNeumann", key.id(), PETER_TEXT));
    let signature = line.signature.as_slice().try_into().unwrap();
    assert!(key.verifies(PETER_TEXT.as_bytes(), signature));
    assert!(!key.verifies(PETER_TEXT.replace("answer", "question").as_bytes(), signature));

    let secret = STANDARD.decode(PETER_SECRET).unwrap();
    let peter = LocalSigner::from_secret(key.origin().clone(), secret[1..].try_into().unwrap()).unwrap();
    assert_eq!((peter.log_key(), &peter.sign(PETER_TEXT.as_bytes())), (&key, signature));
    // It is a note, and not a checkpoint.
    assert_eq!(SignedCheckpoint::open(&note, &[key]), Err(CheckpointError::Text));
}

#[test]
fn a_verifier_key_has_one_spelling() {
    for len in 0..PETER.len() {
        assert!(LogKey::parse(&PETER[..len]).is_err(), "cut at {len}");
        assert!(LogKey::parse(&PETER[len + 1..]).is_err(), "begun at {len}");
    }
    for (at, _) in PETER.char_indices() {
        let mut bytes = PETER.as_bytes().to_vec();
        bytes[at] += 1;
        assert!(LogKey::parse(&String::from_utf8(bytes).unwrap()).is_err(), "changed at {at}");
    }
    // Of the reference's own tests: a key too long and an unknown algorithm, each with the right id.
    assert!(
        LogKey::parse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==").is_err()
    );
    assert!(LogKey::parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").is_err());
    let mut identity = [0; 32];
    identity[0] = 1;
    assert_eq!(LogKey::new(origin(), &identity), Err(KeyError::Key), "a point of small order");
    assert_eq!(LogKey::new(origin(), &[2; 32]), Err(KeyError::Key), "no point");
}

#[test]
fn a_checkpoint_reads_back_signed() {
    let signed = signer().seal(checkpoint()).unwrap();
    let mut lines = signed.note().split('\n');
    assert_eq!(lines.next(), Some("relais.example/journal/test"));
    assert_eq!(lines.next(), Some("1234"));
    assert_eq!(lines.next(), Some("q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s="));
    assert_eq!(lines.next(), Some(""));
    assert!(lines.next().unwrap().starts_with("— relais.example/journal/test "));
    assert_eq!((lines.next(), lines.next()), (Some(""), None));
    let opened = open(signed.note()).unwrap();
    assert_eq!((opened.checkpoint(), &opened), (&checkpoint(), &signed));
}

#[test]
fn another_key_log_or_signature_is_told_apart() {
    let signed = signer().seal(checkpoint()).unwrap();
    let other = LocalSigner::from_seed(origin(), &[8; 32]).unwrap();
    assert_eq!(
        SignedCheckpoint::open(signed.note(), &[other.log_key().clone()]),
        Err(CheckpointError::Unsigned)
    );
    assert_eq!(checkpoint().with_signature(signer().log_key(), [0; 64]), Err(CheckpointError::Signature));

    let elsewhere = Checkpoint { origin: Origin::parse("relais.example/autre").unwrap(), ..checkpoint() };
    assert_eq!(signer().seal(elsewhere.clone()), Err(CheckpointError::Origin));
    // Signed by our key all the same, as a broken key store might.
    let id = signer().log_key().id();
    let line = STANDARD.encode([&id[..], &signer().sign(elsewhere.text().as_bytes())].concat());
    let note = format!("{}\n— {} {line}\n", elsewhere.text(), origin().as_str());
    assert_eq!(open(&note), Err(CheckpointError::Origin));
}

#[test]
fn checkpoints_of_former_keys_open_while_their_key_is_known() {
    let former = LocalSigner::from_seed(origin(), &[8; 32]).unwrap();
    let old = former.seal(checkpoint()).unwrap();
    let both = [signer().log_key().clone(), former.log_key().clone()];
    assert_eq!(SignedCheckpoint::open(old.note(), &both), Ok(old.clone()));
    assert_eq!(open(old.note()), Err(CheckpointError::Unsigned));
    assert_eq!(SignedCheckpoint::open(old.note(), &[]), Err(CheckpointError::Unsigned));
    // Signed again by the present key: either key opens it, and with both known both must verify.
    let new = signer().seal(checkpoint()).unwrap();
    let line = new.note().split("\n\n").last().unwrap();
    let twice = format!("{}{line}", old.note());
    assert!(open(&twice).is_ok() && SignedCheckpoint::open(&twice, &both).is_ok());
    let broken = format!("{}{}", old.note(), line.replacen("journal/test ", "journal/test A", 1));
    assert!(SignedCheckpoint::open(&broken, &both).is_err());
}

#[test]
fn lines_of_unknown_keys_are_passed_over_and_ours_must_all_verify() {
    let key = signer().log_key().clone();
    let note = signer().seal(checkpoint()).unwrap().note().to_owned();
    let witness = format!("— witness.example {}\n", STANDARD.encode([9; 4 + 72]));
    let same_name = format!("— {} {}\n", origin().as_str(), STANDARD.encode([9; 4 + 64]));
    for line in [&witness, &same_name] {
        assert!(open(&format!("{note}{line}")).is_ok());
    }
    for length in [63, 64, 65] {
        let ours = [&key.id()[..], &vec![9; length]].concat();
        let line = format!("— {} {}\n", origin().as_str(), STANDARD.encode(ours));
        assert_eq!(open(&format!("{note}{line}")), Err(CheckpointError::Signature));
    }
    let many = format!("{note}{}", witness.repeat(15));
    assert!(open(&many).is_ok(), "the standard asks for 16");
    let too_many = format!("{note}{}", witness.repeat(32));
    assert_eq!(open(&too_many), Err(CheckpointError::Note));
    let long = format!("— witness.example {}\n", STANDARD.encode(vec![9; 50_000]));
    assert_eq!(open(&format!("{note}{long}")), Err(CheckpointError::Note), "over 64 KiB");
}

#[test]
fn a_malformed_note_is_refused() {
    let note = signer().seal(checkpoint()).unwrap().note().to_owned();
    let (text, line) = note.split_once("\n\n").unwrap();
    let cases = [
        String::new(),
        "\n\n".to_owned(),
        text.to_owned(),
        format!("{text}\n"),
        format!("{text}\n\n"),
        format!("{text}\n{line}"),
        format!("{text}\n\n{}", line.trim_end()),
        format!("{text}\n\n{line}\n"),
        format!("{text}\n\n-{}", line.trim_start_matches('—')),
        format!("{text}\n\n{}", line.replace("/test ", "/test  ")),
        format!("{text}\n\n{}", line.replace("/test ", "/te+st ")),
        format!("{text}\r\n\n{line}"),
        format!("{text}\t\n\n{line}"),
        format!("{text}\n\n{}", line.replace('\n', "=\n")),
    ];
    for case in cases {
        assert_eq!(open(&case), Err(CheckpointError::Note), "{case:?}");
    }
}

#[test]
fn a_text_has_three_lines_each_in_its_one_spelling() {
    let text = checkpoint().text();
    assert_eq!(Checkpoint::parse(&text), Ok(checkpoint()));
    let cases = [
        text.trim_end().to_owned(),
        format!("{text}extension\n"),
        format!("{text}\n"),
        text.replace("1234", "01234"),
        text.replace("1234", "+1234"),
        text.replace("1234", ""),
        text.replace("1234", "-1"),
        text.replace("1234", "9223372036854775808"),
        text.replace("6s=\n", "6t=\n"),
        text.replace("6s=\n", "6s\n"),
        text.replace("q6ur", ""),
        text.replace("relais.example", "relais example"),
    ];
    for case in cases {
        assert_eq!(Checkpoint::parse(&case), Err(CheckpointError::Text), "{case:?}");
    }
    let largest = Checkpoint { size: MAX_SIZE, ..checkpoint() };
    assert_eq!(Checkpoint::parse(&largest.text()), Ok(largest));
}

#[test]
fn names_are_those_the_standard_allows() {
    for name in ["", "a b", "a+b", "a\nb", "a\u{a0}b", &"a".repeat(201)] {
        assert_eq!(Origin::parse(name), Err(KeyError::Name), "{name:?}");
    }
}

#[test]
fn a_signer_does_not_print_its_key() {
    assert_eq!(format!("{:?}", signer()), "LocalSigner(relais.example/journal/test, [secret])");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_changed_byte_passes(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        static SIGNED: LazyLock<SignedCheckpoint> = LazyLock::new(|| signer().seal(checkpoint()).unwrap());
        let mut bytes = SIGNED.note().as_bytes().to_vec();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(open(&text).is_err());
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,80}(\n|\n\n)?\\PC{0,80}\n?") {
        prop_assert!(open(&text).is_err());
    }
}
