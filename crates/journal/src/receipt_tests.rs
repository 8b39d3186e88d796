//! The paper must convict for years: known bytes, and nothing but the very bytes verifies.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::{
    checkpoint::{Checkpoint, Origin},
    signer::LocalSigner,
    tree::{Frontier, empty_root},
};

fn signer() -> &'static LocalSigner {
    static SIGNER: LazyLock<LocalSigner> = LazyLock::new(|| {
        LocalSigner::from_seed(Origin::parse("relais.example/journal/test").unwrap(), &[7; 32]).unwrap()
    });
    &SIGNER
}

fn promise() -> Promise {
    Promise { index: 5, leaf_hash: Hash::new([1; 32]), size: 9, root: Hash::new([2; 32]) }
}

#[test]
fn a_receipt_is_149_bytes_and_opens_offline() {
    let receipt = signer().receipt(promise()).unwrap();
    assert_eq!(receipt.bytes().len(), 149);
    let opened = Receipt::open(receipt.bytes(), signer().log_key()).unwrap();
    assert_eq!((opened.promise(), opened), (&promise(), receipt));
}

#[test]
fn the_layout_never_changes() {
    let receipt = signer().receipt(promise()).unwrap();
    let (head, signature) = receipt.bytes().split_at(85);
    let expected = [
        &[1][..],
        &signer().log_key().id(),
        &[0, 0, 0, 0, 0, 0, 0, 5],
        &[1; 32],
        &[0, 0, 0, 0, 0, 0, 0, 9],
        &[2; 32],
    ];
    assert_eq!(head, expected.concat());
    let message = [b"\0relais/journal/receipt/v1\0".as_slice(), head].concat();
    assert_eq!(signature, signer().sign(&message));
}

#[test]
fn a_receipt_of_another_log_position_or_version_is_refused() {
    let receipt = signer().receipt(promise()).unwrap();
    let elsewhere = LocalSigner::from_seed(Origin::parse("relais.example/autre").unwrap(), &[7; 32]).unwrap();
    assert_eq!(Receipt::open(receipt.bytes(), elsewhere.log_key()), Err(ReceiptError::Log));
    assert_eq!(Receipt::open(&receipt.bytes()[1..], signer().log_key()), Err(ReceiptError::Format));
    let mut version_2 = *receipt.bytes();
    version_2[0] = 2;
    assert_eq!(Receipt::open(&version_2, signer().log_key()), Err(ReceiptError::Format));
    assert_eq!(signer().receipt(Promise { index: 9, ..promise() }), Err(ReceiptError::Position));
    let largest = Promise { size: MAX_SIZE, ..promise() };
    assert!(signer().receipt(largest).is_ok());
    let endless = Promise { size: u64::MAX, ..promise() };
    assert_eq!(signer().receipt(endless), Err(ReceiptError::Position));
    assert_eq!(promise().with_signature(signer().log_key(), [0; 64]), Err(ReceiptError::Signature));
}

#[test]
fn a_checkpoints_signature_is_no_receipts() {
    let origin = signer().log_key().origin().clone();
    let text = Checkpoint { origin, size: 9, root: empty_root() }.text();
    let signature = signer().sign(text.as_bytes());
    assert_eq!(promise().with_signature(signer().log_key(), signature), Err(ReceiptError::Signature));
}

#[test]
fn the_operator_is_convicted_when_he_cannot_show_what_he_signed() {
    let leaves: Vec<_> = (0..9).map(|byte| Hash::new([byte; 32])).collect();
    let mut frontier = Frontier::new();
    let nodes: std::collections::HashMap<_, _> =
        frontier.append(&leaves).unwrap().into_iter().map(|node| (node.id, node.hash)).collect();
    let kept = Promise { index: 5, leaf_hash: leaves[5], size: 9, root: frontier.root() };
    let proof = crate::tree::inclusion_proof(5, 9, &nodes).unwrap();
    assert_eq!(signer().receipt(kept).unwrap().check(&proof), Ok(()));
    let denied = Promise { leaf_hash: Hash::new([0xee; 32]), ..kept };
    assert_eq!(signer().receipt(denied).unwrap().check(&proof), Err(ProofError::Root));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_changed_byte_passes(at in 0..RECEIPT_LEN, change in 1..=u8::MAX) {
        static RECEIPT: LazyLock<Receipt> = LazyLock::new(|| signer().receipt(promise()).unwrap());
        let mut bytes = *RECEIPT.bytes();
        bytes[at] ^= change;
        prop_assert!(Receipt::open(&bytes, signer().log_key()).is_err());
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Receipt::open(&bytes, signer().log_key()).is_err());
    }
}
