//! Setting up a network: its first organisations, services and members. A command of the house, not of an actor.

use relais_domain::{
    actor::{Actor, Role, Who},
    ids::{AgentId, MembershipId, NetworkId, OrganisationId, ServiceId},
    organisation::Slug,
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    members::AgentClaims,
    networks::NetworkRow,
    organisations::{OrganisationAlias, OrganisationUpsert},
    services::NewService,
};

use super::service::search_key;
use crate::{App, AppError};

/// A network to set up.
#[derive(Clone, Debug)]
pub struct FoundNetwork {
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// IANA time zone.
    pub time_zone: String,
    /// A phone number a person may call.
    pub phone: Option<String>,
    /// Every person in it is invented.
    pub fictitious: bool,
}

/// An organisation to set up, with what it offers and who works there.
#[derive(Clone, Debug)]
pub struct FoundOrganisation {
    /// What a source says of it; id and network are filled in here.
    pub facts: OrganisationUpsert,
    /// Records by which imports will meet it again, as (source, identifier).
    pub known_as: Vec<(String, String)>,
    /// Its services.
    pub services: Vec<FoundService>,
    /// Its first members.
    pub members: Vec<FoundMember>,
}

/// A service to set up.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the other fields are those of Service")]
pub struct FoundService {
    /// The place where it is given, as (source, identifier) of an import that came before.
    pub place: Option<(String, String)>,
    pub name: String,
    pub description: String,
    pub audience: Option<String>,
    pub address: Option<String>,
    pub commune: Option<String>,
    pub insee: Option<String>,
    pub position: Option<(f64, f64)>,
    pub capacity: String,
    pub answer_days: Option<i32>,
    pub accepts_referrals: bool,
    pub themes: Vec<String>,
}

/// A first member, known by what the provider will say of her.
#[derive(Clone, Debug)]
pub struct FoundMember {
    /// The provider's claims.
    pub claims: AgentClaims,
    /// Her role.
    pub role: Role,
}

/// Sets a network up, once; the network that is there counts.
pub async fn found_network(app: &App, new: FoundNetwork) -> Result<NetworkId, AppError> {
    let unit = app.store.begin_house().await?;
    if let Some(known) = unit.find_network(&new.slug).await? {
        return Ok(NetworkId::new(known.id));
    }
    let id = NetworkId::random(app.random.as_ref());
    unit.make_tenant(id.bytes()).await?;
    let row = NetworkRow {
        id: id.uuid(),
        slug: new.slug,
        name: new.name,
        time_zone: new.time_zone,
        phone: new.phone,
        fictitious: new.fictitious,
        created_at: unit.now(),
    };
    unit.insert_network(row).await?;
    unit.record(Act::new(Journalled::NetworkEdited).on(id.uuid())).await?;
    unit.commit().await?;
    Ok(id)
}

/// Sets an organisation up: its keys, its side of the journal, services and members, all or nothing. Refuses
/// `choice.unknown` for the place of a service that the network does not have.
pub async fn found_organisation(
    app: &App,
    network: NetworkId,
    new: FoundOrganisation,
) -> Result<(OrganisationId, Vec<Actor>), AppError> {
    let unit = app.store.begin_house().await?;
    let fresh = OrganisationId::random(app.random.as_ref());
    let facts = OrganisationUpsert { id: fresh, network, ..new.facts };
    let name = facts.name.clone();
    let id = unit.upsert_organisation(facts).await?;
    unit.make_tenant(id.bytes()).await?;
    if id == fresh {
        unit.make_journal_subject(id.uuid(), network).await?;
    }
    let known_as = new.known_as.into_iter();
    let alias = |(source, external_id)| OrganisationAlias { source, external_id, organisation: id };
    unit.remember_organisations(network, known_as.map(alias).collect()).await?;
    for service in new.services {
        insert_service(app, &unit, (network, id, &name), service).await?;
    }
    let mut actors = Vec::with_capacity(new.members.len());
    for member in new.members {
        actors.push(insert_member(app, &unit, (network, id), member).await?);
    }
    unit.record(Act::new(Journalled::OrganisationCreated).on(id.uuid())).await?;
    unit.commit().await?;
    Ok((id, actors))
}

async fn insert_service(
    app: &App,
    unit: &UnitOfWork<'_>,
    (network, organisation, organisation_name): (NetworkId, OrganisationId, &str),
    new: FoundService,
) -> Result<(), AppError> {
    let slug = Slug::from_name(&new.name).map_err(|error| AppError::field("name", error.code()))?;
    let search_key = search_key(&new.name, organisation_name, new.commune.as_deref());
    let place = match &new.place {
        Some((source, id)) => {
            let found = unit.find_place_of_source(network, (source, id)).await?;
            Some(found.ok_or_else(|| AppError::field("place", "choice.unknown"))?)
        }
        None => None,
    };
    let service = NewService {
        id: ServiceId::random(app.random.as_ref()),
        organisation,
        place,
        slug: slug.as_str().to_owned(),
        name: new.name,
        description: new.description,
        audience: new.audience,
        address: new.address,
        commune: new.commune,
        insee: new.insee,
        position: new.position,
        capacity: new.capacity,
        answer_days: new.answer_days,
        accepts_referrals: new.accepts_referrals,
        themes: new.themes,
        search_key,
    };
    Ok(unit.insert_service(service).await?)
}

async fn insert_member(
    app: &App,
    unit: &UnitOfWork<'_>,
    (network, organisation): (NetworkId, OrganisationId),
    new: FoundMember,
) -> Result<Actor, AppError> {
    let agent = unit.upsert_agent(AgentId::random(app.random.as_ref()), new.claims).await?;
    let membership = MembershipId::random(app.random.as_ref());
    unit.insert_membership(membership, agent, organisation, new.role).await?;
    let act = Act::new(Journalled::MembershipStarted).on(membership.uuid()).scope(new.role.as_str());
    unit.record(act.at(organisation)).await?;
    Ok(Actor { who: Who::Agent { agent, membership }, organisation, network, role: new.role })
}
