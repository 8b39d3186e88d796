//! What comes too late loses nothing: an act somebody was faster with, a form of a session that ended meanwhile.

use axum::http::StatusCode;
use relais_domain::actor::Role;

use crate::{
    browser::{Answer, Browser, Site, hidden},
    journeys::{sent, went},
    members::link,
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
    assert_eq!(went(&partner.get(&reject).await), sheet, "the question is not put any more");
    let events = |event: &str| format!("referral_event WHERE event = '{event}'");
    assert_eq!(site.world.db().count(&events("rejected"), []).await, 0);
    assert_eq!(site.world.db().count(&events("accepted"), []).await, 1);
}

const CONTACT: &[(&str, &str)] = &[
    ("text", "Elle dort chez une amie,\r\ndit-elle « depuis mardi »."),
    ("mode", "helped"),
    ("channel", "desk"),
    ("minutes", "10"),
    ("outcome", "solved"),
];
const PAGE: &str = "/contacts/new";

/// Nothing was done, and the page holds everything typed, to be sent where it was sent.
async fn given_back(site: &Site, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{:?}", answer.location);
    let kept = hidden(&answer.html, PAGE);
    for (name, value) in CONTACT {
        let same = kept.iter().filter(|(known, kept)| known == name && kept == value);
        assert_eq!(same.count(), 1, "{name}: {kept:?}");
    }
    assert_eq!(site.world.db().count("contact", []).await, 0);
}

#[tokio::test]
async fn a_form_of_an_expired_session_is_sent_after_signing_in_elsewhere() {
    let site = Site::open().await;
    let mut worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open(PAGE).await;
    site.world.advance(chrono::TimeDelta::minutes(16));
    let late = worker.submit(&form, PAGE, CONTACT).await;
    given_back(&site, &late).await;
    assert!(late.html.contains("href=\"/login\" target=\"_blank\""), "sign-in opens beside");
    let still = worker.submit(&late.html, PAGE, &[]).await;
    given_back(&site, &still).await;
    worker.signs_in_beside(&site.agent("ccas", Role::SocialWorker).await);
    let stale = worker.submit(&still.html, PAGE, &[]).await;
    given_back(&site, &stale).await;
    went(&worker.submit(&stale.html, PAGE, &[]).await);
    assert_eq!(site.world.db().count("contact", []).await, 1);
    let entry = "journal_entry WHERE action = 'contact.recorded'";
    assert_eq!(site.world.db().count(entry, []).await, 1);
}

#[tokio::test]
async fn a_form_without_any_session_left_is_given_back_too() {
    let site = Site::open().await;
    let mut worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open(PAGE).await;
    worker.signs_in_beside(&site.stranger());
    let late = worker.submit(&form, PAGE, CONTACT).await;
    given_back(&site, &late).await;
    worker.signs_in_beside(&site.agent("ccas", Role::SocialWorker).await);
    let stale = worker.submit(&late.html, PAGE, &[]).await;
    given_back(&site, &stale).await;
    went(&worker.submit(&stale.html, PAGE, &[]).await);
    assert_eq!(site.world.db().count("contact", []).await, 1);
}

#[tokio::test]
async fn a_form_of_an_ended_membership_is_given_back() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open(PAGE).await;
    let membership = site.world.ccas.social_worker().membership().unwrap().uuid();
    let end = "UPDATE membership SET status = 'ended' WHERE id = $1";
    site.world.db().execute(end, [membership.into()]).await.unwrap();
    let late = worker.submit(&form, PAGE, CONTACT).await;
    given_back(&site, &late).await;
    assert!(late.html.contains("href=\"/memberships\" target=\"_blank\""));
}

