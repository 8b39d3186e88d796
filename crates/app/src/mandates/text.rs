//! The text put to her: dated, each article in the words of the law and in simple words. Its hash is what she agrees to.

use chrono::{Datelike, NaiveDate};
use relais_catalogue::Catalogue;
use relais_domain::{
    access::Action,
    actor::Actor,
    agreement::TextHash,
    ids::MandateId,
    mandate::{Mandate, Scope, Validity},
};
use relais_store::{UnitOfWork, persons::PersonContent};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::{App, AppError, mandates::work::Work, persons::names_of};

const SOURCE: &str = include_str!("../../../../config/catalogue/mandates/mandate-2026-11-23.fr.toml");

/// A shipped text; a new wording is a new file with a new version, never an edit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    version: String,
    language: String,
    months: Vec<String>,
    first_of_month: String,
    articles: Vec<Article>,
}

/// One article, twice: the same meaning.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// What it is about.
    pub title: String,
    /// In the words of the law.
    pub legal: String,
    /// In simple words.
    pub simple: String,
}

/// The exact text to show, read aloud, print and sign.
#[derive(Clone)]
pub struct MandateText {
    /// The dated version of the template.
    pub version: String,
    /// Its language.
    pub language: String,
    /// The articles.
    pub articles: Vec<Article>,
    /// The dates it says.
    pub validity: Validity,
}

impl std::fmt::Debug for MandateText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MandateText").field("version", &self.version).finish_non_exhaustive()
    }
}

impl MandateText {
    /// The bytes that are hashed and kept: an article a line, its three parts with a tab between.
    #[must_use]
    pub fn exact(&self) -> String {
        let line = |it: &Article| format!("{}\t{}\t{}", it.title, it.legal, it.simple);
        self.articles.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// SHA-256 of the exact text.
    #[must_use]
    pub fn sha256(&self) -> TextHash {
        TextHash(Sha256::digest(self.exact().as_bytes()).into())
    }

    /// The articles of a kept exact text.
    #[must_use]
    pub fn articles_of(exact: &str) -> Vec<Article> {
        let article = |line: &str| {
            let mut parts = line.split('\t').map(str::to_owned);
            Some(Article { title: parts.next()?, legal: parts.next()?, simple: parts.next()? })
        };
        exact.lines().filter_map(article).collect()
    }
}

impl Template {
    fn newest() -> Result<Self, AppError> {
        toml::from_str(SOURCE).map_err(AppError::internal)
    }

    /// « 23 mai 2027 »: figures alone are read in two orders.
    fn in_words(&self, day: NaiveDate) -> Option<String> {
        let month = self.months.get(usize::try_from(day.month0()).ok()?)?;
        let number = if day.day() == 1 { self.first_of_month.clone() } else { day.day().to_string() };
        Some(format!("{number} {month} {}", day.year()))
    }
}

/// The names a text says.
pub(super) struct Named {
    pub person: String,
    pub organisation: String,
}

impl Named {
    pub async fn of(
        unit: &UnitOfWork<'_>,
        mandate: &Mandate,
        content: &PersonContent,
    ) -> Result<Self, AppError> {
        let (given, family) = names_of(content);
        let person = format!("{given} {family}").trim().to_owned();
        if person.is_empty() {
            return Err(AppError::rule("mandate.name_missing"));
        }
        let organisation = unit.find_organisation(mandate.organisation()).await?.ok_or(AppError::NotFound)?;
        Ok(Self { person, organisation: organisation.name })
    }
}

/// The text as it would be put to her now.
pub async fn preview_mandate_text(app: &App, actor: &Actor, id: MandateId) -> Result<MandateText, AppError> {
    let unit = app.store.read(actor).await?;
    let work = Work::load(&unit, actor, id, Action::DraftMandate).await?;
    let mandate = &work.stored.mandate;
    let content = super::put_text::open_person(&unit, actor, mandate).await?;
    let named = Named::of(&unit, mandate, &content).await?;
    let text = compose(app, mandate, &named, Validity::starting(unit.now(), mandate.term(), calendar(app)))?;
    unit.commit().await?;
    Ok(text)
}

pub(super) fn calendar(app: &App) -> &relais_domain::calendar::Calendar {
    &app.settings.clocks.calendar
}

pub(super) fn compose(
    app: &App,
    mandate: &Mandate,
    named: &Named,
    validity: Validity,
) -> Result<MandateText, AppError> {
    let template = Template::newest()?;
    let calendar = calendar(app);
    let words = |day| template.in_words(day).ok_or_else(|| AppError::internal("a month without a name"));
    let (from, until) = (words(calendar.day_of(validity.not_before))?, words(validity.last_day(calendar))?);
    let powers = describe_scope(mandate.scope())?.join(" ; ");
    let number = mandate.number().to_string();
    let fill = |line: &str| {
        line.replace("{number}", &number)
            .replace("{from}", &from)
            .replace("{until}", &until)
            .replace("{powers}", &powers)
            .replace("{things}", &powers)
            .replace("{organisation}", &named.organisation)
            .replace("{person}", &named.person)
            .replace(['\t', '\n'], " ")
    };
    let filled =
        |it: &Article| Article { title: it.title.clone(), legal: fill(&it.legal), simple: fill(&it.simple) };
    let articles = template.articles.iter().map(filled).collect();
    Ok(MandateText { version: template.version, language: template.language, articles, validity })
}

/// What a scope lets be done, in words, one thing each.
pub fn describe_scope(scope: &Scope) -> Result<Vec<String>, AppError> {
    let catalogue = Catalogue::shipped().map_err(AppError::internal)?;
    Ok(scope.iter().map(|item| catalogue.describe(item).to_string()).collect())
}

/// A day as a paper says it.
pub(super) fn day_in_words(day: NaiveDate) -> Result<String, AppError> {
    Template::newest()?.in_words(day).ok_or_else(|| AppError::internal("a month without a name"))
}
