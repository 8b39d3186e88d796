//! How long an agreement is valid. An end is mandatory.

use crate::{clock::Timestamp, referral::clocks::after};

/// A network's terms for agreements, in days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermRules {
    /// The end whatever happens: 182 days (the mandates' half-year term). A referral answers within 30 days and
    /// waits at most 60; half a year leaves time for the work and is short enough to be asked again.
    pub longest_days: u16,
    /// An agreement put to the person and not answered lapses after this many days.
    pub answer_days: u16,
}

impl Default for TermRules {
    fn default() -> Self {
        Self { longest_days: 182, answer_days: 30 }
    }
}

/// The validity of a given agreement: from its giving until its hard end, or earlier, some days after the referral
/// it was given for has ended. Both are said in the text; neither moves later than the hard end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Valid from.
    pub from: Timestamp,
    /// The end whatever happens.
    pub hard_end: Timestamp,
    /// The end that follows from the closing of the referral, once it has closed.
    pub closing_end: Option<Timestamp>,
}

impl Term {
    /// The term of an agreement given, or given again, now.
    #[must_use]
    pub fn starting(now: Timestamp, rules: &TermRules) -> Self {
        Self { from: now, hard_end: after(now, rules.longest_days), closing_end: None }
    }

    /// « Valable jusqu'au »: the earlier of both ends.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.closing_end.map_or(self.hard_end, |end| end.min(self.hard_end))
    }

    /// Whether `at` lies within the term; the end itself is outside.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until()
    }

    pub(super) const fn closed(self, end: Timestamp) -> Self {
        Self { closing_end: Some(end), ..self }
    }

    pub(super) const fn reopened(self) -> Self {
        Self { closing_end: None, ..self }
    }
}
