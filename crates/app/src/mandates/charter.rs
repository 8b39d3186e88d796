//! What must be settled before an organisation takes mandates: its helpers accept the charter of their role, its manager
//! says which themes it does not do.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    code_set::CodeSet,
    organisation::Theme,
};
use relais_store::journal::{Act, Action as Journalled};

use crate::{App, AppError};

fn own(actor: &Actor) -> Resource {
    Resource::Organisation { id: actor.organisation, network: actor.network }
}

/// Whether the agent accepted the charter in this membership.
pub async fn has_accepted_charter(app: &App, actor: &Actor) -> Result<bool, AppError> {
    let unit = app.store.read(actor).await?;
    let accepted = unit.find_charter().await?.is_some();
    unit.commit().await?;
    Ok(accepted)
}

/// The agent accepts the charter, for this membership. Twice is once.
pub async fn accept_charter(app: &App, actor: &Actor) -> Result<(), AppError> {
    access::require(actor, Action::ViewMandate, &own(actor))?;
    let membership = actor.membership().ok_or(AppError::Forbidden)?;
    let unit = app.store.begin(actor).await?;
    if unit.accept_charter().await? {
        unit.record(Act::new(Journalled::CharterAccepted).on(membership.uuid())).await?;
    }
    Ok(unit.commit().await?)
}

/// The themes the organisation does not do.
pub async fn list_themes_off(app: &App, actor: &Actor) -> Result<CodeSet<Theme>, AppError> {
    access::require(actor, Action::ViewMandate, &own(actor))?;
    let unit = app.store.read(actor).await?;
    let off = unit.find_themes_off().await?;
    unit.commit().await?;
    Ok(off)
}

/// Switches themes off for the organisation, and the others on. Mandates that live stay as she gave them.
pub async fn switch_themes_off(app: &App, actor: &Actor, off: &[String]) -> Result<(), AppError> {
    access::require(actor, Action::EditOrganisation, &own(actor))?;
    let themes: Result<CodeSet<Theme>, _> =
        off.iter().map(|theme| theme.parse::<Theme>()).collect::<Result<_, _>>();
    let themes = themes.map_err(|_| AppError::field("off", "choice.unknown"))?;
    let unit = app.store.begin(actor).await?;
    unit.set_themes_off(&themes).await?;
    let act = Act::new(Journalled::OrganisationEdited).on(actor.organisation.uuid());
    unit.record(act.scope("mandate_themes")).await?;
    Ok(unit.commit().await?)
}
