//! A desk contact (« premier accueil »): recorded in a minute, with no name needed, and never changed afterwards.

use crate::codes;

codes! {
    /// What was done for her.
    pub enum ContactMode {
        /// « Informé »
        Informed = "informed",
        /// « Orienté »
        Referred = "referred",
        /// « Aidé »
        Helped = "helped",
        /// « Accompagné »
        Accompanied = "accompanied",
    }
}

codes! {
    /// Who did it (CNIL's three postures).
    pub enum Posture {
        /// « Seul »: she did.
        Alone = "alone",
        /// « Avec »: together.
        With = "with",
        /// « Pour »: the agent did.
        For = "for",
    }
}

codes! {
    /// By what way she came.
    pub enum ContactChannel {
        /// At the desk.
        Desk = "desk",
        /// By telephone.
        Phone = "phone",
        /// By e-mail or letter.
        Written = "written",
        /// At her home.
        HomeVisit = "home_visit",
        /// In the street, at a stop of the bus.
        Outreach = "outreach",
    }
}

codes! {
    /// How long it took, to the nearest of four.
    pub enum Minutes {
        /// About five minutes.
        Five = "5",
        /// About ten.
        Ten = "10",
        /// About twenty.
        Twenty = "20",
        /// Forty and more.
        Forty = "40",
    }
}

impl Minutes {
    /// The number, for sums.
    #[must_use]
    pub const fn get(self) -> u16 {
        match self {
            Self::Five => 5,
            Self::Ten => 10,
            Self::Twenty => 20,
            Self::Forty => 40,
        }
    }
}

codes! {
    /// How it ended.
    pub enum ContactOutcome {
        /// « Réglé »
        Solved = "solved",
        /// « Rendez-vous »
        Appointment = "appointment",
        /// « Orienté »
        Referred = "referred",
        /// « Sans solution »: counts among the needs without an offer.
        NoSolution = "no_solution",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_minutes_is_their_number() {
        for minutes in Minutes::ALL.iter().copied() {
            assert_eq!(minutes.as_str(), minutes.get().to_string());
        }
    }
}
