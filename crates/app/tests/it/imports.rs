//! Files of places and organisations into the database: whole or not at all, once or many times.

use std::time::Instant;

use relais_app::imports::{
    Import, Mapping, OrganisationRecord, PlaceRecord, Written, network_for, read_organisations, read_places,
    write_organisations, write_places,
};
use relais_testdb::{World, open_data};

/// Files of places, and those of organisations.
const PLACES: [&str; 7] = [
    "places/lieux-standard-v1.csv",
    "places/aix-en-provence.json",
    "places/angers.json",
    "places/bus-france-services-charente.json",
    "places/gironde.json",
    "places/hinaura-lieux-v0.json",
    "places/maine-et-loire.json",
];
const ORGANISATIONS: [&str; 4] = [
    "annuaire/annuaire-29.jsonl",
    "annuaire/brest-metropole-partenaires.csv",
    "france-services/liste-fs-20240801.csv",
    "sirene/structures-conseillers-numeriques-2022.csv",
];

/// Rows of a network's own file: a header and `count` good rows.
fn file(count: usize) -> String {
    let rows = (0..count).map(|n| format!("x{n};Lieu {n};{n} rue de Siam;29200;Brest;29019;association\n"));
    std::iter::once("id;nom;rue;cp;commune;insee;sorte\n".to_owned()).chain(rows).collect()
}

pub fn mapping(kind: &str) -> Mapping {
    let columns =
        [("id", "id"), ("name", "nom"), ("street", "rue"), ("postcode", "cp"), ("commune", "commune")];
    let fields = columns.map(|(field, column)| format!("{field} = {{ columns = ['{column}'] }}\n")).concat();
    let (more, waived) = match kind {
        "places" => {
            ("insee = { columns = ['insee'] }\n", "[waives]\npivot = 'x'\nservices = 'x'\nupdated_on = 'x'\n")
        }
        _ => ("insee = { columns = ['insee'] }\nkind = { columns = ['sorte'] }\n", ""),
    };
    let head = format!("source = 'test'\ntitle = 't'\nkind = '{kind}'\nrecognise = ['nom']\n");
    Mapping::parse(&format!("{head}{waived}[fields]\n{fields}{more}")).unwrap()
}

pub fn place_records(count: usize) -> Vec<PlaceRecord> {
    let read = read_places(file(count).as_bytes(), Some(&mapping("places"))).unwrap();
    assert_eq!(read.report.accepted, count, "{:?}", read.report.refused.first());
    read.records
}

fn organisation_records(count: usize) -> Vec<OrganisationRecord> {
    let read = read_organisations(file(count).as_bytes(), Some(&mapping("organisations"))).unwrap();
    assert_eq!(read.report.accepted, count, "{:?}", read.report.refused.first());
    read.records
}

#[tokio::test]
async fn every_accepted_place_of_every_producer_is_a_row_and_a_second_import_adds_none() {
    let world = World::open().await;
    for name in PLACES {
        let Some(bytes) = open_data(name) else { continue };
        let began = Instant::now();
        let Import { records, report } = read_places(&bytes, None).unwrap();
        let read = began.elapsed();
        let written = write_places(&world.app, world.network, records.clone()).await.unwrap();
        let all = began.elapsed();
        println!(
            "{name}: {} of {} places read in {read:?}, all done in {all:?}",
            report.accepted, report.read
        );
        assert_eq!(written, Written { inserted: report.accepted, ..Written::default() }, "{name}");
        let source = || [report.source.clone().into()];
        let ids = "SELECT id FROM place WHERE source = $1 ORDER BY external_id";
        let before: Vec<uuid::Uuid> = world.db().column(ids, source()).await;
        assert_eq!(before.len(), report.accepted, "{name}");
        let again = write_places(&world.app, world.network, records).await.unwrap();
        assert_eq!(again, Written { kept: report.accepted, ..Written::default() }, "{name}");
        assert_eq!(world.db().column::<uuid::Uuid>(ids, source()).await, before, "{name}: ids stay");
        let entries = "journal_entry WHERE action = 'directory.imported' AND scope = 'places'";
        let imported = "SELECT COUNT(DISTINCT source) FROM place";
        assert_eq!(world.db().count(entries, []).await, 2 * world.db().number(imported, []).await);
    }
}

#[tokio::test]
async fn every_accepted_organisation_of_every_producer_is_listed_with_its_keys_and_is_no_member() {
    let world = World::open().await;
    let members = world.db().count("organisation WHERE member", []).await;
    let mut listed = 0;
    for name in ORGANISATIONS {
        let Some(bytes) = open_data(name) else { continue };
        let began = Instant::now();
        let Import { records, report } = read_organisations(&bytes, None).unwrap();
        let written = write_organisations(&world.app, world.network, records.clone()).await.unwrap();
        println!("{name}: {} of {} organisations in {:?}", report.accepted, report.read, began.elapsed());
        let Written { inserted, updated, kept, .. } = written;
        assert_eq!(
            inserted + updated + kept,
            report.accepted,
            "{name}: two files may tell of one organisation"
        );
        listed += i64::try_from(inserted).unwrap();
        let rows = "organisation WHERE NOT member";
        assert_eq!(world.db().count(rows, []).await, listed, "{name}");
        let again = write_organisations(&world.app, world.network, records).await.unwrap();
        let told = (again.inserted, again.updated, again.kept);
        assert_eq!(told, (0, 0, report.accepted), "{name}: nothing is new");
        assert_eq!(world.db().count(rows, []).await, listed, "{name}");
    }
    assert_eq!(world.db().count("organisation WHERE member", []).await, members);
    let keyless = "organisation o WHERE NOT EXISTS (SELECT 1 FROM journal_subject s WHERE s.id = o.id)";
    assert_eq!(world.db().count(keyless, []).await, 0, "each has its side of the journal");
    let slugs = "SELECT COUNT(*) - COUNT(DISTINCT slug) FROM organisation";
    assert_eq!(world.db().number(slugs, []).await, 0, "each has a short name of its own");
}

