//! The recipient refuses, with a coded reason and a sentence; the need is back with the sender.

use relais_domain::{
    access::Action,
    actor::Actor,
    ids::ReferralId,
    referral::{DeniedBy, RejectReason, Rejection},
    text::FreeText,
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work},
};

/// The raw fields of a refusal.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields of Rejection")]
pub struct RejectInput {
    pub version: i32,
    pub reason: String,
    pub denied_by: String,
    pub waiting_list: bool,
    pub note: String,
}

impl std::fmt::Debug for RejectInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RejectInput([secret])")
    }
}

/// Refuses before any work has begun.
pub async fn reject_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    input: &RejectInput,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::RejectReferral).await?;
    let mut fields = Fields::default();
    let reason: Option<RejectReason> = fields.code("reason", &input.reason);
    let denied_by: Option<DeniedBy> = fields.optional_code("denied_by", &input.denied_by);
    let note = if reason == Some(RejectReason::Other) {
        fields.required("note", &input.note, FreeText::parse)
    } else {
        fields.optional("note", &input.note, FreeText::parse)
    };
    fields.finish()?;
    work.expect_version(input.version)?;
    let rejection = Rejection {
        reason: present("reason", reason)?,
        denied_by: denied_by.unwrap_or(DeniedBy::Service),
        waiting_list: input.waiting_list,
    };
    let step = work.stored.referral.clone().reject(rejection, actor, unit.now());
    let saved = work.save(&unit, step, note.as_ref(), None).await?;
    work.end_agreement_with(app, &unit).await?;
    unit.commit().await?;
    Ok(saved)
}
