//! The person takes her agreement back: no reason, at either desk, effective in this transaction.

use relais_domain::{access::Action, actor::Actor, agreement::WithdrawalChannel, ids::ReferralId};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work, end_relations, save_agreement},
};

/// Colleagues who may save between our reading and our writing before the person is asked to wait.
const RACES: usize = 4;

/// Ends the agreement and the referral; what the recipient holds of her is destroyed. The version is not asked: her
/// word counts whatever a colleague was writing, and whoever saved a moment before.
pub async fn withdraw_consent(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    via: &str,
) -> Result<Saved, AppError> {
    let mut fields = Fields::default();
    let via: Option<WithdrawalChannel> = fields.code("via", via);
    fields.finish()?;
    let via = present("via", via)?;
    for _ in 0..RACES {
        match withdraw(app, actor, id, via).await {
            Err(AppError::Conflict) => {}
            done => return done,
        }
    }
    withdraw(app, actor, id, via).await
}

async fn withdraw(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    via: WithdrawalChannel,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::WithdrawAgreement).await?;
    let step = work.stored.referral.clone().withdraw_consent(actor, unit.now());
    let saved = work.save(&unit, step, None, None).await?;
    // One that has run out has nothing left to withdraw; the referral ends all the same.
    if let Some(stored) = work.agreement.as_ref().filter(|stored| stored.agreement.state().gives_access()) {
        let step = stored.agreement.clone().withdraw(via, unit.now());
        save_agreement(&unit, step.map_err(|error| AppError::rule(error.code()))?).await?;
    }
    end_relations(&unit, &work.stored.referral).await?;
    unit.commit().await?;
    Ok(saved)
}
