//! The two statements every page links to: accessibility, and what is kept, why, until when.

use serde::Serialize;

use super::{Shell, View};
use crate::say::Say;

/// The accessibility statement: an honest one, with a way to say what does not work.
#[derive(Clone, Debug, Serialize)]
pub struct AccessibilityPage {
    /// Whom to tell, from the configuration.
    pub contact: String,
}

/// A kind of data that is kept.
#[derive(Clone, Debug, Serialize)]
pub struct KeptRow {
    /// What.
    pub what: Say,
    /// Why.
    pub why: Say,
    /// Until when.
    pub until: Say,
}

/// What Relais keeps.
#[derive(Clone, Debug, Serialize)]
pub struct PrivacyPage {
    /// What is done today; a term is told once something keeps it.
    pub kept: Vec<KeptRow>,
    /// Whom to ask, from the configuration.
    pub contact: String,
}

impl PrivacyPage {
    /// The page with the kinds of data of this release.
    pub fn new(contact: impl Into<String>) -> Self {
        let kinds = ["identity", "contact", "referral", "agreement", "journal", "account"];
        let row = |kind| Self::row(kind);
        Self { kept: kinds.map(row).to_vec(), contact: contact.into() }
    }

    fn row(kind: &str) -> KeptRow {
        let part = |part| Say::new(format!("kept-{kind}-{part}"));
        KeptRow { what: part("what"), why: part("why"), until: part("until") }
    }
}

impl View for AccessibilityPage {
    const TEMPLATE: &'static str = "about/accessibility.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("any", Self { contact: "accessibilite@relais.example".to_owned() })]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}

impl View for PrivacyPage {
    const TEMPLATE: &'static str = "about/privacy.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("any", Self::new("dpo@relais.example"))]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}
