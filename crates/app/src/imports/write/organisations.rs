//! Organisations.

use std::collections::{HashMap, HashSet};

use relais_domain::{
    ids::{NetworkId, OrganisationId},
    organisation::Slug,
    text::SearchKey,
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action},
    organisations::OrganisationUpsert,
};

use super::Written;
use crate::{App, AppError, imports::OrganisationRecord};

/// What is to be done with a file's records.
#[derive(Debug, Default)]
struct Plan {
    new: Vec<OrganisationUpsert>,
    changed: Vec<OrganisationUpsert>,
    kept: usize,
}

/// Writes the organisations of one file: all of them, or none. They are listed, not members; the new ones get their
/// keys and their side of the journal, ready for the day they join. A command of the house.
pub async fn write_organisations(
    app: &App,
    network: NetworkId,
    records: Vec<OrganisationRecord>,
) -> Result<Written, AppError> {
    let unit = app.store.begin_house().await?;
    let plan = plan(app, &unit, network, records).await?;
    let written = Written { inserted: plan.new.len(), updated: plan.changed.len(), kept: plan.kept };
    make_keys(&unit, network, &plan.new).await?;
    unit.insert_organisations(plan.new).await?;
    for changed in plan.changed {
        unit.upsert_organisation(changed).await?;
    }
    unit.record(Act::new(Action::DirectoryImported).on(network.uuid()).scope("organisations")).await?;
    unit.commit().await?;
    Ok(written)
}

async fn plan(
    app: &App,
    unit: &UnitOfWork<'_>,
    network: NetworkId,
    records: Vec<OrganisationRecord>,
) -> Result<Plan, AppError> {
    let Some(first) = records.first() else { return Ok(Plan::default()) };
    let known = unit.organisations_of_source(network, &first.source).await?;
    let known: HashMap<String, OrganisationUpsert> =
        known.into_iter().map(|known| (known.external_id.clone(), known)).collect();
    let mut taken = unit.organisation_slugs(network).await?;
    let mut plan = Plan::default();
    for record in records {
        let said = facts(record, network);
        let Some(known) = known.get(&said.external_id) else {
            let slug = free_slug(&said, &mut taken);
            let id = OrganisationId::random(app.random.as_ref());
            plan.new.push(OrganisationUpsert { id, slug, ..said });
            continue;
        };
        let said = OrganisationUpsert { id: known.id, slug: known.slug.clone(), ..said };
        if known.member || said == *known {
            plan.kept += 1;
        } else {
            plan.changed.push(said);
        }
    }
    Ok(plan)
}

/// Keys come first: no row without its keys. If the rows then fail, the keys open nothing.
async fn make_keys(
    unit: &UnitOfWork<'_>,
    network: NetworkId,
    new: &[OrganisationUpsert],
) -> Result<(), AppError> {
    for organisation in new {
        unit.make_tenant(organisation.id.bytes()).await?;
    }
    let subjects: Vec<_> = new.iter().map(|organisation| organisation.id.uuid()).collect();
    Ok(unit.make_journal_subjects(&subjects, network).await?)
}

/// What the record says; id and short name are for the plan to fill in.
fn facts(record: OrganisationRecord, network: NetworkId) -> OrganisationUpsert {
    let address = record.address;
    let commune = address.commune.as_ref().map_or("", |commune| commune.as_str());
    let search_key = SearchKey::of(&format!("{} {commune}", record.name.as_str())).as_str().to_owned();
    OrganisationUpsert {
        id: OrganisationId::new(uuid::Uuid::nil()),
        network,
        slug: String::new(),
        name: record.name.as_str().to_owned(),
        kind: record.kind.as_str().to_owned(),
        siret: record.siret.map(|siret| siret.as_str().to_owned()),
        address: address.street.map(|street| street.as_str().to_owned()),
        postcode: address.postcode.map(|postcode| postcode.as_str().to_owned()),
        commune: address.commune.map(|commune| commune.as_str().to_owned()),
        insee: address.insee.map(|insee| insee.as_str().to_owned()),
        position: record.position.map(|position| (position.latitude(), position.longitude())),
        phone: record.phone.map(|phone| phone.as_str().to_owned()),
        email: record.email.map(|email| email.as_str().to_owned()),
        website: record.website.map(|website| website.as_str().to_owned()),
        member: false,
        source: record.source,
        external_id: record.external_id,
        search_key,
    }
}

/// A short name nobody of the network has: from the name, else with the commune, else with a number.
fn free_slug(said: &OrganisationUpsert, taken: &mut HashSet<String>) -> String {
    let plain = |text: &str| {
        Slug::from_name(text).map_or_else(|_| said.kind.replace('_', "-"), |slug| slug.to_string())
    };
    let name = plain(&said.name);
    let with_commune = plain(&format!("{} {}", said.name, said.commune.as_deref().unwrap_or_default()));
    let numbered = (2_u32..).map(|number| numbered(&with_commune, number));
    let mut candidates = [name, with_commune.clone()].into_iter().chain(numbered);
    let free = candidates.find(|candidate| !taken.contains(candidate)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// A slug with a number, still no longer than a slug may be.
fn numbered(slug: &str, number: u32) -> String {
    let stem: String = slug.chars().take(52).collect();
    format!("{}-{number}", stem.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, commune: &str) -> OrganisationUpsert {
        OrganisationUpsert {
            id: OrganisationId::new(uuid::Uuid::nil()),
            network: NetworkId::new(uuid::Uuid::nil()),
            slug: String::new(),
            name: name.to_owned(),
            kind: "france_services".to_owned(),
            siret: None,
            address: None,
            postcode: None,
            commune: Some(commune.to_owned()),
            insee: None,
            position: None,
            phone: None,
            email: None,
            website: None,
            member: false,
            source: "test".to_owned(),
            external_id: name.to_owned(),
            search_key: String::new(),
        }
    }

    #[test]
    fn each_organisation_gets_a_short_name_of_its_own_that_reads_back() {
        let mut taken = HashSet::from(["ccas".to_owned()]);
        let long = "maison des services au public de la communauté de communes du pays d’iroise et de la mer";
        let asked = ["CCAS", "CCAS", "CCAS", "…", "…", long, long, long].map(|name| said(name, "Brest"));
        let given: Vec<String> = asked.iter().map(|said| free_slug(said, &mut taken)).collect();
        assert_eq!(given[..5], ["ccas-brest", "ccas-brest-2", "ccas-brest-3", "france-services", "brest"]);
        let different: HashSet<&String> = given.iter().collect();
        assert_eq!(different.len(), given.len());
        for slug in &given {
            assert!(Slug::parse(slug).is_ok(), "{slug}");
        }
    }
}
