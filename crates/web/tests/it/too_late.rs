//! What comes too late loses nothing: an act somebody was faster with, a form of a session that ended meanwhile.

use axum::http::StatusCode;
use relais_domain::actor::Role;

use crate::{
    browser::Site,
    journeys::{sent, went},
};

#[tokio::test]
async fn an_act_somebody_was_faster_with_is_told_so_and_keeps_the_word_typed() {
    let site = Site::open().await;
    let sheet = sent(&site, &site.agent("ccas", Role::SocialWorker).await).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let reject = format!("{sheet}/reject");
    let form = partner.open(&reject).await;
    let before = partner.open(&sheet).await;
    went(&partner.submit(&before, &format!("{sheet}/accept"), &[]).await);
    let answers = [("reason", "no_capacity"), ("note", "Rien avant mai.")];
    let late = partner.submit(&form, &reject, &answers).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.html);
    assert!(late.html.contains("Rien avant mai.") && late.html.contains(&format!("href=\"{sheet}\"")));
    assert_eq!(partner.get(&reject).await.status, StatusCode::CONFLICT, "the question is not put any more");
    let events = |event: &str| format!("referral_event WHERE event = '{event}'");
    assert_eq!(site.world.db().count(&events("rejected"), []).await, 0);
    assert_eq!(site.world.db().count(&events("accepted"), []).await, 1);
}
