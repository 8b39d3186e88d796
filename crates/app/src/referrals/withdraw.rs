//! The person takes her agreement back: no reason, at either desk, effective in this transaction.

use relais_domain::{access::Action, actor::Actor, agreement::WithdrawalChannel, ids::ReferralId};
use relais_store::{UnitOfWork, agreements::StoredAgreement};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work, end_relations, save_agreement, tell_withdrawal},
};

/// Colleagues who may save between our reading and our writing before the person is asked to wait.
const RACES: usize = 4;

/// Ends the agreement, and the referral while it is open; what the recipient holds of her is destroyed. The version is
/// not asked: her word counts whatever a colleague was writing, and whoever saved a moment before.
///
/// After the end of the referral its agreement runs some days more, for a reopening: she may take it back until it has
/// run out, and the referral stays as it ended, with its version.
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
    let saved = if work.outlived(&unit) {
        let referral = &work.stored.referral;
        tell_withdrawal(&unit, referral, work.agreed()?).await?;
        Saved { id, version: referral.version() }
    } else {
        let step = work.stored.referral.clone().withdraw_consent(actor, unit.now());
        work.save(&unit, step, None, None).await?
    };
    if let Some(stored) = &work.agreement {
        withdraw_agreement(&unit, stored, via).await?;
    }
    end_relations(&unit, &work.stored.referral).await?;
    unit.commit().await?;
    Ok(saved)
}

/// One that has run out has nothing left to withdraw.
async fn withdraw_agreement(
    unit: &UnitOfWork<'_>,
    stored: &StoredAgreement,
    via: WithdrawalChannel,
) -> Result<(), AppError> {
    if !stored.agreement.state().gives_access() {
        return Ok(());
    }
    let step = stored.agreement.clone().withdraw(via, unit.now());
    save_agreement(unit, step.map_err(|error| AppError::rule(error.code()))?).await
}
