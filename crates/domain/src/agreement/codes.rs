//! Closed lists of an agreement: what, why, how, by whom.

use crate::{
    agreement::AgreementError, agreement::AgreementState, codes, organisation::OrganisationKind,
    person::Protection,
};

codes! {
    /// What a referral may transmit beyond the reduced sheet. No NIR, no file number: there is no field for them.
    pub enum Item {
        /// Given and family name.
        Identity = "identity",
        /// Telephone number.
        Phone = "phone",
        /// E-mail address.
        Email = "email",
        /// Postal address.
        Address = "address",
        /// Date or year of birth.
        Birth = "birth",
        /// Languages spoken and read.
        Language = "language",
        /// The reception card.
        ReceptionCard = "reception_card",
        /// The text of the need.
        Situation = "situation",
        /// What she does alone, with help, or not, on the Internet.
        DigitalAutonomy = "digital_autonomy",
        /// The sender's notes for the recipient.
        Notes = "notes",
    }
}

codes! {
    /// What the items are shared for.
    pub enum Purpose {
        /// Following up this referral.
        Referral = "referral",
        /// A step of the parcours done by several organisations.
        SharedStep = "shared_step",
        /// Setting and keeping appointments.
        Appointment = "appointment",
        /// Figures under a pseudonym.
        StatisticsPseudonymised = "statistics_pseudonymised",
    }
}

codes! {
    /// How the person said yes.
    pub enum Method {
        /// A paper copy signed by hand, kept or scanned.
        Paper = "paper",
        /// Said aloud before a witness, for whoever cannot sign.
        SpokenWithWitness = "spoken_with_witness",
        /// The secret of her card; reserved.
        Card = "card",
        /// A code by SMS, after a message that informs; reserved.
        Sms = "sms",
    }
}

impl Method {
    /// Whether the method is open; the reserved ones are known to storage and refused when giving.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Paper | Self::SpokenWithWitness => true,
            Self::Card | Self::Sms => false,
        }
    }
}

codes! {
    /// Who said yes (`dpv:isIndicatedBy`).
    pub enum IndicatedBy {
        /// The person herself.
        Person = "person",
        /// Her legal guardian.
        Guardian = "guardian",
        /// Herself, assisted by her curator.
        CuratorAssisted = "curator_assisted",
        /// A helper under a mandate that names this act.
        MandatedHelper = "mandated_helper",
    }
}

impl IndicatedBy {
    /// Whether this voice can say yes under a measure of protection. Where the measure wants a second voice hers
    /// alone does not do (Code civil, 467 and 473); where there is none nobody speaks in her place.
    pub const fn check(self, protection: Protection) -> Result<(), AgreementError> {
        match (protection.needs_second_voice(), self) {
            (true, Self::Person) => Err(AgreementError::SecondVoiceMissing),
            (false, Self::Guardian | Self::CuratorAssisted | Self::MandatedHelper) => {
                Err(AgreementError::VoiceUnfounded)
            }
            (true, Self::Guardian | Self::CuratorAssisted | Self::MandatedHelper) | (false, Self::Person) => {
                Ok(())
            }
        }
    }
}

codes! {
    /// The base in law of the sharing (GDPR articles). « Accord » is not presented as a base it is not.
    pub enum LegalBasis {
        /// Consent, 6(1)(a).
        Consent = "consent",
        /// Explicit consent to sensitive data, 9(2)(a).
        ExplicitConsent = "explicit_consent",
        /// A task of public interest, 6(1)(e): the record holds the information given and the secrecy agreement.
        PublicInterest = "public_interest",
        /// A legitimate interest, 6(1)(f): whoever helps without a task of public interest.
        LegitimateInterest = "legitimate_interest",
    }
}

impl LegalBasis {
    /// The base on which an organisation of this kind shares (`security.md` 5.3): a task of public interest where
    /// the law gives it one, its legitimate interest for associations and other private bodies.
    #[must_use]
    pub const fn of(kind: OrganisationKind) -> Self {
        match kind {
            OrganisationKind::Ccas
            | OrganisationKind::Cias
            | OrganisationKind::Mairie
            | OrganisationKind::Epci
            | OrganisationKind::Departement
            | OrganisationKind::Caf
            | OrganisationKind::Cpam
            | OrganisationKind::Carsat
            | OrganisationKind::Msa
            | OrganisationKind::FranceTravail
            | OrganisationKind::MissionLocale
            | OrganisationKind::Prefecture
            | OrganisationKind::FranceServices
            | OrganisationKind::Mdph
            | OrganisationKind::Pmi
            | OrganisationKind::Clic
            | OrganisationKind::FinancesPubliques
            | OrganisationKind::Justice
            | OrganisationKind::Library => Self::PublicInterest,
            OrganisationKind::Logement
            | OrganisationKind::CentreSocial
            | OrganisationKind::MediationNumerique
            | OrganisationKind::Association
            | OrganisationKind::Other => Self::LegitimateInterest,
        }
    }
}

codes! {
    /// By what way the person may take her agreement back; all stand open to everyone, no reason asked.
    pub enum WithdrawalChannel {
        /// At any desk of the organisations named.
        Counter = "counter",
        /// By telephone.
        Phone = "phone",
        /// By letter.
        Letter = "letter",
        /// On her page.
        Page = "page",
        /// By one word in an SMS.
        Sms = "sms",
    }
}

codes! {
    /// Why an agreement is found invalid.
    pub enum InvalidReason {
        /// Another person was meant.
        WrongPerson = "wrong_person",
        /// Another text was shown or read.
        WrongText = "wrong_text",
        /// She could not agree alone.
        NotCapable = "not_capable",
        /// What it was given for was rewritten before it left: another need, another service.
        DraftChanged = "draft_changed",
        /// What it was given for was written by mistake.
        EnteredInError = "entered_in_error",
    }
}

codes! {
    /// The events of an agreement.
    pub enum AgreementEventKind {
        /// The person agreed.
        Given = "given",
        /// The person did not agree.
        Refused = "refused",
        /// The person took it back.
        Withdrawn = "withdrawn",
        /// Somebody else ended it.
        Revoked = "revoked",
        /// Its end came.
        Expired = "expired",
        /// The person agreed again to the same terms.
        Renewed = "renewed",
        /// It was found invalid.
        Invalidated = "invalidated",
        /// A newer agreement took its place.
        Replaced = "replaced",
        /// The referral ended or opened again: the end of validity followed.
        TermMoved = "term_moved",
    }
}

impl AgreementEventKind {
    /// The states it can lead to; where from, the transitions say.
    #[must_use]
    pub const fn leads_to(self) -> &'static [AgreementState] {
        use AgreementState as To;
        match self {
            Self::Given => &[To::Given],
            Self::Refused => &[To::Refused],
            Self::Withdrawn => &[To::Withdrawn],
            Self::Revoked => &[To::Revoked],
            Self::Expired => &[To::Expired],
            Self::Renewed => &[To::Renewed],
            Self::Invalidated => &[To::Invalidated],
            Self::Replaced | Self::TermMoved => &[To::Given, To::Renewed],
        }
    }
}
