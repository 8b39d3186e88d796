//! What the sender and the person say of how the work ended. Neither changes what the recipient said.

use relais_domain::{
    access::Action,
    actor::Actor,
    ids::ReferralId,
    referral::{Outcome, PersonAnswer},
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work},
};

/// Records her answers to « vous a-t-on contactée ? » and « est-ce que cela vous a aidée ? », at either desk.
pub async fn record_person_answer(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    (contacted, useful): (&str, &str),
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::TellOutcome).await?;
    let mut fields = Fields::default();
    let contacted = yes_or_no(&mut fields, "contacted", contacted);
    let useful = if useful.trim().is_empty() { None } else { yes_or_no(&mut fields, "useful", useful) };
    let answer = contacted.and_then(|contacted| PersonAnswer::of(contacted, useful));
    if contacted.is_some() && answer.is_none() {
        fields.refuse("useful", "referral.answer_without_contact");
    }
    fields.finish()?;
    work.expect_version(version)?;
    let answer = present("contacted", answer)?;
    let step = work.stored.referral.clone().answer_of_person(answer, actor, unit.now());
    let saved = work.save(&unit, step, None, None).await?;
    unit.commit().await?;
    Ok(saved)
}

/// Records how it ended as far as the sender knows.
pub async fn record_sender_outcome(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    outcome: &str,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::TellOutcome).await?;
    let mut fields = Fields::default();
    let outcome: Option<Outcome> = fields.code("outcome", outcome);
    fields.finish()?;
    work.expect_version(version)?;
    let outcome = present("outcome", outcome)?;
    let step = work.stored.referral.clone().answer_of_sender(outcome, actor, unit.now());
    let saved = work.save(&unit, step, None, None).await?;
    unit.commit().await?;
    Ok(saved)
}

fn yes_or_no(fields: &mut Fields, field: &'static str, text: &str) -> Option<bool> {
    match text.trim() {
        "yes" => Some(true),
        "no" => Some(false),
        "" => {
            fields.refuse(field, "choice.required");
            None
        }
        _ => {
            fields.refuse(field, "choice.unknown");
            None
        }
    }
}
