//! Frames of a file: `u32be length || first 8 bytes of SHA-256 || bytes`.
//!
//! The checksum tells a torn end (a crash during an append nobody was told of) from damage; authenticity is
//! the cipher's affair.

use sha2::{Digest, Sha256};

/// Length of the checksum.
const SUM: usize = 8;

pub(super) fn encode(bytes: &[u8]) -> Vec<u8> {
    encode_all(std::slice::from_ref(&bytes))
}

pub(super) fn encode_all(all: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let length = |bytes: &[u8]| 4 + SUM + bytes.len();
    let mut frames = Vec::with_capacity(all.iter().map(|bytes| length(bytes.as_ref())).sum());
    for bytes in all {
        let bytes = bytes.as_ref();
        frames.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        frames.extend_from_slice(&checksum(bytes));
        frames.extend_from_slice(bytes);
    }
    frames
}

fn checksum(bytes: &[u8]) -> [u8; SUM] {
    let digest = Sha256::digest(bytes);
    digest.first_chunk().copied().unwrap_or_default()
}

/// A walk over frames.
pub(super) struct Frames<'a> {
    rest: &'a [u8],
}

/// What stands at a place of the file.
enum Step<'a> {
    Frame(&'a [u8], &'a [u8]),
    /// Incomplete, wrong up to the very end, or zeros: never acknowledged.
    Torn,
    /// Wrong, with something after it.
    Damaged,
}

impl Frames<'_> {
    /// All frames of a file that is complete; `None` when it is not.
    pub(super) fn whole(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
        let (frames, length) = Self::until_torn(bytes)?;
        (length == bytes.len() as u64).then_some(frames)
    }

    /// The good frames of a log and their length in bytes; `None` when it is damaged before its end.
    pub(super) fn until_torn(bytes: &[u8]) -> Option<(Vec<Vec<u8>>, u64)> {
        let mut walk = Frames { rest: bytes };
        let mut frames = Vec::new();
        while !walk.rest.is_empty() {
            match walk.step() {
                Step::Frame(frame, rest) => {
                    frames.push(frame.to_vec());
                    walk.rest = rest;
                }
                Step::Torn => break,
                Step::Damaged => return None,
            }
        }
        Some((frames, (bytes.len() - walk.rest.len()) as u64))
    }
}

impl<'a> Frames<'a> {
    fn step(&self) -> Step<'a> {
        if self.rest.iter().all(|&byte| byte == 0) {
            return Step::Torn;
        }
        let Some((length, rest)) = self.rest.split_first_chunk::<4>() else {
            return Step::Torn;
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some((sum, rest)) = rest.split_first_chunk::<SUM>() else {
            return Step::Torn;
        };
        let Some((frame, rest)) = rest.split_at_checked(length) else {
            return Step::Torn;
        };
        match (checksum(frame) == *sum, rest.is_empty()) {
            (true, _) => Step::Frame(frame, rest),
            (false, true) => Step::Torn,
            (false, false) => Step::Damaged,
        }
    }
}
