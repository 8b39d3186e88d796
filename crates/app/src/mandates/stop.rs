//! Her word stops a mandate, or a part of it, at whichever desk of the network: in this transaction, whatever a colleague
//! was writing. No version is asked.

use relais_domain::{
    access::Action,
    actor::Actor,
    clock::Timestamp,
    ids::MandateId,
    mandate::{Mandate, MandateStep, PauseCause, RevocationChannel},
    organisation::Theme,
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    mandates::work::{SavedMandate, Work, through_races},
};

fn code<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<T, AppError> {
    let mut fields = Fields::default();
    let code = fields.code(field, text);
    fields.finish()?;
    present(field, code)
}

/// Stops it for good. What is needed to act under it is destroyed with the commit.
pub async fn revoke_mandate(
    app: &App,
    actor: &Actor,
    id: MandateId,
    via: &str,
) -> Result<SavedMandate, AppError> {
    let via: RevocationChannel = code("via", via)?;
    if via == RevocationChannel::PauseOver {
        return Err(AppError::field("via", "choice.unknown"));
    }
    at_a_desk(app, actor, (id, Action::RevokeMandate), |mandate, by, now| mandate.revoke(via, by, now)).await
}

/// Puts it on pause: 72 hours, then it ends.
pub async fn suspend_mandate(
    app: &App,
    actor: &Actor,
    id: MandateId,
    cause: &str,
) -> Result<SavedMandate, AppError> {
    let cause: PauseCause = code("cause", cause)?;
    at_a_desk(app, actor, (id, Action::PauseMandate), |mandate, by, now| mandate.suspend(cause, by, now))
        .await
}

/// Lets it go on, in her presence.
pub async fn resume_mandate(app: &App, actor: &Actor, id: MandateId) -> Result<SavedMandate, AppError> {
    at_a_desk(app, actor, (id, Action::ResumeMandate), Mandate::resume).await
}

/// Takes a theme out of it; the last one stops it.
pub async fn narrow_mandate(
    app: &App,
    actor: &Actor,
    id: MandateId,
    theme: &str,
) -> Result<SavedMandate, AppError> {
    let theme: Theme = code("theme", theme)?;
    let step = |mandate: Mandate, by: &Actor, now| mandate.narrow(theme, RevocationChannel::Counter, by, now);
    at_a_desk(app, actor, (id, Action::PauseMandate), step).await
}

async fn at_a_desk(
    app: &App,
    actor: &Actor,
    (id, action): (MandateId, Action),
    step: impl Fn(Mandate, &Actor, Timestamp) -> MandateStep,
) -> Result<SavedMandate, AppError> {
    through_races(async || {
        let unit = app.store.begin(actor).await?;
        let mut work = Work::load_at_desk(&unit, actor, id, action).await?;
        let step = step(work.stored.mandate.clone(), actor, unit.now());
        let (saved, _) = work.save(app, &unit, step).await?;
        unit.commit().await?;
        Ok(saved)
    })
    .await
}
