//! The text is fixed and put to her: from here on its words, dates and scope are what they are.

use relais_domain::{
    access::{self, Action},
    actor::Actor,
    ids::MandateId,
    mandate::{Capacity, Mandate, TextFacts, Validity},
    person::Protection,
};
use relais_store::{UnitOfWork, mandates::MandateProof, persons::PersonContent};

use crate::{
    App, AppError,
    fields::{Fields, present},
    mandates::{
        text::{Named, calendar, compose},
        work::{SavedMandate, Work, save_step, saved},
    },
};

/// Her answers, asked alone where she can. An answer that was not given is none.
#[derive(Clone, Debug, Default)]
pub struct CapacityInput {
    /// `yes` when she is 18 or over.
    pub adult: String,
    /// The measure of protection she declares.
    pub protection: String,
    /// `yes` when nobody pushes her.
    pub free: String,
    /// `yes` when she said in her own words what it is for.
    pub understood: String,
}

impl CapacityInput {
    fn read(&self) -> Result<Capacity, AppError> {
        let mut fields = Fields::default();
        let adult = yes_or_no(&mut fields, "adult", &self.adult);
        let protection: Option<Protection> = fields.code("protection", &self.protection);
        let free = yes_or_no(&mut fields, "free", &self.free);
        let understood = yes_or_no(&mut fields, "understood", &self.understood);
        fields.finish()?;
        Ok(Capacity {
            adult: present("adult", adult)?,
            protection: present("protection", protection)?,
            free: present("free", free)?,
            understood: present("understood", understood)?,
        })
    }
}

fn yes_or_no(fields: &mut Fields, field: &'static str, text: &str) -> Option<bool> {
    match text.trim() {
        "yes" => Some(true),
        "no" => Some(false),
        other => {
            fields.refuse(field, if other.is_empty() { "choice.required" } else { "choice.unknown" });
            None
        }
    }
}

/// Fixes the text and puts it to her. Nothing is usable before she agrees.
pub async fn put_mandate_text(
    app: &App,
    actor: &Actor,
    (id, version): (MandateId, i32),
    input: &CapacityInput,
) -> Result<SavedMandate, AppError> {
    let capacity = input.read()?;
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::DraftMandate).await?;
    work.expect_version(version)?;
    let before = work.stored.mandate.clone();
    let content = open_person(&unit, actor, &before).await?;
    let named = Named::of(&unit, &before, &content).await?;
    let validity = Validity::starting(unit.now(), before.term(), calendar(app));
    let text = compose(app, &before, &named, validity)?;
    let living = living_of(&unit, &before).await?;
    let themes_off = unit.find_themes_off().await?.iter().collect();
    let facts = TextFacts {
        version: text.version.clone(),
        sha256: text.sha256(),
        validity,
        capacity,
        themes_off: &themes_off,
        living: &living,
    };
    let event = work.step(before.clone().fix_text(facts, actor, unit.now()))?;
    let proof = MandateProof {
        text: text.exact(),
        person: named.person,
        organisation: named.organisation,
        scope: before.scope().to_string(),
        capacity: said(capacity),
        ..MandateProof::default()
    };
    unit.seal_mandate_proof(&work.stored.mandate, &proof).await?;
    save_step(app, &unit, &mut work.stored, &before, &event).await?;
    unit.commit().await?;
    Ok(saved(&work.stored.mandate))
}

/// Her answers as the proof keeps them.
fn said(capacity: Capacity) -> String {
    let Capacity { adult, protection, free, understood } = capacity;
    format!("adult={adult} protection={protection} free={free} understood={understood}")
}

/// What the organisation knows of her, for whoever writes her mandate.
pub(super) async fn open_person(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    mandate: &Mandate,
) -> Result<PersonContent, AppError> {
    let relation = unit.find_relation(mandate.relation()).await?.ok_or(AppError::NotFound)?;
    let grant = access::require(actor, Action::DraftMandate, &relation.facts())?;
    Ok(unit.open_relation(&grant, &relation).await?)
}

/// Her other living mandates to this organisation.
pub(super) async fn living_of(unit: &UnitOfWork<'_>, of: &Mandate) -> Result<Vec<Mandate>, AppError> {
    let living = unit.list_living_mandates(of.person()).await?;
    Ok(living.into_iter().map(|stored| stored.mandate).collect())
}
