//! The imports against the real files, with exact counts, and against files made to be bad.

use std::path::PathBuf;

use relais_domain::organisation::OrganisationKind;

use super::*;

/// A file of the open data: `RELAIS_OPEN_DATA`, else `../shared/data` beside the workspace; absent, the test skips.
#[expect(clippy::disallowed_methods, reason = "tests find the open data through the environment")]
fn open_data(file: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var("RELAIS_OPEN_DATA").map_or_else(|_| beside(), PathBuf::from);
    let bytes = std::fs::read(folder.join(file)).ok();
    if bytes.is_none() {
        println!("open data absent, skipped: {file}");
    }
    bytes
}

/// What a report must say: source, rows accepted, refusals and dropped values by field and code.
type Account<'a> = (&'a str, usize, &'a [(Field, &'a str, usize)], &'a [(Field, &'a str, usize)]);

fn assert_account(report: &Report, (source, accepted, refusals, warnings): Account<'_>) {
    let sorted = |mut counts: Vec<(Field, &'static str, usize)>| {
        counts.sort_unstable();
        counts
    };
    let flat = |counts: Vec<((Field, &'static str), usize)>| {
        sorted(counts.into_iter().map(|((f, c), n)| (f, c, n)).collect())
    };
    assert_eq!(report.source, source);
    assert_eq!(flat(report.refusals_by_code()), refusals, "{source}: refusals");
    assert_eq!(flat(report.warnings_by_code()), warnings, "{source}: dropped values");
    assert_eq!(report.accepted, accepted, "{source}");
    assert_eq!(report.read, report.accepted + report.refused.len(), "{source}: every row is accounted for");
    assert!(
        report.refused.iter().all(|row| row.row > 0 && !row.problems.is_empty()),
        "{source}: each refusal says why"
    );
}

fn places(file: &str, account: Account<'_>) -> Vec<PlaceRecord> {
    let Some(bytes) = open_data(file) else { return Vec::new() };
    let import = read_places(&bytes, None).unwrap();
    assert_account(&import.report, account);
    assert_eq!(import.records.len(), account.1);
    import.records
}

fn organisations(file: &str, account: Account<'_>) -> Vec<OrganisationRecord> {
    let Some(bytes) = open_data(file) else { return Vec::new() };
    let import = read_organisations(&bytes, None).unwrap();
    assert_account(&import.report, account);
    assert_eq!(import.records.len(), account.1);
    import.records
}

#[test]
fn the_standard_is_taken_whole() {
    let dropped = [(Field::Emails, "email.format", 3)];
    let records = places("places/lieux-standard-v1.csv", ("mednum-v1", 3631, &[], &dropped));
    let with = |test: fn(&PlaceRecord) -> bool| records.iter().filter(|r| test(r)).count();
    if !records.is_empty() {
        assert_eq!(with(|r| r.position.is_some()), 3631);
        assert_eq!(with(|r| r.hours.is_some()), 3430);
        assert_eq!(with(|r| r.phone.is_some()), 3565);
        assert_eq!(with(|r| r.pivot.is_some()), 36);
        assert_eq!(with(|r| r.services.is_empty()), 0);
        assert_eq!(with(|r| r.themes.is_empty()), 0);
    }
    places("places/mednum-exemple-valide.csv", ("mednum-v1", 1, &[], &[]));
}

#[test]
fn the_older_standard_is_brought_to_the_newer() {
    let old = places("places/hinaura-lieux-v0.json", ("hinaura", 687, &[], &[]));
    let new = places(
        "places/lieux-standard-v1.csv",
        ("mednum-v1", 3631, &[], &[(Field::Emails, "email.format", 3)]),
    );
    for old in &old {
        let id = format!("hinaura-{}", old.external_id);
        let new = new.iter().find(|record| record.external_id == id).unwrap();
        let sorted = |codes: &[String]| {
            let mut codes = codes.to_vec();
            codes.sort();
            codes
        };
        assert_eq!(
            (&old.name, &old.address.postcode, &old.phone),
            (&new.name, &new.address.postcode, &new.phone)
        );
        assert_eq!(sorted(&old.publics), sorted(&new.publics), "{id}");
        assert_eq!(sorted(&old.care), sorted(&new.care), "{id}");
        assert_eq!(sorted(&old.fees), sorted(&new.fees), "{id}");
        assert_eq!(sorted(&old.support), sorted(&new.support), "{id}");
        assert_eq!(old.hours, new.hours, "{id}");
    }
}

#[test]
fn five_ugly_producers_are_read() {
    let aix = places(
        "places/aix-en-provence.json",
        ("aix-en-provence", 36, &[(Field::Pivot, "text.required", 2)], &[]),
    );
    assert!(aix.iter().all(|r| r.pivot.is_some() && r.address.insee.is_some()));
    let angers = places(
        "places/angers.json",
        ("angers", 63, &[], &[(Field::Emails, "email.format", 1), (Field::Website, "url.format", 2)]),
    );
    assert!(angers.iter().all(|r| r.hours.is_none() && r.updated_on.is_some()));
    let empty = |field| (field, "text.required", 3);
    let refusals = [
        empty(Field::Name),
        empty(Field::Street),
        empty(Field::Postcode),
        empty(Field::Commune),
        (Field::Row, "row.withdrawn", 18),
    ];
    let dropped = [
        (Field::Phone, "phone.format", 1),
        (Field::Emails, "email.format", 7),
        (Field::Website, "url.format", 2),
        (Field::UpdatedOn, "date.unreadable", 39),
    ];
    let maine = places("places/maine-et-loire.json", ("maine-et-loire", 222, &refusals, &dropped));
    let inside = |p: &relais_domain::directory::Position| {
        (46.9..47.9).contains(&p.latitude()) && (-1.4..0.3).contains(&p.longitude())
    };
    assert!(
        maine.iter().all(|r| r.position.as_ref().is_some_and(inside)),
        "Lambert-93 became degrees of Anjou"
    );
    let dropped = [(Field::Emails, "email.format", 1), (Field::Website, "url.format", 17)];
    let gironde =
        places("places/gironde.json", ("gironde", 321, &[(Field::Postcode, "text.required", 26)], &dropped));
    let inside = |p: &relais_domain::directory::Position| {
        (44.1..45.6).contains(&p.latitude()) && (-1.3..0.4).contains(&p.longitude())
    };
    assert!(gironde.iter().all(|r| r.position.as_ref().is_some_and(inside)), "`Coord. X` is the latitude");
}

#[test]
fn a_bus_keeps_its_weeks_and_loses_a_stop_in_another_region() {
    let dropped = [(Field::Position, "position.elsewhere", 1)];
    let bus = places("places/bus-france-services-charente.json", ("charente-bus", 12, &[], &dropped));
    if let Some(first) = bus.first() {
        assert_eq!(first.hours.as_ref().unwrap().as_str(), "week 01-53/2 Mo 09:30-12:30,13:30-15:30; PH off");
        assert_eq!(first.phone.as_ref().unwrap().as_str(), "+33630392518");
        assert_eq!(bus[4].address.street.as_ref().unwrap().as_str(), "2 Place Arsène Roudy, Saint-Angeau");
        assert!(bus.iter().all(|r| r.pivot.as_ref().is_some_and(|p| p.as_str() == "40109226700020")));
    }
}

#[test]
fn the_directory_of_offices_is_taken_whole() {
    let brest = organisations(
        "annuaire/brest-metropole-partenaires.csv",
        ("annuaire-dila", 87, &[], &[(Field::Emails, "email.format", 1)]),
    );
    let of_kind = |kind| brest.iter().filter(|r| r.kind == kind).count();
    if !brest.is_empty() {
        assert_eq!(of_kind(OrganisationKind::Mairie), 8);
        assert_eq!(of_kind(OrganisationKind::FranceServices), 5);
        assert_eq!(of_kind(OrganisationKind::FranceTravail), 2);
    }
    let emails = |n| (Field::Emails, "email.format", n);
    organisations(
        "annuaire/annuaire-29.jsonl",
        ("annuaire-dila", 622, &[], &[(Field::Phone, "phone.format", 1), emails(7)]),
    );
    organisations("annuaire/annuaire-41.jsonl", ("annuaire-dila", 456, &[], &[emails(2)]));
    organisations("annuaire/annuaire-44.jsonl", ("annuaire-dila", 574, &[], &[emails(4)]));
    organisations("annuaire/annuaire-49.jsonl", ("annuaire-dila", 592, &[], &[emails(4)]));
    organisations("annuaire/annuaire-56.jsonl", ("annuaire-dila", 511, &[], &[emails(2)]));
}

#[test]
fn wrong_sirets_are_refused_by_name_and_la_poste_is_not() {
    let refusals = [(Field::Siret, "siret.checksum", 2), (Field::Siret, "siret.length", 5)];
    organisations(
        "sirene/structures-conseillers-numeriques-2022.csv",
        ("conseillers-numeriques", 1443, &refusals, &[]),
    );
    organisations("sirene/la-poste-etapes-numerique.json", ("la-poste-etapes", 95, &[], &[]));
    let Some(bytes) = open_data("sirene/structures-conseillers-numeriques-2022.csv") else { return };
    let report = read_organisations(&bytes, None).unwrap().report;
    let named: Vec<(usize, &str)> =
        report.refused.iter().map(|r| (r.row, r.problems[0].shown.as_str())).collect();
    assert_eq!(
        named,
        [
            (8, "null"),
            (476, "null"),
            (540, "34416574200013"),
            (570, "null"),
            (571, "null"),
            (1190, "null"),
            (1325, "18973906400015")
        ]
    );
}

#[test]
fn every_france_services_has_its_hours() {
    let all = organisations("france-services/liste-fs-20240801.csv", ("france-services", 2845, &[], &[]));
    let first = all.first().and_then(|r| r.hours.as_ref()).map(|h| h.as_str().to_owned());
    if let Some(hours) = first {
        assert_eq!(hours, "Mo 13:30-17:00; Tu-Th 09:00-12:00,13:30-17:00; Fr 09:00-12:00,13:30-16:00");
    }
}

#[test]
fn importing_twice_gives_the_same_keys() {
    let Some(bytes) = open_data("places/gironde.json") else { return };
    let keys = || {
        read_places(&bytes, None)
            .unwrap()
            .records
            .into_iter()
            .map(|r| (r.source, r.external_id))
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(), keys());
}

/// A row of the standard with a few cells changed.
fn standard(rows: &[&[(&str, &str)]]) -> String {
    let header = "id,pivot,nom,commune,code_postal,adresse,date_maj,telephone,services,presentation_detail,\
                  modalites_acces,dispositif_programmes_nationaux,frais_a_charge";
    let good = [
        ("id", "1"),
        ("pivot", "00000000000000"),
        ("nom", "Maison"),
        ("commune", "Brest"),
        ("code_postal", "29200"),
        ("adresse", "1 rue de Siam"),
        ("date_maj", "2024-08-01"),
    ];
    let line = |changes: &[(&str, &str)]| {
        let cell = |column: &str| {
            let given = changes.iter().chain(&good).find(|(name, _)| *name == column);
            format!("\"{}\"", given.map_or("", |(_, value)| value))
        };
        header.split(',').map(|column| cell(column.trim())).collect::<Vec<_>>().join(",")
    };
    let lines = rows.iter().map(|changes| line(changes));
    std::iter::once(header.replace(' ', "")).chain(lines).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_bad_row_never_stops_the_others() {
    let text = standard(&[
        &[("id", "a")],
        &[("id", "b"), ("pivot", "40109226700021"), ("code_postal", "2920")],
        &[("id", "a"), ("nom", "Encore")],
        &[("id", "c"), ("nom", "")],
        &[
            ("id", "d"),
            ("telephone", "voir la mairie"),
            ("services", "Coiffure"),
            ("presentation_detail", "mdp wifi : Soleil29!"),
        ],
        &[("id", "e")],
    ]);
    let import = read_places(text.as_bytes(), None).unwrap();
    let kept: Vec<&str> = import.records.iter().map(|r| r.external_id.as_str()).collect();
    assert_eq!(kept, ["a", "d", "e"]);
    let refused: Vec<_> = import
        .report
        .refused
        .iter()
        .flat_map(|r| r.problems.iter().map(move |p| (r.row, p.field, p.code)))
        .collect();
    assert_eq!(
        refused,
        [
            (3, Field::Pivot, "siret.checksum"),
            (3, Field::Postcode, "postcode.format"),
            (4, Field::Id, "id.repeated"),
            (5, Field::Name, "text.required"),
        ]
    );
    let dropped: Vec<_> =
        import.report.warnings.iter().map(|w| (w.row, w.problem.code, w.problem.shown.as_str())).collect();
    assert_eq!(
        dropped,
        [
            (6, "code.unknown", "Coiffure"),
            (6, "phone.format", "voir la mairie"),
            (6, "credential.password", "[…]")
        ]
    );
}

#[test]
fn every_commune_of_the_official_list_has_a_right_code() {
    let Some(bytes) = open_data("cog/communes.csv") else { return };
    let mut rows = csv::Reader::from_reader(&bytes[..]);
    let codes: Vec<String> = rows.records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert_eq!(codes.len(), 37_590);
    for code in codes {
        assert!(relais_domain::text::InseeCode::parse(&code).is_ok(), "{code}");
    }
}

#[test]
fn files_written_by_excel_are_read() {
    let text = standard(&[&[("nom", "Médiathèque"), ("commune", "Plouzané")]]);
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    let import = read_places(&latin, None).unwrap();
    assert_eq!(import.report.encoding, Encoding::Windows1252);
    assert_eq!(import.records[0].name.as_str(), "Médiathèque");
    let marked = [b"\xef\xbb\xbf", text.replace("\",\"", "\";\"").replacen(',', ";", 99).as_bytes()].concat();
    assert_eq!(read_places(&marked, None).unwrap().records.len(), 1);
}

#[test]
fn a_file_of_nobody_is_named_as_such() {
    let code = |text: &str| read_places(text.as_bytes(), None).unwrap_err().code();
    assert_eq!(code("a,b\n1,2"), "file.unknown_producer");
    assert_eq!(code("[{\"a\": 1},"), "file.json");
    let organisations = Mapping::shipped().unwrap().iter().find(|m| m.kind == Kind::Organisations);
    assert_eq!(read_places(b"a\n1", organisations).unwrap_err().code(), "file.other_kind");
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_an_import_panic(bytes in proptest::collection::vec(proptest::arbitrary::any::<u8>(), 0..400)) {
        let _ = read_places(&bytes, None);
        let _ = read_organisations(&bytes, None);
    }

    #[test]
    fn no_cells_make_an_import_panic(cells in proptest::collection::vec("[^\"\r\n]{0,30}", 13)) {
        let text = format!("{}\n{}", standard(&[]), cells.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(","));
        if let Ok(import) = read_places(text.as_bytes(), None) {
            proptest::prop_assert_eq!(import.report.read, import.report.accepted + import.report.refused.len());
            proptest::prop_assert!(import.report.to_csv().is_ok());
        }
    }
}
