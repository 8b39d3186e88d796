//! What each stable error code means, for operators and integrators: shown by `relais doctor explain CODE`.
//!
//! The pages are the markdown files of `crates/app/errors`, built in. A file holds a family of codes (the word before
//! the dot) and a section a code, not a file a code: rules of one family are written, read and reviewed beside each
//! other, and two hundred files of four lines would hide where one contradicts the next. A test of the whole workspace
//! (`tests/it/explanations.rs`) keeps them whole: no code without its section, no section without its code.

/// The pages, by family.
macro_rules! pages {
    ($($family:literal)+) => {
        &[$(Page { family: $family, text: include_str!(concat!("../errors/", $family, ".md")) }),+]
    };
}

/// The codes of one family.
struct Page {
    family: &'static str,
    text: &'static str,
}

const PAGES: &[Page] = pages! {
    "agreement" "app" "auth" "bearer" "channel" "choice" "code" "commune" "credential" "csrf" "cursor" "date"
    "days" "delivery" "distance" "edge" "email" "fields" "file" "gateway" "hours" "id" "idempotency" "insee"
    "invitation" "json" "language" "mail" "mandate" "mapping" "membership" "name" "network" "oidc" "person" "phone"
    "pivot" "position" "postcode" "query" "referral" "relation" "request" "row" "siren" "siret" "slug" "text"
    "token" "url" "version" "web" "year"
};

impl Page {
    /// Each code with its words.
    fn sections(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let sections = self.text.split("\n## ").skip(1);
        sections.filter_map(|section| section.split_once('\n')).map(|(code, text)| (code.trim(), text.trim()))
    }
}

/// What a code means: the rule, when it is seen, what to do. None for what is no code.
#[must_use]
pub fn explanation(code: &str) -> Option<&'static str> {
    PAGES.iter().flat_map(Page::sections).find(|(known, _)| *known == code).map(|(_, text)| text)
}

/// Every code that has an explanation, family by family.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().flat_map(Page::sections).map(|(code, _)| code)
}

/// The codes somebody may have meant who wrote one that does not exist: those of its family, or of the family written
/// most like it.
#[must_use]
pub fn alike(code: &str) -> Vec<&'static str> {
    let family = code.split('.').next().unwrap_or_default();
    let nearest = PAGES.iter().min_by_key(|page| strokes(family, page.family));
    nearest.into_iter().flat_map(Page::sections).map(|(code, _)| code).collect()
}

/// How many letters must be added, left out or exchanged to make one word of another.
fn strokes(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (above, letter) in from.chars().enumerate() {
        let mut next = vec![above + 1];
        for ((corner, over), other) in row.iter().zip(row.iter().skip(1)).zip(to.chars()) {
            let left = next.last().copied().unwrap_or_default();
            next.push((corner + usize::from(letter != other)).min(over + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn a_code_is_explained_and_another_text_is_not() {
        let text = explanation("referral.already_closed").expect("a section");
        assert!(text.starts_with("The referral has ended") && text.ends_with('.'), "{text}");
        for none in
            ["", "referral", "referral.", "referral.already", "already_closed", "## referral.duplicate"]
        {
            assert_eq!(explanation(none), None, "{none}");
        }
    }

    #[test]
    fn every_section_stands_once_in_its_family_and_says_a_few_sentences() {
        let mut seen = BTreeSet::new();
        for page in PAGES {
            assert!(page.sections().next().is_some(), "{} is empty", page.family);
            for (code, text) in page.sections() {
                assert_eq!(code.split_once('.').map(|(family, _)| family), Some(page.family), "{code}");
                assert!(seen.insert(code), "{code} twice");
                let sentences = text.split_whitespace().filter(|word| word.ends_with(['.', '!'])).count();
                assert!((2..=5).contains(&sentences), "{code}: {sentences} sentences");
            }
        }
        assert_eq!(seen.len(), codes().count());
    }

    #[test]
    fn every_file_of_the_folder_is_built_in() {
        let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("errors")).expect("the folder");
        let names = folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        let built_in: BTreeSet<_> = PAGES.iter().map(|page| format!("{}.md", page.family)).collect();
        assert_eq!(names.collect::<BTreeSet<_>>(), built_in);
    }

    #[test]
    fn a_misspelt_code_finds_its_family() {
        for (wrong, right) in [
            ("referral.closed", "referral.already_closed"),
            ("referal.already_closed", "referral.already_closed"),
            ("Phone.format", "phone.format"),
            ("siren", "siren.length"),
        ] {
            assert!(alike(wrong).contains(&right), "{wrong}: {:?}", alike(wrong));
        }
        assert!(!alike("").is_empty());
        assert_eq!((strokes("siren", "siret"), strokes("", "ab"), strokes("abc", "abc")), (1, 2, 0));
    }
}
