//! An address written in one field: « 8 rue de la Boétie - 33000 Bordeaux ».

/// The parts of a one-field address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// What precedes the postcode.
    pub street: &'a str,
    /// The five digits, empty when the field holds none.
    pub postcode: &'a str,
    /// What follows the postcode.
    pub commune: &'a str,
}

/// Splits at the last group of five digits that no « BP » or « CS » precedes; when the postcode is written twice, the
/// street ends at the first. Without a postcode everything is the street.
pub(super) fn split(text: &str) -> Parts<'_> {
    let codes: Vec<(usize, &str)> = words(text)
        .scan("", |previous, (at, word)| {
            let boxed = ["BP", "CS", "TSA", "B.P."].iter().any(|p| previous.eq_ignore_ascii_case(p));
            let code =
                (!boxed && word.len() == 5 && word.bytes().all(|b| b.is_ascii_digit())).then_some((at, word));
            *previous = word;
            Some(code)
        })
        .flatten()
        .collect();
    let (Some((last, postcode)), Some((first, _))) = (codes.last().copied(), codes.first().copied()) else {
        return Parts { street: trimmed(text), postcode: "", commune: "" };
    };
    let street = trimmed(text.get(..first).unwrap_or_default());
    let commune = trimmed(text.get(last + 5..).unwrap_or_default());
    Parts { street, postcode, commune }
}

/// The words of a text and where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| c.is_whitespace() || ",;()-–".contains(c))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ",;-–".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_field_addresses() {
        let parts = |street, postcode, commune| Parts { street, postcode, commune };
        assert_eq!(
            split("8 rue de la Boétie - 33000 Bordeaux"),
            parts("8 rue de la Boétie", "33000", "Bordeaux")
        );
        assert_eq!(split("12 rue Joffre 33130 Bègles"), parts("12 rue Joffre", "33130", "Bègles"));
        assert_eq!(split("Rue Robert Schuman"), parts("Rue Robert Schuman", "", ""));
        assert_eq!(
            split("Place de Gaulle BP 40273 33697 Mérignac Cedex"),
            parts("Place de Gaulle BP 40273", "33697", "Mérignac Cedex")
        );
        assert_eq!(
            split("3 avenue de Gaulle 33650 la Brède - 33650 LA BREDE"),
            parts("3 avenue de Gaulle", "33650", "LA BREDE")
        );
    }
}
