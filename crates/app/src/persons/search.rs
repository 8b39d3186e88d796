//! Lists and search among the organisation's own relations.

use relais_domain::{
    access::{self, Action, Grant, Resource},
    actor::Actor,
    clock::Timestamp,
    ids::RelationId,
    text::SearchKey,
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    persons::{PersonContent, Relation},
};

use crate::{
    App, AppError,
    paging::{ASKED, PAGE, page},
    persons::{commune_of, names_of},
    shown::shown,
};

/// A person in a list: what reception needs to recognise her, nothing more.
#[derive(Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PersonLine {
    pub relation: RelationId,
    pub given_name: String,
    pub family_name: String,
    pub birth_year: Option<String>,
    pub commune: Option<String>,
    pub last_contact_at: Timestamp,
}

impl std::fmt::Debug for PersonLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonLine").field("relation", &self.relation).finish_non_exhaustive()
    }
}

/// Relations looked up in one statement.
const AT_ONCE: usize = 200;

/// Where the next page begins: after this last contact, of this relation.
pub type PersonCursor = (Timestamp, RelationId);

/// A page of the organisation's persons, the last seen first, and where the next begins.
pub async fn list_persons(
    app: &App,
    actor: &Actor,
    after: Option<PersonCursor>,
) -> Result<(Vec<PersonLine>, Option<PersonCursor>), AppError> {
    let grant = granted(actor)?;
    let unit = app.store.read(actor).await?;
    let relations = unit.list_relations(after, ASKED).await?;
    let (relations, next) = page(relations, |last| (last.last_contact_at, last.id()));
    let lines = open(&unit, &grant, &relations).await?;
    unit.record(searched(&lines)).await?;
    unit.commit().await?;
    Ok((lines, next))
}

/// The persons whose name holds every word of the query. The query is never stored, logged or put in an address.
pub async fn search_persons(app: &App, actor: &Actor, query: &str) -> Result<Vec<PersonLine>, AppError> {
    let grant = granted(actor)?;
    let key = SearchKey::parse(query).map_err(|error| AppError::field("query", error.code()))?;
    let unit = app.store.read(actor).await?;
    let found = app.names.search(&unit, &grant, &key).await?;
    let lines = lines(&unit, &grant, &found, PAGE).await?;
    unit.record(searched(&lines)).await?;
    unit.commit().await?;
    Ok(lines)
}

fn granted(actor: &Actor) -> Result<Grant, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    Ok(access::require(actor, Action::SearchPersons, &own)?)
}

/// The entry of a search: whose names it showed, never what was sought.
pub(super) fn searched(lines: &[PersonLine]) -> Act {
    shown(Act::new(Journalled::PersonSearched), lines.iter().map(|line| line.relation))
}

/// The first lines of these relations, in their order. Those whose ground has ended are left out before the list is
/// cut: persons handed on do not hide those who are followed here.
pub(super) async fn lines(
    unit: &UnitOfWork<'_>,
    grant: &Grant,
    ids: &[RelationId],
    most: usize,
) -> Result<Vec<PersonLine>, AppError> {
    let mut living = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let mut relations = unit.list_relations_among(some).await?;
        relations.sort_by_key(|relation| some.iter().position(|id| *id == relation.id()));
        living.extend(relations);
        if living.len() >= most {
            break;
        }
    }
    living.truncate(most);
    open(unit, grant, &living).await
}

async fn open(
    unit: &UnitOfWork<'_>,
    grant: &Grant,
    relations: &[Relation],
) -> Result<Vec<PersonLine>, AppError> {
    let contents = unit.open_relations(grant, relations).await?;
    let opened = relations.iter().zip(contents);
    Ok(opened.filter_map(|(relation, content)| content.map(|content| line(relation, &content))).collect())
}

fn line(relation: &Relation, content: &PersonContent) -> PersonLine {
    let (given_name, family_name) = names_of(content);
    PersonLine {
        relation: relation.id(),
        given_name,
        family_name,
        birth_year: content.identity.birth.as_deref().map(|birth| birth.chars().take(4).collect()),
        commune: commune_of(content),
        last_contact_at: relation.last_contact_at,
    }
}
