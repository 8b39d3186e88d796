//! The demonstration network: the organisations of Brest métropole with their places and services, as files of facts
//! under `config/demo`, and the invented agents who sign in for them. All of it is inside the binary.

mod check;
mod facts;
mod load;

pub use check::Fault;
pub use facts::{Agent, Commune, DemoNetwork, Member, Membership, Place, Service, Source};
pub use load::LoadError;
pub(crate) use {facts::code, load::read};

use crate::provider::Account;
use relais_domain::actor::Role;

impl DemoNetwork {
    /// The member that a slug names.
    pub fn member(&self, slug: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.slug == slug)
    }

    /// Where something of a commune is looked for: at its own position or, where no source gives one, in the middle
    /// of the commune.
    pub fn position(&self, own: Option<[f64; 2]>, commune: &str) -> Option<[f64; 2]> {
        let town = self.communes.iter().find(|known| known.insee == commune);
        own.or_else(|| town.map(|town| town.position))
    }

    /// The member and service that `organisation/service` names.
    pub fn service(&self, path: &str) -> Option<(&Member, &Service)> {
        let (organisation, service) = path.split_once('/')?;
        let member = self.member(organisation)?;
        Some((member, member.services.iter().find(|known| known.slug == service)?))
    }

    /// The provider's accounts, one an agent, shown with the first membership.
    pub fn accounts(&self) -> Vec<Account> {
        self.agents.iter().map(|agent| self.account(agent)).collect()
    }

    fn account(&self, agent: &Agent) -> Account {
        let first = agent.memberships.first();
        let member = first.and_then(|membership| self.member(&membership.organisation));
        Account {
            username: agent.username.clone(),
            given_name: agent.given_name.clone(),
            usual_name: agent.usual_name.clone(),
            email: agent.email(),
            siret: member.and_then(|member| member.siret.clone()),
            organisation: member.map(|member| member.name.clone()).unwrap_or_default(),
            role: first.map(|membership| label(membership.role).to_owned()).unwrap_or_default(),
        }
    }
}

/// The role as the provider's page shows it.
const fn label(role: Role) -> &'static str {
    match role {
        Role::Receptionist => "Agent d'accueil",
        Role::SocialWorker => "Travailleur social, conseiller",
        Role::DigitalMediator => "Médiateur numérique",
        Role::Manager => "Référent",
        Role::Volunteer => "Bénévole",
        Role::NetworkAdmin => "Animation du réseau",
        Role::Dpo => "Délégué à la protection des données",
        Role::Integration => "Logiciel",
    }
}

#[cfg(test)]
mod tests;
