//! The mandate itself.

use crate::{
    access::MandateFacts,
    clock::Timestamp,
    ids::{MandateId, MembershipId, NetworkId, OrganisationId, PersonId, RelationId},
    mandate::{FixedText, MandateNumber, MandateStage, MandateState, MandateTerm, Power, Scope, Validity},
};

/// What a new mandate needs.
#[derive(Clone, Debug)]
pub struct NewMandate {
    /// The new id.
    pub id: MandateId,
    /// Its number, said on the telephone and printed on paper.
    pub number: MandateNumber,
    /// The network.
    pub network: NetworkId,
    /// Who gives it: the person's pseudonym.
    pub person: PersonId,
    /// What the organisation knows of her.
    pub relation: RelationId,
    /// To whom: the organisation.
    pub organisation: OrganisationId,
    /// Who prepares it.
    pub prepared_by: MembershipId,
    /// What may be done.
    pub scope: Scope,
    /// For how long.
    pub term: MandateTerm,
    /// The mandate whose place it takes once agreed.
    pub renews: Option<MandateId>,
}

/// A mandate. Its state changes only by the methods of `transition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    pub(super) id: MandateId,
    pub(super) number: MandateNumber,
    pub(super) network: NetworkId,
    pub(super) person: PersonId,
    pub(super) relation: RelationId,
    pub(super) organisation: OrganisationId,
    pub(super) prepared_by: MembershipId,
    pub(super) scope: Scope,
    pub(super) term: MandateTerm,
    pub(super) renews: Option<MandateId>,
    pub(super) stage: MandateStage,
    pub(super) version: i32,
    pub(super) created_at: Timestamp,
}

impl Mandate {
    /// Begins one as a draft, at version 1.
    #[must_use]
    pub fn draft(new: NewMandate, now: Timestamp) -> Self {
        let NewMandate {
            id,
            number,
            network,
            person,
            relation,
            organisation,
            prepared_by,
            scope,
            term,
            renews,
        } = new;
        Self {
            id,
            number,
            network,
            person,
            relation,
            organisation,
            prepared_by,
            scope,
            term,
            renews,
            stage: MandateStage::Draft,
            version: 1,
            created_at: now,
        }
    }

    /// Whether something may be done under it at this instant; asked before any key is.
    #[must_use]
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        match &self.stage {
            MandateStage::Active(power) => power.text.validity.contains(at),
            MandateStage::Draft
            | MandateStage::Awaiting(_)
            | MandateStage::Suspended(..)
            | MandateStage::Ended(_) => false,
        }
    }

    /// Whether both live, were given to the same organisation by the same person, and let the same be done: of such
    /// two only one may be.
    #[must_use]
    pub fn competes_with(&self, other: &Self) -> bool {
        self.id != other.id
            && self.person == other.person
            && self.organisation == other.organisation
            && other.state().is_living()
            && self.scope.overlaps(&other.scope)
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> MandateId {
        self.id
    }

    /// The number.
    #[must_use]
    pub const fn number(&self) -> MandateNumber {
        self.number
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> NetworkId {
        self.network
    }

    /// Who gives it.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// What the organisation knows of her.
    #[must_use]
    pub const fn relation(&self) -> RelationId {
        self.relation
    }

    /// To whom.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// Who prepared it.
    #[must_use]
    pub const fn prepared_by(&self) -> MembershipId {
        self.prepared_by
    }

    /// What may be done.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// For how long, as she chose.
    #[must_use]
    pub const fn term(&self) -> MandateTerm {
        self.term
    }

    /// The mandate whose place it takes.
    #[must_use]
    pub const fn renews(&self) -> Option<MandateId> {
        self.renews
    }

    /// The stage with all its data.
    #[must_use]
    pub const fn stage(&self) -> &MandateStage {
        &self.stage
    }

    /// The state.
    #[must_use]
    pub fn state(&self) -> MandateState {
        self.stage.state()
    }

    /// The text put to her.
    #[must_use]
    pub fn text(&self) -> Option<&FixedText> {
        self.stage.text()
    }

    /// The power given.
    #[must_use]
    pub fn power(&self) -> Option<&Power> {
        self.stage.power()
    }

    /// From when until when, once its text is fixed.
    #[must_use]
    pub fn validity(&self) -> Option<Validity> {
        self.stage.text().map(|text| text.validity)
    }

    /// Grows by one at each change.
    #[must_use]
    pub const fn version(&self) -> i32 {
        self.version
    }

    /// When it was begun.
    #[must_use]
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// What access needs to know.
    #[must_use]
    pub fn facts(&self) -> MandateFacts {
        MandateFacts {
            id: self.id,
            organisation: self.organisation,
            network: self.network,
            given: self.power().is_some(),
        }
    }
}
