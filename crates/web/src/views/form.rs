//! A form as it was sent: nothing typed is ever lost, and each refusal says where and what to write.

use std::collections::BTreeMap;

use serde::Serialize;

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

    /// The same form with a refused field.
    #[must_use]
    pub fn refused(mut self, field: &str, code: &str) -> Self {
        self.errors.push(FieldError { field: field.to_owned(), code: code.to_owned() });
        self
    }
}
