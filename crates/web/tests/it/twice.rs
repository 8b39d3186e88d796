//! A form sent twice acts once, and the second sending leads where the first led.

use axum::http::StatusCode;
use chrono::TimeDelta;
use relais_domain::actor::Role;

use crate::{
    browser::{Site, hidden},
    journeys::{sent, went},
};

const PAGE: &str = "/contacts/new";
const CONTACT: &[(&str, &str)] =
    &[("mode", "helped"), ("channel", "desk"), ("minutes", "10"), ("outcome", "solved")];

#[tokio::test]
async fn a_contact_sent_twice_is_one_contact() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open(PAGE).await;
    let first = went(&worker.submit(&form, PAGE, CONTACT).await);
    let second = went(&worker.submit(&form, PAGE, CONTACT).await);
    assert_eq!(first, second);
    assert_eq!(site.world.db().count("contact", []).await, 1);
    assert_eq!(site.world.db().count("journal_entry WHERE action = 'contact.recorded'", []).await, 1);
}

#[tokio::test]
async fn an_act_sent_twice_is_done_once_and_no_colleague_is_blamed() {
    let site = Site::open().await;
    let sheet = sent(&site, &site.agent("ccas", Role::SocialWorker).await).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let page = partner.open(&sheet).await;
    let accept = format!("{sheet}/accept");
    let first = went(&partner.submit(&page, &accept, &[]).await);
    let tab = partner.open(&sheet).await;
    assert_eq!(went(&partner.submit(&page, &accept, &[]).await), first);
    assert!(!tab.contains(&accept), "the button is gone");
    assert_eq!(site.world.db().count("referral_event WHERE event = 'accepted'", []).await, 1);
}

#[tokio::test]
async fn of_two_sendings_at_once_one_acts() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    for round in 1..=5 {
        let form = worker.open(PAGE).await;
        let send = || worker.submit(&form, PAGE, CONTACT);
        let (one, other, third) = tokio::join!(send(), send(), send());
        for answer in [&one, &other, &third] {
            let running = answer.status == StatusCode::CONFLICT && answer.html.contains("envoyée deux fois");
            assert!(answer.status == StatusCode::SEE_OTHER || running, "{} {}", answer.status, answer.html);
        }
        assert_eq!(site.world.db().count("contact", []).await, round);
    }
}

#[tokio::test]
async fn other_words_in_the_same_form_are_another_act() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open(PAGE).await;
    went(&worker.submit(&form, PAGE, CONTACT).await);
    let longer: Vec<_> =
        CONTACT.iter().map(|(name, value)| (*name, if *name == "minutes" { "20" } else { *value })).collect();
    went(&worker.submit(&form, PAGE, &longer).await);
    assert_eq!(site.world.db().count("contact", []).await, 2);
}

#[tokio::test]
async fn a_refused_form_is_free_and_one_drawn_anew_is_another() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open(PAGE).await;
    for _ in 0..2 {
        let refused = worker.submit(&form, PAGE, &[("mode", "helped")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(site.world.db().count("idempotency", []).await, 0);
    }
    went(&worker.submit(&form, PAGE, CONTACT).await);
    let anew = worker.open(PAGE).await;
    let number = |page: &str| hidden(page, PAGE).into_iter().find(|(name, _)| name == "once");
    assert!(number(&form).is_some() && number(&form) != number(&anew));
    went(&worker.submit(&anew, PAGE, CONTACT).await);
    assert_eq!(site.world.db().count("contact", []).await, 2);
}

#[tokio::test]
async fn nothing_at_rest_tells_what_was_sent_and_a_day_later_it_is_forgotten() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open(PAGE).await;
    let location = went(&worker.submit(&form, PAGE, CONTACT).await);
    let hidden = hidden(&form, PAGE);
    let (_, number) = hidden.iter().find(|(name, _)| name == "once").unwrap();
    let kept = site.world.db().texts("SELECT key || ' ' || location FROM idempotency", []).await;
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].contains(number.as_str()) && kept[0].ends_with(&format!(" {location}")), "{kept:?}");
    site.world.advance(TimeDelta::hours(25));
    site.world.run_all().await.unwrap();
    assert_eq!(site.world.db().count("idempotency", []).await, 0);
}
