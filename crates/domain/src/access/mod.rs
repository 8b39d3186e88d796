//! Who may do what: one function, deny by default. It also says whether a refusal may be seen.
//!
//! *Hidden* is answered as « not found »: the actor must not learn that the object exists. *Forbidden* is answered
//! as such: the actor knows of the object, the act is not his. A [`Grant`] is made here only; the store asks for
//! one before it opens sealed content.

mod grant;
mod roles;
mod rules;

#[cfg(test)]
mod tests;

use crate::{
    actor::Actor,
    codes,
    ids::{AgreementId, MandateId, NetworkId, OrganisationId, ReferralId, RelationId},
    referral::ReferralState,
};

pub use grant::{Grant, Object};
pub use roles::role_allows;
pub use rules::decide;

codes! {
    /// What an actor wants to do.
    pub enum Action {
        /// « Ma journée ».
        ViewDay = "view_day",
        /// Record a desk contact.
        RecordContact = "record_contact",
        /// Search among the organisation's own relations.
        SearchPersons = "search_persons",
        /// Create a person.
        CreatePerson = "create_person",
        /// Read the reception card (name and card).
        ViewReceptionCard = "view_reception_card",
        /// Write the reception card.
        EditReceptionCard = "edit_reception_card",
        /// Read the full sheet of a person.
        ViewPerson = "view_person",
        /// Write the identity of a person.
        EditPerson = "edit_person",
        /// Start and write a draft.
        DraftReferral = "draft_referral",
        /// Send a draft.
        SendReferral = "send_referral",
        /// Put an agreement to the person and record her answer.
        RecordAgreement = "record_agreement",
        /// Record that the person takes her agreement back.
        WithdrawAgreement = "withdraw_agreement",
        /// The organisation's inbox.
        ViewInbox = "view_inbox",
        /// Read a referral, as deep as [`Grant::sight`] says.
        ViewReferral = "view_referral",
        /// Say that it was received; also that called-back work has stopped.
        AcknowledgeReferral = "acknowledge_referral",
        /// Take it over.
        AcceptReferral = "accept_referral",
        /// Refuse it.
        RejectReferral = "reject_referral",
        /// Note the first contact.
        StartReferral = "start_referral",
        /// End the work with an outcome.
        CompleteReferral = "complete_referral",
        /// Put it on hold.
        HoldReferral = "hold_referral",
        /// Say that what a hold waited for has come.
        ResumeReferral = "resume_referral",
        /// Open it again after its end.
        ReopenReferral = "reopen_referral",
        /// Mask it as created in error.
        MarkReferralError = "mark_referral_error",
        /// Take it in hand, or let it go.
        ClaimReferral = "claim_referral",
        /// Give it into a colleague's hands.
        AssignReferral = "assign_referral",
        /// Say how it ended: as the sender sees it, or as the person answers.
        TellOutcome = "tell_outcome",
        /// Call it back.
        CancelReferral = "cancel_referral",
        /// Search the network's services and places.
        FindPartner = "find_partner",
        /// The page of an organisation with its members.
        ViewOrganisation = "view_organisation",
        /// Write the organisation, its services and places.
        EditOrganisation = "edit_organisation",
        /// Invite and end members.
        ManageMembers = "manage_members",
        /// The network's organisations.
        ManageNetwork = "manage_network",
        /// Keys of the organisation's software.
        ManageApiKeys = "manage_api_keys",
        /// The organisation's journal.
        ViewJournal = "view_journal",
        /// Prepare a mandate and put its text to her.
        DraftMandate = "draft_mandate",
        /// Record that she agreed to it.
        AgreeMandate = "agree_mandate",
        /// Act in her name.
        UseMandate = "use_mandate",
        /// The mandate, and what is done under it.
        ViewMandate = "view_mandate",
        /// Put it on pause, or take a theme out of it, on her word.
        PauseMandate = "pause_mandate",
        /// Let it go on, in her presence.
        ResumeMandate = "resume_mandate",
        /// Stop it, on her word.
        RevokeMandate = "revoke_mandate",
        /// Give it back, end it with its procedure, mark it as wrong.
        EndMandate = "end_mandate",
    }
}

/// The facts about an object that decide access. Rules look at facts, never at rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A network as a whole.
    Network(NetworkId),
    /// An organisation, and everything of it that has no facts of its own (day, inbox, contacts, members).
    Organisation {
        /// The organisation.
        id: OrganisationId,
        /// Its network.
        network: NetworkId,
    },
    /// What an organisation knows of a person.
    Relation {
        /// The relation.
        id: RelationId,
        /// Whose relation it is.
        organisation: OrganisationId,
        /// Whether its ground still stands.
        open: bool,
        /// Whether this actor gave a reason for reading it, which is journalled and shown to the person.
        reason_given: bool,
    },
    /// A referral.
    Referral(ReferralFacts),
    /// A mandate.
    Mandate(MandateFacts),
    /// An agreement.
    Agreement {
        /// The agreement.
        id: AgreementId,
        /// The organisation that collects it.
        controller: OrganisationId,
        /// The organisation it lets see.
        recipient: OrganisationId,
        /// Whether it was ever given; before, the recipient knows nothing of it.
        given: bool,
    },
}

/// The facts of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferralFacts {
    /// The referral.
    pub id: ReferralId,
    /// The sending organisation.
    pub sender: OrganisationId,
    /// The organisation of the service asked; a draft may have none.
    pub recipient: Option<OrganisationId>,
    /// The state.
    pub state: ReferralState,
    /// Whether it has been accepted.
    pub accepted: bool,
    /// Whether its agreement is in force at this read.
    pub agreement_valid: bool,
    /// Whether this actor gave a reason for reading it.
    pub reason_given: bool,
}

/// The facts of a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MandateFacts {
    /// The mandate.
    pub id: MandateId,
    /// The organisation it is given to.
    pub organisation: OrganisationId,
    /// Its network.
    pub network: NetworkId,
    /// Whether it was ever given; before, no other desk knows of it.
    pub given: bool,
}

/// The answer of [`decide`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allowed; the grant says what for and how deep.
    Allow(Grant),
    /// The object is known to the actor, the act is not his (403).
    Forbidden,
    /// The actor must not learn that the object exists (404).
    Hidden,
}

/// A refusal, as [`require`] returns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// Known, not allowed.
    #[error("not allowed")]
    Forbidden,
    /// Not to be known.
    #[error("not to be known")]
    Hidden,
}

/// [`decide`] as a result, for use cases.
pub fn require(actor: &Actor, action: Action, resource: &Resource) -> Result<Grant, AccessError> {
    match decide(actor, action, resource) {
        Decision::Allow(grant) => Ok(grant),
        Decision::Forbidden => Err(AccessError::Forbidden),
        Decision::Hidden => Err(AccessError::Hidden),
    }
}
