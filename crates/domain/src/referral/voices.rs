//! How the work ended, by three voices: the recipient's outcome, the sender's, and the person's own answer.

use crate::{codes, referral::Outcome};

codes! {
    /// The person's answers to « vous a-t-on contactée ? » and « est-ce que cela vous a aidée ? ».
    pub enum PersonAnswer {
        /// Nobody contacted her; the second question is not put.
        NotContacted = "not_contacted",
        /// She was contacted, and does not say more.
        Contacted = "contacted",
        /// Contacted, and helped.
        Helped = "helped",
        /// Contacted, and not helped.
        NotHelped = "not_helped",
    }
}

impl PersonAnswer {
    /// The answer to the two questions; none when the second was answered without a contact.
    #[must_use]
    pub const fn of(contacted: bool, useful: Option<bool>) -> Option<Self> {
        match (contacted, useful) {
            (false, None) => Some(Self::NotContacted),
            (false, Some(_)) => None,
            (true, None) => Some(Self::Contacted),
            (true, Some(true)) => Some(Self::Helped),
            (true, Some(false)) => Some(Self::NotHelped),
        }
    }

    /// Whether she was contacted.
    #[must_use]
    pub const fn contacted(self) -> bool {
        !matches!(self, Self::NotContacted)
    }

    /// Whether it was useful to her, where she said so.
    #[must_use]
    pub const fn useful(self) -> Option<bool> {
        match self {
            Self::NotContacted | Self::Contacted => None,
            Self::Helped => Some(true),
            Self::NotHelped => Some(false),
        }
    }
}

/// What sender and person say of an outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Voices {
    /// The outcome as the sender sees it.
    pub sender: Option<Outcome>,
    /// The person's own answer.
    pub person: Option<PersonAnswer>,
}

impl Voices {
    /// Whether a voice says that she was helped where the recipient says that she was not, or the other way round.
    #[must_use]
    pub fn disagree_with(self, outcome: Outcome) -> bool {
        let helped = outcome.helped();
        let sender = self.sender.is_some_and(|sender| sender.helped() != helped);
        let person = self.person.is_some_and(|answer| match answer {
            PersonAnswer::NotContacted | PersonAnswer::NotHelped => helped,
            PersonAnswer::Contacted => false,
            PersonAnswer::Helped => !helped,
        });
        sender || person
    }
}

impl Outcome {
    /// Whether the person got something of what she needed.
    #[must_use]
    pub const fn helped(self) -> bool {
        match self {
            Self::Helped | Self::PartlyHelped | Self::EligiblePending => true,
            Self::NoHelpAvailable
            | Self::NotReachable
            | Self::NoShow
            | Self::NoLongerWanted
            | Self::ReferredElsewhere => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_question_follows_the_first() {
        assert_eq!(PersonAnswer::of(false, Some(true)), None);
        for answer in PersonAnswer::ALL {
            assert_eq!(PersonAnswer::of(answer.contacted(), answer.useful()), Some(*answer));
        }
    }

    #[test]
    fn voices_disagree_about_help_only() {
        let said = |sender, person| Voices { sender, person };
        assert!(!Voices::default().disagree_with(Outcome::Helped));
        assert!(
            !said(Some(Outcome::PartlyHelped), Some(PersonAnswer::Helped)).disagree_with(Outcome::Helped)
        );
        assert!(!said(None, Some(PersonAnswer::Contacted)).disagree_with(Outcome::Helped));
        assert!(said(Some(Outcome::NoShow), None).disagree_with(Outcome::Helped));
        assert!(said(None, Some(PersonAnswer::NotContacted)).disagree_with(Outcome::EligiblePending));
        assert!(said(None, Some(PersonAnswer::NotHelped)).disagree_with(Outcome::Helped));
        assert!(said(None, Some(PersonAnswer::Helped)).disagree_with(Outcome::NotReachable));
    }
}
