//! Follows what a page shows: one referral, or what an organisation has received. Nothing of a person is read for it,
//! and so nothing is recorded: the page that is drawn again is read, and recorded, as any page.

use relais_domain::{
    access::{self, Action, Resource},
    ids::ReferralId,
};
use relais_store::live::Topic;

use crate::{
    App, AppError,
    live::{Following, Reader, follow},
    referrals::work::Work,
};

/// Tells when something on the desk of the reader's organisation has changed.
///
/// Errors: a role that does not read the inbox; too many open pages.
pub fn follow_inbox(app: &App, reader: Reader<'_>) -> Result<Following, AppError> {
    let actor = reader.actor;
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewInbox, &own)?;
    follow(app, reader, Topic::Desk(actor.organisation))
}

/// Tells when a referral the reader may see has changed.
///
/// Errors: as of reading it; too many open pages.
pub async fn follow_referral(app: &App, reader: Reader<'_>, id: ReferralId) -> Result<Following, AppError> {
    let unit = app.store.read(reader.actor).await?;
    Box::pin(Work::load(&unit, reader.actor, id, Action::ViewReferral)).await?;
    unit.commit().await?;
    follow(app, reader, Topic::Referral(id))
}
