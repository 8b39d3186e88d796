//! A recipient found from each commune of the demonstration, by distance.

use std::collections::{BTreeMap, BTreeSet};

use relais_app::partners::{
    PartnerQuery, list_communes, search_partners, search_places, show_place, show_service,
};
use relais_domain::ids::PlaceId;

use crate::founded::Demonstration;

#[tokio::test]
async fn from_every_commune_of_the_network_its_own_desk_is_found_nearby() {
    let demonstration = Demonstration::open().await;
    let (app, actor) = (&demonstration.app, demonstration.actor("lea.ccas-brest").await);
    let communes = list_communes(app, &actor).await.expect("communes");
    let mut found: Vec<_> = communes.iter().map(|commune| commune.insee.as_str()).collect();
    found.sort_unstable();
    let shipped: Vec<_> = demonstration.facts.communes.iter().map(|commune| commune.insee.as_str()).collect();
    assert_eq!(found, shipped, "a search may start from each");
    for commune in &communes {
        let around = PartnerQuery {
            from: Some((commune.latitude, commune.longitude)),
            kilometres: Some(5.0),
            words: format!("ccas {}", commune.name),
            ..PartnerQuery::default()
        };
        let (services, _) = search_partners(app, &actor, &around).await.expect("services");
        let own = |services: &[relais_app::partners::Found]| {
            services.iter().any(|found| found.service.insee.as_deref() == Some(&commune.insee))
        };
        assert!(own(&services), "{}", commune.name);
        assert!(services.iter().all(|found| found.distance_m.is_some_and(|metres| metres <= 5_000.0)));
        let around = PartnerQuery { words: commune.name.clone(), ..around };
        let (places, _) = search_places(app, &actor, &around).await.expect("places");
        let own = places.iter().any(|found| found.place.insee.as_deref() == Some(&commune.insee));
        assert!(own, "{}", commune.name);
    }
    for table in ["service", "place"] {
        let lost = format!("{table} WHERE latitude IS NULL OR longitude IS NULL");
        assert_eq!(demonstration.db().count(&lost, []).await, 0, "each {table} can be found by distance");
    }
}

#[tokio::test]
async fn the_page_of_every_place_shows_the_services_given_there() {
    let demonstration = Demonstration::open().await;
    let (app, actor) = (&demonstration.app, demonstration.actor("lea.ccas-brest").await);
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for member in &demonstration.facts.members {
        for place in &member.places {
            let given = member.services.iter().filter(|service| service.place.as_ref() == Some(&place.slug));
            let names = given.map(|service| service.name.clone()).collect();
            expected.insert(format!("{}/{}", member.slug, place.slug), names);
        }
    }
    let ids: Vec<_> = demonstration.db().column("SELECT id FROM place", []).await;
    let mut shown = BTreeMap::new();
    for id in ids {
        let view = show_place(app, &actor, PlaceId::new(id)).await.expect("a place");
        for service in &view.services {
            let own = show_service(app, &actor, service.id()).await.expect("a service");
            assert_eq!(own.place(), Some((PlaceId::new(id), view.place.name.as_str())), "and back");
        }
        let names = view.services.iter().map(|service| service.name.clone()).collect();
        shown.insert(view.place.external_id, names);
    }
    assert_eq!(shown, expected);
    let given = expected.values().map(BTreeSet::len).sum::<usize>();
    assert!(given > 40, "{given}");
    let without = "SELECT COUNT(*) FROM service WHERE place_id IS NULL";
    assert_eq!(demonstration.db().number(without, []).await, 2, "those of the Carsat, which has no office");
}
