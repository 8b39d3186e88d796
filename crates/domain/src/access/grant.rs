//! The proof that an act was allowed; only this module's rules can make one.

use super::Action;
use crate::{
    ids::{AgreementId, MandateId, NetworkId, OrganisationId, ReferralId, RelationId},
    referral::visibility::Sight,
};

/// What a grant is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Object {
    /// A network.
    Network(NetworkId),
    /// An organisation.
    Organisation(OrganisationId),
    /// A relation.
    Relation(RelationId),
    /// A referral.
    Referral(ReferralId),
    /// An agreement.
    Agreement(AgreementId),
    /// A mandate.
    Mandate(MandateId),
}

/// One allowed act on one object, for one organisation. It cannot be built, copied onto another object, or widened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    action: Action,
    organisation: OrganisationId,
    object: Object,
    sight: Sight,
}

impl Grant {
    pub(super) const fn new(
        action: Action,
        organisation: OrganisationId,
        object: Object,
        sight: Sight,
    ) -> Self {
        Self { action, organisation, object, sight }
    }

    /// The act.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// The organisation for which the act is done: the tenant whose keys may be used.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The object.
    #[must_use]
    pub const fn object(&self) -> Object {
        self.object
    }

    /// How deep the actor may look. For a relation: `Reduced` is name and reception card, `Own` the full sheet.
    #[must_use]
    pub const fn sight(&self) -> Sight {
        self.sight
    }

    /// Whether sealed content may be opened at all.
    #[must_use]
    pub fn opens_content(&self) -> bool {
        self.sight >= Sight::Reduced
    }
}
