//! The page of a service, and whom to call about a referral.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::ServiceId,
    referral::ReferralRecord,
};
use relais_store::{organisations::OrganisationRow, services::ServiceRow};

use crate::{App, AppError};

/// A service of the network.
pub async fn show_service(app: &App, actor: &Actor, id: ServiceId) -> Result<ServiceRow, AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let service = unit.find_service(id).await?.ok_or(AppError::NotFound)?;
    unit.commit().await?;
    Ok(service)
}

/// What the network's directory says of both sides of a referral, the same for whoever asks.
#[derive(Clone, Debug, Default)]
pub struct DesksView {
    /// The organisation that asked.
    pub sender: Option<OrganisationRow>,
    /// The service asked, while the directory has it.
    pub service: Option<ServiceRow>,
    /// The organisation of a service that the directory has no more.
    pub recipient: Option<OrganisationRow>,
}

/// Whom to call or where to go on either side of a referral that the actor has read.
pub async fn show_desks(app: &App, actor: &Actor, referral: &ReferralRecord) -> Result<DesksView, AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let mut desks = DesksView {
        sender: unit.find_organisation(referral.sender.organisation).await?,
        ..DesksView::default()
    };
    if let Some(recipient) = &referral.recipient {
        desks.service = unit.find_service(recipient.service).await?;
        if desks.service.is_none() {
            desks.recipient = unit.find_organisation(recipient.organisation).await?;
        }
    }
    unit.commit().await?;
    Ok(desks)
}
