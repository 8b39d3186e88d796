//! Two networks in one installation know nothing of each other, even where a source describes the same organisation.

use relais_app::{
    AppError,
    organisations::{FoundMember, FoundNetwork, FoundOrganisation, found_network, found_organisation},
    partners::{PartnerQuery, search_partners, show_service},
    persons::show_person,
    referrals::{choose_service, start_referral},
};
use relais_domain::{
    actor::{Actor, Role},
    ids::OrganisationId,
};
use relais_store::{members::AgentClaims, organisations::OrganisationUpsert};
use relais_testdb::{
    World,
    story::{self, create, need},
};

/// A second network, whose one organisation has the same name, source and number as the first network's CCAS.
async fn second(world: &World) -> (OrganisationId, Actor) {
    let network = FoundNetwork {
        slug: "quimper".into(),
        name: "Quimper".into(),
        time_zone: "Europe/Paris".into(),
        phone: None,
        fictitious: true,
    };
    let network = found_network(&world.app, network).await.unwrap();
    let claims = AgentClaims {
        issuer: "https://idp.test".into(),
        subject: "quimper".into(),
        given_name: "Lou".into(),
        usual_name: "Kerjean".into(),
        email: None,
        siret: None,
        provider_id: None,
        acr: None,
    };
    let facts = OrganisationUpsert::member("test", "ccas", "CCAS", "ccas");
    let members = vec![FoundMember { claims, role: Role::SocialWorker }];
    let new = FoundOrganisation { facts, known_as: Vec::new(), services: Vec::new(), members };
    let (organisation, actors) = found_organisation(&world.app, network, new).await.unwrap();
    (organisation, actors[0])
}

#[tokio::test]
async fn an_organisation_is_never_taken_over_by_another_network() {
    let world = World::open().await;
    let (organisation, actor) = second(&world).await;
    assert_ne!(organisation, world.ccas.organisation);
    let own = "organisation WHERE id = $1 AND network_id = $2 AND name = 'CCAS de Brest'";
    let values = [world.ccas.organisation.uuid().into(), world.network.uuid().into()];
    assert_eq!(world.db().count(own, values).await, 1);
    assert_ne!(actor.network, world.network);
}

#[tokio::test]
async fn another_network_finds_nothing() {
    let world = World::open().await;
    let (_, actor) = second(&world).await;
    let relation = create(&world, &world.ccas.social_worker(), story::amina()).await;
    let (found, more) = search_partners(&world.app, &actor, &PartnerQuery::default()).await.unwrap();
    assert!(found.is_empty() && !more);
    let service = show_service(&world.app, &actor, world.mission.service()).await;
    assert!(matches!(service, Err(AppError::NotFound)), "{service:?}");
    let person = show_person(&world.app, &actor, relation).await;
    assert!(matches!(person, Err(AppError::NotFound)), "{person:?}");
    let own = create(&world, &actor, story::amina()).await;
    let id = start_referral(&world.app, &actor, &need(own)).await.unwrap();
    let abroad = choose_service(&world.app, &actor, id, 1, world.mission.service()).await;
    assert!(matches!(abroad, Err(AppError::Invalid(_))), "{abroad:?}");
}
