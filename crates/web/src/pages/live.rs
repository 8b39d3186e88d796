//! The streams of open pages. A page whose session has ended is told so, and shows the sign-in instead.

use chrono::DateTime;
use relais_app::{
    AppError,
    live::Reader,
    referrals::{follow_inbox, follow_referral},
};
use relais_domain::ids::ReferralId;
use relais_http::{can, live};

use crate::{
    error::{WebError, WebResult},
    request::{Asked, Id, Page, Typed},
    views::parts::Live,
};

/// `GET /inbox/live`
pub async fn inbox(page: Result<Page<can::ViewInbox>, WebError>, Asked(asked): Asked) -> WebResult {
    let Some(page) = signed_in(page)? else { return Ok(live::over()) };
    let following = follow_inbox(page.app(), reader(&page, &asked)?)?;
    Ok(live::told(following, &*page.app().random))
}

/// `GET /referrals/{id}/live`
pub async fn referral(
    page: Result<Page<can::ViewReferral>, WebError>,
    Id(id): Id<ReferralId>,
    Asked(asked): Asked,
) -> WebResult {
    let Some(page) = signed_in(page)? else { return Ok(live::over()) };
    let following = follow_referral(page.app(), reader(&page, &asked)?, id).await?;
    Ok(live::told(following, &*page.app().random))
}

/// What makes a page follow what it is about to read; asked before it reads, so that nothing falls in between.
pub fn from_now<P>(page: &Page<P>, stream: &str) -> Live {
    let now = page.web.now();
    Live::new(stream, now.timestamp_micros(), page.words().hour(now))
}

/// Nothing once the session has ended, or works for nobody any more.
fn signed_in<P>(page: Result<Page<P>, WebError>) -> Result<Option<Page<P>>, WebError> {
    match page {
        Ok(page) => Ok(Some(page)),
        Err(WebError::Elsewhere(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A page that does not say since when it knows is taken to know nothing.
fn reader<'a, P>(page: &'a Page<P>, asked: &Typed) -> Result<Reader<'a>, WebError> {
    let micros = asked.get("since").parse().unwrap_or_default();
    let since = DateTime::from_timestamp_micros(micros).unwrap_or_default();
    let token = page.token.as_ref().ok_or(AppError::NotFound)?;
    Ok(Reader { actor: page.actor(), token, since })
}
