//! How she said yes, and what must be there to prove it.

use chrono::NaiveDate;

use crate::{
    calendar::Calendar,
    clock::Timestamp,
    ids::MembershipId,
    mandate::{AgreementWay, FixedText, IdentityCheck, MandateError, ReadingMode},
    text::LanguageCode,
};

/// What proves the yes. Names and places are personal and live in the sealed proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentEvidence {
    /// Two copies signed by hand on a day.
    Paper {
        /// The day written beside the signature.
        signed_on: NaiveDate,
    },
    /// Her card's secret was verified just now.
    Card,
    /// Her yes to the message that asked, which followed one that informed.
    Sms {
        /// When she was informed.
        informed_at: Timestamp,
        /// When she was asked.
        asked_at: Timestamp,
        /// When her answer came.
        answered_at: Timestamp,
    },
    /// Two witnesses heard her.
    Witnesses {
        /// How many names are in the proof.
        named: u8,
    },
}

impl ConsentEvidence {
    /// The way it proves.
    #[must_use]
    pub const fn way(&self) -> AgreementWay {
        match self {
            Self::Paper { .. } => AgreementWay::Paper,
            Self::Card => AgreementWay::Card,
            Self::Sms { .. } => AgreementWay::Sms,
            Self::Witnesses { .. } => AgreementWay::Witnesses,
        }
    }

    /// Whether it proves a yes to this very text, said by now: nothing is signed before it was written or after today,
    /// a message that asks follows one that informs, and one witness is none.
    pub(super) fn check(
        &self,
        text: &FixedText,
        calendar: &Calendar,
        now: Timestamp,
    ) -> Result<(), MandateError> {
        let proves = match *self {
            Self::Paper { signed_on } => {
                calendar.day_of(text.validity.not_before) <= signed_on && signed_on <= calendar.day_of(now)
            }
            Self::Card => true,
            Self::Sms { informed_at, asked_at, answered_at } => {
                text.validity.not_before <= informed_at
                    && informed_at < asked_at
                    && asked_at < answered_at
                    && answered_at <= now
            }
            Self::Witnesses { named } => named >= 2,
        };
        if proves { Ok(()) } else { Err(MandateError::EvidenceMissing(self.way())) }
    }
}

/// A yes, as the row keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// How it was said.
    pub way: AgreementWay,
    /// How the helper knows who she is.
    pub identity: IdentityCheck,
    /// How the text came to her.
    pub reading: ReadingMode,
    /// In which language.
    pub language: LanguageCode,
    /// Whether somebody interpreted.
    pub interpreter: bool,
    /// The helper who recorded it.
    pub by: MembershipId,
    /// The day beside her signature, on paper.
    pub signed_on: Option<NaiveDate>,
    /// When it was recorded: her power is given from here.
    pub at: Timestamp,
}