/// The button of the page that gives it back sends it nowhere else than to where it was made.
async fn refused_here(site: &Site, worker: &Browser<'_>, stale: Answer, now: &str) -> String {
    given_back(site, &stale).await;
    let first = worker.submit(&stale.html, PAGE, &[]).await;
    let again = worker.submit(&first.html, PAGE, &[]).await;
    for refused in [&first, &again] {
        given_back(site, refused).await;
        let text = refused.html.replace('\u{a0}', " ");
        let (_, notice) = text.split_once("class=\"notice\"").unwrap();
        let notice = notice.split("</p>").next().unwrap();
        assert!(
            notice.contains("« CCAS de Brest »") && notice.contains(&format!("chez « {now} »")),
            "{notice}"
        );
    }
    again.html
}

/// Back where it was made, the same page sends it.
async fn sent_at_last(site: &Site, worker: &Browser<'_>, kept: &str) {
    let stale = worker.submit(kept, PAGE, &[]).await;
    given_back(site, &stale).await;
    went(&worker.submit(&stale.html, PAGE, &[]).await);
    let ccas = site.world.ccas.organisation.uuid();
    let there = "contact WHERE organisation_id = $1";
    assert_eq!(site.world.db().count(there, [ccas.into()]).await, 1);
    assert_eq!(site.world.db().count("contact", []).await, 1);
}

#[tokio::test]
async fn a_form_made_for_one_organisation_is_not_stored_by_another_after_a_switch() {
    let site = Site::open().await;
    let mut worker = site.agent("ccas", Role::SocialWorker).await;
    let manager = site.agent("caf", Role::Manager).await;
    let invite = [("email", "n@caf.test"), ("role", "social_worker")];
    let asked = manager.open("/organisation").await;
    let invitation = link(&manager.submit(&asked, "/organisation/invitations", &invite).await);
    let offered = worker.open(&invitation).await;
    let accepted = worker.submit(&offered, &invitation, &[]).await;
    went(&accepted);
    worker.keeps(&accepted);
    worker.works_at("CCAS de Brest").await;

    let form = worker.open(PAGE).await;
    worker.works_at("Caf du Finistère").await;
    let stale = worker.submit(&form, PAGE, CONTACT).await;
    let kept = refused_here(&site, &worker, stale, "Caf du Finistère").await;
    assert!(kept.contains("href=\"/memberships\" target=\"_blank\""), "the way back is beside");
    worker.works_at("CCAS de Brest").await;
    sent_at_last(&site, &worker, &kept).await;
}

#[tokio::test]
async fn a_form_is_not_stored_by_whoever_signs_in_after_her_at_the_same_machine() {
    let site = Site::open().await;
    let mut desk = site.agent("ccas", Role::SocialWorker).await;
    let (mut kept, mut typed) = (desk.open(PAGE).await, CONTACT);
    let others =
        [("caf", Role::SocialWorker, "Caf du Finistère"), ("ccas", Role::Receptionist, "CCAS de Brest")];
    for (slug, role, now) in others {
        desk.signs_in_beside(&site.agent(slug, role).await);
        let stale = desk.submit(&kept, PAGE, typed).await;
        kept = refused_here(&site, &desk, stale, now).await;
        typed = &[];
        assert!(kept.contains("action=\"/logout\" target=\"_blank\""), "the way out is beside");
    }
    desk.signs_in_beside(&site.agent("ccas", Role::SocialWorker).await);
    sent_at_last(&site, &desk, &kept).await;
}

/// A page of ours is the only one whose form comes back: the way to send it again is never offered to a stranger's.
#[tokio::test]
async fn a_form_from_elsewhere_is_not_given_back() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let body = "csrf=wrong&text=planted&mode=helped&channel=desk&minutes=10&outcome=solved";
    for origin in [&[("sec-fetch-site", "cross-site")][..], &[("origin", "https://evil.example")], &[]] {
        let answer = worker.post_from(origin, PAGE, body.to_owned()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(!answer.html.contains("planted") && !answer.html.contains("<form"), "{origin:?}");
    }
    let ours = worker.post(PAGE, body.to_owned()).await;
    assert!(ours.html.contains("planted"));
    assert_eq!(site.world.db().count("contact", []).await, 0);
}
