//! The recipient waits for something named, and says until when it looks again.

use relais_domain::{
    access::Action,
    actor::Actor,
    ids::ReferralId,
    referral::{HoldReason, HoldRequest, Referral},
    text::{FreeText, LocalDate},
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work},
};

/// The raw fields of a hold.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields of HoldRequest")]
pub struct HoldInput {
    pub version: i32,
    pub reason: String,
    pub review_on: String,
    pub note: String,
}

impl std::fmt::Debug for HoldInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HoldInput([secret])")
    }
}

/// Puts it on hold: the answer clock stands still, the hold clock starts. Whoever asks a question writes it.
pub async fn hold_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    input: &HoldInput,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::HoldReferral).await?;
    let mut fields = Fields::default();
    let reason: Option<HoldReason> = fields.code("reason", &input.reason);
    let review_on = fields.required("review_on", &input.review_on, LocalDate::parse).map(LocalDate::date);
    let asks = matches!(reason, Some(HoldReason::InformationNeeded | HoldReason::PersonActionNeeded));
    let note = fields.required_if(asks, "note", &input.note, FreeText::parse);
    let clocks = &app.settings.clocks;
    let until = work.stored.referral.record().hold_until(clocks, unit.now());
    let outside = |day| until.is_some_and(|until| !clocks.allows_review(day, unit.now(), until));
    if review_on.is_some_and(outside) {
        fields.refuse("review_on", "referral.review_date");
    }
    fields.finish()?;
    work.expect_version(input.version)?;
    let request =
        HoldRequest { reason: present("reason", reason)?, review_on: present("review_on", review_on)? };
    let step = work.stored.referral.clone().hold(request, &app.settings.clocks, actor, unit.now());
    let saved = work.save(&unit, step, note.as_ref(), None).await?;
    unit.commit().await?;
    Ok(saved)
}

/// What was waited for has come: an answer of the sender, or the recipient goes on. Back to where it stood.
pub async fn resume_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    note: &str,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::ResumeReferral).await?;
    let mut fields = Fields::default();
    let asked = work.stored.referral.record().hold_sub_reason == Some(HoldReason::InformationNeeded);
    let answers = asked && work.stored.referral.sender().organisation == actor.organisation;
    let note = fields.required_if(answers, "note", note, FreeText::parse);
    fields.finish()?;
    work.expect_version(version)?;
    let step = Referral::resume(work.stored.referral.clone(), &app.settings.clocks, actor, unit.now());
    let saved = work.save(&unit, step, note.as_ref(), None).await?;
    unit.commit().await?;
    Ok(saved)
}
