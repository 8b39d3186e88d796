//! A form as it was sent: nothing typed is ever lost, and each refusal says where and what to write.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::parts::Phrase;

/// A field that was refused, by the stable code of the rule (`text.required`, `phone.format`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name, also the id the summary links to; `form` when no field is to blame.
    pub field: String,
    /// The rule's code.
    pub code: String,
}

/// The values of a form by field name, as typed, and what was refused of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Form {
    /// As typed; a field of check boxes holds several.
    pub values: BTreeMap<String, Vec<String>>,
    /// In the order of the page.
    pub errors: Vec<FieldError>,
    /// The version that was read, for forms that edit; it comes back with the form.
    pub version: Option<i32>,
    /// Digests of what the record held in each field when it was read; it comes back with the form.
    pub was: Option<String>,
    /// By field, what a colleague saved meanwhile and this form would write over.
    pub meanwhile: BTreeMap<String, Phrase>,
}

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// A form as its pairs arrived.
    pub fn typed(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            form.values.entry(name).or_default().push(value);
        }
        form
    }

    /// The same form with one value more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.entry(name.to_owned()).or_default().push(value.into());
        self
    }

    /// The same form, which edits this version of a record.
    #[must_use]
    pub fn version(mut self, version: i32) -> Self {
        self.version = Some(version);
        self
    }

    /// The same form over the version it came with, else over the present one.
    #[must_use]
    pub fn at(self, present: i32) -> Self {
        let version = self.version.unwrap_or(present);
        self.version(version)
    }

    /// The form of a record as it stands: tells later which fields were touched.
    #[must_use]
    pub fn editing(mut self, version: i32) -> Self {
        let digests = self.values.keys().filter_map(|name| Some(format!("{name}:{}", self.digest(name)?)));
        self.was = Some(digests.collect::<Vec<_>>().join(" "));
        self.version(version)
    }

    /// The same form over a record that a colleague saved meanwhile: what she did not touch is as the colleague saved
    /// it, what she did is kept, and beside it stands what the colleague saved, where that is something else.
    #[must_use]
    pub fn over(mut self, now: Self, told: impl Fn(&str, &[String]) -> Phrase) -> Self {
        let names: BTreeSet<_> = self.values.keys().chain(now.values.keys()).cloned().collect();
        for name in names {
            let (typed, saved) = (self.digest(&name), now.digest(&name));
            let before = self.was.as_deref().map(|was| known(was, &name));
            if typed == saved || before == Some(saved.as_deref()) {
                continue;
            }
            let held = now.values.get(&name).cloned().unwrap_or_default();
            if before == Some(typed.as_deref()) {
                self.values.insert(name, held);
            } else {
                let told = told(&name, &held);
                self.meanwhile.insert(name, told);
            }
        }
        Self { was: now.was, version: now.version, ..self }
    }

    /// A digest of what a field holds, whatever the order of its boxes and the ends of its lines; none for nothing.
    fn digest(&self, name: &str) -> Option<String> {
        let values = self.values.get(name).into_iter().flatten();
        let mut held: Vec<_> = values.map(|value| value.trim().replace("\r\n", "\n")).collect();
        held.retain(|value| !value.is_empty());
        held.sort_unstable();
        let digest = Sha256::digest(held.join("\u{0}").as_bytes());
        (!held.is_empty()).then(|| URL_SAFE_NO_PAD.encode(digest.get(..9).unwrap_or_default()))
    }

    /// The same form with a refused field.
    #[must_use]
    pub fn refused(mut self, field: &str, code: &str) -> Self {
        self.errors.push(FieldError { field: field.to_owned(), code: code.to_owned() });
        self
    }
}

/// The digest a form came with for a field.
fn known<'a>(was: &'a str, name: &str) -> Option<&'a str> {
    was.split(' ')
        .filter_map(|entry| entry.split_once(':'))
        .find(|(known, _)| *known == name)
        .map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(phone: &str, hours: &str) -> Form {
        let form = Form::new().with("phone", phone).with("languages", "ar").with("languages", "fr");
        if hours.is_empty() { form } else { form.with("hours", hours) }
    }

    fn over(typed: Form, now: Form) -> Form {
        typed.over(now.editing(5), |_, saved| saved.join(", ").as_str().into())
    }

    #[test]
    fn what_was_not_touched_is_as_the_colleague_saved_it() {
        let was = record("06", "matin").editing(4).was;
        let typed = Form { was, ..record("06", "soir") };
        let form = over(typed, record("07", "matin"));
        assert_eq!(
            (&form.values["phone"][0], &form.values["hours"][0]),
            (&"07".to_owned(), &"soir".to_owned())
        );
        assert!(form.meanwhile.is_empty() && form.version == Some(5));
        assert_eq!(form.was, record("07", "matin").editing(5).was);
    }

    #[test]
    fn what_both_wrote_is_kept_and_told() {
        let was = record("06", "").editing(4).was;
        let typed = Form { was: was.clone(), ..record("06", "soir") };
        let form = over(typed, record("06", "midi"));
        assert_eq!(form.values["hours"], ["soir"]);
        assert_eq!(form.meanwhile.keys().collect::<Vec<_>>(), ["hours"]);
        let emptied = Form { was, ..Form::new().with("phone", "") };
        let form = over(emptied, record("07", ""));
        assert_eq!(
            form.meanwhile.keys().collect::<Vec<_>>(),
            ["phone"],
            "emptied by her, changed by the colleague"
        );
        assert!(!form.values.contains_key("languages"), "unticked by her alone: it stays so");
    }

    #[test]
    fn a_form_that_does_not_say_what_it_was_tells_every_difference() {
        let form = over(Form::new().with("phone", "06").with("hours", ""), record("07", "midi"));
        assert_eq!(form.meanwhile.keys().collect::<Vec<_>>(), ["hours", "languages", "phone"]);
    }
}
