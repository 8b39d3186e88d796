//! Bytes to text: UTF-8 with or without its mark, UTF-16 with its mark, else windows-1252, which Excel still writes.

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

/// The text of a file. Refuses what is too large or holds bytes no text holds.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding), ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        let (text, _) = encoding.decode_without_bom_handling(body);
        let named = if encoding == encoding_rs::UTF_8 { Encoding::Utf8 } else { Encoding::Utf16 };
        return checked(text.into_owned(), named);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return checked(text.to_owned(), Encoding::Utf8);
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    checked(text.into_owned(), Encoding::Windows1252)
}

fn checked(text: String, encoding: Encoding) -> Result<(String, Encoding), ImportError> {
    if text.contains('\0') {
        return Err(ImportError::NotText);
    }
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    Ok((text, encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_writing_is_read() {
        let utf8 = decode("nom\nÉcole".as_bytes()).unwrap();
        assert_eq!(utf8, ("nom\nÉcole".into(), Encoding::Utf8));
        assert_eq!(decode(b"\xef\xbb\xbfnom").unwrap().0, "nom");
        assert_eq!(decode(b"nom\n\xc9cole \x80").unwrap(), ("nom\nÉcole €".into(), Encoding::Windows1252));
        assert_eq!(decode(b"\xff\xfen\0o\0m\0").unwrap(), ("nom".into(), Encoding::Utf16));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04\0\0").unwrap_err().code(), "file.not_text");
        assert_eq!(decode(b" \n").unwrap_err().code(), "file.empty");
        assert_eq!(decode(&vec![b'a'; MAX_BYTES + 1]).unwrap_err().code(), "file.too_large");
    }
}
