//! The referral itself: what it is, who wrote it, for whom, and how a draft is filled in.

use crate::{
    access::{ReferralFacts, Resource},
    actor::{Actor, Role, Who},
    agreement::Agreement,
    clock::Timestamp,
    code_set::CodeSet,
    ids::{AgreementId, MembershipId, NeedId, NetworkId, OrganisationId, PersonId, ReferralId, ServiceId},
    referral::{
        Claim, Clock, Clocks, Draft, RefNumber, ReferralError, ReferralState, Stage, stage::Sent,
        trail::Trail,
    },
};

/// Who sends. Names are copied at creation, so that history and statistics survive renaming and staff moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The sending organisation.
    pub organisation: OrganisationId,
    /// The membership that wrote it; none when the organisation's software did.
    pub membership: Option<MembershipId>,
    /// The organisation's name at creation.
    pub organisation_name: String,
}

/// The one service asked. Names are copied when it is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The organisation of the service.
    pub organisation: OrganisationId,
    /// The service.
    pub service: ServiceId,
    /// The organisation's name when it was chosen.
    pub organisation_name: String,
    /// The service's name when it was chosen.
    pub service_name: String,
}

/// What a new draft needs.
#[derive(Clone, Debug)]
pub struct NewReferral {
    /// The new id.
    pub id: ReferralId,
    /// The new reference number, checked for uniqueness by the store.
    pub number: RefNumber,
    /// The network.
    pub network: NetworkId,
    /// The need it answers.
    pub need: NeedId,
    /// The person.
    pub person: PersonId,
    /// Who writes it.
    pub sender: Sender,
}

/// One sending of one person to one recipient service. Its state changes only by the methods of `transition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    pub(super) id: ReferralId,
    pub(super) number: RefNumber,
    pub(super) network: NetworkId,
    pub(super) need: NeedId,
    pub(super) person: PersonId,
    pub(super) sender: Sender,
    pub(super) stage: Stage,
    /// The clocks that have struck since the sending; each strikes once.
    pub(super) struck: CodeSet<Clock>,
    pub(super) claim: Option<Claim>,
    pub(super) version: i32,
    pub(super) created_at: Timestamp,
}

impl Referral {
    /// Starts a draft, at version 1.
    #[must_use]
    pub fn draft(new: NewReferral, now: Timestamp) -> Self {
        let NewReferral { id, number, network, need, person, sender } = new;
        let stage = Stage::Draft(Draft::default());
        let (struck, claim) = (CodeSet::default(), None);
        Self { id, number, network, need, person, sender, stage, struck, claim, version: 1, created_at: now }
    }

    /// Chooses the service, while a draft. Another service than before drops the agreement: it named the first one.
    pub fn choose_recipient(mut self, recipient: Recipient, by: &Actor) -> Result<Self, ReferralError> {
        self.sender_writes(by)?;
        let Stage::Draft(draft) = &mut self.stage else { return Err(ReferralError::NotADraft) };
        let same = draft.recipient.as_ref().is_some_and(|old| old.service == recipient.service);
        draft.agreement = draft.agreement.filter(|_| same);
        draft.recipient = Some(recipient);
        Ok(self.next_version())
    }

    /// Notes that the need behind the draft was put in other words: the agreement is dropped, it was given to the
    /// first ones.
    pub fn need_rewritten(self, by: &Actor) -> Result<Self, ReferralError> {
        let mut edited = self.edited(by)?;
        if let Stage::Draft(draft) = &mut edited.stage {
            draft.agreement = None;
        }
        Ok(edited)
    }

    /// Notes that what hangs on the draft was saved: the items, or the need in the same words.
    pub fn edited(self, by: &Actor) -> Result<Self, ReferralError> {
        self.sender_writes(by)?;
        if matches!(self.stage, Stage::Draft(_)) {
            Ok(self.next_version())
        } else {
            Err(ReferralError::NotADraft)
        }
    }

    /// Ties the agreement written for this referral to it, while nothing has been sent.
    pub fn attach_agreement(mut self, agreement: AgreementId, by: &Actor) -> Result<Self, ReferralError> {
        self.sender_writes(by)?;
        match &mut self.stage {
            Stage::Draft(draft) => draft.agreement = Some(agreement),
            Stage::AwaitingConsent { agreement: slot, .. } => *slot = Some(agreement),
            Stage::Asked(_)
            | Stage::Taken(_)
            | Stage::OnHold(_)
            | Stage::Completed { .. }
            | Stage::Rejected { .. }
            | Stage::Cancelled { .. }
            | Stage::ConsentWithdrawn { .. }
            | Stage::Expired { .. }
            | Stage::EnteredInError { .. } => return Err(ReferralError::NotADraft),
        }
        Ok(self.next_version())
    }

