//! The text form of C2SP signed-note: a text, an empty line, signature lines.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Notes are short; whoever sends more wastes our time. The standard asks for at least 16 lines of signature.
const MAX_BYTES: usize = 64 * 1024;
const MAX_SIGNATURES: usize = 32;

/// A well-formed note; nothing in it is trusted yet.
pub struct Note<'a> {
    text: &'a str,
    signatures: Vec<SignatureLine<'a>>,
}

/// A signature line; of another algorithm than ours it is longer, and none of our business.
pub struct SignatureLine<'a> {
    pub name: &'a str,
    pub key_id: [u8; 4],
    pub signature: Vec<u8>,
}

impl<'a> Note<'a> {
    /// Splits a note at its last empty line; `None` when it is not one.
    pub fn parse(note: &'a str) -> Option<Self> {
        if note.len() > MAX_BYTES || note.chars().any(|c| c < ' ' && c != '\n') {
            return None;
        }
        let split = note.rfind("\n\n")?;
        let (text, lines) = (note.get(..=split)?, note.get(split + 2..)?);
        let lines = lines.strip_suffix('\n')?;
        let mut signatures = Vec::new();
        for (count, line) in lines.split('\n').enumerate() {
            if count == MAX_SIGNATURES {
                return None;
            }
            signatures.push(signature_line(line)?);
        }
        Some(Self { text, signatures })
    }

    /// The signed text, with its final newline.
    pub const fn text(&self) -> &'a str {
        self.text
    }

    pub fn signatures(&self) -> &[SignatureLine<'a>] {
        &self.signatures
    }
}

/// `— name base64(key id ‖ signature)`.
fn signature_line(line: &str) -> Option<SignatureLine<'_>> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') {
        return None;
    }
    let bytes = STANDARD.decode(encoded).ok()?;
    let (key_id, signature) = bytes.split_first_chunk::<4>()?;
    if signature.is_empty() {
        return None;
    }
    Some(SignatureLine { name, key_id: *key_id, signature: signature.to_vec() })
}
