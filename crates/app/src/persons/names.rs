//! Search by name with nothing readable at rest: names live in memory, opened from the organisation's own relations
//! and brought up to date before each search by the rows changed since the last one (`mandates-and-keys.md` 2.4).

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use chrono::TimeDelta;
use relais_domain::{
    access::Grant,
    clock::Timestamp,
    ids::{OrganisationId, RelationId},
    person::{Identity, likeness},
    text::SearchKey,
};
use relais_store::UnitOfWork;
use tokio::sync::Mutex;

use crate::{AppError, persons::identity_of};

/// A row carries the instant its transaction began and is seen when it commits: rows that were still on their way at
/// the last look are looked for again.
const OVERLAP: TimeDelta = TimeDelta::minutes(2);

/// Names of the organisations whose agents have searched since this instance started.
#[derive(Default)]
pub struct NameIndex {
    organisations: std::sync::Mutex<HashMap<OrganisationId, Arc<Mutex<Names>>>>,
}

#[derive(Default)]
struct Names {
    looked: Option<Timestamp>,
    known: HashMap<RelationId, Known>,
}

struct Known {
    key: String,
    /// First name and family name, each written as one word.
    joined: [String; 2],
    identity: Identity,
}

impl std::fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NameIndex([secret])")
    }
}

impl NameIndex {
    /// Relations whose name holds every word of `query`, best first; whether their ground still stands is not looked at.
    pub(crate) async fn search(
        &self,
        unit: &UnitOfWork<'_>,
        grant: &Grant,
        query: &SearchKey,
    ) -> Result<Vec<RelationId>, AppError> {
        let names = self.of(grant.organisation());
        let mut names = names.lock().await;
        names.refresh(unit, grant).await?;
        let words: Vec<&str> = query.as_str().split(' ').filter(|word| !word.is_empty()).collect();
        let mut found: Vec<(&str, RelationId)> = names
            .known
            .iter()
            .filter(|(_, known)| words.iter().all(|word| known.holds(word)))
            .map(|(id, known)| (known.key.as_str(), *id))
            .collect();
        found.sort_unstable();
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    /// Relations that may be the same person, the most alike first; their ground is not looked at.
    pub(crate) async fn duplicates(
        &self,
        unit: &UnitOfWork<'_>,
        grant: &Grant,
        identity: &Identity,
    ) -> Result<Vec<RelationId>, AppError> {
        let names = self.of(grant.organisation());
        let mut names = names.lock().await;
        names.refresh(unit, grant).await?;
        let mut alike: Vec<_> = names
            .known
            .iter()
            .filter_map(|(id, known)| likeness(identity, &known.identity).map(|likeness| (likeness, *id)))
            .collect();
        alike.sort_unstable_by(|a, b| b.cmp(a));
        Ok(alike.into_iter().map(|(_, id)| id).collect())
    }

    /// An organisation's names: while they are brought up to date, only its own agents wait.
    fn of(&self, organisation: OrganisationId) -> Arc<Mutex<Names>> {
        let mut organisations = self.organisations.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(organisations.entry(organisation).or_default())
    }
}

impl Names {
    async fn refresh(&mut self, unit: &UnitOfWork<'_>, grant: &Grant) -> Result<(), AppError> {
        // A clock that was set back writes rows older than those already seen: then all are looked at again.
        let since = self.looked.filter(|looked| *looked <= unit.now()).map(|looked| looked - OVERLAP);
        let rows = unit.list_names(grant, since).await?;
        self.looked = Some(unit.now());
        for row in rows {
            match row.content {
                Some(content) => {
                    let identity = identity_of(&content.identity);
                    let (given, family) = super::names_of(&content);
                    let key = SearchKey::of(&format!("{given} {family}")).as_str().to_owned();
                    let joined = [given, family].map(|name| SearchKey::of(&name).compact());
                    self.known.insert(row.id, Known { key, joined, identity });
                }
                None => {
                    self.known.remove(&row.id);
                }
            }
        }
        Ok(())
    }
}

impl Known {
    /// A word of the name begins with the word sought, or the name written as one word does: « leguen » is Le Guen,
    /// « ndiaye » N'Diaye.
    fn holds(&self, word: &str) -> bool {
        let mut parts = self.key.split(' ').chain(self.joined.iter().map(String::as_str));
        parts.any(|part| part.starts_with(word))
    }
}
