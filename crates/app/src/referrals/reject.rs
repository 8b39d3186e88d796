//! The recipient refuses, with a coded reason and a sentence; the need is back with the sender.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::{ReferralId, ServiceId},
    referral::{DeniedBy, RejectReason, Rejection},
    text::FreeText,
};
use relais_store::{
    UnitOfWork,
    services::{ServiceFilter, ServiceRow},
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
    /// The service that is the right one, with `wrong_service`; may stay empty.
    pub suggested_service: String,
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
    let note = fields.required_if(reason == Some(RejectReason::Other), "note", &input.note, FreeText::parse);
    let suggested = suggested(&unit, &mut fields, &work, input).await?;
    if suggested.is_some() && reason.is_some_and(|reason| reason != RejectReason::WrongService) {
        fields.refuse("suggested_service", "referral.suggestion_reason");
    }
    fields.finish()?;
    work.expect_version(input.version)?;
    let rejection = Rejection {
        reason: present("reason", reason)?,
        denied_by: denied_by.unwrap_or(DeniedBy::Service),
        waiting_list: input.waiting_list,
        suggested,
    };
    let step = work.stored.referral.clone().reject(rejection, actor, unit.now());
    let saved = work.save(&unit, step, note.as_ref(), None).await?;
    work.end_agreement_with(app, &unit).await?;
    unit.commit().await?;
    Ok(saved)
}

/// Services a form offers at most: more are no list to choose from, and the sender's own search finds the others.
const OFFERED: u32 = 500;

/// The services that whoever refuses may name as the right one, by name: those of the network that take referrals. The
/// one that was asked is among them where it does; a form leaves it out.
pub async fn list_right_services(app: &App, actor: &Actor) -> Result<Vec<ServiceRow>, AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let filter = ServiceFilter { accepting: true, limit: OFFERED, ..ServiceFilter::default() };
    let services = unit.list_services(&filter).await?;
    unit.commit().await?;
    Ok(services)
}

/// The service it suggests instead: one of the network that takes referrals, and not the one that refuses.
async fn suggested(
    unit: &UnitOfWork<'_>,
    fields: &mut Fields,
    work: &Work,
    input: &RejectInput,
) -> Result<Option<ServiceId>, AppError> {
    let Some(service) = fields.optional_code::<ServiceId>("suggested_service", &input.suggested_service)
    else {
        return Ok(None);
    };
    let asked = work.stored.referral.recipient().map(|to| to.service);
    let known = unit.find_service(service).await?.is_some_and(|found| found.takes_referrals());
    if !known || asked == Some(service) {
        fields.refuse("suggested_service", "choice.unknown");
    }
    Ok(Some(service))
}
