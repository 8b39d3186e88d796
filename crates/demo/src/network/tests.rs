use super::*;
use relais_domain::{
    directory::Position,
    organisation::Slug,
    text::{Email, FreeText, InseeCode, PersonName, Phone, Postcode, ShortText, Siret},
};
use std::collections::HashSet;

fn network() -> DemoNetwork {
    DemoNetwork::load().expect("the files of config/demo")
}

#[test]
fn the_network_has_its_eight_communes_and_the_members_the_product_names() {
    let network = network();
    let insee: Vec<_> = network.communes.iter().map(|commune| commune.insee.as_str()).collect();
    assert_eq!(insee, ["29011", "29019", "29061", "29069", "29075", "29189", "29212", "29235"]);
    assert_eq!(network.members.iter().filter(|member| member.kind.as_str() == "ccas").count(), 8);
    for kind in ["caf", "cpam", "carsat", "france_travail", "prefecture", "mission_locale", "france_services"]
    {
        assert!(network.members.iter().any(|member| member.kind.as_str() == kind), "{kind}");
    }
    let pimms = network.member("vivre-la-ville").expect("Vivre la Ville");
    for place in ["pontanezen", "keredern", "quatre-moulins"] {
        assert!(pimms.places.iter().any(|known| known.slug == place), "{place}");
    }
}

#[test]
fn every_fact_reads_as_the_product_reads_it() {
    let network = network();
    for member in &network.members {
        let of = &member.slug;
        Slug::parse(of).expect("a slug");
        ShortText::parse(&member.name).expect(of);
        InseeCode::parse(&member.commune).expect(of);
        member.siret.as_deref().map(|siret| Siret::parse(siret).expect(of));
        member.phone.as_deref().map(|phone| Phone::parse(phone).expect(of));
        member.email.as_deref().map(|email| Email::parse(email).expect(of));
        for place in &member.places {
            ShortText::parse(&place.name).expect(of);
            ShortText::parse(&place.address).expect(of);
            Postcode::parse(&place.postcode).expect(of);
            InseeCode::parse(&place.commune).expect(of);
            place.phone.as_deref().map(|phone| Phone::parse(phone).expect(of));
            place.email.as_deref().map(|email| Email::parse(email).expect(of));
        }
        for service in &member.services {
            ShortText::parse(&service.name).expect(of);
            ShortText::parse(&service.audience).expect(of);
            FreeText::parse(&service.description).expect(of);
            assert!(!service.themes.is_empty(), "{of}/{}", service.slug);
        }
    }
    for agent in &network.agents {
        PersonName::parse(&agent.given_name).expect(&agent.username);
        PersonName::parse(&agent.usual_name).expect(&agent.username);
        Email::parse(&agent.email()).expect(&agent.username);
    }
}

#[test]
fn places_lie_in_the_territory() {
    let centre = Position::new(48.3906, -4.4869).expect("Brest");
    for place in network().members.iter().flat_map(|member| &member.places) {
        let Some([latitude, longitude]) = place.position else { continue };
        let position = Position::new(latitude, longitude).expect("on Earth");
        assert!(centre.distance_m(&position) < 15_000.0, "{}", place.name);
    }
}

/// The outline of a commune, where the folder of open data is: longitude and latitude of its corners.
fn outline(insee: &str) -> Option<Vec<[f64; 2]>> {
    let folder = std::env::var_os("RELAIS_OPEN_DATA").unwrap_or_else(|| "../../../shared/data".into());
    let text = std::fs::read(std::path::Path::new(&folder).join("geo/communes-29.geojson")).ok()?;
    let map: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let communes = map["features"].as_array().expect("communes");
    let found = communes.iter().find(|commune| commune["properties"]["code"] == insee).expect("the commune");
    Some(serde_json::from_value(found["geometry"]["coordinates"][0].clone()).expect("one outline"))
}

/// Whether a ray to the east crosses the outline an odd number of times.
fn holds(outline: &[[f64; 2]], [latitude, longitude]: [f64; 2]) -> bool {
    let sides = outline.iter().zip(outline.iter().cycle().skip(1));
    let crossed = sides.filter(|([x, y], [next_x, next_y])| {
        (*y > latitude) != (*next_y > latitude)
            && longitude < (next_x - x).mul_add((latitude - y) / (next_y - y), *x)
    });
    crossed.count() % 2 == 1
}

#[test]
fn every_commune_has_a_position_and_it_lies_within_its_outline() {
    let network = network();
    let mut held = 0;
    for commune in &network.communes {
        let [latitude, longitude] = commune.position;
        let centre = Position::new(48.3906, -4.4869).expect("Brest");
        let position = Position::new(latitude, longitude).expect("on Earth");
        assert!(centre.distance_m(&position) < 12_000.0, "{}", commune.name);
        let Some(outline) = outline(&commune.insee) else { continue };
        assert!(holds(&outline, commune.position), "{}", commune.name);
        let others = network.communes.iter().filter(|other| other.insee != commune.insee);
        assert!(others.into_iter().all(|other| !holds(&outline, other.position)), "{}", commune.name);
        held += 1;
    }
    println!("{held} communes compared with their outlines");
    assert_eq!(network.position(None, "29075"), Some([48.4306, -4.3965]));
    assert_eq!(network.position(Some([48.0, -4.0]), "29075"), Some([48.0, -4.0]), "its own counts more");
}

