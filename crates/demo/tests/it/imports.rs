//! The real directories imported over the demonstration: its members are met again, not doubled.

use std::{collections::BTreeMap, path::Path};

use relais_app::imports::{Written, read_organisations, write_organisations};

use crate::founded::Demonstration;

/// A file of the open data: `RELAIS_OPEN_DATA`, else `../shared/data` beside the workspace; absent, the test skips.
fn open_data(file: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("RELAIS_OPEN_DATA").unwrap_or_else(|| "../../../shared/data".into());
    let bytes = std::fs::read(Path::new(&folder).join(file)).ok();
    if bytes.is_none() {
        println!("open data absent, skipped: {file}");
    }
    bytes
}

async fn import(demonstration: &Demonstration, file: &str) -> Option<Written> {
    let read = read_organisations(&open_data(file)?, None).expect("a file");
    let network = demonstration.network().await;
    Some(write_organisations(&demonstration.app, network, read.records).await.expect("written"))
}

/// Each member that was met, and by which records.
fn met(written: &Written) -> BTreeMap<&str, Vec<&str>> {
    let mut met: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in &written.recognised {
        met.entry(&one.name).or_default().push(&one.external_id);
    }
    met
}

#[tokio::test]
async fn the_directory_of_brest_meets_the_members_it_tells_of_and_adds_the_others() {
    let demonstration = Demonstration::open().await;
    let members = "SELECT name || version FROM organisation WHERE member ORDER BY name";
    let before = demonstration.db().texts(members, []).await;
    assert_eq!(before.len(), 18);
    let Some(written) = import(&demonstration, "annuaire/brest-metropole-partenaires.csv").await else {
        return;
    };
    let expected = BTreeMap::from([
        ("Brest métropole, animation du réseau", vec!["epci-29019-01"]),
        ("CPAM du Finistère", vec!["cpam-29019-01", "cpam-29019-02"]),
        ("Caf du Finistère", vec!["caf-29019-01"]),
        (
            "Département du Finistère, action sociale",
            vec!["pmi-29019-02", "pmi-29019-07", "pmi-29019-12", "pmi-29235-01"],
        ),
        ("France Travail Brest", vec!["pole_emploi-29019-01", "pole_emploi-29019-03"]),
        ("Mission locale Pays de Brest", vec!["mission_locale-29019-01"]),
        ("Sous-préfecture de Brest", vec!["sous_pref-29019-01"]),
        ("Vivre la Ville (Pimms Médiation Brest)", vec!["fs-173", "fs-594", "fs-1874", "fs-3057"]),
    ]);
    assert_eq!(met(&written), expected);
    assert_eq!((written.inserted, written.updated, written.kept), (71, 0, 16));
    assert_eq!(demonstration.db().texts(members, []).await, before, "a member speaks for itself");
    let names =
        "organisation WHERE name LIKE 'Mission locale%' OR name LIKE '%(CPAM)%' OR name LIKE '%(Caf)%'";
    assert_eq!(demonstration.db().count(names, []).await, 1, "no double");
    assert_eq!(
        demonstration.db().count("organisation WHERE kind = 'mairie'", []).await,
        8,
        "a town hall is no CCAS"
    );
    let again = import(&demonstration, "annuaire/brest-metropole-partenaires.csv").await.expect("there");
    assert_eq!((again.inserted, again.updated, again.kept), (0, 0, 87));
    assert_eq!(demonstration.db().count("organisation", []).await, 18 + 71);
}

#[tokio::test]
async fn other_lists_meet_the_same_members() {
    let demonstration = Demonstration::open().await;
    let Some(list) = import(&demonstration, "france-services/liste-fs-20240801.csv").await else { return };
    let vivre = ("Vivre la Ville (Pimms Médiation Brest)", vec!["173", "594", "1874", "3057"]);
    assert_eq!(met(&list), BTreeMap::from([vivre]));
    let sirene =
        import(&demonstration, "sirene/structures-conseillers-numeriques-2022.csv").await.expect("there");
    assert_eq!(met(&sirene).get("Ville de Brest, service médiation numérique"), Some(&vec!["289"]));
    let siret = "organisation WHERE siret = '21290019500018'";
    assert_eq!(demonstration.db().count(siret, []).await, 1);
}
