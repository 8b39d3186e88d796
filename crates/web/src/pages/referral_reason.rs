//! A manager says why before reading what a referral says of the person.

use axum::http::StatusCode;
use relais_app::referrals::{give_referral_reason, show_referral};
use relais_domain::ids::ReferralId;
use relais_http::can;

use crate::{
    error::WebResult,
    pages::persons::{read_reason, reason_form},
    paths,
    request::{Id, Page, Sent, go},
    views::Form,
};

/// `GET /referrals/{id}/reason`; whoever needs none is led to the sheet.
pub async fn form(page: Page<can::ViewReferral>, Id(id): Id<ReferralId>) -> WebResult {
    let view = show_referral(page.app(), page.actor(), id).await?;
    if !view.reason_needed {
        return Ok(go(&paths::referral(id)));
    }
    page.draw(&reason_form(&paths::referral_reason(id), Form::new()))
}

/// `POST /referrals/{id}/reason`
pub async fn save(page: Page<can::ViewReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    match read_reason(&typed, &paths::referral_reason(id)) {
        Ok(reason) => give_referral_reason(page.app(), page.actor(), id, reason).await?,
        Err(form) => return page.draw_with(StatusCode::UNPROCESSABLE_ENTITY, form.as_ref()),
    }
    Ok(go(&paths::referral(id)))
}
