//! The compact receipt of a printed paper: 149 bytes, small enough for a QR code cheap printers and old phones read.
//!
//! It is a *signed promise*: « the entry with this leaf hash stands at this index of the tree with this size and
//! root ». Checked offline with the log's public key; if the operator later denies the entry, the paper convicts him.
//!
//! | bytes | field |
//! |---|---|
//! | 0 | version, 1 |
//! | 1..5 | log id: the C2SP key id |
//! | 5..13 | index, big-endian |
//! | 13..45 | leaf hash |
//! | 45..53 | tree size, big-endian |
//! | 53..85 | root |
//! | 85..149 | Ed25519 signature over `0x00 ‖ "relais/journal/receipt/v1" ‖ 0x00 ‖ bytes 0..85` |

use crate::{
    checkpoint::LogKey,
    hash::Hash,
    tree::{MAX_SIZE, ProofError, verify_inclusion},
};

/// Length of an encoded receipt.
pub const RECEIPT_LEN: usize = 149;

/// A checkpoint's text never begins with a zero byte, so one signature can never serve as the other.
const DOMAIN: &[u8] = b"\0relais/journal/receipt/v1\0";
const VERSION: u8 = 1;

/// What a receipt promises, before signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Place of the entry in the tree.
    pub index: u64,
    /// Its leaf hash.
    pub leaf_hash: Hash,
    /// Size of the tree at the checkpoint the receipt was made under; above `index`.
    pub size: u64,
    /// Root of that tree.
    pub root: Hash,
}

/// A receipt whose signature was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    promise: Promise,
    bytes: [u8; RECEIPT_LEN],
}

/// Why bytes are not a receipt of this log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not 149 bytes of a known version.
    #[error("not a receipt")]
    Format,
    /// An index that the tree does not have.
    #[error("the index is not in the tree")]
    Position,
    /// The receipt of another log.
    #[error("receipt of another log")]
    Log,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Signature,
}

impl Promise {
    /// The exact bytes to sign for the log whose key id is `log_id`.
    #[must_use]
    pub fn message(&self, log_id: [u8; 4]) -> Vec<u8> {
        [DOMAIN, &self.body(log_id)].concat()
    }

    /// Completes the receipt with the signature of [`Promise::message`], checking it first.
    ///
    /// # Errors
    /// [`ReceiptError::Position`] and [`ReceiptError::Signature`].
    pub fn with_signature(self, key: &LogKey, signature: [u8; 64]) -> Result<Receipt, ReceiptError> {
        self.check_position()?;
        if !key.verifies(&self.message(key.id()), &signature) {
            return Err(ReceiptError::Signature);
        }
        let encoded = [self.body(key.id()).as_slice(), &signature].concat();
        let bytes = encoded.try_into().map_err(|_| ReceiptError::Format)?;
        Ok(Receipt { promise: self, bytes })
    }

    fn body(&self, log_id: [u8; 4]) -> Vec<u8> {
        [
            &[VERSION][..],
            &log_id,
            &self.index.to_be_bytes(),
            self.leaf_hash.as_bytes(),
            &self.size.to_be_bytes(),
            self.root.as_bytes(),
        ]
        .concat()
    }

    const fn check_position(&self) -> Result<(), ReceiptError> {
        if self.index < self.size && self.size <= MAX_SIZE { Ok(()) } else { Err(ReceiptError::Position) }
    }
}

impl Receipt {
    /// Reads a scanned receipt and verifies it with the log's public key; needs nothing else.
    ///
    /// # Errors
    /// [`ReceiptError`].
    pub fn open(bytes: &[u8], key: &LogKey) -> Result<Self, ReceiptError> {
        let all: [u8; RECEIPT_LEN] = bytes.try_into().map_err(|_| ReceiptError::Format)?;
        let mut rest = all.as_slice();
        let [version] = take(&mut rest)?;
        let log_id = take::<4>(&mut rest)?;
        let promise = Promise {
            index: u64::from_be_bytes(take(&mut rest)?),
            leaf_hash: Hash::new(take(&mut rest)?),
            size: u64::from_be_bytes(take(&mut rest)?),
            root: Hash::new(take(&mut rest)?),
        };
        let signature = take(&mut rest)?;
        if version != VERSION {
            return Err(ReceiptError::Format);
        }
        if log_id != key.id() {
            return Err(ReceiptError::Log);
        }
        promise.with_signature(key, signature)
    }

    /// What the operator promised.
    #[must_use]
    pub const fn promise(&self) -> &Promise {
        &self.promise
    }

    /// The bytes to print.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; RECEIPT_LEN] {
        &self.bytes
    }

    /// Checks the promise against the log: the inclusion proof of its index in its tree, as the operator gives it.
    ///
    /// # Errors
    /// [`ProofError`]: the operator cannot show what he signed.
    pub fn check(&self, proof: &[Hash]) -> Result<(), ProofError> {
        let Promise { index, leaf_hash, size, root } = self.promise;
        verify_inclusion(leaf_hash, index, size, proof, root)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], ReceiptError> {
    let (taken, after) = rest.split_first_chunk().ok_or(ReceiptError::Format)?;
    *rest = after;
    Ok(*taken)
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
