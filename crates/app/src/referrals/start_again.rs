//! The same need, another service: after a refusal, a silence or a withdrawal the sender tries elsewhere, and the
//! person tells nothing twice.

use relais_domain::{
    access::{self, Action},
    actor::Actor,
    ids::ReferralId,
    referral::{Referral, ReferralState, visibility::Sight},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
};

use crate::{
    App, AppError,
    referrals::{
        start::{Written, draft},
        work::Work,
        write::recipient,
    },
};

/// Where the search for another service stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The attempt at the need that goes on.
    pub id: ReferralId,
    /// How far it is: a draft to fill in, or further.
    pub state: ReferralState,
}

/// Begins a draft of the need of a referral that has ended; or tells the attempt that was begun already, sent or not.
/// Of two at once the database keeps the second from making its own: it finds the first one's.
pub async fn start_again(app: &App, actor: &Actor, id: ReferralId) -> Result<Attempt, AppError> {
    match begin(app, actor, id).await {
        Err(AppError::Conflict) => begin(app, actor, id).await,
        done => done,
    }
}

/// What the partner that refused takes for the right service is chosen already, while it takes referrals.
async fn choose_suggested(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    ended: &Referral,
    draft: ReferralId,
) -> Result<(), AppError> {
    let Some(service) = ended.record().suggested_service else { return Ok(()) };
    let found = unit.find_service(service).await?;
    let found = found.filter(|it| it.takes_referrals() && it.organisation() != actor.organisation);
    let (Some(service), Some(mut stored)) = (found, unit.find_referral(draft).await?) else { return Ok(()) };
    let read = stored.referral.version();
    let chosen = stored.referral.clone().choose_recipient(recipient(service), actor);
    stored.referral = chosen.map_err(|error| AppError::rule(error.code()))?;
    unit.save_referral(&mut stored, read, None).await?;
    let act = Act::new(Journalled::ReferralEdited).on(draft.uuid()).about(stored.referral.person());
    unit.record(act).await?;
    Ok(())
}

async fn begin(app: &App, actor: &Actor, id: ReferralId) -> Result<Attempt, AppError> {
    let unit = app.store.begin(actor).await?;
    let work = Work::load(&unit, actor, id, Action::DraftReferral).await?;
    if work.grant.sight() < Sight::Own {
        return Err(AppError::Forbidden); // the words of the need are not reception's to read again
    }
    let ended = &work.stored.referral;
    if ended.state().is_open() {
        return Err(AppError::rule("referral.not_in_state"));
    }
    if let Some((id, state)) = unit.find_open_attempt(ended.need()).await? {
        unit.commit().await?;
        return Ok(Attempt { id, state });
    }
    let relation = unit.find_relation(work.stored.relation).await?.ok_or(AppError::NotFound)?;
    let grant = access::require(actor, Action::DraftReferral, &relation.facts())?;
    let person = unit.open_relation(&grant, &relation).await?;
    let words = unit.open_need_of(&work.grant, &work.stored).await?.ok_or(AppError::NotFound)?;
    let from = Written { need: ended.need(), theme: work.stored.theme.clone(), content: &words };
    let id = draft(app, &unit, (actor, &relation), from, &person).await?;
    choose_suggested(&unit, actor, ended, id).await?;
    unit.commit().await?;
    Ok(Attempt { id, state: ReferralState::Draft })
}
