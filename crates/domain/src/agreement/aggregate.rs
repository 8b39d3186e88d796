//! The agreement itself, and the one question asked at each read.

use crate::{
    access::Resource,
    agreement::{
        AgreementError, AgreementRecipient, AgreementStage, AgreementState, Item, Purpose, Terms,
        WithdrawalChannel,
    },
    clock::Timestamp,
    ids::{AgreementId, MembershipId, NetworkId, OrganisationId, PersonId, ReferralId},
    referral::Recipient,
};

/// What a new agreement needs.
#[derive(Clone, Debug)]
pub struct NewAgreement {
    /// The new id (« référence de l'accord »).
    pub id: AgreementId,
    /// The network.
    pub network: NetworkId,
    /// The person.
    pub person: PersonId,
    /// The organisation that answers for it (« organisme responsable ») and collects it: the sender.
    pub controller: OrganisationId,
    /// The membership that collects it.
    pub collected_by: Option<MembershipId>,
    /// The referral it is given for.
    pub referral: Option<ReferralId>,
    /// The terms put to the person.
    pub terms: Terms,
    /// The older agreement it replaces.
    pub replaces: Option<AgreementId>,
}

/// An agreement to share. Its state changes only by the methods of `transition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub(super) id: AgreementId,
    pub(super) network: NetworkId,
    pub(super) person: PersonId,
    pub(super) controller: OrganisationId,
    pub(super) collected_by: Option<MembershipId>,
    pub(super) referral: Option<ReferralId>,
    pub(super) terms: Terms,
    pub(super) stage: AgreementStage,
    pub(super) replaces: Option<AgreementId>,
    pub(super) replaced_by: Option<AgreementId>,
    pub(super) version: i32,
    pub(super) created_at: Timestamp,
}

impl Agreement {
    /// Writes an agreement to be put to the person, at version 1; refused without a purpose.
    pub fn request(new: NewAgreement, now: Timestamp) -> Result<Self, AgreementError> {
        if new.terms.purposes.is_empty() {
            return Err(AgreementError::PurposeMissing);
        }
        let NewAgreement { id, network, person, controller, collected_by, referral, terms, replaces } = new;
        Ok(Self {
            id,
            network,
            person,
            controller,
            collected_by,
            referral,
            terms,
            stage: AgreementStage::Requested,
            replaces,
            replaced_by: None,
            version: 1,
            created_at: now,
        })
    }

    /// Whether it is given, not ended, and `at` lies in its term.
    #[must_use]
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        match &self.stage {
            AgreementStage::Given(given) => given.term.contains(at) && self.replaced_by.is_none(),
            AgreementStage::Requested
            | AgreementStage::Refused { .. }
            | AgreementStage::Withdrawn { .. }
            | AgreementStage::Revoked { .. }
            | AgreementStage::Expired { .. }
            | AgreementStage::Invalidated { .. } => false,
        }
    }

    /// Whether `recipient` may see `item` for `purpose` at this instant. Asked at each read.
    #[must_use]
    pub fn covers(
        &self,
        recipient: &AgreementRecipient,
        purpose: Purpose,
        item: Item,
        at: Timestamp,
    ) -> bool {
        self.allows(recipient, purpose, at) && self.terms.items.contains(item)
    }

    /// Whether a referral of `person` to `recipient` may be sent, accepted and read (reduced sheet) at this instant.
    #[must_use]
    pub fn permits_referral(&self, person: PersonId, recipient: &Recipient, at: Timestamp) -> bool {
        let to =
            AgreementRecipient { organisation: recipient.organisation, service: Some(recipient.service) };
        self.person == person && self.allows(&to, Purpose::Referral, at)
    }

    fn allows(&self, recipient: &AgreementRecipient, purpose: Purpose, at: Timestamp) -> bool {
        self.is_in_force(at)
            && self.terms.recipient.includes(recipient)
            && self.terms.purposes.contains(purpose)
    }

    /// The ways to withdraw that are open now; said in the text and on the receipt.
    #[must_use]
    pub const fn withdrawal_channels(&self) -> &'static [WithdrawalChannel] {
        &[WithdrawalChannel::Counter, WithdrawalChannel::Phone, WithdrawalChannel::Letter]
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> AgreementId {
        self.id
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> NetworkId {
        self.network
    }

    /// The person.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// The organisation that answers for it.
    #[must_use]
    pub const fn controller(&self) -> OrganisationId {
        self.controller
    }

    /// The membership that collected it.
    #[must_use]
    pub const fn collected_by(&self) -> Option<MembershipId> {
        self.collected_by
    }

    /// The referral it was given for.
    #[must_use]
    pub const fn referral(&self) -> Option<ReferralId> {
        self.referral
    }

    /// The terms.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The stage with all its data.
    #[must_use]
    pub const fn stage(&self) -> &AgreementStage {
        &self.stage
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> AgreementState {
        self.stage.state()
    }

    /// « Valable jusqu'au », once given.
    #[must_use]
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.stage.given().map(|given| given.term.until())
    }

    /// When the person took it back.
    #[must_use]
    pub const fn withdrawn_at(&self) -> Option<Timestamp> {
        match self.stage {
            AgreementStage::Withdrawn { at, .. } => Some(at),
            AgreementStage::Requested
            | AgreementStage::Given(_)
            | AgreementStage::Refused { .. }
            | AgreementStage::Revoked { .. }
            | AgreementStage::Expired { .. }
            | AgreementStage::Invalidated { .. } => None,
        }
    }

    /// The agreement it replaces.
    #[must_use]
    pub const fn replaces(&self) -> Option<AgreementId> {
        self.replaces
    }

    /// The agreement that replaced it.
    #[must_use]
    pub const fn replaced_by(&self) -> Option<AgreementId> {
        self.replaced_by
    }

    /// Grows by one at each change.
    #[must_use]
    pub const fn version(&self) -> i32 {
        self.version
    }

    /// When it was written.
    #[must_use]
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// What access needs to know.
    #[must_use]
    pub const fn facts(&self) -> Resource {
        Resource::Agreement {
            id: self.id,
            controller: self.controller,
            recipient: self.terms.recipient.organisation,
            given: self.stage.given().is_some(),
        }
    }
}
