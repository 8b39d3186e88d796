//! The numbers said on the phone and printed on paper: `R-4K7Q-2M9D` a referral, `M-7F3K-90TZ` a mandate.

use crate::random::{Random, fill_array};

/// Crockford's alphabet: no I, L, O, U, so that a number read aloud or copied by hand stays the same.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Eight random Crockford characters (40 bits) behind a letter. It identifies, it opens nothing: uniqueness is the
/// store's to check.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number<const PREFIX: char>([u8; 8]);

/// The number of a referral.
pub type RefNumber = Number<'R'>;

/// The number of a mandate.
pub type MandateNumber = Number<'M'>;

/// The text is not such a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a reference number")]
pub struct NumberError;

impl<const PREFIX: char> Number<PREFIX> {
    /// Draws a new number.
    pub fn draw(random: &(impl Random + ?Sized)) -> Self {
        let bytes: [u8; 8] = fill_array(random);
        Self(bytes.map(character))
    }

    /// The eight characters without prefix or hyphen, as stored.
    #[must_use]
    pub fn compact(self) -> String {
        self.0.iter().map(|byte| char::from(*byte)).collect()
    }
}

impl<const PREFIX: char> std::fmt::Display for Number<PREFIX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let compact = self.compact();
        let (head, tail) = compact.split_at(4);
        write!(f, "{PREFIX}-{head}-{tail}")
    }
}

impl<const PREFIX: char> std::fmt::Debug for Number<PREFIX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Number({self})")
    }
}

impl<const PREFIX: char> std::str::FromStr for Number<PREFIX> {
    type Err = NumberError;

    /// Reads what a person types: any case, with or without prefix, hyphens and spaces; O is 0, I and L are 1.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut typed: Vec<u8> = text
            .bytes()
            .filter(|byte| !matches!(byte, b' ' | b'-'))
            .map(|byte| byte.to_ascii_uppercase())
            .collect();
        if typed.len() == 9 && typed.first().map(|byte| char::from(*byte)) == Some(PREFIX) {
            typed.remove(0);
        }
        let read: Option<Vec<u8>> = typed.into_iter().map(canonical).collect();
        read.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NumberError)
    }
}

/// Six characters printed beside a mandate's number, taken from the entry of its agreement: whoever holds the paper may
/// ask whether it is in force, and nobody learns of a mandate by guessing numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerificationCode([u8; 6]);

impl VerificationCode {
    /// The code of an entry, from its leaf hash.
    #[must_use]
    pub fn of(leaf_hash: &[u8]) -> Option<Self> {
        let first: [u8; 6] = leaf_hash.first_chunk().copied()?;
        Some(Self(first.map(character)))
    }
}

impl std::fmt::Display for VerificationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

impl std::fmt::Debug for VerificationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VerificationCode")
    }
}

impl std::str::FromStr for VerificationCode {
    type Err = NumberError;

    /// Reads what a person types, as for a number.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = text.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
        let read: Option<Vec<u8>> = typed.map(|byte| canonical(byte.to_ascii_uppercase())).collect();
        read.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NumberError)
    }
}

/// The character that stands for the last five bits of a byte.
fn character(byte: u8) -> u8 {
    ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0')
}

fn canonical(byte: u8) -> Option<u8> {
    let byte = match byte {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.contains(&byte).then_some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Bytes([u8; 8]);
    impl Random for Bytes {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0);
        }
    }

    #[test]
    fn a_number_reads_back_however_it_is_typed() {
        let number = RefNumber::draw(&Bytes([4, 19, 7, 23, 0, 1, 31, 255]));
        assert_eq!(number.to_string(), "R-4K7Q-01ZZ");
        for typed in ["R-4K7Q-01ZZ", "r4k7q01zz", " 4k7q oizz ", "4K7Q-OLZZ"] {
            assert_eq!(typed.parse(), Ok(number), "{typed}");
        }
        assert_eq!("m-4k7q-01zz".parse(), Ok(MandateNumber::draw(&Bytes([4, 19, 7, 23, 0, 1, 31, 255]))));
        assert!("R-4K7Q-01ZZ".parse::<MandateNumber>().is_err());
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for typed in ["", "R-4K7Q", "4K7QU1ZZ", "R-4K7Q-01ZZ9", "é4k7q01z"] {
            assert_eq!(typed.parse::<RefNumber>(), Err(NumberError), "{typed}");
        }
    }

    #[test]
    fn a_verification_code_reads_back_however_it_is_typed() {
        let code = VerificationCode::of(&[4, 19, 7, 23, 0, 1, 99, 99]).expect("a code");
        assert_eq!(code.to_string(), "4K7Q01");
        assert_eq!(format!("{code:?}"), "VerificationCode");
        for typed in ["4K7Q01", " 4k7-qOl "] {
            assert_eq!(typed.parse(), Ok(code), "{typed}");
        }
        for typed in ["", "4K7Q0", "4K7Q011", "4K7QU1"] {
            assert_eq!(typed.parse::<VerificationCode>(), Err(NumberError), "{typed}");
        }
        assert!(VerificationCode::of(&[1; 5]).is_none());
    }

    #[test]
    fn every_byte_draws_a_character_of_the_alphabet() {
        for byte in 0..=255 {
            let number = RefNumber::draw(&Bytes([byte; 8]));
            assert!(number.compact().bytes().all(|c| ALPHABET.contains(&c)));
        }
    }
}
