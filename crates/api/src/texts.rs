//! One plain sentence for each code, in French, from `locales/fr.json`.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::http::StatusCode;

const FRENCH: &str = include_str!("../locales/fr.json");

static SENTENCES: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| serde_json::from_str(FRENCH).unwrap_or_default());

/// The sentence of a code; where the list has none (a test keeps it whole), the one of its status.
pub(crate) fn sentence(code: &str, status: StatusCode) -> &'static str {
    let general = if status.is_server_error() { "request.internal" } else { "request.refused" };
    let found = SENTENCES.get(code).or_else(|| SENTENCES.get(general));
    found.map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// Every literal in the product's sources that looks like a code of a rule, a field or a layer.
    fn codes_of(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("tests") {
                codes_of(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
                found.extend(
                    product.split('"').skip(1).step_by(2).filter(|text| is_code(text)).map(str::to_owned),
                );
            }
        }
    }

    fn is_code(text: &str) -> bool {
        const AREAS: &[&str] = &[
            "agreement",
            "auth",
            "choice",
            "commune",
            "contact",
            "credential",
            "csrf",
            "cursor",
            "date",
            "days",
            "distance",
            "edge",
            "email",
            "fields",
            "idempotency",
            "insee",
            "invitation",
            "json",
            "language",
            "mandate",
            "membership",
            "name",
            "person",
            "phone",
            "postcode",
            "query",
            "referral",
            "relation",
            "request",
            "siren",
            "siret",
            "slug",
            "text",
            "version",
            "year",
        ];
        let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        text.split_once('.').is_some_and(|(area, rest)| AREAS.contains(&area) && word(rest))
    }

    #[test]
    fn every_code_has_its_sentence_and_every_sentence_its_code() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut codes = BTreeSet::new();
        for name in ["text", "domain", "app", "http", "api"] {
            codes_of(&crates.join(name).join("src"), &mut codes);
        }
        assert!(codes.len() > 60, "{}", codes.len());
        let missing: Vec<_> = codes.iter().filter(|code| !SENTENCES.contains_key(*code)).collect();
        assert!(missing.is_empty(), "without a sentence: {missing:#?}");
        let idle: Vec<_> = SENTENCES.keys().filter(|code| is_code(code) && !codes.contains(*code)).collect();
        assert!(idle.is_empty(), "without a use: {idle:#?}");
    }
}
