//! The text put to the person: dated, in plain French, rendered from the draft. Its hash is what she agrees to.

use chrono::{Datelike, NaiveDate, TimeDelta};
use relais_domain::{
    access::Action,
    actor::Actor,
    agreement::{AgreementText, Item, TextHash},
    clock::Timestamp,
    code_set::CodeSet,
    ids::ReferralId,
};
use relais_store::referrals::StoredReferral;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::{App, AppError, referrals::work::Work};

const SOURCE: &str = include_str!("../../../../config/catalogue/agreements/referral-2026-11-22-3.fr.toml");

/// A shipped text; a new wording is a new file with a new version, never an edit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    version: String,
    language: String,
    lines: Vec<String>,
    always: String,
    nothing_more: String,
    items: std::collections::BTreeMap<String, String>,
    closing: Vec<String>,
    months: Vec<String>,
    first_of_month: String,
}

impl Template {
    fn newest() -> Result<Self, AppError> {
        toml::from_str(SOURCE).map_err(AppError::internal)
    }

    /// What the recipient sees: always, and then item by item.
    fn seen<'a>(&'a self, items: &'a CodeSet<Item>) -> impl Iterator<Item = &'a String> {
        let chosen = items.iter().filter_map(|item| self.items.get(item.as_str()));
        let nothing_more = items.is_empty().then_some(&self.nothing_more);
        std::iter::once(&self.always).chain(chosen).chain(nothing_more)
    }

    /// « 23 mai 2027 »: figures alone are read in two orders.
    fn in_words(&self, day: NaiveDate) -> Option<String> {
        let month = self.months.get(usize::try_from(day.month0()).ok()?)?;
        let number = if day.day() == 1 { self.first_of_month.clone() } else { day.day().to_string() };
        Some(format!("{number} {month} {}", day.year()))
    }
}

/// The exact text to show or read aloud.
#[derive(Clone, Debug)]
pub struct RenderedText {
    /// Version, language and hash.
    pub text: AgreementText,
    /// Its lines.
    pub lines: Vec<String>,
    /// Until when at the latest.
    pub until: Timestamp,
}

impl RenderedText {
    /// The bytes that are hashed and kept: one line after the other.
    #[must_use]
    pub fn exact(&self) -> String {
        self.lines.join("\n")
    }
}

/// The text of a draft, for its sender.
pub async fn show_agreement_text(app: &App, actor: &Actor, id: ReferralId) -> Result<RenderedText, AppError> {
    let unit = app.store.read(actor).await?;
    let work = Work::load(&unit, actor, id, Action::DraftReferral).await?;
    let rendered = render(app, &work.stored, unit.now())?;
    unit.commit().await?;
    Ok(rendered)
}

/// What a recipient sees under an agreement to these items, in the sentences put to the person.
pub fn told_as_seen(items: &CodeSet<Item>) -> Result<Vec<String>, AppError> {
    Ok(Template::newest()?.seen(items).cloned().collect())
}

pub(super) fn render(app: &App, stored: &StoredReferral, now: Timestamp) -> Result<RenderedText, AppError> {
    let template = Template::newest()?;
    let recipient = stored.referral.recipient().ok_or(AppError::rule("referral.recipient_missing"))?;
    let until = now + TimeDelta::days(i64::from(app.settings.terms.longest_days));
    let last_day = template.in_words(until.with_timezone(&app.settings.time_zone).date_naive());
    let last_day = last_day.ok_or_else(|| AppError::internal("a month without a name"))?;
    let fill = |line: &String| {
        line.replace("{sender}", &stored.referral.sender().organisation_name)
            .replace("{recipient}", &recipient.organisation_name)
            .replace("{service}", &recipient.service_name)
            .replace("{until}", &last_day)
    };
    let told = template.lines.iter().chain(template.seen(&stored.items)).chain(&template.closing);
    let lines: Vec<String> = told.map(fill).collect();
    let sha256 = TextHash(Sha256::digest(lines.join("\n").as_bytes()).into());
    let text = AgreementText { version: template.version, language: template.language, sha256 };
    Ok(RenderedText { text, lines, until })
}
