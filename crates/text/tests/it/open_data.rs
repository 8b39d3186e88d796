//! The parsed types against real rows: every SIRET of two published lists, and thousands of real texts of
//! public places, none of which holds a secret. Skips, with a line, where the open data is absent.

use std::{collections::BTreeMap, path::PathBuf};

use relais_text::{Siret, TextError, secrets};

/// The folder of open data: `RELAIS_OPEN_DATA`, else `../shared/data` beside the workspace.
#[expect(clippy::disallowed_methods, reason = "tests find the open data through the environment")]
fn open_data(file: &str) -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var("RELAIS_OPEN_DATA").map_or_else(|_| beside(), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(file)).ok();
    if text.is_none() {
        println!("open data absent, skipped: {file}");
    }
    text
}

#[test]
fn published_sirets_are_judged_one_by_one() {
    let Some(text) = open_data("sirene/structures-conseillers-numeriques-2022.csv") else { return };
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let column = rows.headers().unwrap().iter().position(|h| h == "siret").unwrap();
    let mut counts = BTreeMap::new();
    let mut mistyped = Vec::new();
    for row in rows.records() {
        let row = row.unwrap();
        let code = Siret::parse(&row[column]).map_or_else(TextError::code, |_| "accepted");
        *counts.entry(code).or_insert(0) += 1;
        if code == "siret.checksum" {
            mistyped.push(row[column].to_owned());
        }
    }
    assert_eq!(counts, BTreeMap::from([("accepted", 1443), ("siret.checksum", 2), ("siret.length", 5)]));
    mistyped.sort();
    assert_eq!(mistyped, ["18973906400015", "34416574200013"]);
}

#[test]
fn post_offices_follow_their_own_rule() {
    let Some(text) = open_data("sirene/la-poste-etapes-numerique.json") else { return };
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let accepted = rows.iter().filter(|row| {
        row.as_object().unwrap().values().any(|value| {
            let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Siret::parse(&written).is_ok()
        })
    });
    assert_eq!((rows.len(), accepted.count()), (95, 95));
}

/// Place names, addresses, telephone numbers, opening hours, coordinates; descriptions of procedures: a note a row.
#[test]
fn texts_of_real_places_hold_no_secret() {
    let files = [
        "places/lieux-standard-v1.csv",
        "france-services/liste-fs-20240801.csv",
        "demarches/droits-et-delais.csv",
        "demarches/fiches-service-public-2020.csv",
        "demarches/services-en-ligne-2020.csv",
    ];
    let (mut notes, mut alarms) = (0, Vec::new());
    for text in files.iter().filter_map(|file| open_data(file)) {
        for row in csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes()).records() {
            let note = row.unwrap().iter().filter(|field| !field.is_empty()).collect::<Vec<_>>().join(", ");
            notes += 1;
            alarms.extend(secrets::detect(&note).map(|finding| format!("{finding:?}: {note}")));
        }
    }
    println!("real texts: {notes} notes, {} taken for a secret", alarms.len());
    assert!(alarms.len() * 500 <= notes, "{}", alarms.join("\n"));
}
