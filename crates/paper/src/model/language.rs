//! Languages and the way they run.

use crate::error::PaperError;

/// The way a line runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// French, Ukrainian.
    LeftToRight,
    /// Arabic, Dari.
    RightToLeft,
}

/// A language tag of BCP 47, such as `fr`, `ar` or `fa-AF`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language(String);

/// Languages written from right to left, by their first subtag.
const RIGHT_TO_LEFT: [&str; 13] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "prs", "ps", "sd", "ug", "ur", "yi"];
/// Those of them that are not in Arabic letters.
const OTHER_LETTERS: [&str; 4] = ["arc", "dv", "he", "yi"];

impl Language {
    /// A language by its tag: two or three letters, then groups of one to eight letters or digits after hyphens.
    pub fn parse(tag: &str) -> Result<Self, PaperError> {
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or_default();
        let is_language = (2..=3).contains(&first.len()) && first.bytes().all(|c| c.is_ascii_alphabetic());
        let is_subtag =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric());
        if is_language && parts.all(is_subtag) {
            return Ok(Self(tag.to_owned()));
        }
        Err(PaperError::Language)
    }

    /// The tag as it was given.
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// Which way its lines run. A script named in the tag (`ku-Arab`) decides before the language does.
    pub fn direction(&self) -> Direction {
        let right = match self.script() {
            Some(script) => ["arab", "hebr", "thaa", "syrc"].contains(&script.as_str()),
            None => RIGHT_TO_LEFT.contains(&self.first().as_str()),
        };
        if right { Direction::RightToLeft } else { Direction::LeftToRight }
    }

    /// Whether it is written in Arabic letters.
    pub(crate) fn is_arabic(&self) -> bool {
        match self.script() {
            Some(script) => script == "arab",
            None => {
                self.direction() == Direction::RightToLeft && !OTHER_LETTERS.contains(&self.first().as_str())
            }
        }
    }

    fn first(&self) -> String {
        self.0.split('-').next().unwrap_or_default().to_ascii_lowercase()
    }

    fn script(&self) -> Option<String> {
        self.0.split('-').skip(1).find(|part| part.len() == 4).map(str::to_ascii_lowercase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_says_which_way_its_lines_run() {
        let direction = |tag: &str| Language::parse(tag).unwrap().direction();
        for tag in ["ar", "prs", "fa-AF", "ps", "UR", "ku-Arab", "he"] {
            assert_eq!(direction(tag), Direction::RightToLeft, "{tag}");
        }
        for tag in ["fr", "br", "uk", "ku", "az-Latn", "ar-Latn"] {
            assert_eq!(direction(tag), Direction::LeftToRight, "{tag}");
        }
        assert!(Language::parse("fa-AF").unwrap().is_arabic());
        assert!(!Language::parse("he").unwrap().is_arabic());
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for tag in ["", "f", "french", "fr-", "fr_FR", "12", "fr-toolongsubtag", "fr)/JS", "é"] {
            assert_eq!(Language::parse(tag), Err(PaperError::Language), "{tag}");
        }
    }
}
