//! Agreements whose term has passed end, and with them what a partner knew of the person. Access ended with the term
//! already; from here the partner's copy can no longer be decrypted either.

use relais_domain::{actor::Actor, ids::AgreementId};

use super::Round;
use crate::{
    App, AppError,
    referrals::work::{end_relations, save_agreement, tell_agreement_ended},
};

/// Agreements of one round.
const AT_ONCE: u64 = 200;

/// Ends what is past its term; how many agreements that was.
pub async fn expire_agreements(app: &App) -> Result<usize, AppError> {
    let unit = app.store.read_house().await?;
    let past = unit.list_agreements_past_term(AT_ONCE).await?;
    unit.commit().await?;
    let mut round = Round::default();
    for past in past {
        round.note(expire(app, &Actor::system(past.controller, past.network), past.agreement).await);
    }
    round.told()
}

async fn expire(app: &App, system: &Actor, id: AgreementId) -> Result<(), AppError> {
    let unit = app.store.begin(system).await?;
    let stored = unit.find_agreement(id).await?.ok_or(AppError::Conflict)?;
    let step = stored.agreement.expire(&app.settings.terms, system, unit.now());
    let (agreement, event) = step.map_err(|error| AppError::rule(error.code()))?;
    let referral = match agreement.referral() {
        Some(referral) => unit.find_referral(referral).await?,
        None => None,
    };
    save_agreement(&unit, (agreement, event)).await?;
    if let Some(referral) = referral {
        end_relations(&unit, &referral.referral).await?;
        tell_agreement_ended(&unit, &referral.referral, id).await?;
    }
    Ok(unit.commit().await?)
}