    /// Follows an agreement to the one that replaced it, while sent and open: terms never change, so a change of
    /// what the person agrees to is a new agreement. It must name the old one and permit this referral now.
    pub fn follow_agreement(
        mut self,
        next: &Agreement,
        by: &Actor,
        now: Timestamp,
    ) -> Result<Self, ReferralError> {
        self.sender_writes(by)?;
        let person = self.person;
        let sent = self.stage.sent_while_open().ok_or(ReferralError::AgreementNotValid)?;
        if next.replaces() != Some(sent.agreement) || !next.permits_referral(person, &sent.recipient, now) {
            return Err(ReferralError::AgreementNotValid);
        }
        sent.agreement = next.id();
        Ok(self.next_version())
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> ReferralId {
        self.id
    }

    /// The number said on the phone and printed.
    #[must_use]
    pub const fn number(&self) -> RefNumber {
        self.number
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> NetworkId {
        self.network
    }

    /// The need it answers.
    #[must_use]
    pub const fn need(&self) -> NeedId {
        self.need
    }

    /// The person.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// Who sent it.
    #[must_use]
    pub const fn sender(&self) -> &Sender {
        &self.sender
    }

    /// The service asked; a draft may not have one yet.
    #[must_use]
    pub fn recipient(&self) -> Option<&Recipient> {
        self.trail().recipient
    }

    /// The agreement; a draft may not have one yet, a sent referral always has.
    #[must_use]
    pub fn agreement(&self) -> Option<AgreementId> {
        self.trail().agreement
    }

    /// The stage with all its data.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> ReferralState {
        self.stage.state()
    }

    /// The dates promised at sending.
    #[must_use]
    pub fn clocks(&self) -> Option<Clocks> {
        self.trail().sent.map(|sent: &Sent| sent.clocks)
    }

    /// First sending.
    #[must_use]
    pub fn sent_at(&self) -> Option<Timestamp> {
        self.trail().sent.map(|sent| sent.at)
    }

    /// First opening by the recipient.
    #[must_use]
    pub fn received_at(&self) -> Option<Timestamp> {
        self.trail().received_at
    }

    /// Acceptance.
    #[must_use]
    pub fn accepted_at(&self) -> Option<Timestamp> {
        self.trail().accepted_at
    }

    /// First contact with the person.
    #[must_use]
    pub fn started_at(&self) -> Option<Timestamp> {
        self.trail().started_at
    }

    /// The end.
    #[must_use]
    pub const fn closed_at(&self) -> Option<Timestamp> {
        self.stage.closed_at()
    }

    /// Who of the recipient's has taken it in hand.
    #[must_use]
    pub const fn claim(&self) -> Option<Claim> {
        self.claim
    }

    /// Grows by one at each change; an edit made on an older version is refused by the store.
    #[must_use]
    pub const fn version(&self) -> i32 {
        self.version
    }

    /// Creation of the draft.
    #[must_use]
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// What access needs to know. `agreement_valid` is judged now, at this read, never at sending. A recipient that
    /// was chosen and never asked is a stranger, whatever the end.
    #[must_use]
    pub fn facts(&self, agreement_valid: bool, reason_given: bool) -> Resource {
        Resource::Referral(ReferralFacts {
            id: self.id,
            sender: self.sender.organisation,
            recipient: self.trail().sent.map(|sent| sent.recipient.organisation),
            state: self.state(),
            accepted: self.accepted_at().is_some(),
            agreement_valid,
            reason_given,
        })
    }

    pub(super) fn trail(&self) -> Trail<'_> {
        self.stage.trail()
    }

    pub(super) fn is_sender(&self, by: &Actor) -> bool {
        by.who != Who::System && by.organisation == self.sender.organisation
    }

    pub(super) fn is_recipient(&self, by: &Actor) -> bool {
        by.who != Who::System && self.recipient().is_some_and(|to| to.organisation == by.organisation)
    }

    /// The one who wrote it, or a manager of the sending organisation.
    pub(super) fn is_author(&self, by: &Actor) -> bool {
        self.is_sender(by) && (by.membership() == self.sender.membership || by.role == Role::Manager)
    }

    pub(super) const fn next_version(mut self) -> Self {
        self.version += 1;
        self
    }

    fn sender_writes(&self, by: &Actor) -> Result<(), ReferralError> {
        if self.is_sender(by) { Ok(()) } else { Err(ReferralError::NotYourSide) }
    }
}

/// The duplicate guard: does the same organisation already ask the same service for the same person, and is it still
/// open? What another organisation asks for her is not looked at: the answer would tell that it knows her. Drafts count only once they await consent: a colleague's unfinished draft must not block a sending.
#[must_use]
pub fn is_duplicate(referral: &Referral, other: &Referral) -> bool {
    let service = |of: &Referral| of.recipient().map(|recipient| recipient.service);
    referral.id != other.id
        && referral.person == other.person
        && referral.sender.organisation == other.sender.organisation
        && other.state().is_open()
        && other.state() != ReferralState::Draft
        && service(referral).is_some()
        && service(referral) == service(other)
}
