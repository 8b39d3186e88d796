//! A draft is filled in, step by step: need, service, items.

use relais_domain::{
    access::Action,
    actor::Actor,
    agreement::{InvalidReason, Item},
    code_set::CodeSet,
    ids::{ReferralId, ServiceId},
    organisation::Theme,
    referral::{Recipient, ReferralState},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    services::ServiceRow,
};

use crate::{
    App, AppError,
    referrals::{
        StartReferral,
        content::compose,
        work::{Saved, Work, save_agreement},
    },
};

/// Rewords the need of a draft. Really other words need a new agreement: the old one was given to the first.
pub async fn write_need(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    input: &StartReferral,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = draft(&unit, actor, id, version).await?;
    let read = input.read()?;
    let need = unit.find_need(work.stored.referral.need()).await?.ok_or(AppError::NotFound)?;
    let theme = read.theme.map(Theme::as_str);
    let before = unit.open_need_of(&work.grant, &work.stored).await?.ok_or(AppError::NotFound)?;
    let same = before == read.content && work.stored.theme.as_deref() == theme;
    unit.save_need(&need, theme, &read.content).await?;
    unit.record(Act::new(Journalled::NeedEdited).on(need.id().uuid()).about(work.stored.referral.person()))
        .await?;
    let person = unit.open_person_of(&work.grant, &work.stored).await?.ok_or(AppError::NotFound)?;
    work.stored.theme = theme.map(str::to_owned);
    let content = compose(&unit, &read.content, &person);
    let draft = work.stored.referral.clone();
    let saving = if same { draft.edited(actor) } else { draft.need_rewritten(actor) };
    work.stored.referral = saving.map_err(|error| AppError::rule(error.code()))?;
    unit.save_referral(&mut work.stored, version, Some(&content)).await?;
    end_dropped_agreement(&unit, actor, &work).await?;
    edited(&unit, work).await?;
    saved(unit, id, version + 1).await
}

/// Chooses the service to ask, one that takes referrals now. Another one than before needs a new agreement: the old
/// one named the first.
pub async fn choose_service(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    service: ServiceId,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = draft(&unit, actor, id, version).await?;
    let found = unit.find_service(service).await?.ok_or(AppError::field("service", "choice.unknown"))?;
    if found.organisation() == actor.organisation {
        return Err(AppError::field("service", "referral.own_service"));
    }
    if !found.takes_referrals() {
        return Err(AppError::field("service", "referral.recipient_inactive"));
    }
    let referral = work.stored.referral.clone().choose_recipient(recipient(found), actor);
    work.stored.referral = referral.map_err(|error| AppError::rule(error.code()))?;
    unit.save_referral(&mut work.stored, version, None).await?;
    end_dropped_agreement(&unit, actor, &work).await?;
    edited(&unit, work).await?;
    saved(unit, id, version + 1).await
}

/// The recipient that a service is, under the names it has now.
pub(super) fn recipient(service: ServiceRow) -> Recipient {
    Recipient {
        organisation: service.organisation(),
        service: service.id(),
        organisation_name: service.organisation_name,
        service_name: service.name,
    }
}

/// Chooses what will be passed on, item by item; nothing is chosen beforehand.
pub async fn choose_items(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    items: &[String],
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = draft(&unit, actor, id, version).await?;
    let chosen: Result<CodeSet<Item>, _> = items.iter().map(|item| item.parse()).collect();
    work.stored.items = chosen.map_err(|_| AppError::field("items", "choice.unknown"))?;
    work.stored.referral =
        work.stored.referral.clone().edited(actor).map_err(|error| AppError::rule(error.code()))?;
    unit.save_referral(&mut work.stored, version, None).await?;
    edited(&unit, work).await?;
    saved(unit, id, version + 1).await
}

/// A yes the draft has dropped permits nothing any more, and says so itself: its row names a partner who could
/// otherwise still be given access under it.
async fn end_dropped_agreement(unit: &UnitOfWork<'_>, actor: &Actor, work: &Work) -> Result<(), AppError> {
    let Some(stored) = &work.agreement else { return Ok(()) };
    if work.stored.referral.agreement().is_some() || !stored.agreement.is_in_force(unit.now()) {
        return Ok(());
    }
    let step = stored.agreement.clone().invalidate(InvalidReason::DraftChanged, actor, unit.now());
    save_agreement(unit, step.map_err(|error| AppError::rule(error.code()))?).await
}

async fn draft(unit: &UnitOfWork<'_>, actor: &Actor, id: ReferralId, version: i32) -> Result<Work, AppError> {
    let work = Work::load(unit, actor, id, Action::DraftReferral).await?;
    if work.stored.referral.state() != ReferralState::Draft {
        return Err(AppError::rule("referral.not_a_draft"));
    }
    work.expect_version(version)?;
    Ok(work)
}

async fn edited(unit: &UnitOfWork<'_>, work: Work) -> Result<(), AppError> {
    let referral = &work.stored.referral;
    unit.record(Act::new(Journalled::ReferralEdited).on(referral.id().uuid()).about(referral.person()))
        .await?;
    Ok(())
}

async fn saved(unit: UnitOfWork<'_>, id: ReferralId, version: i32) -> Result<Saved, AppError> {
    unit.commit().await?;
    Ok(Saved { id, version })
}
