//! Who acts: an agent through one membership, an organisation's own software, or Relais itself.

use crate::{
    codes,
    ids::{AgentId, ApiKeyId, MembershipId, NetworkId, OrganisationId},
};

codes! {
    /// The role of a membership (`product.md`, Roles). An agent works in one membership at a time.
    pub enum Role {
        /// « Agent d'accueil »: contacts, reception cards, drafts, the inbox; nothing beyond reception.
        Receptionist = "receptionist",
        /// « Travailleur social, conseiller »: everything of the persons the organisation follows.
        SocialWorker = "social_worker",
        /// « Médiateur numérique »: the same for learning and help with procedures.
        DigitalMediator = "digital_mediator",
        /// « Référent »: the team's inbox, members and clocks; content only with a reason.
        Manager = "manager",
        /// « Bénévole, service civique »: contacts and the directory; no search, no sheets.
        Volunteer = "volunteer",
        /// « Animateur du réseau »: organisations, services, figures; no person.
        NetworkAdmin = "network_admin",
        /// « DPO »: journal, retention; no content.
        Dpo = "dpo",
        /// The organisation's own software, by key or by the provider's token; never a membership's role.
        Integration = "integration",
    }
}

/// Behind which identity an act is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// A signed-in agent, in one membership.
    Agent {
        /// The agent.
        agent: AgentId,
        /// The membership in use.
        membership: MembershipId,
    },
    /// An organisation's key.
    Key(ApiKeyId),
    /// Relais itself: jobs and commands.
    System,
}

/// The actor of a use case: who, for which organisation of which network, in which role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The identity behind the act.
    pub who: Who,
    /// The organisation on whose behalf the act is done.
    pub organisation: OrganisationId,
    /// The network of that organisation.
    pub network: NetworkId,
    /// The role that bounds what may be done.
    pub role: Role,
}

impl Actor {
    /// Relais itself, on behalf of an organisation: a job that acts on what that organisation answers for.
    #[must_use]
    pub const fn system(organisation: OrganisationId, network: NetworkId) -> Self {
        Self { who: Who::System, organisation, network, role: Role::Integration }
    }

    /// The membership, when an agent acts.
    #[must_use]
    pub const fn membership(&self) -> Option<MembershipId> {
        match self.who {
            Who::Agent { membership, .. } => Some(membership),
            Who::Key(_) | Who::System => None,
        }
    }
}
