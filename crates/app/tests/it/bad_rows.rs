//! A bad row costs itself: whatever is wrong with it, the rest of the file is imported and the report names it.

use relais_app::imports::{
    Report, Written, read_organisations, read_places, write_organisations, write_places,
};
use relais_testdb::World;

use crate::imports::mapping;

const HEADER: &str = "id;nom;rue;cp;commune;insee;sorte\n";

/// A good row of a network's own file.
fn good(id: &str) -> String {
    format!("{id};Lieu {id};1 rue de Siam;29200;Brest;29019;association\n")
}

/// What is wrong with a row, and the row.
fn spoilt() -> [(&'static str, Vec<u8>); 4] {
    let with = |name: &[u8]| [b"x;", name, b";1 rue de Siam;29200;Brest;29019;association\n"].concat();
    [
        ("row.not_text", with(b"Li\0eu")),
        ("row.encoding", with(b"Caf\xe9")),
        ("row.too_long", with(&vec![b'a'; 70_000])),
        ("row.unclosed", with(b"\"Lieu")),
    ]
}

fn refused(report: &Report) -> Vec<(usize, &'static str)> {
    report.refused.iter().flat_map(|row| row.problems.iter().map(|problem| (row.row, problem.code))).collect()
}

async fn ids(world: &World, table: &str) -> Vec<String> {
    let sql = format!(
        "SELECT external_id FROM {table} WHERE source = 'test' AND external_id LIKE 'r%' ORDER BY external_id"
    );
    world.db().texts(&sql, []).await
}

#[tokio::test]
async fn a_row_that_is_no_text_is_refused_by_its_number_and_the_rest_is_imported() {
    for (code, row) in spoilt() {
        let world = World::open().await;
        // the accents of the good rows say that the file is UTF-8
        let before = format!("{HEADER}{}{}", good("r1é"), good("r2é"));
        let file = [before.as_bytes(), &row[..], good("r3").as_bytes()].concat();
        let places = read_places(&file, Some(&mapping("places"))).unwrap();
        let organisations = read_organisations(&file, Some(&mapping("organisations"))).unwrap();
        assert_eq!(refused(&places.report), [(4, code)]);
        assert_eq!(refused(&organisations.report), [(4, code)]);
        let three = Written { inserted: 3, ..Written::default() };
        assert_eq!(write_places(&world.app, world.network, places.records).await.unwrap(), three);
        let written = write_organisations(&world.app, world.network, organisations.records).await.unwrap();
        assert_eq!(written, three);
        for table in ["place", "organisation"] {
            assert_eq!(ids(&world, table).await, ["r1é", "r2é", "r3"], "{code}");
        }
        let told = "journal_entry WHERE action = 'directory.imported'";
        assert_eq!(world.db().count(told, []).await, 2);
    }
}

#[tokio::test]
async fn the_header_of_a_second_file_is_refused_as_such_and_is_no_organisation() {
    let world = World::open().await;
    let file = [HEADER, &good("r1"), HEADER, &good("r2")].concat();
    let places = read_places(file.as_bytes(), Some(&mapping("places"))).unwrap();
    let organisations = read_organisations(file.as_bytes(), Some(&mapping("organisations"))).unwrap();
    for report in [&places.report, &organisations.report] {
        assert_eq!(refused(report), [(3, "row.header")]);
        assert_eq!((report.read, report.accepted), (3, 2));
    }
    write_places(&world.app, world.network, places.records).await.unwrap();
    write_organisations(&world.app, world.network, organisations.records).await.unwrap();
    for table in ["place", "organisation"] {
        assert_eq!(ids(&world, table).await, ["r1", "r2"]);
        assert_eq!(world.db().count(&format!("{table} WHERE name = 'nom'"), []).await, 0);
    }
}

#[tokio::test]
async fn a_code_of_no_commune_is_named_and_never_stored() {
    let world = World::open().await;
    let file = format!("{HEADER}{}{}", good("r1"), good("r2").replace("29019", "99999"));
    let places = read_places(file.as_bytes(), Some(&mapping("places"))).unwrap();
    let organisations = read_organisations(file.as_bytes(), Some(&mapping("organisations"))).unwrap();
    for report in [&places.report, &organisations.report] {
        let [warning] = &report.warnings[..] else { panic!("{:?}", report.warnings) };
        assert_eq!((warning.row, warning.problem.code), (3, "insee.unknown"));
        assert_eq!((warning.problem.column.as_str(), warning.problem.shown.as_str()), ("insee", "99999"));
    }
    write_places(&world.app, world.network, places.records).await.unwrap();
    write_organisations(&world.app, world.network, organisations.records).await.unwrap();
    for table in ["place", "organisation"] {
        assert_eq!(ids(&world, table).await, ["r1", "r2"], "the wrong value costs the field");
        let stored = format!("{table} WHERE source = 'test' AND external_id = 'r2' AND insee IS NULL");
        assert_eq!(world.db().count(&stored, []).await, 1);
        assert_eq!(world.db().count(&format!("{table} WHERE insee = '99999'"), []).await, 0);
    }
}

#[tokio::test]
async fn a_json_element_that_is_no_text_is_refused_by_its_number_and_the_rest_is_imported() {
    let element = |id: &str, name: &str| {
        format!(
            "{{\"id\": \"{id}\", \"nom\": \"{name}\", \"rue\": \"1 rue de Siam\", \"cp\": \"29200\", \
             \"commune\": \"Brest\", \"insee\": \"29019\"}}"
        )
    };
    let rows =
        [element("r1", "Lieu"), element("x\\u0000", "Lieu"), "oups".to_owned(), element("r2", "Li,eu]")];
    let world = World::open().await;
    for file in [format!("[{}]", rows.join(",\n")), rows.join("\n")] {
        let read = read_places(file.as_bytes(), Some(&mapping("places"))).unwrap();
        assert_eq!(refused(&read.report), [(2, "row.not_text"), (3, "row.unreadable")]);
        let written = write_places(&world.app, world.network, read.records).await.unwrap();
        assert_eq!(written.inserted + written.kept, 2);
        assert_eq!(ids(&world, "place").await, ["r1", "r2"]);
    }
}
