//! Rights come by invitation only, whatever the provider says of somebody (`security.md` 4.1, rows 8 and 9).

use axum::http::Method;
use chrono::TimeDelta;
use relais_app::members::{Invited, invite};
use relais_domain::actor::Role;
use relais_testkit::{
    TestApp,
    app::{Browser, NEWCOMER},
};
use serde_json::json;

/// Signed in, and nothing more: every page of work leads to the choice of a membership there is none of.
async fn assert_empty_shell(app: &TestApp, browser: &Browser<'_>, subject: &str) {
    for path in ["/", "/inbox", "/persons", "/organisation", "/organisations", "/partners"] {
        assert_eq!(browser.get(path).await.location(), "/memberships", "{path}");
    }
    let shell = browser.get("/memberships").await;
    assert_eq!(shell.code(), 200);
    for name in ["CCAS", "Mission locale", "Caf"] {
        assert!(!shell.body.contains(name), "the empty shell names no organisation: {name}");
    }
    let token = app.provider.access_token(json!({ "sub": subject }));
    assert_eq!(app.api(Method::GET, "/api/v1/me", &token, None).await.code(), 401);
}

async fn memberships(app: &TestApp) -> i64 {
    app.world.db().count("membership", []).await
}

#[tokio::test]
async fn the_same_mailbox_and_siret_under_another_subject_get_no_rights() {
    let app = TestApp::open().await;
    let email = format!("{}@example.org", app.world.ccas.account(Role::Manager));
    app.agent(&app.world.ccas, Role::Manager).await;
    app.provider.account("twin", json!({ "email": email, "idp_id": "another-idp" }));
    let before = memberships(&app).await;
    let twin = app.browser();
    assert_eq!(twin.sign_in("twin").await.location(), "/memberships");
    assert_empty_shell(&app, &twin, "twin").await;
    assert_eq!(memberships(&app).await, before);
}

#[tokio::test]
async fn the_same_subject_at_another_provider_gets_no_rights() {
    let app = TestApp::open().await;
    let subject = app.world.ccas.account(Role::SocialWorker);
    let moved = "UPDATE agent SET issuer = 'https://former.example' WHERE subject = $1";
    app.world.db().execute(moved, [subject.clone().into()]).await.expect("moved");
    let stranger = app.browser();
    assert_eq!(stranger.sign_in(&subject).await.location(), "/memberships");
    assert_empty_shell(&app, &stranger, &subject).await;
    let agents = app.world.db().count("agent WHERE subject = $1", [subject.into()]).await;
    assert_eq!(agents, 2, "a new subject is a new agent");
}

async fn invited(app: &TestApp) -> Invited {
    let manager = app.world.ccas.actor(Role::Manager);
    invite(&app.world.app, &manager, "nour@example.org", "receptionist").await.expect("an invitation")
}

#[tokio::test]
async fn an_invitation_makes_a_member_of_whoever_is_signed_in_and_works_once() {
    let app = TestApp::open().await;
    let before = memberships(&app).await;
    let newcomer = app.browser();
    newcomer.sign_in(NEWCOMER).await;
    assert_empty_shell(&app, &newcomer, NEWCOMER).await;
    let link = format!("/invitations/{}", invited(&app).await.token);
    let nobody = app.browser();
    assert_eq!(nobody.get(&link).await.code(), 200);
    let unsigned = nobody.post_with(&link, "", &[]).await;
    assert_eq!((unsigned.code(), unsigned.location()), (303, link.as_str()));
    assert_eq!(newcomer.get(&link).await.code(), 200, "looking at it twice");
    assert_eq!(newcomer.get(&link).await.code(), 200, "changes nothing");
    assert_eq!(memberships(&app).await, before);
    assert_eq!(newcomer.post(&link, &[]).await.code(), 303);
    let member = "membership m JOIN agent a ON a.id = m.agent_id WHERE a.subject = $1 AND m.role = 'receptionist' \
                  AND m.organisation_id = $2 AND m.status = 'active'";
    let values = [NEWCOMER.into(), app.world.ccas.organisation.uuid().into()];
    assert_eq!(app.world.db().count(member, values).await, 1);
    assert_eq!(newcomer.get("/inbox").await.code(), 200, "at work at once");
    let late = app.agent(&app.world.caf, Role::SocialWorker).await;
    assert_eq!(late.post(&link, &[]).await.code(), 422, "used");
    assert_eq!(memberships(&app).await, before + 1);
}

#[tokio::test]
async fn a_member_reads_what_an_invitation_makes_of_her_role_and_goes_on_in_it() {
    let app = TestApp::open().await;
    let worker = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let before = memberships(&app).await;
    let link = format!("/invitations/{}", invited(&app).await.token);
    let page = worker.get(&link).await;
    assert!(page.body.contains("Votre rôle aujourd’hui"), "{}", page.body);
    assert!(!app.browser().get(&link).await.body.contains("Votre rôle aujourd’hui"), "nothing to a stranger");
    assert_eq!(worker.post(&link, &[]).await.code(), 303);
    assert_eq!(memberships(&app).await, before);
    assert_eq!(worker.get("/inbox").await.code(), 200, "at work at once");
    let again = worker.get(&format!("/invitations/{}", invited(&app).await.token)).await;
    assert!(again.body.contains("Vous avez déjà ce rôle"), "{}", again.body);
}

#[tokio::test]
async fn an_invitation_runs_out_after_fourteen_days() {
    let app = TestApp::open().await;
    let link = format!("/invitations/{}", invited(&app).await.token);
    app.world.advance(TimeDelta::days(14));
    let newcomer = app.browser();
    newcomer.sign_in(NEWCOMER).await;
    assert_eq!(newcomer.post(&link, &[]).await.code(), 422);
    assert_empty_shell(&app, &newcomer, NEWCOMER).await;
}

#[tokio::test]
async fn nobody_is_invited_into_a_role_above_the_inviter() {
    let app = TestApp::open().await;
    let manager = app.agent(&app.world.ccas, Role::Manager).await;
    for role in ["network_admin", "integration"] {
        let form = [("email", "nour@example.org"), ("role", role)];
        let answer = manager.post("/organisation/invitations", &form).await;
        assert_eq!(answer.code(), 422, "{role}: {}", answer.body);
    }
    assert_eq!(app.world.db().count("invitation", []).await, 0);
}

#[tokio::test]
async fn an_ended_membership_opens_nothing_from_the_next_request_on() {
    let app = TestApp::open().await;
    let worker = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let manager = app.agent(&app.world.ccas, Role::Manager).await;
    assert_eq!(worker.get("/inbox").await.code(), 200);
    let membership = app.world.ccas.social_worker().membership().expect("a membership");
    let ended = manager.post(&format!("/organisation/members/{membership}/end"), &[("version", "1")]).await;
    assert_eq!(ended.code(), 303, "{}", ended.body);
    assert_eq!(worker.get("/inbox").await.location(), "/memberships");
    assert_empty_shell(&app, &worker, &app.world.ccas.account(Role::SocialWorker)).await;
}
