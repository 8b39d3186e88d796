//! In whose hands a received referral is: taken, let go, given to a colleague.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    clock::Timestamp,
    ids::{MembershipId, ReferralId},
    referral::{Referral, Step},
};
use relais_store::{UnitOfWork, members::MemberRow};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work, move_on, record_step},
};

/// Colleagues one list offers.
const COLLEAGUES: u32 = 500;

/// Takes it in hand.
pub async fn claim_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
) -> Result<Saved, AppError> {
    move_on(app, actor, (id, version), Action::ClaimReferral, Referral::claim_for).await
}

/// Lets it go: it lies open to all colleagues again.
pub async fn release_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
) -> Result<Saved, AppError> {
    move_on(app, actor, (id, version), Action::ClaimReferral, Referral::release).await
}

/// The colleagues who may have it in hand and are not away, by name.
pub async fn list_colleagues(app: &App, actor: &Actor) -> Result<Vec<MemberRow>, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewOrganisation, &own)?;
    let unit = app.store.read(actor).await?;
    let members = unit.list_members(None, COLLEAGUES).await?;
    let present = unit.list_members_present(actor.organisation, app.today()).await?;
    unit.commit().await?;
    let is_present = |member: &MemberRow| present.iter().any(|present| present.id() == member.id());
    Ok(members.into_iter().filter(|member| may_have_in_hand(member) && is_present(member)).collect())
}

/// Whether a member's role lets her have what comes in in hand.
pub(crate) fn may_have_in_hand(member: &MemberRow) -> bool {
    member.actor().is_ok_and(|actor| access::role_allows(actor.role, Action::ClaimReferral))
}

/// A manager gives it to a colleague, who must be a member who may answer it and is not away: what lies with somebody
/// who is away goes on to others the same day.
pub async fn assign_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    to: &str,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::AssignReferral).await?;
    let mut fields = Fields::default();
    let wanted: Option<MembershipId> = fields.code("to", to);
    let known = match wanted {
        Some(to) => unit.find_member(to).await?,
        None => None,
    };
    let to = known.filter(may_have_in_hand).map(|member| member.id());
    match to {
        None if wanted.is_some() => fields.refuse("to", "choice.unknown"),
        Some(to) if !is_present(app, &unit, actor, to).await? => fields.refuse("to", "choice.absent"),
        None | Some(_) => {}
    }
    fields.finish()?;
    work.expect_version(version)?;
    let step = work.stored.referral.clone().assign(present("to", to)?, actor, unit.now());
    let saved = work.save(&unit, step, None, None).await?;
    unit.commit().await?;
    Ok(saved)
}

async fn is_present(
    app: &App,
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    member: MembershipId,
) -> Result<bool, AppError> {
    let present = unit.list_members_present(actor.organisation, app.today()).await?;
    Ok(present.iter().any(|row| row.id() == member))
}

/// The house gives it to somebody else, or lets it go, for a member who is away or gone. Nobody else is told.
pub(crate) async fn pass_on(
    app: &App,
    system: &Actor,
    id: ReferralId,
    step: impl FnOnce(Referral, &Actor, Timestamp) -> Step,
) -> Result<(), AppError> {
    let unit = app.store.begin(system).await?;
    let mut stored = unit.find_referral(id).await?.ok_or(AppError::Conflict)?;
    let step = step(stored.referral.clone(), system, unit.now());
    record_step(&unit, &mut stored, step, None, None).await?;
    Ok(unit.commit().await?)
}

/// Lets go everything a member has in hand, in the unit in which her membership ends.
pub(crate) async fn release_hands_of(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    member: MembershipId,
) -> Result<(), AppError> {
    for referral in unit.list_in_hands_of(member).await? {
        let Some(mut stored) = unit.find_referral(referral).await? else { continue };
        let step = stored.referral.clone().release(actor, unit.now());
        record_step(unit, &mut stored, step, None, None).await?;
    }
    Ok(())
}
