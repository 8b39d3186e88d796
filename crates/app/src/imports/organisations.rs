//! Organisations.

use std::collections::HashSet;

use relais_domain::{
    ids::{NetworkId, OrganisationId},
    organisation::Slug,
    text::{SearchKey, ShortText},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action},
    organisations::{OrganisationAlias, OrganisationUpsert},
};

use super::{
    Written,
    identity::{Fact, Identities, Recognised},
};
use crate::{App, AppError, imports::OrganisationRecord};

/// What is to be done with a file's records.
#[derive(Debug, Default)]
struct Plan {
    new: Vec<OrganisationUpsert>,
    changed: Vec<OrganisationUpsert>,
    aliases: Vec<OrganisationAlias>,
    written: Written,
}

/// Writes the organisations of one file: all of them, or none. They are listed, not members; the new ones get their
/// keys and their side of the journal, ready for the day they join. What another source has told of gets from this
/// one only what it lacks, and a member nothing: it looks after what is said of it. A command of the house.
pub async fn write_organisations(
    app: &App,
    network: NetworkId,
    records: Vec<OrganisationRecord>,
) -> Result<Written, AppError> {
    let unit = app.store.begin_house().await?;
    let plan = plan(app, &unit, network, records).await?;
    make_keys(&unit, network, &plan.new).await?;
    unit.insert_organisations(plan.new).await?;
    for changed in plan.changed {
        unit.upsert_organisation(changed).await?;
    }
    unit.remember_organisations(network, plan.aliases).await?;
    unit.record(Act::new(Action::DirectoryImported).on(network.uuid()).scope("organisations")).await?;
    unit.commit().await?;
    Ok(plan.written)
}

async fn plan(
    app: &App,
    unit: &UnitOfWork<'_>,
    network: NetworkId,
    records: Vec<OrganisationRecord>,
) -> Result<Plan, AppError> {
    let records: Vec<_> = records.into_iter().map(|record| facts(record, network)).collect();
    let known = unit.organisations_known_to(network).await?;
    let mut taken: HashSet<String> = known.iter().map(|known| known.slug.clone()).collect();
    let identities = Identities::of(known, unit.organisation_aliases(network).await?, &records);
    let shared = identities.shared();
    let mut plan = Plan::default();
    for said in records {
        if let Some(known) = identities.own(&said) {
            // what another source adds is not taken away by the first one, which never had it
            let said = if shared.contains(&known.id) { completed(said, known) } else { said };
            plan.bring_up_to_date(
                known,
                OrganisationUpsert { id: known.id, slug: known.slug.clone(), ..said },
            );
        } else if let Some((known, by)) = identities.elsewhere(&said) {
            plan.recognise(known, &said, by);
        } else {
            let slug = free_slug(&said, &mut taken);
            let id = OrganisationId::random(app.random.as_ref());
            plan.new.push(OrganisationUpsert { id, slug, ..said });
            plan.written.inserted += 1;
        }
    }
    Ok(plan)
}

impl Plan {
    fn bring_up_to_date(&mut self, known: &OrganisationUpsert, said: OrganisationUpsert) {
        if known.member || said == *known {
            self.written.kept += 1;
        } else {
            self.changed.push(said);
            self.written.updated += 1;
        }
    }

    fn recognise(&mut self, known: &OrganisationUpsert, said: &OrganisationUpsert, by: Fact) {
        let (source, external_id) = (said.source.clone(), said.external_id.clone());
        let (name, organisation) = (known.name.clone(), known.id);
        self.written.recognised.push(Recognised { external_id: external_id.clone(), name, by });
        if by != Fact::Identifier {
            self.aliases.push(OrganisationAlias { source, external_id, organisation });
        }
        // of two records of one file that tell of the same organisation, the first completes it
        let before = self.changed.iter().position(|changed| changed.id == known.id);
        match before {
            Some(_) => self.written.kept += 1,
            None => self.bring_up_to_date(known, completed(known.clone(), said)),
        }
    }
}

/// What is known, and for what is not, what another source says.
fn completed(known: OrganisationUpsert, said: &OrganisationUpsert) -> OrganisationUpsert {
    let either = |known: Option<String>, said: &Option<String>| known.or_else(|| said.clone());
    let commune = either(known.commune, &said.commune);
    OrganisationUpsert {
        siret: either(known.siret, &said.siret),
        address: either(known.address, &said.address),
        postcode: either(known.postcode, &said.postcode),
        search_key: search_key(&known.name, commune.as_deref()),
        commune,
        insee: either(known.insee, &said.insee),
        position: known.position.or(said.position),
        phone: either(known.phone, &said.phone),
        email: either(known.email, &said.email),
        website: either(known.website, &said.website),
        ..known
    }
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
    let commune = address.commune.as_ref().map(ShortText::as_str);
    let search_key = search_key(record.name.as_str(), commune);
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

fn search_key(name: &str, commune: Option<&str>) -> String {
    SearchKey::of(&format!("{name} {}", commune.unwrap_or_default())).as_str().to_owned()
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
            commune: Some(commune.to_owned()),
            member: false,
            ..OrganisationUpsert::member("test", "", name, "france_services")
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
