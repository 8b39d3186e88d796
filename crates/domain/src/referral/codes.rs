//! Closed lists of a referral's reasons and outcomes (codes shared by storage, API and texts).

use crate::codes;

codes! {
    /// Why a recipient refuses (the French referral platforms' common list, with capacity and documents).
    pub enum RejectReason {
        /// The person could not be reached.
        PersonNotReachable = "person_not_reachable",
        /// The person did not come to the interview.
        PersonAbsent = "person_absent",
        /// The person is at work at the hours of the service.
        PersonUnavailableWork = "person_unavailable_work",
        /// The person is in training at the hours of the service.
        PersonUnavailableTraining = "person_unavailable_training",
        /// The person does not meet the service's conditions.
        NotEligible = "not_eligible",
        /// The person lives outside the service's area.
        OutOfArea = "out_of_area",
        /// The person cannot travel to the service.
        NotMobile = "not_mobile",
        /// The person is not interested.
        NotInterested = "not_interested",
        /// Something else must be solved first.
        OtherBarrier = "other_barrier",
        /// No place; a waiting list may exist.
        NoCapacity = "no_capacity",
        /// The service already follows this request.
        Duplicate = "duplicate",
        /// Another service is the right one; the referral is redirected.
        WrongService = "wrong_service",
        /// Papers the service needs are missing.
        MissingDocuments = "missing_documents",
        /// Another reason, said in the text.
        Other = "other",
    }
}

codes! {
    /// On whose side the refusal lies; statistics of refused persons differ from those of busy services.
    pub enum DeniedBy {
        /// The service cannot or will not.
        Service = "service",
        /// The person does not want or cannot.
        Person = "person",
    }
}

codes! {
    /// How the work ended, as the recipient sees it; the person's own answer is kept apart.
    pub enum Outcome {
        /// « Aide apportée »
        Helped = "helped",
        /// « Aide partielle »
        PartlyHelped = "partly_helped",
        /// « Pas d'aide disponible »
        NoHelpAvailable = "no_help_available",
        /// « Personne non joignable »
        NotReachable = "not_reachable",
        /// « Ne s'est pas présentée »
        NoShow = "no_show",
        /// « Ne souhaite plus »
        NoLongerWanted = "no_longer_wanted",
        /// « Réorientée »
        ReferredElsewhere = "referred_elsewhere",
        /// « Droit ouvert, en attente »
        EligiblePending = "eligible_pending",
    }
}

codes! {
    /// What a referral on hold waits for.
    pub enum HoldReason {
        /// An answer of the sender.
        InformationNeeded = "information_needed",
        /// Something the person has to do.
        PersonActionNeeded = "person_action_needed",
        /// A place.
        WaitingList = "waiting_list",
        /// An assessment before the service can say.
        AssessmentNeeded = "assessment_needed",
    }
}

codes! {
    /// Why a referral was called back. The first two are written by the consent steps only, the third by the house.
    pub enum CancelReason {
        /// The person did not agree; an ordinary outcome, never held against her.
        ConsentRefused = "consent_refused",
        /// No answer about the agreement within the term.
        ConsentNotGiven = "consent_not_given",
        /// The ground on which its sender knew the person has ended before anybody took her over.
        GroundEnded = "ground_ended",
        /// The need was met in the meantime.
        SolvedOtherwise = "solved_otherwise",
        /// The person prefers another way.
        PersonPrefersOtherwise = "person_prefers_otherwise",
        /// The service chosen was not the right one.
        WrongService = "wrong_service",
        /// Another open referral says the same.
        Duplicate = "duplicate",
        /// Another reason.
        Other = "other",
    }
}

impl CancelReason {
    /// Whether the sender may give this reason; the others belong to the consent steps and to the house.
    #[must_use]
    pub const fn by_sender(self) -> bool {
        match self {
            Self::ConsentRefused | Self::ConsentNotGiven | Self::GroundEnded => false,
            Self::SolvedOtherwise
            | Self::PersonPrefersOtherwise
            | Self::WrongService
            | Self::Duplicate
            | Self::Other => true,
        }
    }
}

codes! {
    /// Why a referral is masked as created in error.
    pub enum ErrorReason {
        /// The referral was written for another person.
        WrongPerson = "wrong_person",
        /// The same referral was entered twice.
        DoubleEntry = "double_entry",
        /// Another mistake.
        Other = "other",
    }
}
