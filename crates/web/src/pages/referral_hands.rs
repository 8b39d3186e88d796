//! In whose hands a received referral is: taken, let go, given to a colleague.

use axum::http::StatusCode;
use relais_app::referrals::{assign_referral, claim_referral, list_colleagues, release_referral};
use relais_domain::{access::Action, ids::ReferralId};
use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    pages::referral_acts::ask,
    paths, present,
    request::{Id, Page, Sent, after, go},
    views::{Form, parts::Choice, referrals::AssignForm},
};

/// `POST /referrals/{id}/claim`
pub async fn claim(page: Page<can::ClaimReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let done = claim_referral(page.app(), page.actor(), id, typed.version()?).await;
    after(&page, done, &paths::referral(id), Done::Claimed)
}

/// `POST /referrals/{id}/release`
pub async fn release(page: Page<can::ClaimReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let done = release_referral(page.app(), page.actor(), id, typed.version()?).await;
    after(&page, done, &paths::referral(id), Done::Released)
}

/// `GET /referrals/{id}/assign`
pub async fn assign_form(page: Page<can::AssignReferral>, Id(id): Id<ReferralId>) -> WebResult {
    asked(&page, id, (StatusCode::OK, Form::new())).await
}

/// `POST /referrals/{id}/assign`
pub async fn assign(page: Page<can::AssignReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    match assign_referral(page.app(), page.actor(), id, typed.version()?, typed.get("to")).await {
        Ok(_) => Ok(go(&Done::Assigned.on(&paths::referral(id)))),
        Err(error) => asked(&page, id, typed.again(error)?).await,
    }
}

async fn asked(page: &Page<can::AssignReferral>, id: ReferralId, again: (StatusCode, Form)) -> WebResult {
    let members = list_colleagues(page.app(), page.actor()).await?;
    let named = members.iter().map(|member| {
        let name = present::full_name(Some(&member.given_name), Some(&member.usual_name));
        Choice::new(member.id().to_string(), name)
    });
    let choices = named.collect();
    ask(page, id, (Action::AssignReferral, "assign"), again, |act, _| AssignForm { act, choices }).await
}
