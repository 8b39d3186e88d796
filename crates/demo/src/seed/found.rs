//! The network, its members, services and agents, founded as an installation's operator would.

use super::{SeedError, While, places};
use crate::network::{Agent, DemoNetwork, Member, Service};
use crate::provider::subject;
use relais_app::{
    App,
    auth::AgentClaims,
    organisations::{
        FoundMember, FoundNetwork, FoundOrganisation, FoundService, OrganisationUpsert, found_network,
        found_organisation,
    },
    partners::{PartnerQuery, search_partners},
};
use relais_domain::{
    actor::{Actor, Role},
    ids::{NetworkId, OrganisationId, ServiceId},
    text::SearchKey,
};
use std::collections::HashMap;

/// What founding gave: who acts for whom, and the ids of services.
#[derive(Debug)]
pub struct Founded {
    actors: HashMap<(String, String), Actor>,
    organisations: HashMap<String, OrganisationId>,
    services: HashMap<(OrganisationId, String), ServiceId>,
}

impl Founded {
    /// Founds everything.
    pub(super) async fn found(app: &App, network: &DemoNetwork, issuer: &str) -> Result<Self, SeedError> {
        let new = FoundNetwork {
            slug: network.slug.clone(),
            name: network.name.clone(),
            time_zone: "Europe/Paris".to_owned(),
            phone: None,
            fictitious: true,
        };
        let id = found_network(app, new).await.while_doing(|| "found the network".to_owned())?;
        let mut founded =
            Self { actors: HashMap::new(), organisations: HashMap::new(), services: HashMap::new() };
        places::write(app, network, id).await?;
        for member in &network.members {
            founded.member(app, (network, id), member, issuer).await?;
        }
        founded.find_services(app).await?;
        Ok(founded)
    }

    /// Who acts when an agent works for an organisation.
    pub fn actor(&self, username: &str, organisation: &str) -> Result<&Actor, SeedError> {
        let held = self.actors.get(&(username.to_owned(), organisation.to_owned()));
        held.ok_or_else(|| SeedError::missing(&format!("{username} at {organisation}")))
    }

    /// The id of a member's service, by the service's name.
    pub fn service(&self, organisation: &str, name: &str) -> Result<ServiceId, SeedError> {
        let id = self.organisations.get(organisation).ok_or_else(|| SeedError::missing(organisation))?;
        let found = self.services.get(&(*id, name.to_owned()));
        found.copied().ok_or_else(|| SeedError::missing(&format!("{organisation}: {name}")))
    }

    /// Somebody has come to an organisation: she acts for it from now on.
    pub fn join(&mut self, username: &str, organisation: &str, actor: Actor) {
        self.actors.insert((username.to_owned(), organisation.to_owned()), actor);
    }

    async fn member(
        &mut self,
        app: &App,
        (network, id): (&DemoNetwork, NetworkId),
        member: &Member,
        issuer: &str,
    ) -> Result<(), SeedError> {
        let agents: Vec<(&Agent, Role)> = network
            .agents
            .iter()
            .flat_map(|agent| agent.memberships.iter().map(move |held| (agent, held)))
            .filter(|(_, held)| held.organisation == member.slug)
            .map(|(agent, held)| (agent, held.role))
            .collect();
        let new = FoundOrganisation {
            facts: facts(app, (network, id), member),
            known_as: known_as(member),
            services: member.services.iter().map(|service| offered(network, member, service)).collect(),
            members: agents.iter().map(|(agent, role)| joined(member, agent, *role, issuer)).collect(),
        };
        let (organisation, actors) =
            found_organisation(app, id, new).await.while_doing(|| format!("found {}", member.slug))?;
        self.organisations.insert(member.slug.clone(), organisation);
        let named = agents.iter().map(|(agent, _)| (agent.username.clone(), member.slug.clone()));
        self.actors.extend(named.zip(actors));
        Ok(())
    }

    /// Finds every service as an agent would: by the search for a partner, page after page.
    async fn find_services(&mut self, app: &App) -> Result<(), SeedError> {
        let Some(actor) = self.actors.values().find(|actor| actor.role == Role::NetworkAdmin) else {
            return Err(SeedError::missing("network admin"));
        };
        let mut query = PartnerQuery::default();
        loop {
            let page = search_partners(app, actor, &query).await;
            let (found, more) = page.while_doing(|| "find the services".to_owned())?;
            query.offset += found.len();
            let rows = found.into_iter().map(|found| found.service);
            self.services.extend(rows.map(|row| ((row.organisation(), row.name.clone()), row.id())));
            if !more {
                return Ok(());
            }
        }
    }
}

fn facts(app: &App, (network, id): (&DemoNetwork, NetworkId), member: &Member) -> OrganisationUpsert {
    let place = member.places.first();
    let source = member.source.clone().unwrap_or_else(|| network.slug.clone());
    let town = commune(network, &member.commune);
    let key = format!("{} {}", member.name, town.as_deref().unwrap_or_default());
    OrganisationUpsert {
        id: OrganisationId::random(app.random.as_ref()),
        network: id,
        slug: member.slug.clone(),
        name: member.name.clone(),
        kind: member.kind.as_str().to_owned(),
        siret: member.siret.clone(),
        address: place.map(|place| place.address.clone()),
        postcode: place.map(|place| place.postcode.clone()),
        commune: town,
        insee: Some(member.commune.clone()),
        position: place.and_then(|place| place.position).map(|[latitude, longitude]| (latitude, longitude)),
        phone: member.phone.clone(),
        email: member.email.clone(),
        website: member.website.clone(),
        member: true,
        source,
        external_id: member.slug.clone(),
        search_key: SearchKey::of(&key).as_str().to_owned(),
    }
}

fn known_as(member: &Member) -> Vec<(String, String)> {
    let by_source = member.known_as.iter();
    by_source.flat_map(|(source, ids)| ids.iter().map(move |id| (source.clone(), id.clone()))).collect()
}

fn offered(network: &DemoNetwork, member: &Member, service: &Service) -> FoundService {
    let given_at = service.place.as_ref();
    let place = given_at.and_then(|slug| member.places.iter().find(|place| place.slug == *slug));
    let insee = place.map_or(&member.commune, |place| &place.commune);
    FoundService {
        place: place.map(|place| places::key(network, member, place)),
        name: service.name.clone(),
        description: service.description.clone(),
        audience: Some(service.audience.clone()),
        address: place.map(|place| place.address.clone()),
        commune: commune(network, insee),
        insee: Some(insee.clone()),
        position: network.position(place.and_then(|place| place.position), insee).map(Into::into),
        capacity: service.capacity.as_str().to_owned(),
        answer_days: None,
        accepts_referrals: service.accepts_referrals,
        themes: service.themes.iter().map(|theme| theme.as_str().to_owned()).collect(),
    }
}

fn joined(member: &Member, agent: &Agent, role: Role, issuer: &str) -> FoundMember {
    let claims = AgentClaims {
        issuer: issuer.to_owned(),
        subject: subject(&agent.username),
        given_name: agent.given_name.clone(),
        usual_name: agent.usual_name.clone(),
        email: Some(agent.email()),
        siret: member.siret.clone(),
        provider_id: None,
        acr: None,
    };
    FoundMember { claims, role }
}

fn commune(network: &DemoNetwork, insee: &str) -> Option<String> {
    network.communes.iter().find(|commune| commune.insee == insee).map(|commune| commune.name.clone())
}
