//! A clock strikes: what nobody did in time is reminded of, told further up, or ends.

use relais_domain::{
    actor::Actor,
    ids::{OrganisationId, ReferralId},
    referral::{Clock, Referral, ReferralError, ReferralEvent, ReferralEventKind, ReferralState},
};
use relais_store::UnitOfWork;

use crate::{
    App, AppError,
    referrals::work::{end_agreement, event_of, find_agreement_of, queue, record_step},
};

/// Strikes what is due of one referral; `system` acts for its sender. One that was only to be looked at keeps its
/// version: nobody's open page is overtaken by it.
pub(crate) async fn strike(app: &App, system: &Actor, id: ReferralId) -> Result<(), AppError> {
    let unit = app.store.begin(system).await?;
    let mut stored = unit.find_referral(id).await?.ok_or(AppError::Conflict)?;
    let step = stored.referral.clone().strike(&app.settings.clocks, system, unit.now());
    if matches!(step, Err(ReferralError::DeadlineNotReached)) {
        unit.set_next_clock(&stored).await?;
        return Ok(unit.commit().await?);
    }
    let event = record_step(&unit, &mut stored, step, None, None).await?;
    if stored.referral.state() == ReferralState::Expired {
        let agreement = find_agreement_of(&unit, &stored.referral).await?;
        end_agreement(app, &unit, &stored.referral, agreement.as_ref()).await?;
    }
    if event.kind == ReferralEventKind::ConsentLapsed {
        unit.empty_referral(&mut stored).await?;
    }
    tell(&unit, &stored.referral, &event).await?;
    Ok(unit.commit().await?)
}

/// Who learns of it: whoever is to act, and the sender of everything that ended or went further up.
async fn tell(unit: &UnitOfWork<'_>, referral: &Referral, event: &ReferralEvent) -> Result<(), AppError> {
    let clock = event.reason.and_then(|reason| reason.parse::<Clock>().ok());
    let kind = match event.kind {
        ReferralEventKind::ClockStruck => clock.map_or(event.kind.as_str(), Clock::as_str),
        other => other.as_str(),
    };
    let sender = referral.sender().organisation;
    let recipient = referral.recipient().filter(|_| referral.sent_at().is_some()).map(|to| to.organisation);
    let mut told: Vec<OrganisationId> =
        recipient.filter(|_| event.kind != ReferralEventKind::ConsentLapsed).into_iter().collect();
    if clock.is_none_or(tells_sender) && !told.contains(&sender) {
        told.push(sender);
    }
    for organisation in told {
        queue(unit, referral, kind, &event_of(referral), organisation).await?;
    }
    Ok(())
}

/// Reminders are the recipient's own; the sender learns what has gone beyond them.
const fn tells_sender(clock: Clock) -> bool {
    match clock {
        Clock::AcknowledgeLate
        | Clock::FirstReminder
        | Clock::SecondReminder
        | Clock::ThirdReminder
        | Clock::HoldReview
        | Clock::Nudged => false,
        Clock::Escalated | Clock::NoContact | Clock::Expiry | Clock::HoldLimit | Clock::ConsentLapse => true,
    }
}
