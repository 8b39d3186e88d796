//! The closed list of what the journal can say happened, for the whole product.
//!
//! A code is for ever: leaves hold it, receipts prove it. Codes are added, never renamed or reused; the
//! plain-French sentence and the pictogram of each stand in the locales of the pages, because the person reads
//! this list. Codes marked *reserved* belong to later parts and are here so that their names are settled once.

/// A text that is not the code of any [`Action`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a journal action")]
pub struct UnknownAction;

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)+) => {
        /// What an entry says happened; see the module for the rule on codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[$doc])* $variant,)+ }

        impl Action {
            /// Every action, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code inside leaves, columns and API answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl std::str::FromStr for Action {
            type Err = UnknownAction;

            fn from_str(code: &str) -> Result<Self, UnknownAction> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownAction),
                }
            }
        }
    };
}

impl Action {
    /// Whether the entry tells of looking and not of changing: the person's page lists « qui a regardé » apart.
    #[must_use]
    pub fn is_read(self) -> bool {
        [".read", ".searched", ".exported"].iter().any(|suffix| self.as_str().ends_with(suffix))
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

actions! {
    /// An agent signed in.
    SessionOpened = "session.opened",
    /// An agent signed out, or the session was ended for him.
    SessionClosed = "session.closed",
    /// An agent went on in another of his memberships.
    MembershipSwitched = "membership.switched",
    /// A member's absence was noted.
    AbsenceNoted = "absence.noted",
    /// A member is here again before an absence was over.
    AbsenceTakenBack = "absence.taken_back",
    /// A person's content was asked for and refused.
    AccessRefused = "access.refused",
    /// A référent wrote why he needs to read a content that is not his to read.
    ReasonGiven = "reason.given",

    /// A person was met for the first time by an organisation.
    PersonCreated = "person.created",
    /// Identity or contact data were changed.
    PersonEdited = "person.edited",
    /// The full sheet was opened.
    PersonRead = "person.read",
    /// Names were searched among the organisation's own relations; one entry per search, no name in it.
    PersonSearched = "person.searched",
    /// The reception card was opened.
    CardRead = "card.read",
    /// The reception card was changed.
    CardEdited = "card.edited",
    /// An organisation began to know a person (own reception, accepted referral).
    RelationOpened = "relation.opened",
    /// The ground of a relation ended.
    RelationEnded = "relation.ended",
    /// A desk contact was recorded.
    ContactRecorded = "contact.recorded",
    /// A contact recorded without a name became hers.
    ContactTied = "contact.tied",
    /// What was said at a contact was opened, to begin a referral with it.
    ContactRead = "contact.read",
    /// The way to reach her was opened, to tell her what became of her request.
    ChannelRead = "channel.read",
    /// A message was sent to her; which way is in the scope, about what in the details, to which number nowhere.
    MessageSent = "message.sent",
    /// A need was written down.
    NeedRecorded = "need.recorded",
    /// A need was reworded or closed.
    NeedEdited = "need.edited",

    /// A referral was begun.
    ReferralDrafted = "referral.drafted",
    /// A draft referral was changed.
    ReferralEdited = "referral.edited",
    /// A written referral waits for the person's agreement.
    ReferralSubmitted = "referral.submitted",
    /// A referral left for its recipient.
    ReferralSent = "referral.sent",
    /// The reduced sheet was opened (before acceptance).
    ReferralSheetRead = "referral_sheet.read",
    /// The agreed items were opened.
    ReferralRead = "referral.read",
    /// Somebody of the recipient acknowledged the referral.
    ReferralReceived = "referral.received",
    /// The recipient took the referral.
    ReferralAccepted = "referral.accepted",
    /// The recipient refused the referral, with a coded reason in the scope.
    ReferralRejected = "referral.rejected",
    /// The referral waits: question, person's action, waiting list.
    ReferralHeld = "referral.held",
    /// A waiting referral goes on.
    ReferralResumed = "referral.resumed",
    /// First contact made or appointment set.
    ReferralStarted = "referral.started",
    /// The recipient's work ended, with its outcome in the scope.
    ReferralCompleted = "referral.completed",
    /// The sender took the referral back.
    ReferralCancelled = "referral.cancelled",
    /// The recipient confirmed that he saw the cancellation.
    ReferralCancelSeen = "referral.cancel_seen",
    /// The referral closed because the person withdrew her agreement.
    ReferralWithdrawn = "referral.withdrawn",
    /// No answer came in time.
    ReferralExpired = "referral.expired",
    /// A closed referral was opened again.
    ReferralReopened = "referral.reopened",
    /// The referral was marked as created by mistake.
    ReferralErrorMarked = "referral.error_marked",
    /// A clock struck while nobody acted; which one in the scope.
    ReferralClockStruck = "referral.clock_struck",
    /// One of the recipient's took it in hand.
    ReferralClaimed = "referral.claimed",
    /// It lies open to all of the recipient's again.
    ReferralReleased = "referral.released",
    /// It was given into a colleague's hands.
    ReferralAssigned = "referral.assigned",
    /// Another referral goes on with it.
    ReferralRedirected = "referral.redirected",
    /// The person said whether she was contacted and helped, her answer in the scope.
    ReferralPersonAnswered = "referral.person_answered",
    /// The sender said how it ended, its word in the scope.
    ReferralSenderAnswered = "referral.sender_answered",

    /// The person was asked for an agreement; the text is fixed.
    AgreementRequested = "agreement.requested",
    /// The person agreed.
    AgreementGiven = "agreement.given",
    /// The person said no.
    AgreementRefused = "agreement.refused",
    /// The person took her agreement back.
    AgreementWithdrawn = "agreement.withdrawn",
    /// Somebody else than the person ended the agreement.
    AgreementRevoked = "agreement.revoked",
    /// The agreement's term passed.
    AgreementExpired = "agreement.expired",
    /// A newer agreement replaces this one.
    AgreementRenewed = "agreement.renewed",
    /// The agreement was found invalid (wrong person, wrong text).
    AgreementInvalidated = "agreement.invalidated",
    /// The text or evidence of an agreement was opened.
    AgreementRead = "agreement.read",

    /// An organisation joined the network or was set up.
    OrganisationCreated = "organisation.created",
    /// An organisation's public facts were changed.
    OrganisationEdited = "organisation.edited",
    /// An organisation began to offer a service.
    ServiceAdded = "service.added",
    /// A service's public facts or capacity were changed.
    ServiceEdited = "service.edited",
    /// A place's public facts were changed.
    PlaceEdited = "place.edited",
    /// Places or organisations were imported from a file.
    DirectoryImported = "directory.imported",
    /// Network settings were changed.
    NetworkEdited = "network.edited",
    /// Somebody was invited to become a member.
    InvitationSent = "invitation.sent",
    /// An invitation was taken back.
    InvitationCancelled = "invitation.cancelled",
    /// A membership began.
    MembershipStarted = "membership.started",
    /// A role or capability was changed.
    MembershipEdited = "membership.edited",
    /// A membership ended.
    MembershipEnded = "membership.ended",
    /// An organisation's API key was made.
    ApiKeyCreated = "api_key.created",
    /// An organisation's API key was stopped.
    ApiKeyRevoked = "api_key.revoked",

    /// Entries of the journal were opened by a DPO.
    JournalRead = "journal.read",
    /// A payload was erased; the object is the entry it belonged to, the scope its motive.
    PayloadErased = "payload.erased",
    /// A person's pseudonym key was destroyed: her entries cannot be tied to her any more.
    SubjectErased = "subject.erased",
    /// The slot of one object was destroyed in the key store.
    KeyDestroyed = "key.destroyed",
    /// A whole bucket of keys was destroyed in the key store.
    EpochDestroyed = "epoch.destroyed",
    /// A tenant, root or signing key was renewed.
    KeyRotated = "key.rotated",

    /// A helper accepted the charter of her role.
    CharterAccepted = "charter.accepted",
    /// A mandate was begun.
    MandateDrafted = "mandate.drafted",
    /// A mandate's text was fixed.
    MandateTextFixed = "mandate.text_fixed",
    /// The person agreed to a mandate.
    MandateAgreed = "mandate.agreed",
    /// A helper acted under a mandate.
    MandateUsed = "mandate.used",
    /// An act was corrected in good faith.
    MandateCorrected = "mandate.corrected",
    /// Nobody agreed to a mandate's text in time: it is worth nothing.
    MandateTextLapsed = "mandate.text_lapsed",
    /// What is needed to act under a mandate was changed.
    MandateEdited = "mandate.edited",
    /// A helper would not act under a mandate.
    MandateActRefused = "mandate.act_refused",
    /// A theme was taken out of a mandate.
    MandateNarrowed = "mandate.narrowed",
    /// A mandate was put on pause.
    MandateSuspended = "mandate.suspended",
    /// A mandate goes on after a pause.
    MandateResumed = "mandate.resumed",
    /// The person stopped a mandate.
    MandateRevoked = "mandate.revoked",
    /// A mandate ended; which way is in the scope.
    MandateEnded = "mandate.ended",
    /// The operational compartment was opened.
    MandateRead = "mandate.read",
    /// The proof compartment was opened by two persons.
    ProofRead = "proof.read",
    /// *Reserved.* A printed card was issued.
    PaperCardIssued = "paper_card.issued",
    /// *Reserved.* A printed card was stopped.
    PaperCardStopped = "paper_card.stopped",
    /// *Reserved.* A step of the parcours changed state or holder.
    StepChanged = "step.changed",
    /// *Reserved.* A shared step was opened.
    StepRead = "step.read",
    /// *Reserved.* An appointment was set, moved or cancelled.
    AppointmentChanged = "appointment.changed",
    /// *Reserved.* A document was put in the vault.
    DocumentStored = "document.stored",
    /// *Reserved.* A document was opened.
    DocumentRead = "document.read",
    /// *Reserved.* A whole file was exported for the person.
    FileExported = "file.exported",
    /// *Reserved.* A time-boxed emergency access was opened.
    EmergencyOpened = "emergency.opened",
    /// *Reserved.* Two records were joined as one person in her presence, or parted again.
    PersonJoined = "person.joined",
    /// *Reserved.* The person objected to, or corrected, what is written.
    PersonObjected = "person.objected",
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_unique_short_and_reads_back() {
        let codes: BTreeSet<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        assert_eq!(codes.len(), Action::ALL.len());
        for action in Action::ALL {
            let code = action.as_str();
            assert_eq!(code.parse(), Ok(*action));
            assert!(code.len() <= 40, "{code} does not fit its column");
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'_'), "{code}");
            assert_eq!(code.matches('.').count(), 1, "{code} is object.event");
        }
    }

    #[test]
    fn an_unknown_code_is_refused() {
        assert_eq!("person.looked_at".parse::<Action>(), Err(UnknownAction));
        assert_eq!("Person.read".parse::<Action>(), Err(UnknownAction));
    }

    #[test]
    fn reads_are_told_from_changes() {
        assert!(Action::PersonRead.is_read() && Action::PersonSearched.is_read());
        assert!(Action::FileExported.is_read() && Action::ReferralSheetRead.is_read());
        assert!(!Action::ReferralReceived.is_read() && !Action::AgreementGiven.is_read());
    }
}
