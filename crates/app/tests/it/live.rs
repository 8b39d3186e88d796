//! An open page that waits: until something changes, or until nobody is signed in any more.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use relais_app::{
    App, Settings,
    auth::{AgentClaims, SessionToken, SignIn, end_session, sign_in},
    live::{News, Reader},
    members::end_member,
    referrals::{follow_inbox, follow_referral},
};
use relais_domain::{
    actor::{Actor, Role},
    clock::Clock as _,
};
use relais_testdb::{World, story};

/// The application of a world, in which time passes fast for open pages.
fn hurried(world: &World) -> App {
    let settings = Settings { session_look: Duration::from_millis(5), ..Settings::default() };
    let (clock, random) = (Arc::clone(&world.app.clock), Arc::clone(&world.app.random));
    App::new(world.app.store.clone(), clock, random, settings)
}

async fn partner(app: &App) -> SessionToken {
    let claims = AgentClaims {
        issuer: "https://idp.test".into(),
        subject: format!("mission-locale-{}", Role::SocialWorker),
        given_name: "Camille".into(),
        usual_name: "Le Goff".into(),
        email: None,
        siret: None,
        provider_id: None,
        acr: None,
    };
    sign_in(app, SignIn { claims, id_token: String::new(), authenticated_at: None }).await.unwrap().token
}

#[tokio::test]
async fn a_page_is_taken_away_when_its_session_ends_and_not_before() {
    let world = World::open().await;
    let app = hurried(&world);
    let (actor, token) = (world.mission.social_worker(), partner(&app).await);
    let reader = Reader { actor: &actor, token: &token, since: world.clock().now() };
    let idle = follow_inbox(&app, reader).unwrap();
    let outlives = async {
        world.advance(TimeDelta::minutes(14));
        tokio::time::timeout(Duration::from_millis(100), std::future::pending::<()>()).await.unwrap_err();
        world.advance(TimeDelta::minutes(2));
    };
    let (news, ()) = tokio::join!(idle.news(), outlives);
    assert_eq!(news, News::Over, "sixteen minutes without use");
    let again = partner(&app).await;
    let reader = Reader { token: &again, since: world.clock().now(), ..reader };
    let open = follow_inbox(&app, reader).unwrap();
    let (news, ended) = tokio::join!(open.news(), end_session(&app, &again));
    ended.unwrap();
    assert_eq!(news, News::Over, "signed out in another window");
}

#[tokio::test]
async fn a_page_is_taken_away_from_whoever_is_no_member_any_more_and_asks_anew_in_another_role() {
    let world = World::open().await;
    let app = hurried(&world);
    let (actor, token) = (world.mission.social_worker(), partner(&app).await);
    let reader = Reader { actor: &actor, token: &token, since: world.clock().now() };
    let manager = world.mission.actor(Role::Manager);
    let former = Actor { role: Role::Receptionist, ..actor };
    let in_another_role = follow_inbox(&app, Reader { actor: &former, ..reader }).unwrap();
    assert_eq!(in_another_role.news().await, News::Changed);
    let open = follow_inbox(&app, reader).unwrap();
    let (news, ended) = tokio::join!(open.news(), end_member(&app, &manager, actor.membership().unwrap(), 1));
    ended.unwrap();
    assert_eq!(news, News::Over, "she has left");
}

#[tokio::test]
async fn what_may_not_be_read_is_not_followed() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let token = partner(&world.app).await;
    let follow = async |actor| {
        let reader = Reader { actor: &actor, token: &token, since: world.clock().now() };
        follow_referral(&world.app, reader, step.id).await.map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(follow(world.mission.social_worker()).await, Ok(()));
    assert_eq!(follow(world.caf.social_worker()).await, Err("not found".to_owned()));
    let dpo = world.mission.actor(Role::Dpo);
    let reader = Reader { actor: &dpo, token: &token, since: world.clock().now() };
    assert!(follow_inbox(&world.app, reader).is_err());
}
