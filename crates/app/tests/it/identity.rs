//! An organisation that the network knows is recognised in another source's file, and not doubled.

use relais_app::{
    imports::{
        Fact, Import, OrganisationRecord, Recognised, Written, read_organisations, write_organisations,
    },
    organisations::{FoundOrganisation, OrganisationUpsert, found_organisation},
};
use relais_domain::text::{InseeCode, Phone, Siret};
use relais_testdb::World;

use crate::imports::mapping;

/// What a source says of one organisation of Brest.
fn record(source: &str, id: &str, name: &str) -> OrganisationRecord {
    let file = format!(
        "id;nom;rue;cp;commune;insee;sorte\n{id};{name};1 rue de Siam;29200;Brest;29019;association\n"
    );
    let Import { mut records, .. } =
        read_organisations(file.as_bytes(), Some(&mapping("organisations"))).unwrap();
    OrganisationRecord { source: source.to_owned(), ..records.pop().unwrap() }
}

fn recognised(id: &str, name: &str, by: Fact) -> Recognised {
    Recognised { external_id: id.to_owned(), name: name.to_owned(), by }
}

async fn write(world: &World, records: &[OrganisationRecord]) -> Written {
    write_organisations(&world.app, world.network, records.to_vec()).await.unwrap()
}

/// Name, source, version and phone of everything that is listed.
async fn listed(world: &World) -> Vec<String> {
    let rows = "SELECT name || ' ' || source || ' ' || version || ' ' || COALESCE(phone, '-') FROM organisation WHERE NOT member ORDER BY name, source";
    world.db().texts(rows, []).await
}

#[tokio::test]
async fn the_siret_tells_it_whatever_its_name_and_what_was_missing_is_filled() {
    let world = World::open().await;
    let siret = Some(Siret::parse("21290019500018").unwrap());
    let first = OrganisationRecord { siret: siret.clone(), ..record("un", "a", "Ville de Brest") };
    let phone = Some(Phone::parse("02 98 00 80 80").unwrap());
    let second = OrganisationRecord { siret, phone, ..record("deux", "7", "Commune de Brest") };
    assert_eq!(write(&world, std::slice::from_ref(&first)).await.inserted, 1);
    let told = recognised("7", "Ville de Brest", Fact::Siret);
    let written = write(&world, std::slice::from_ref(&second)).await;
    assert_eq!(written, Written { updated: 1, recognised: vec![told], ..Written::default() });
    assert_eq!(listed(&world).await, ["Ville de Brest un 2 +33298008080"]);
    let again = write(&world, &[second]).await;
    assert_eq!((again.kept, again.recognised[0].by), (1, Fact::Identifier), "its identifier was remembered");
    let first_again = write(&world, &[first]).await;
    assert_eq!(
        first_again,
        Written { kept: 1, ..Written::default() },
        "who never had a phone takes none away"
    );
    assert_eq!(listed(&world).await, ["Ville de Brest un 2 +33298008080"]);
}

#[tokio::test]
async fn the_name_tells_it_only_with_the_commune_and_only_where_it_tells_one() {
    let world = World::open().await;
    let names = ["Point numérique", "Maison du port"];
    let first: Vec<_> = names.iter().map(|name| record("un", name, name)).collect();
    assert_eq!(write(&world, &first).await.inserted, 2);
    let mut elsewhere = record("deux", "1", "Maison du port");
    elsewhere.address.insee = Some(InseeCode::parse("29232").unwrap());
    let twins = [record("deux", "2", "Point numérique"), record("deux", "3", "Point numérique")];
    let written = write(&world, &[elsewhere, twins[0].clone(), twins[1].clone()]).await;
    assert_eq!(
        written,
        Written { inserted: 3, ..Written::default() },
        "another commune, and no telling which"
    );
    let written = write(&world, &[record("trois", "4", "MAISON  du Port")]).await;
    assert_eq!(written.recognised, [recognised("4", "Maison du port", Fact::Name)]);
    assert_eq!((written.inserted, written.kept), (0, 1));
    let third = record("trois", "9", "Maison du port de Brest");
    assert_eq!(write(&world, &[third]).await.inserted, 1, "another name");
    assert_eq!(listed(&world).await.len(), 6);
}

#[tokio::test]
async fn a_member_is_recognised_by_its_name_or_by_the_records_it_was_founded_with_and_left_alone() {
    let world = World::open().await;
    let facts = OrganisationUpsert {
        commune: Some("Brest".into()),
        insee: Some("29019".into()),
        search_key: "maison du port brest".into(),
        ..OrganisationUpsert::member("charte", "maison", "Maison du port", "association")
    };
    let known_as = ["12", "13"].map(|id| ("annuaire".to_owned(), id.to_owned())).to_vec();
    let new = FoundOrganisation { facts, known_as, services: Vec::new(), members: Vec::new() };
    let (member, _) = found_organisation(&world.app, world.network, new).await.unwrap();
    let file = [
        record("annuaire", "12", "Accueil du port"),
        record("annuaire", "13", "Annexe du port"),
        record("annuaire", "14", "maison du port"),
        record("annuaire", "15", "Mairie"),
    ];
    let by = |id: &str, fact| recognised(id, "Maison du port", fact);
    let recognised = vec![by("12", Fact::Identifier), by("13", Fact::Identifier), by("14", Fact::Name)];
    assert_eq!(write(&world, &file).await, Written { inserted: 1, updated: 0, kept: 3, recognised });
    assert_eq!(listed(&world).await, ["Mairie annuaire 1 -"]);
    let untouched = "organisation WHERE id = $1 AND version = 1 AND address IS NULL AND source = 'charte'";
    assert_eq!(world.db().count(untouched, [member.uuid().into()]).await, 1, "a member speaks for itself");
    let again = write(&world, &file).await;
    assert_eq!((again.inserted, again.updated, again.kept), (0, 0, 4));
    let aliases = "organisation_alias WHERE network_id = $1 AND source = 'annuaire'";
    assert_eq!(world.db().count(aliases, [world.network.uuid().into()]).await, 3);
}
