//! Whether a record tells of an organisation that the network already has from another source.
//!
//! Three facts say so, the surest first: the record's own identifier, remembered of an earlier import or told when the
//! organisation was founded; the SIRET; the name together with the commune. The last two count only where they fit one
//! record of the file and one organisation, and never within one source: who gives two numbers means two organisations.

use std::collections::{HashMap, HashSet};

use relais_domain::{codes, ids::OrganisationId, text::SearchKey};
use relais_store::organisations::{OrganisationAlias, OrganisationUpsert};

codes! {
    /// By what an organisation was recognised.
    pub enum Fact {
        /// The source's identifier of it.
        Identifier = "identifier",
        /// Its establishment number.
        Siret = "siret",
        /// Its name and commune.
        Name = "name",
    }
}

/// A record that tells of an organisation known from another source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The record's identifier.
    pub external_id: String,
    /// The organisation's name in the network.
    pub name: String,
    /// By what.
    pub by: Fact,
}

/// The organisations of a network, by every fact that tells them apart.
pub(super) struct Identities {
    known: HashMap<OrganisationId, OrganisationUpsert>,
    own: HashMap<(String, String), OrganisationId>,
    aliases: HashMap<(String, String), OrganisationId>,
    by_fact: HashMap<Told, Vec<OrganisationId>>,
    in_file: HashMap<Told, usize>,
}

/// A fact in a form that can be compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Told {
    Siret(String),
    Name(String, String),
}

impl Identities {
    /// Of what the network has; `records` are those of the file.
    pub fn of(
        known: Vec<OrganisationUpsert>,
        aliases: Vec<OrganisationAlias>,
        records: &[OrganisationUpsert],
    ) -> Self {
        let own = known.iter().map(|known| (key(known), known.id)).collect();
        let aliases = aliases.into_iter().map(|a| ((a.source, a.external_id), a.organisation)).collect();
        let mut by_fact: HashMap<Told, Vec<OrganisationId>> = HashMap::new();
        for known in &known {
            for (told, _) in facts(known) {
                by_fact.entry(told).or_default().push(known.id);
            }
        }
        let mut in_file = HashMap::new();
        for (told, _) in records.iter().flat_map(facts) {
            *in_file.entry(told).or_default() += 1;
        }
        let known = known.into_iter().map(|known| (known.id, known)).collect();
        Self { known, own, aliases, by_fact, in_file }
    }

    /// The organisation that was read from this very record.
    pub fn own(&self, record: &OrganisationUpsert) -> Option<&OrganisationUpsert> {
        self.own.get(&key(record)).and_then(|id| self.known.get(id))
    }

    /// The organisation of another source that the record tells of, and what says so.
    pub fn elsewhere(&self, record: &OrganisationUpsert) -> Option<(&OrganisationUpsert, Fact)> {
        if let Some(known) = self.aliases.get(&key(record)).and_then(|id| self.known.get(id)) {
            return Some((known, Fact::Identifier));
        }
        facts(record).into_iter().find_map(|(told, by)| {
            let [id] = self.by_fact.get(&told)?.as_slice() else { return None };
            let known = self.known.get(id).filter(|known| known.source != record.source)?;
            // two communes may bear one name
            if by == Fact::Name
                && known.insee.as_ref().zip(record.insee.as_ref()).is_some_and(|(a, b)| a != b)
            {
                return None;
            }
            (self.in_file.get(&told) == Some(&1)).then_some((known, by))
        })
    }

    /// The organisations that several records tell of.
    pub fn shared(&self) -> HashSet<OrganisationId> {
        self.aliases.values().copied().collect()
    }
}

fn key(record: &OrganisationUpsert) -> (String, String) {
    (record.source.clone(), record.external_id.clone())
}

/// The facts of a record, the surest first. A commune is its code or, where the source has none, its name.
fn facts(record: &OrganisationUpsert) -> Vec<(Told, Fact)> {
    let words = |text: &str| SearchKey::of(text).as_str().to_owned();
    let siret = record.siret.clone().map(|siret| (Told::Siret(siret), Fact::Siret));
    let communes = [record.insee.clone(), record.commune.as_deref().map(words)];
    let name = words(&record.name);
    let named = communes.into_iter().flatten().map(|commune| (Told::Name(name.clone(), commune), Fact::Name));
    siret.into_iter().chain(named).collect()
}
