//! Places found by name, commune, theme and distance among thousands of real ones.

use std::{collections::HashSet, sync::LazyLock};

use relais_app::{
    AppError,
    imports::{PlaceRecord, read_places, write_places},
    organisations::{FoundOrganisation, FoundService, OrganisationUpsert, found_organisation},
    partners::{
        FoundPlace, PartnerQuery, ServiceRow, list_communes, search_partners, search_places, show_place,
    },
};
use relais_domain::{
    actor::{Actor, Role},
    ids::{NetworkId, PlaceId},
};
use relais_testdb::World;

use relais_testdb::open_data;

/// The town hall of Brest.
const BREST: (f64, f64) = (48.390_4, -4.486_1);

/// The places of the national standard, read once for all tests.
static STANDARD: LazyLock<Option<Vec<PlaceRecord>>> = LazyLock::new(|| {
    let bytes = open_data("places/lieux-standard-v1.csv")?;
    Some(read_places(&bytes, None).unwrap().records)
});

/// A network with these places; none when the open data is not there.
async fn furnished() -> Option<World> {
    let records = STANDARD.clone()?;
    let world = World::open().await;
    write_places(&world.app, world.network, records).await.unwrap();
    Some(world)
}

async fn find(world: &World, query: PartnerQuery) -> (Vec<FoundPlace>, bool) {
    search_places(&world.app, &world.ccas.actor(Role::Volunteer), &query).await.unwrap()
}

fn is_pimms(found: &FoundPlace) -> bool {
    found.place.name.starts_with("France services Pimms Médiation Brest")
}

#[tokio::test]
async fn a_place_is_found_by_name_commune_theme_and_distance() {
    let Some(world) = furnished().await else { return };
    let queries = [
        ("name", PartnerQuery { words: "PIMMS mediation brest".into(), ..PartnerQuery::default() }),
        ("commune", PartnerQuery { insee: "29019".into(), words: "pimms".into(), ..PartnerQuery::default() }),
        ("theme", PartnerQuery { theme: "papiers".into(), insee: "29019".into(), ..PartnerQuery::default() }),
        ("distance", PartnerQuery { from: Some(BREST), kilometres: Some(5.0), ..PartnerQuery::default() }),
    ];
    for (by, query) in queries {
        let (found, _) = find(&world, query).await;
        assert!(
            found.iter().any(is_pimms),
            "by {by}: {:?}",
            found.iter().map(|f| &f.place.name).collect::<Vec<_>>()
        );
    }
    let elsewhere = PartnerQuery {
        words: "pimms mediation brest".into(),
        insee: "29232".into(),
        ..PartnerQuery::default()
    };
    assert!(find(&world, elsewhere).await.0.is_empty(), "no narrowing is lost");
}

#[tokio::test]
async fn the_nearest_come_first_and_none_is_farther_than_asked() {
    let Some(world) = furnished().await else { return };
    let near = PartnerQuery { from: Some(BREST), kilometres: Some(5.0), ..PartnerQuery::default() };
    let (found, more) = find(&world, near).await;
    let distances: Vec<f64> = found.iter().map(|found| found.distance_m.unwrap()).collect();
    assert!(!distances.is_empty() && distances.iter().all(|distance| *distance <= 5_000.0), "{distances:?}");
    assert!(distances.is_sorted(), "{distances:?}");
    assert!(!more, "Brest has fewer than a page within 5 km");
    let all = "SELECT COUNT(*) FROM place WHERE latitude BETWEEN 48.345 AND 48.436 AND longitude BETWEEN -4.555 AND -4.417";
    assert!(i64::try_from(found.len()).unwrap() <= world.db().number(all, []).await);
    let anywhere = PartnerQuery { from: Some(BREST), ..PartnerQuery::default() };
    let (nearest, more) = find(&world, anywhere).await;
    assert_eq!((nearest.len(), more), (20, true));
    let ids = |found: &[FoundPlace]| found.iter().map(|found| found.place.id).collect::<Vec<_>>();
    assert_eq!(ids(&nearest)[..found.len()], ids(&found)[..], "the same order without a bound");
}

