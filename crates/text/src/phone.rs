//! Telephone numbers.

use super::{error::TextError, text_type};

text_type! {
    /// A number in E.164 form (`+33298123456`), or a French short number (`3646`, `1033`) as many public services
    /// publish theirs: it has no E.164 form.
    pub struct Phone: personal
}

/// National prefixes of the overseas plans and the country code each belongs to (ARCEP numbering plan).
const OVERSEAS: &[(&str, &str)] = &[
    ("262", "+262"),
    ("263", "+262"),
    ("269", "+262"),
    ("639", "+262"),
    ("692", "+262"),
    ("693", "+262"),
    ("590", "+590"),
    ("690", "+590"),
    ("691", "+590"),
    ("594", "+594"),
    ("694", "+594"),
    ("596", "+596"),
    ("696", "+596"),
    ("697", "+596"),
];

impl Phone {
    /// Accepts national writing (`02 98 12 34 56`, overseas prefixes too), `+33`, `0033`, `33…`, `+33 (0)2…`,
    /// any foreign `+…` number of 7 to 15 digits, and French short numbers. Refuses `text.required`, `phone.format`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::REQUIRED);
        }
        let plain = text.replace("(0)", "");
        let mut digits = String::new();
        let mut plus = false;
        for (place, c) in plain.trim().chars().enumerate() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if place == 0 => plus = true,
                '.' | '-' | '/' | '_' | '(' | ')' | '‐' | '‑' | '–' => {}
                c if c.is_whitespace() => {}
                _ => return Err(FORMAT),
            }
        }
        canonical(&digits, plus).map(Self).ok_or(FORMAT)
    }

    /// The number as people of France read it: `02 98 12 34 56`, `36 46`; foreign numbers keep their E.164 form.
    #[must_use]
    pub fn spaced(&self) -> String {
        let national = ["+33", "+262", "+590", "+594", "+596"]
            .iter()
            .find_map(|country| self.0.strip_prefix(country))
            .filter(|rest| rest.len() == 9)
            .map(|rest| format!("0{rest}"));
        let digits = match &national {
            Some(digits) => digits.as_str(),
            None if self.0.starts_with('+') => return self.0.clone(),
            None => self.0.as_str(),
        };
        let pairs: Vec<String> =
            digits.chars().collect::<Vec<_>>().chunks(2).map(|p| p.iter().collect()).collect();
        pairs.join(" ")
    }
}

/// Mobile numbers that the regulator keeps for fiction in mainland France (Arcep, décision 2018-0881), inside a
/// prefix that is Mayotte's otherwise.
const FICTION: &str = "63998";

const FORMAT: TextError = TextError::new("phone.format");

fn canonical(digits: &str, plus: bool) -> Option<String> {
    let international = if plus { Some(digits) } else { digits.strip_prefix("00") };
    if let Some(number) = international {
        return from_international(number);
    }
    match (digits.len(), digits.strip_prefix('0')) {
        (10, Some(national)) => from_national(national),
        (11, None) if digits.starts_with("33") => from_international(digits),
        (4, None) if digits.starts_with('3') || digits.starts_with("10") => Some(digits.to_owned()),
        _ => None,
    }
}

fn from_international(number: &str) -> Option<String> {
    if let Some(national) = number.strip_prefix("33") {
        // the trunk 0 is often left in: +33 02 98…
        return from_national(national.strip_prefix('0').unwrap_or(national));
    }
    ((7..=15).contains(&number.len()) && !number.starts_with('0')).then(|| format!("+{number}"))
}

fn from_national(national: &str) -> Option<String> {
    if national.len() != 9 || national.starts_with('0') {
        return None;
    }
    if national.starts_with(FICTION) {
        return Some(format!("+33{national}"));
    }
    let country = OVERSEAS.iter().find(|(prefix, _)| national.starts_with(prefix)).map_or("+33", |(_, c)| c);
    Some(format!("{country}{national}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_writings_meet() {
        for text in [
            "02 98 12 34 56",
            "02.98.12.34.56",
            "+33 2 98 12 34 56",
            "+33 (0)2 98 12 34 56",
            "0033298123456",
            "33298123456",
            "+330298123456",
        ] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), "+33298123456", "{text}");
        }
        assert_eq!(Phone::parse("+33298123456").unwrap().spaced(), "02 98 12 34 56");
    }

    #[test]
    fn overseas_and_foreign_numbers() {
        for (text, e164) in [
            ("0692 12 34 56", "+262692123456"),
            ("0590 12 34 56", "+590590123456"),
            ("0639 12 34 56", "+262639123456"),
            ("06 39 98 12 34", "+33639981234"),
            ("+262 262 12 34 56", "+262262123456"),
            ("+687 12 34 56", "+687123456"),
            ("+212 6 12 34 56 78", "+212612345678"),
        ] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), e164);
        }
        assert_eq!(Phone::parse("0692 12 34 56").unwrap().spaced(), "06 92 12 34 56");
    }

    #[test]
    fn short_numbers_of_services() {
        assert_eq!(Phone::parse("36 46").unwrap().as_str(), "3646");
        assert_eq!(Phone::parse("3646").unwrap().spaced(), "36 46");
    }

    #[test]
    fn what_is_not_a_number() {
        for bad in
            ["02 98 12 34 5", "12345", "abc", "02 98 12 34 56 78", "+1", "0098", "voir la mairie", "٠٢"]
        {
            assert_eq!(Phone::parse(bad).unwrap_err().code(), "phone.format", "{bad}");
        }
    }
}