#[test]
fn every_role_of_an_agent_is_there_and_one_agent_has_two_memberships() {
    let network = network();
    let memberships = || network.agents.iter().flat_map(|agent| &agent.memberships);
    for role in Role::ALL.iter().filter(|role| **role != Role::Integration) {
        assert!(memberships().any(|membership| membership.role == *role), "{role}");
    }
    assert!(memberships().all(|membership| membership.role != Role::Integration), "keys only");
    assert!(network.agents.iter().any(|agent| agent.memberships.len() == 2));
}

#[test]
fn every_member_that_takes_referrals_has_an_agent_who_can_accept_them() {
    let network = network();
    for member in network.members.iter().filter(|member| member.services.iter().any(|s| s.accepts_referrals))
    {
        let can = network.agents.iter().flat_map(|agent| &agent.memberships).any(|membership| {
            membership.organisation == member.slug
                && matches!(membership.role, Role::SocialWorker | Role::DigitalMediator)
        });
        assert!(can, "{}", member.slug);
    }
}

#[test]
fn accounts_show_the_employer_and_the_role_and_have_subjects_of_their_own() {
    let accounts = network().accounts();
    let lea = accounts.iter().find(|account| account.username == "lea.ccas-brest").expect("Léa");
    assert_eq!(
        (lea.organisation.as_str(), lea.role.as_str()),
        ("CCAS de Brest", "Travailleur social, conseiller")
    );
    assert_eq!(lea.siret, None, "no source gives it");
    let malo = accounts.iter().find(|account| account.username == "malo.mediation-numerique").expect("Malo");
    assert_eq!(malo.siret.as_deref(), Some("21290019500018"));
    let subjects: HashSet<_> = accounts.iter().map(Account::subject).collect();
    assert_eq!(subjects.len(), accounts.len());
}

#[test]
fn a_service_is_found_by_its_path() {
    let network = network();
    let (member, service) = network.service("mission-locale-brest/logement-jeunes").expect("a service");
    assert_eq!((member.kind.as_str(), service.name.as_str()), ("mission_locale", "Logement des jeunes"));
    assert!(network.service("mission-locale-brest/none").is_none());
    assert!(network.service("none").is_none());
}

#[test]
fn a_reference_that_leads_nowhere_or_a_name_used_twice_is_told() {
    type Breakage = fn(&mut DemoNetwork);
    let cases: [(Breakage, &str); 6] = [
        (
            |n| n.agents[0].memberships[0].organisation = "nowhere".into(),
            "agent lea.ccas-brest: there is no nowhere",
        ),
        (|n| n.agents[1].username = n.agents[0].username.clone(), "agents: lea.ccas-brest is there twice"),
        (|n| n.members[1].slug = n.members[0].slug.clone(), "members: brest-metropole is there twice"),
        (|n| n.members[0].commune = "75056".into(), "member brest-metropole: there is no 75056"),
        (
            |n| n.members[0].services[0].place = Some("moon".into()),
            "member brest-metropole: there is no moon",
        ),
        (|n| n.members[0].source = Some("hearsay, 1".into()), "member brest-metropole: there is no hearsay"),
    ];
    for (breakage, told) in cases {
        let mut network = network();
        breakage(&mut network);
        assert_eq!(network.check().expect_err("a fault").to_string(), told);
    }
}

/// Facts are compared with the open data they name, where that folder is.
#[test]
fn phones_and_positions_are_those_of_the_source() {
    let folder = std::env::var_os("RELAIS_OPEN_DATA").unwrap_or_else(|| "../../../shared/data".into());
    let path = std::path::Path::new(&folder).join("annuaire/brest-metropole-partenaires.csv");
    let Ok(mut reader) = csv::Reader::from_path(&path) else {
        println!("skipped: no {}", path.display());
        return;
    };
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("CSV");
    let row = |id: &str| rows.iter().find(|row| row[0] == *id);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut compared = 0;
    for place in network().members.iter().flat_map(|member| &member.places) {
        let id = place.source.split([',', ' ']).nth(2).unwrap_or_default();
        let Some(found) = row(id).or_else(|| row(&format!("fs-{id}"))) else { continue };
        if let Some(phone) = &place.phone {
            assert_eq!(digits(phone), digits(&found[9]), "{}", place.name);
        }
        if let (Some([latitude, longitude]), false) = (place.position, place.source.contains("position of")) {
            let at = |index: usize| found[index].parse::<f64>().expect("degrees");
            assert!((latitude - at(7)).abs() < 1e-5 && (longitude - at(8)).abs() < 1e-5, "{}", place.name);
        }
        compared += 1;
    }
    assert!(compared > 15, "{compared}");
}