#[tokio::test]
async fn pages_follow_one_another_without_hole_or_repetition() {
    let Some(world) = furnished().await else { return };
    let query =
        |offset| PartnerQuery { words: "france services la poste".into(), offset, ..PartnerQuery::default() };
    let mut seen = HashSet::new();
    let mut offset = 0;
    loop {
        let (found, more) = find(&world, query(offset)).await;
        assert!(found.iter().all(|found| seen.insert(found.place.id)), "a place stands on two pages");
        offset += found.len();
        if !more {
            break;
        }
        assert_eq!(found.len(), 20);
    }
    let all =
        ["france", "services", "la", "poste"].map(|word| format!("search_key LIKE '%{word}%'")).join(" AND ");
    assert_eq!(i64::try_from(seen.len()).unwrap(), world.db().count(&format!("place WHERE {all}"), []).await);
    assert!(seen.len() > 40, "several pages were turned");
}

#[tokio::test]
async fn a_place_tells_its_source_and_a_stranger_network_has_none_of_it() {
    let Some(world) = furnished().await else { return };
    let query = PartnerQuery { words: "pimms keredern".into(), ..PartnerQuery::default() };
    let (found, _) = find(&world, query).await;
    let [found] = &found[..] else { panic!("one place: {found:?}") };
    let actor = world.ccas.social_worker();
    let view = show_place(&world.app, &actor, PlaceId::new(found.place.id)).await.unwrap();
    assert_eq!(view.place, found.place);
    assert_eq!(view.place.phone.as_deref(), Some("+33298471061"));
    assert!(view.source != view.place.source && !view.source.is_empty(), "in words: {}", view.source);
    assert!(view.services.is_empty(), "no service of the network is given there yet");
    let service = "UPDATE service SET place_id = $1 WHERE id = $2";
    let values = [found.place.id.into(), world.ccas.service().uuid().into()];
    world.db().execute(service, values).await.unwrap();
    let view = show_place(&world.app, &actor, PlaceId::new(found.place.id)).await.unwrap();
    assert_eq!(view.services.iter().map(ServiceRow::id).collect::<Vec<_>>(), [world.ccas.service()]);
    let stranger = Actor { network: NetworkId::random(world.app.random.as_ref()), ..actor };
    let hidden = show_place(&world.app, &stranger, PlaceId::new(found.place.id)).await.unwrap_err();
    assert!(matches!(hidden, AppError::NotFound), "{hidden:?}");
    let query = PartnerQuery { words: "pimms".into(), ..PartnerQuery::default() };
    assert!(search_places(&world.app, &stranger, &query).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_query_nobody_can_answer_is_refused_by_field() {
    let world = World::open().await;
    let query = PartnerQuery {
        insee: "29".into(),
        theme: "jardinage".into(),
        kilometres: Some(0.0),
        ..PartnerQuery::default()
    };
    let refused = search_places(&world.app, &world.ccas.social_worker(), &query).await.unwrap_err();
    let AppError::Invalid(fields) = refused else { panic!("{refused:?}") };
    assert_eq!(
        fields.iter().map(|field| (field.field, field.code)).collect::<Vec<_>>(),
        [("commune", "insee.format"), ("theme", "choice.unknown"), ("kilometres", "distance.range")]
    );
    let nowhere = PartnerQuery { insee: "99999".into(), ..PartnerQuery::default() };
    let refused = search_partners(&world.app, &world.ccas.social_worker(), &nowhere).await.unwrap_err();
    let AppError::Invalid(fields) = refused else { panic!("{refused:?}") };
    assert_eq!((fields[0].field, fields[0].code), ("commune", "insee.unknown"), "no commune has this code");
}

fn service(name: &str, position: Option<(f64, f64)>, place: Option<(String, String)>) -> FoundService {
    FoundService {
        place,
        name: name.into(),
        description: "Accueil.".into(),
        audience: None,
        address: None,
        commune: Some("Quimper".into()),
        insee: Some("29232".into()),
        position,
        capacity: "open".into(),
        answer_days: None,
        accepts_referrals: true,
        themes: vec!["social".into()],
    }
}

/// One more member, with its services.
async fn founded(world: &World, services: Vec<FoundService>) -> Result<(), AppError> {
    let facts = OrganisationUpsert::member("test", "foule", "Foule", "association");
    let new = FoundOrganisation { facts, known_as: Vec::new(), services, members: Vec::new() };
    found_organisation(&world.app, world.network, new).await.map(|_| ())
}

/// A member with this many services far away, by name before the one that is near.
async fn crowd(world: &World, count: usize) {
    let far = |n: usize| Some((47.99, -4.1 - f64::from(u32::try_from(n).unwrap()) / 10_000.0));
    let mut services: Vec<_> =
        (0..count).map(|n| service(&format!("Accueil {n:03}"), far(n), None)).collect();
    services.push(service("Zèle, sans lieu", None, None));
    services.push(service("Zénith, tout près", Some((48.3905, -4.4862)), None));
    founded(world, services).await.unwrap();
}

#[tokio::test]
async fn the_nearest_service_is_found_among_more_than_any_page_holds() {
    let world = World::open().await;
    crowd(&world, 520).await;
    let actor = world.ccas.social_worker();
    let search = async |offset| {
        let query =
            PartnerQuery { from: Some(BREST), words: "foule".into(), offset, ..PartnerQuery::default() };
        search_partners(&world.app, &actor, &query).await.unwrap()
    };
    let (first, more) = search(0).await;
    assert_eq!((first[0].service.name.as_str(), first.len(), more), ("Zénith, tout près", 20, true));
    let mut seen: Vec<(String, Option<f64>)> = Vec::new();
    loop {
        let (page, more) = search(seen.len()).await;
        seen.extend(page.into_iter().map(|found| (found.service.name.clone(), found.distance_m)));
        if !more {
            break;
        }
    }
    assert_eq!(
        seen.iter().map(|(name, _)| name).collect::<HashSet<_>>().len(),
        522,
        "no hole, no repetition"
    );
    assert_eq!(
        (seen.len(), seen[521].0.as_str()),
        (522, "Zèle, sans lieu"),
        "what has no position comes last"
    );
    assert!(
        seen[..521].is_sorted_by_key(|(_, distance)| distance.unwrap()),
        "each farther than the one before"
    );
    let near = PartnerQuery { kilometres: Some(2.0), from: Some(BREST), ..PartnerQuery::default() };
    let (found, more) = search_partners(&world.app, &actor, &near).await.unwrap();
    assert!(!more && found.iter().all(|found| found.distance_m.unwrap() <= 2_000.0));
    assert!(found.iter().any(|found| found.service.name == "Zénith, tout près"));
    let communes = list_communes(&world.app, &actor).await.unwrap();
    let names: Vec<_> =
        communes.iter().map(|commune| (commune.name.as_str(), commune.insee.as_str())).collect();
    assert_eq!(names, [("Brest", "29019"), ("Quimper", "29232")], "no commune is lost among many services");
    assert!((communes[0].latitude - 48.39).abs() < 1e-9 && (communes[0].longitude + 4.486).abs() < 1e-9);
}

#[tokio::test]
async fn a_service_is_given_at_a_place_its_network_has_or_is_not_founded() {
    let world = World::open().await;
    let records = crate::imports::place_records(1);
    let key = (records[0].source.clone(), records[0].external_id.clone());
    write_places(&world.app, world.network, records).await.unwrap();
    let place: uuid::Uuid = world.db().column("SELECT id FROM place", []).await[0];
    let before = world.db().count("organisation", []).await;
    let nowhere = founded(&world, vec![service("Guichet", None, Some(("nulle part".into(), "x".into())))]);
    let refused = nowhere.await.unwrap_err();
    assert!(matches!(&refused, AppError::Invalid(fields) if fields[0].field == "place"), "{refused:?}");
    assert_eq!(world.db().count("organisation", []).await, before, "all or nothing");
    founded(&world, vec![service("Guichet", None, Some(key))]).await.unwrap();
    let given = "service WHERE name = 'Guichet' AND place_id = $1";
    assert_eq!(world.db().count(given, [place.into()]).await, 1);
    let view = show_place(&world.app, &world.ccas.social_worker(), PlaceId::new(place)).await.unwrap();
    assert_eq!(view.services.iter().map(|service| service.name.as_str()).collect::<Vec<_>>(), ["Guichet"]);
}
