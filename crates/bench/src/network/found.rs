//! The organisations with their services and agents, founded as an operator would.

use anyhow::{Context as _, Result};
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
    ids::{OrganisationId, ServiceId},
};

use crate::{
    story::Scale,
    words::{COMMUNES, FAMILY, GIVEN, SERVICES},
};
use relais_bench::{Chance, ISSUER};

/// The ten agents of an organisation. The first seven follow persons; the readers of the measurement are among them.
const TEAM: [Role; 10] = [
    Role::SocialWorker,
    Role::SocialWorker,
    Role::SocialWorker,
    Role::SocialWorker,
    Role::SocialWorker,
    Role::DigitalMediator,
    Role::DigitalMediator,
    Role::Receptionist,
    Role::Receptionist,
    Role::Manager,
];

/// An organisation of the network.
pub(super) struct House {
    pub team: Vec<Actor>,
    pub services: Vec<ServiceId>,
}

impl House {
    /// One of those who may follow a person and answer a referral.
    pub(super) fn worker(&self, number: usize) -> Option<&Actor> {
        self.team.get(number % 7)
    }
}

/// Founds the network.
pub(super) async fn found(app: &App, scale: Scale, chance: &Chance) -> Result<Vec<House>> {
    let new = FoundNetwork {
        slug: "banc".to_owned(),
        name: "Réseau du banc d’essai".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        phone: None,
        fictitious: true,
    };
    let network = found_network(app, new).await.context("found the network")?;
    let mut houses = Vec::with_capacity(scale.organisations());
    let mut ids: Vec<OrganisationId> = Vec::new();
    for number in 0..scale.organisations() {
        let new = organisation(number, chance);
        let (id, team) = found_organisation(app, network, new).await.context("found an organisation")?;
        ids.push(id);
        houses.push(House { team, services: Vec::new() });
    }
    find_services(app, &ids, &mut houses).await?;
    Ok(houses)
}

/// Finds every service as an agent would: by the search for a partner, page after page.
async fn find_services(app: &App, ids: &[OrganisationId], houses: &mut [House]) -> Result<()> {
    let actor = houses.first().and_then(|house| house.team.first()).copied().context("no agent")?;
    let mut query = PartnerQuery::default();
    loop {
        let (found, more) = search_partners(app, &actor, &query).await.context("find the services")?;
        query.offset += found.len();
        for row in found {
            let home = ids.iter().position(|id| *id == row.service.organisation());
            let house = home.and_then(|home| houses.get_mut(home)).context("a service of nobody")?;
            house.services.push(row.service.id());
        }
        if !more {
            return Ok(());
        }
    }
}

fn organisation(number: usize, chance: &Chance) -> FoundOrganisation {
    let slug = format!("maison-{number}");
    let (_, commune) = COMMUNES.get(number % COMMUNES.len()).copied().unwrap_or_default();
    let facts = OrganisationUpsert {
        commune: Some(commune.to_owned()),
        ..OrganisationUpsert::member(
            "banc",
            &slug,
            &format!("Maison de l’entraide {number} {commune}"),
            "association",
        )
    };
    let service = |(name, theme): &(&str, &str)| FoundService {
        place: None,
        name: format!("{name} {number}"),
        description: format!("{name} pour les habitants de {commune}, sur rendez-vous."),
        audience: None,
        address: None,
        commune: Some(commune.to_owned()),
        insee: None,
        position: None,
        capacity: "open".to_owned(),
        answer_days: None,
        accepts_referrals: true,
        themes: vec![(*theme).to_owned()],
    };
    let member =
        |(place, role): (usize, &Role)| FoundMember { claims: claims(number, place, chance), role: *role };
    FoundOrganisation {
        facts,
        known_as: Vec::new(),
        services: SERVICES.iter().map(service).collect(),
        members: TEAM.iter().enumerate().map(member).collect(),
    }
}

fn claims(organisation: usize, place: usize, chance: &Chance) -> AgentClaims {
    AgentClaims {
        issuer: ISSUER.to_owned(),
        subject: format!("agent-{organisation}-{place}"),
        given_name: chance.one(&GIVEN).unwrap_or_default().to_owned(),
        usual_name: chance.one(&FAMILY).unwrap_or_default().to_owned(),
        email: Some(format!("agent-{organisation}-{place}@example.org")),
        siret: None,
        provider_id: None,
        acr: None,
    }
}
