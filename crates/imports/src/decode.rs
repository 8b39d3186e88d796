//! Bytes to text: UTF-8 with or without its mark, UTF-16 with its mark, else windows-1252, which Excel still writes.

use std::borrow::Cow;

use relais_domain::codes;

use super::error::ImportError;

/// The largest file read; national lists are under 10 MB.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

codes! {
    /// How a file was written.
    pub enum Encoding {
        /// UTF-8.
        Utf8 = "utf-8",
        /// UTF-16, by its mark.
        Utf16 = "utf-16",
        /// windows-1252: not valid UTF-8, and every byte has a meaning.
        Windows1252 = "windows-1252",
    }
}

/// The text of a file in UTF-8. A few rows may still be no text: refusing them is for `rows`, for one bad byte must
/// not cost a file. Refuses what is too large, empty, or no text from its first line on (a workbook, an archive).
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, [u8]>, Encoding), ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    let (text, encoding) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((marked, mark)) => {
            let body = bytes.get(mark..).unwrap_or_default();
            if marked == encoding_rs::UTF_8 {
                (body.into(), Encoding::Utf8)
            } else {
                (read_as(marked, body), Encoding::Utf16)
            }
        }
        None if is_utf8(bytes) => (bytes.into(), Encoding::Utf8),
        None => (read_as(encoding_rs::WINDOWS_1252, bytes), Encoding::Windows1252),
    };
    match first_line(&text) {
        None => Err(ImportError::Empty),
        Some(line) if !line.starts_with(b"[") && !line.starts_with(b"{") && line.contains(&0) => {
            Err(ImportError::NotText)
        }
        Some(_) => Ok((text, encoding)),
    }
}

fn read_as<'a>(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Cow<'a, [u8]> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Cow::Owned(text.into_owned().into_bytes())
}

/// UTF-8, or UTF-8 with a few spoilt lines: of the lines with accents more are UTF-8 than not. Chance writes no
/// valid UTF-8, so a file in windows-1252 has no such line or hardly one.
fn is_utf8(bytes: &[u8]) -> bool {
    let (sound, spoilt): (Vec<&[u8]>, Vec<&[u8]>) = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_ascii())
        .partition(|line| std::str::from_utf8(line).is_ok());
    spoilt.is_empty() || sound.len() > spoilt.len()
}

/// The first line that is not blank.
fn first_line(text: &[u8]) -> Option<&[u8]> {
    text.trim_ascii_start().split(|byte| *byte == b'\n').next().filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Encoding) {
        let (text, encoding) = decode(bytes).unwrap();
        (String::from_utf8_lossy(&text).into_owned(), encoding)
    }

    #[test]
    fn every_usual_writing_is_read() {
        assert_eq!(text("nom\nÉcole".as_bytes()), ("nom\nÉcole".into(), Encoding::Utf8));
        assert_eq!(text(b"\xef\xbb\xbfnom").0, "nom");
        assert_eq!(text(b"nom\n\xc9cole \x80"), ("nom\nÉcole €".into(), Encoding::Windows1252));
        assert_eq!(text(b"\xff\xfen\0o\0m\0"), ("nom".into(), Encoding::Utf16));
    }

    #[test]
    fn one_spoilt_line_does_not_change_how_the_others_are_read() {
        let spoilt = [&b"nom\n\xc9cole\n"[..], "École\nForêt\n".as_bytes()].concat();
        let (bytes, encoding) = decode(&spoilt).unwrap();
        assert_eq!((bytes.as_ref(), encoding), (&spoilt[..], Encoding::Utf8), "the rows tell which");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04\0\0").unwrap_err().code(), "file.not_text");
        assert_eq!(decode(b" \n").unwrap_err().code(), "file.empty");
        assert_eq!(decode(&vec![b'a'; MAX_BYTES + 1]).unwrap_err().code(), "file.too_large");
    }
}
