//! Codes of places: communes (INSEE) and post offices.

use super::{error::TextError, text_type};

text_type! {
    /// A commune in the Code officiel géographique: `29019`, `2A004`, `97411`. Its département or territory is one
    /// that has communes; whether the commune itself exists is the directory's knowledge.
    pub struct InseeCode: open
}

text_type! {
    /// A French postcode: five digits that begin with a département or an overseas territory.
    pub struct Postcode: open
}

impl InseeCode {
    /// Accepts spacing and lower case. Refuses `text.required`, `insee.format`
    /// (`^([013-9]\d|2[AB1-9])\d{3}$`, places standard v1.0.2), `insee.unknown` (no commune's code begins so, or
    /// its number is 0). The beginnings are those of Insee's Code officiel géographique: 01 to 95 with 2A and 2B,
    /// 971 to 978, 984 and 986 to 989; 99 is a country of birth abroad.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let code = compact(text)?.to_ascii_uppercase();
        let mut chars = code.chars();
        let department = match (chars.next(), chars.next()) {
            (Some('2'), Some(second)) => matches!(second, 'A' | 'B' | '1'..='9'),
            (Some('0' | '1' | '3'..='9'), Some(second)) => second.is_ascii_digit(),
            _ => false,
        };
        let rest = chars.as_str();
        if !department || rest.len() != 3 || !rest.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TextError::new("insee.format"));
        }
        let code = Self(code);
        let (department, number) = code.0.split_at(code.department().len());
        let between = |first, last| (first..=last).contains(&department);
        let known =
            between("01", "95") || between("971", "978") || between("986", "989") || department == "984";
        if known && number.bytes().any(|digit| digit != b'0') {
            Ok(code)
        } else {
            Err(TextError::new("insee.unknown"))
        }
    }

    /// The département: two characters, three overseas (97x, 98x).
    #[must_use]
    pub fn department(&self) -> &str {
        let overseas = self.0.starts_with("97") || self.0.starts_with("98");
        self.0.get(..if overseas { 3 } else { 2 }).unwrap_or_default()
    }
}

impl Postcode {
    /// Accepts spacing (`29 200`). Refuses `text.required`, `postcode.format`, `postcode.unknown` (no département
    /// and no territory begins so: 01 to 95, 971 to 978, 980 to 988).
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let code = compact(text)?;
        if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TextError::new("postcode.format"));
        }
        let mainland = code.get(..2).is_some_and(|start| ("01"..="95").contains(&start));
        let overseas = code
            .get(..3)
            .is_some_and(|start| ("971"..="978").contains(&start) || ("980"..="988").contains(&start));
        if !mainland && !overseas {
            return Err(TextError::new("postcode.unknown"));
        }
        Ok(Self(code))
    }
}

fn compact(text: &str) -> Result<String, TextError> {
    let kept: String = text.split_whitespace().collect();
    if kept.is_empty() { Err(TextError::REQUIRED) } else { Ok(kept) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communes() {
        for (text, department) in [("29019", "29"), ("2a004", "2A"), (" 974 11", "974"), ("01033", "01")] {
            assert_eq!(InseeCode::parse(text).unwrap().department(), department);
        }
        for bad in ["20004", "2C004", "2901", "290190", "A9019", "99é19"] {
            assert_eq!(InseeCode::parse(bad).unwrap_err().code(), "insee.format", "{bad}");
        }
        for known in ["01001", "95690", "2B366", "97101", "97502", "97801", "98411", "98613", "98901"] {
            assert!(InseeCode::parse(known).is_ok(), "{known}");
        }
        for unknown in
            ["99999", "99100", "00001", "96001", "97001", "97901", "98001", "98501", "29000", "97400"]
        {
            assert_eq!(InseeCode::parse(unknown).unwrap_err().code(), "insee.unknown", "{unknown}");
        }
    }

    #[test]
    fn postcodes() {
        assert_eq!(Postcode::parse("29 200").unwrap().as_str(), "29200");
        assert_eq!(Postcode::parse("2920").unwrap_err().code(), "postcode.format");
        assert_eq!(Postcode::parse("2A004").unwrap_err().code(), "postcode.format");
        for known in ["01000", "20000", "95880", "97100", "97800", "98000", "98890"] {
            assert!(Postcode::parse(known).is_ok(), "{known}");
        }
        for unknown in ["99999", "00123", "96000", "97000", "97900", "98900", "99000"] {
            assert_eq!(Postcode::parse(unknown).unwrap_err().code(), "postcode.unknown", "{unknown}");
        }
    }
}
