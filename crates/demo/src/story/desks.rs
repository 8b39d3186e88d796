//! Who works where: which desk meets somebody, which agent takes an act.

use super::acts::Hand;
use crate::{network::DemoNetwork, persons::Dice};
use relais_domain::actor::Role;

/// The agents of each member.
pub(super) struct Desks<'a> {
    network: &'a DemoNetwork,
}

impl<'a> Desks<'a> {
    pub(super) fn of(network: &'a DemoNetwork) -> Self {
        Self { network }
    }

    pub(super) fn network(&self) -> &'a DemoNetwork {
        self.network
    }

    /// Somebody of an organisation who may refer and take over.
    pub(super) fn caseworker(&self, organisation: &str) -> Option<Hand> {
        self.hand(organisation, |role| matches!(role, Role::SocialWorker | Role::DigitalMediator))
    }

    /// Whoever is at the desk: an agent d'accueil where there is one and the dice say so, else a caseworker.
    pub(super) fn desk(&self, organisation: &str, dice: Dice<'_>) -> Option<Hand> {
        let reception = self.hand(organisation, |role| role == Role::Receptionist);
        reception.filter(|_| dice.chance(50)).or_else(|| self.caseworker(organisation))
    }

    /// The organisation where somebody of a commune comes in; never `not`, which is to receive the referral.
    pub(super) fn entrance(&self, commune: &str, not: &str, dice: Dice<'_>) -> Option<&'a str> {
        let members = self.network.members.iter();
        let ccas = members.clone().find(|member| member.kind.as_str() == "ccas" && member.commune == commune);
        let everywhere = ["vivre-la-ville", "ccas-brest", "departement-finistere", "mission-locale-brest"];
        let named = everywhere.iter().filter_map(|slug| self.network.member(slug));
        let mut doors: Vec<&str> = named.map(|member| member.slug.as_str()).collect();
        // Two in three come in by the CCAS of their commune.
        if let Some(ccas) = ccas.map(|ccas| ccas.slug.as_str()) {
            doors.extend(std::iter::repeat_n(ccas, 2 * doors.len()));
        }
        doors.retain(|door| *door != not);
        dice.pick(&doors).copied()
    }

    fn hand(&self, organisation: &str, fits: impl Fn(Role) -> bool) -> Option<Hand> {
        let works = |agent: &&crate::network::Agent| {
            agent.memberships.iter().any(|held| held.organisation == organisation && fits(held.role))
        };
        let agent = self.network.agents.iter().find(works)?;
        Some(Hand { username: agent.username.clone(), organisation: organisation.to_owned() })
    }
}