#[tokio::test]
async fn a_failure_in_the_middle_of_places_leaves_nothing_of_the_file() {
    let world = World::open().await;
    let mut records = place_records(450);
    records.push(PlaceRecord { external_id: "last".into(), ..records.first().unwrap().clone() });
    world.db().execute("CREATE UNIQUE INDEX for_the_test ON place (name)", []).await.unwrap();
    let entries = world.db().count("journal_entry", []).await;
    write_places(&world.app, world.network, records.clone()).await.unwrap_err();
    assert_eq!(world.db().count("place", []).await, 0);
    assert_eq!(world.db().count("journal_entry", []).await, entries, "nothing is told that did not happen");
    records.pop();
    let written = write_places(&world.app, world.network, records).await.unwrap();
    assert_eq!(
        (written.inserted, world.db().count("place", []).await),
        (450, 450),
        "and the next one goes well"
    );
}

#[tokio::test]
async fn a_failure_in_the_middle_of_organisations_leaves_nothing_of_the_file() {
    let world = World::open().await;
    let before = world.db().count("organisation", []).await;
    let subjects = world.db().count("journal_subject", []).await;
    let mut records = organisation_records(250);
    records.push(OrganisationRecord { external_id: "last".into(), ..records.first().unwrap().clone() });
    world.db().execute("CREATE UNIQUE INDEX for_the_test ON organisation (name)", []).await.unwrap();
    write_organisations(&world.app, world.network, records.clone()).await.unwrap_err();
    assert_eq!(world.db().count("organisation", []).await, before);
    assert_eq!(world.db().count("journal_subject", []).await, subjects);
    records.pop();
    let written = write_organisations(&world.app, world.network, records).await.unwrap();
    assert_eq!(written.inserted, 250, "and the next one goes well");
}

#[tokio::test]
async fn what_a_producer_changes_is_taken_over_but_a_member_speaks_for_itself() {
    let world = World::open().await;
    let mut records = organisation_records(2);
    write_organisations(&world.app, world.network, records.clone()).await.unwrap();
    let joined = "UPDATE organisation SET member = TRUE, name = 'Son nom à elle' WHERE external_id = 'x1'";
    world.db().execute(joined, []).await.unwrap();
    for record in &mut records {
        record.name = relais_domain::text::ShortText::parse("Maison du port").unwrap();
    }
    let written = write_organisations(&world.app, world.network, records).await.unwrap();
    assert_eq!(written, Written { updated: 1, kept: 1, ..Written::default() });
    let rows = "SELECT name || ' ' || slug || ' ' || version FROM organisation WHERE source = 'test' AND external_id LIKE 'x%' ORDER BY external_id";
    assert_eq!(world.db().texts(rows, []).await, ["Maison du port lieu-0 2", "Son nom à elle lieu-1 1"]);
}

#[tokio::test]
async fn two_networks_take_the_same_file_each_for_itself() {
    let world = World::open().await;
    let other = relais_app::organisations::FoundNetwork {
        slug: "quimper".into(),
        name: "Quimper".into(),
        time_zone: "Europe/Paris".into(),
        phone: None,
        fictitious: true,
    };
    let other = relais_app::organisations::found_network(&world.app, other).await.unwrap();
    for network in [world.network, other] {
        let written = write_organisations(&world.app, network, organisation_records(3)).await.unwrap();
        assert_eq!(written.inserted, 3);
        assert_eq!(write_places(&world.app, network, place_records(3)).await.unwrap().inserted, 3);
        for table in ["organisation", "place"] {
            let own = format!("{table} WHERE network_id = $1 AND external_id LIKE 'x%'");
            assert_eq!(world.db().count(&own, [network.uuid().into()]).await, 3);
        }
    }
    assert_eq!(network_for(&world.app, Some("quimper")).await.unwrap().0, other);
    network_for(&world.app, Some("brest-ouest")).await.unwrap_err();
    network_for(&world.app, None).await.unwrap_err();
}

#[tokio::test]
async fn an_empty_file_is_no_failure() {
    let world = World::open().await;
    assert_eq!(write_places(&world.app, world.network, Vec::new()).await.unwrap(), Written::default());
    assert_eq!(write_organisations(&world.app, world.network, Vec::new()).await.unwrap(), Written::default());
    assert_eq!(network_for(&world.app, None).await.unwrap().0, world.network);
}
