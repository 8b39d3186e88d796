//! The sealed part of a referral: the reduced sheet, and what else the person agreed to pass on in words; and the notes of its events.

use serde::{Deserialize, Serialize};

use crate::shared::Shared;

/// What the two sides may read of the person in the referral itself; `domain::referral::visibility` says which parts
/// when. Fields are added with a default, never renamed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReferralContent {
    /// The need in a sentence.
    pub need: String,
    /// Her commune's name.
    pub commune: Option<String>,
    /// Age band code.
    pub age_band: Option<String>,
    /// When she is free.
    pub availability: Option<String>,
    /// Language codes.
    pub languages: Vec<String>,
    /// How she wants to be told, code.
    pub channel: Option<String>,
    /// When it is safe to reach her.
    pub safe_hours: Option<String>,
    /// « Ne pas écrire ».
    pub do_not_write: bool,
    /// The situation, seen after acceptance when agreed.
    pub situation: Option<String>,
    /// With whom it was shared when it left.
    pub shared: Option<Shared>,
}

/// The text that goes with one event: a refusal, an outcome, a question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note(pub String);

impl std::fmt::Debug for ReferralContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReferralContent([secret])")
    }
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Note([secret])")
    }
}
