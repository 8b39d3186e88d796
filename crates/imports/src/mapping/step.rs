//! Repairs of a value that producers need and that no word list can say.

use relais_domain::text::SearchKey;
use serde::Deserialize;

use crate::address;

/// One repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Step {
    /// Only the digits and letters: `401 092 267 00020`.
    Compact,
    /// Zeros before, up to five: a postcode that passed through a number, `1000`.
    PadFive,
    /// The day of an instant: `2022-09-26 19:00:45`.
    DatePart,
    /// A scheme before a bare host: `www.ccals.fr`. What is no host stays as it is.
    AddScheme,
    /// The street of a one-field address.
    StreetOfAddress,
    /// The postcode of a one-field address.
    PostcodeOfAddress,
    /// A commune without its delivery office: `Brest Cedex 2` is Brest.
    WithoutCedex,
    /// Letters and digits with hyphens, for a producer without ids.
    Slug,
    /// Several lines as one: `2 Place Roudy, Saint-Angeau`.
    OneLine,
}

impl Step {
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Compact => text.chars().filter(|c| c.is_alphanumeric()).collect(),
            Self::PadFive
                if !text.is_empty() && text.len() < 5 && text.bytes().all(|b| b.is_ascii_digit()) =>
            {
                format!("{text:0>5}")
            }
            Self::PadFive => text.to_owned(),
            Self::DatePart => text.split([' ', 'T']).next().unwrap_or_default().to_owned(),
            Self::AddScheme => with_scheme(text),
            Self::StreetOfAddress => address::split(text).street.to_owned(),
            Self::PostcodeOfAddress => address::split(text).postcode.to_owned(),
            Self::WithoutCedex => {
                let cut = text.to_lowercase().find(" cedex").unwrap_or(text.len());
                text.get(..cut).unwrap_or(text).trim().to_owned()
            }
            Self::Slug => SearchKey::of(text).as_str().replace(' ', "-"),
            Self::OneLine => text
                .split(['\n', '|'])
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

fn with_scheme(text: &str) -> String {
    if let Some((scheme, rest)) = text.split_once("://") {
        return format!("{}://{rest}", scheme.to_ascii_lowercase());
    }
    let host = text.split('/').next().unwrap_or_default();
    let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if host.contains('.') && host.split('.').all(label) { format!("https://{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs() {
        let cases = [
            (Step::Compact, "401 092 267 00020", "40109226700020"),
            (Step::PadFive, "1000", "01000"),
            (Step::PadFive, "2A004", "2A004"),
            (Step::PadFive, "", ""),
            (Step::DatePart, "2022-09-26 19:00:45", "2022-09-26"),
            (Step::AddScheme, "www.ccals.fr/a", "https://www.ccals.fr/a"),
            (Step::AddScheme, "Https://cdc.fr/", "https://cdc.fr/"),
            (Step::AddScheme, "facebook : la source", "facebook : la source"),
            (Step::AddScheme, "a@free.fr", "a@free.fr"),
            (Step::WithoutCedex, "Brest Cedex 2", "Brest"),
            (Step::Slug, "L’Escale (tiers-lieu)", "l-escale-tiers-lieu"),
            (Step::OneLine, "2 Place Roudy\nSaint-Angeau", "2 Place Roudy, Saint-Angeau"),
        ];
        for (step, text, repaired) in cases {
            assert_eq!(step.apply(text), repaired, "{step:?} {text}");
        }
    }
}
