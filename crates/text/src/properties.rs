//! Properties every parsed type keeps, whatever is typed.

use proptest::prelude::*;

use super::{
    BirthDate, BirthYear, Email, FreeText, InseeCode, LanguageCode, LocalDate, PersonName, Phone, Postcode,
    SearchKey, ShortText, Siren, Siret, TextError,
};

/// Anything at all, and texts close enough to the accepted forms to reach the inner branches.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,40}",
        "[0-9 ./+()\u{a0}-]{0,24}",
        "[0-9]{9,16}",
        "[a-zA-Z0-9.@_-]{0,30}",
        "[0-3]?[0-9][ /.-][01]?[0-9][ /.-](19|20)?[0-9]{2}",
        "[A-Za-zéèçÉœßĳÅﬁ'’ -]{0,30}",
        "(mdp|code|mot de passe|nir|iban|carte)[ :=]{0,3}\\PC{0,20}",
    ]
}

fn stable(text: &str, parse: impl Fn(&str) -> Result<String, TextError>) -> Result<(), TestCaseError> {
    if let Ok(canonical) = parse(text) {
        prop_assert_eq!(parse(&canonical), Ok(canonical));
    }
    Ok(())
}

proptest! {
    #[test]
    fn parsing_never_panics_and_its_canonical_form_is_stable(text in any_text()) {
        stable(&text, |t| Siret::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| Siren::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| Phone::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| Email::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| InseeCode::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| Postcode::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| LanguageCode::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| PersonName::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| SearchKey::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| ShortText::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| FreeText::parse(t).map(|v| v.as_str().to_owned()))?;
        stable(&text, |t| LocalDate::parse(t).map(LocalDate::iso))?;
        stable(&text, |t| BirthDate::parse(t).map(BirthDate::iso))?;
        stable(&text, |t| BirthYear::parse(t).map(|v| v.get().to_string()))?;
    }

    #[test]
    fn phones_are_read_back_from_the_form_shown(text in "0[1-9]([ .]?[0-9]{2}){4}") {
        let phone = Phone::parse(&text).unwrap();
        prop_assert_eq!(Phone::parse(&phone.spaced()), Ok(phone));
    }
}
