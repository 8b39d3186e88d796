//! Coming in: invitations, sign-in, sessions, memberships, keys.

use chrono::TimeDelta;
use relais_app::{
    AppError,
    auth::{
        LoginAttempt, Presence, Session, SessionToken, SignIn, SignedIn, begin_login, create_api_key,
        end_session, find_api_key, find_bearer, find_session, list_api_keys, list_memberships, move_provider,
        revoke_api_key, sign_in, switch_membership, take_login_attempt, token_hash,
    },
    jobs::write_last_seen,
    members::{accept_invitation, end_member, invite, list_members, revoke_invitation, show_invitation},
};
use relais_domain::{
    actor::{Role, Who},
    clock::Clock as _,
    ids::AgentId,
};
use relais_store::members::AgentClaims;
use relais_testdb::World;

fn claims(issuer: &str, subject: &str) -> AgentClaims {
    AgentClaims {
        issuer: issuer.into(),
        subject: subject.into(),
        given_name: "Lou".into(),
        usual_name: "Martin".into(),
        email: Some("social_worker@ccas.test".into()),
        siret: Some("21290019500014".into()),
        provider_id: None,
        acr: Some("eidas1".into()),
    }
}

async fn come(world: &World, issuer: &str, subject: &str) -> SignedIn {
    let claims = claims(issuer, subject);
    let id_token = "header.payload.signature".to_owned();
    sign_in(&world.app, SignIn { claims, id_token, authenticated_at: None }).await.unwrap()
}

async fn session(world: &World, token: &SessionToken) -> Option<Session> {
    find_session(&world.app, token, Presence::Somebody).await.unwrap()
}

const IDP: &str = "https://idp.test";

#[tokio::test]
async fn an_invitation_works_once() {
    let world = World::open().await;
    let manager = world.ccas.actor(Role::Manager);
    let invited = invite(&world.app, &manager, "lou@ccas.test", "receptionist").await.unwrap();
    let stored = "invitation WHERE state = 'pending' AND token_hash = $1";
    assert_eq!(
        world.db().count(stored, [token_hash(&invited.token).to_vec().into()]).await,
        1,
        "hashed only"
    );
    let view = show_invitation(&world.app, &invited.token, None).await.unwrap();
    assert_eq!((view.role.as_str(), view.refusal), ("receptionist", None));
    let lou = come(&world, IDP, "lou").await;
    assert!(session(&world, &lou.token).await.unwrap().actor.is_none(), "no actor before the invitation");
    let membership = accept_invitation(&world.app, lou.agent, &invited.token).await.unwrap();
    let again = accept_invitation(&world.app, lou.agent, &invited.token).await;
    assert!(matches!(again, Err(AppError::Rule { code: "invitation.not_pending" })), "{again:?}");
    assert_eq!(world.db().count("membership WHERE agent_id = $1", [lou.agent.uuid().into()]).await, 1);
    assert!(show_invitation(&world.app, &invited.token, None).await.unwrap().refusal.is_some());
    let back = come(&world, IDP, "lou").await;
    let actor = session(&world, &back.token).await.unwrap().actor.unwrap();
    assert_eq!((actor.membership(), actor.role), (Some(membership), Role::Receptionist));
    assert_eq!(actor.organisation, world.ccas.organisation);
    let entries = "journal_entry WHERE action IN ('invitation.sent', 'membership.started') AND (object_id = $1 OR object_id = $2)";
    let objects = [invited.invitation.id().uuid().into(), membership.uuid().into()];
    assert_eq!(world.db().count(entries, objects).await, 2);
}

#[tokio::test]
async fn a_mailbox_has_one_open_invitation_in_an_organisation() {
    let world = World::open().await;
    let (manager, elsewhere) = (world.ccas.actor(Role::Manager), world.caf.actor(Role::Manager));
    let lou = come(&world, IDP, "lou").await;
    let first = invite(&world.app, &manager, "Lou@ccas.example", "receptionist").await.unwrap();
    let other = invite(&world.app, &elsewhere, "lou@ccas.example", "receptionist").await.unwrap();
    let second = invite(&world.app, &manager, "lou@CCAS.example", "volunteer").await.unwrap();
    assert_eq!((first.replaces, other.replaces, second.replaces), (false, false, true));
    let former = accept_invitation(&world.app, lou.agent, &first.token).await;
    assert!(matches!(former, Err(AppError::Rule { code: "invitation.not_pending" })), "{former:?}");
    assert_eq!(world.db().count("invitation WHERE state = 'pending'", []).await, 2);
    let taken_back = "journal_entry WHERE action = 'invitation.cancelled' AND object_id = $1";
    assert_eq!(world.db().count(taken_back, [first.invitation.id().uuid().into()]).await, 1);
    let reopened = world.db().execute("UPDATE invitation SET state = 'pending'", []).await;
    assert!(reopened.is_err(), "the database itself holds the rule");
    accept_invitation(&world.app, lou.agent, &second.token).await.unwrap();
    accept_invitation(&world.app, lou.agent, &other.token).await.unwrap();
    world.advance(TimeDelta::days(15));
    assert!(
        !invite(&world.app, &manager, "lou@ccas.example", "dpo").await.unwrap().replaces,
        "none was open"
    );
    world.advance(TimeDelta::days(15));
    let late = invite(&world.app, &manager, "lou@ccas.example", "dpo").await.unwrap();
    assert!(late.replaces, "one that ran out makes room");
}

#[tokio::test]
async fn an_invitation_lapses_and_can_be_taken_back() {
    let world = World::open().await;
    let manager = world.ccas.actor(Role::Manager);
    let lou = come(&world, IDP, "lou").await;
    let invited = invite(&world.app, &manager, "lou@ccas.test", "receptionist").await.unwrap();
    let id = invited.invitation.id();
    let stranger = revoke_invitation(&world.app, &world.caf.actor(Role::Manager), id).await;
    assert!(matches!(stranger, Err(AppError::NotFound)), "{stranger:?}");
    revoke_invitation(&world.app, &manager, id).await.unwrap();
    let revoked = accept_invitation(&world.app, lou.agent, &invited.token).await;
    assert!(matches!(revoked, Err(AppError::Rule { code: "invitation.not_pending" })), "{revoked:?}");
    let late = invite(&world.app, &manager, "lou@ccas.test", "receptionist").await.unwrap();
    world.advance(TimeDelta::days(14) + TimeDelta::seconds(1));
    let lapsed = accept_invitation(&world.app, lou.agent, &late.token).await;
    assert!(matches!(lapsed, Err(AppError::Rule { code: "invitation.run_out" })), "{lapsed:?}");
    let unknown = accept_invitation(&world.app, lou.agent, "guess").await;
    assert!(matches!(unknown, Err(AppError::NotFound)), "{unknown:?}");
    assert_eq!(world.db().count("membership WHERE agent_id = $1", [lou.agent.uuid().into()]).await, 0);
}

#[tokio::test]
async fn only_a_manager_invites() {
    let world = World::open().await;
    let before = world.db().count("invitation", []).await;
    for role in [Role::Receptionist, Role::SocialWorker, Role::Volunteer, Role::Dpo, Role::Integration] {
        let refused = invite(&world.app, &world.ccas.actor(role), "x@ccas.test", "manager").await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{role:?} {refused:?}");
    }
    let manager = world.ccas.actor(Role::Manager);
    let software = invite(&world.app, &manager, "x@ccas.test", "integration").await;
    assert!(software.is_err(), "a membership is never software: {software:?}");
    assert_eq!(world.db().count("invitation", []).await, before);
    assert!(
        list_members(&world.app, &world.ccas.social_worker(), None).await.unwrap().invitations.is_empty()
    );
}

#[tokio::test]
async fn an_address_gives_no_right() {
    let world = World::open().await;
    let agents = world.db().count("agent", []).await;
    // the same e-mail address and the same subject, vouched for by somebody else
    let other = come(&world, "https://other.test", "ccas-social_worker").await;
    assert!(other.memberships.is_empty());
    assert!(session(&world, &other.token).await.unwrap().actor.is_none());
    assert_eq!(world.db().count("agent", []).await, agents + 1, "another agent");
    let own = come(&world, IDP, "ccas-social_worker").await;
    assert_eq!(own.memberships.len(), 1);
    let actor = session(&world, &own.token).await.unwrap().actor.unwrap();
    assert_eq!(actor, world.ccas.social_worker());
    assert_eq!(world.db().count("agent", []).await, agents + 1, "recognised");
    assert!(
        find_bearer(&world.app, "https://other.test", "ccas-social_worker", None).await.unwrap().is_none()
    );
    assert_eq!(find_bearer(&world.app, IDP, "ccas-social_worker", None).await.unwrap(), Some(actor));
    let elsewhere = Some(world.caf.organisation);
    assert!(find_bearer(&world.app, IDP, "ccas-social_worker", elsewhere).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_ends_idle_old_closed_or_third() {
    let world = World::open().await;
    let first = come(&world, IDP, "ccas-social_worker").await.token;
    world.advance(TimeDelta::minutes(14));
    assert!(session(&world, &first).await.is_some(), "used within a quarter of an hour");
    world.advance(TimeDelta::minutes(14));
    assert!(session(&world, &first).await.is_some(), "the last use counts, not the sign-in");
    write_last_seen(&world.app).await.unwrap();
    world.advance(TimeDelta::minutes(14));
    assert!(session(&world, &first).await.is_some(), "also once it was written down");
    world.advance(TimeDelta::minutes(16));
    assert!(session(&world, &first).await.is_none(), "idle");
    let day = come(&world, IDP, "ccas-social_worker").await.token;
    for _ in 0..59 {
        world.advance(TimeDelta::minutes(10));
        assert!(session(&world, &day).await.is_some());
    }
    world.advance(TimeDelta::minutes(10));
    assert!(session(&world, &day).await.is_none(), "ten hours are the end, used or not");
    let tokens = [
        come(&world, IDP, "ccas-social_worker").await.token,
        come(&world, IDP, "ccas-social_worker").await.token,
        come(&world, IDP, "ccas-social_worker").await.token,
    ];
    assert!(session(&world, &tokens[0]).await.is_none(), "two at once, the oldest goes");
    assert!(session(&world, &tokens[1]).await.is_some() && session(&world, &tokens[2]).await.is_some());
    let id_token = end_session(&world.app, &tokens[2]).await.unwrap();
    assert_eq!(id_token.as_deref(), Some("header.payload.signature"), "for the logout at the provider");
    assert!(session(&world, &tokens[2]).await.is_none());
    let kept = "session WHERE ended_at IS NOT NULL AND id_token_sealed IS NOT NULL";
    assert_eq!(world.db().count(kept, []).await, 0, "an ended session keeps no token");
    assert!(session(&world, &SessionToken::presented("guess".into())).await.is_none());
}

#[tokio::test]
async fn switching_is_a_new_session_and_written_down() {
    let world = World::open().await;
    let agent = member_of_both(&world).await;
    let signed = come(&world, IDP, "ccas-social_worker").await;
    let undecided = session(&world, &signed.token).await.unwrap();
    assert!(undecided.actor.is_none(), "with two memberships she chooses first");
    assert_eq!(undecided.memberships, 2);
    let choices = list_memberships(&world.app, agent).await.unwrap();
    let caf = choices.iter().find(|choice| choice.organisation_name.starts_with("Caf")).unwrap();
    let next = switch_membership(&world.app, &undecided, &signed.token, caf.id).await.unwrap();
    assert!(session(&world, &signed.token).await.is_none(), "the old token is dead");
    let now = session(&world, &next).await.unwrap();
    assert_eq!(now.actor.unwrap().organisation, world.caf.organisation);
    let entry = "journal_entry WHERE action = 'membership.switched' AND object_id = $1";
    assert_eq!(world.db().count(entry, [caf.id.uuid().into()]).await, 1);
    let foreign = world.mission.social_worker().membership().unwrap();
    let refused = switch_membership(&world.app, &now, &next, foreign).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    assert!(session(&world, &next).await.is_some(), "a refused switch changes nothing");
    assert_eq!(end_session(&world.app, &next).await.unwrap().as_deref(), Some("header.payload.signature"));
}

async fn member_of_both(world: &World) -> AgentId {
    let Who::Agent { agent, .. } = world.ccas.social_worker().who else { panic!("an agent") };
    let invited = invite(&world.app, &world.caf.actor(Role::Manager), "s@ccas.test", "receptionist").await;
    accept_invitation(&world.app, agent, &invited.unwrap().token).await.unwrap();
    agent
}

#[tokio::test]
async fn an_ended_membership_acts_no_more() {
    let world = World::open().await;
    let signed = come(&world, IDP, "ccas-social_worker").await;
    let manager = world.ccas.actor(Role::Manager);
    let id = world.ccas.social_worker().membership().unwrap();
    let own = end_member(&world.app, &manager, manager.membership().unwrap(), 1).await;
    assert!(matches!(own, Err(AppError::Rule { code: "membership.own" })), "{own:?}");
    let stranger = end_member(&world.app, &world.caf.actor(Role::Manager), id, 1).await;
    assert!(matches!(stranger, Err(AppError::NotFound)), "{stranger:?}");
    let stale = end_member(&world.app, &manager, id, 7).await;
    assert!(matches!(stale, Err(AppError::Conflict)), "{stale:?}");
    end_member(&world.app, &manager, id, 1).await.unwrap();
    let session = session(&world, &signed.token).await.unwrap();
    assert!(session.actor.is_none(), "the next request has no actor");
    assert!(find_bearer(&world.app, IDP, "ccas-social_worker", None).await.unwrap().is_none());
    assert_eq!(world.db().count("journal_entry WHERE action = 'membership.ended'", []).await, 1);
}

#[tokio::test]
async fn a_member_who_is_invited_again_keeps_her_membership_and_takes_the_role() {
    let world = World::open().await;
    let (manager, worker) = (world.ccas.actor(Role::Manager), world.ccas.social_worker());
    let Who::Agent { agent, membership } = worker.who else { panic!("an agent") };
    let one = "membership WHERE agent_id = $1 AND organisation_id = $2 AND status = 'active'";
    let living = || [agent.uuid().into(), worker.organisation.uuid().into()];
    for (present, edited) in [("social_worker", 1), ("receptionist", 2)] {
        let invited = invite(&world.app, &manager, "s@ccas.test", "receptionist").await.unwrap();
        let seen = show_invitation(&world.app, &invited.token, Some(agent)).await.unwrap();
        assert_eq!(seen.present_role.as_deref(), Some(present));
        let kept = accept_invitation(&world.app, agent, &invited.token).await.unwrap();
        assert_eq!(kept, membership);
        assert_eq!(world.db().count(one, living()).await, 1);
        let entry =
            "journal_entry WHERE action = 'membership.edited' AND scope = 'receptionist' AND object_id = $1";
        assert_eq!(world.db().count(entry, [membership.uuid().into()]).await, edited);
    }
    let actor = find_bearer(&world.app, IDP, "ccas-social_worker", None).await.unwrap().unwrap();
    assert_eq!(actor.role, Role::Receptionist);
    let double = "INSERT INTO membership (id, agent_id, organisation_id, role, status, started_at, version)
                  SELECT organisation_id, agent_id, organisation_id, role, status, started_at, 1
                  FROM membership WHERE id = $1";
    assert!(
        world.db().execute(double, [membership.uuid().into()]).await.is_err(),
        "the database holds it too"
    );
    end_member(&world.app, &manager, membership, 2).await.unwrap();
    assert_eq!(world.db().count(one, living()).await, 0, "nothing is left to come in by");
    assert!(find_bearer(&world.app, IDP, "ccas-social_worker", None).await.unwrap().is_none());
}

#[tokio::test]
async fn the_last_manager_takes_no_other_role() {
    let world = World::open().await;
    let manager = world.ccas.actor(Role::Manager);
    let Who::Agent { agent, membership } = manager.who else { panic!("an agent") };
    let invited = invite(&world.app, &manager, "m@ccas.test", "receptionist").await.unwrap();
    let refused = accept_invitation(&world.app, agent, &invited.token).await;
    assert!(matches!(refused, Err(AppError::Rule { code: "membership.last_manager" })), "{refused:?}");
    let still = "membership WHERE id = $1 AND role = 'manager' AND status = 'active' AND version = 1";
    assert_eq!(world.db().count(still, [membership.uuid().into()]).await, 1);
    assert_eq!(world.db().count("invitation WHERE state = 'pending'", []).await, 1, "nor is it used up");
    let other = come(&world, IDP, "other").await;
    let second = invite(&world.app, &manager, "other@ccas.test", "manager").await.unwrap();
    accept_invitation(&world.app, other.agent, &second.token).await.unwrap();
    assert_eq!(accept_invitation(&world.app, agent, &invited.token).await.unwrap(), membership);
}

#[tokio::test]
async fn a_key_is_told_once_and_kept_hashed() {
    let world = World::open().await;
    let key = create_api_key(&world.app, "ccas", "logiciel métier").await.unwrap();
    assert!(key.starts_with("relais_k_"));
    let actor = find_api_key(&world.app, token_hash(&key)).await.unwrap().unwrap();
    assert_eq!((actor.organisation, actor.role), (world.ccas.organisation, Role::Integration));
    assert!(find_api_key(&world.app, token_hash("relais_k_guess")).await.unwrap().is_none());
    let hash = token_hash(&key);
    let clear = "api_key WHERE hint = $1 OR label = $1";
    assert_eq!(world.db().count(clear, [key.into()]).await, 0);
    let listed = list_api_keys(&world.app, "ccas").await.unwrap();
    let [own] = &listed[..] else { panic!("{listed:?}") };
    assert_eq!((own.label.as_str(), own.revoked_at), ("logiciel métier", None));
    assert!(list_api_keys(&world.app, "caf").await.unwrap().is_empty(), "nobody else's");
    let other = create_api_key(&world.app, "ccas", "autre").await.unwrap();
    revoke_api_key(&world.app, own.id()).await.unwrap();
    assert!(find_api_key(&world.app, hash).await.unwrap().is_none());
    assert!(find_api_key(&world.app, token_hash(&other)).await.unwrap().is_some(), "that one alone");
    let stopped = "api_key WHERE id = $1 AND revoked_at IS NOT NULL";
    assert_eq!(world.db().count(stopped, [own.id().uuid().into()]).await, 1);
    let again = revoke_api_key(&world.app, own.id()).await;
    assert!(matches!(again, Err(AppError::NotFound)), "{again:?}");
    let entry = "journal_entry WHERE action = 'api_key.revoked' AND object_id = $1";
    assert_eq!(world.db().count(entry, [own.id().uuid().into()]).await, 1);
    let nobody = create_api_key(&world.app, "nobody", "x").await;
    assert!(matches!(nobody, Err(AppError::NotFound)), "{nobody:?}");
}

#[tokio::test]
async fn a_sign_in_under_way_serves_once_and_its_own_browser() {
    let world = World::open().await;
    let begin = || LoginAttempt {
        state_hash: [1; 32],
        browser_hash: [2; 32],
        content: "nonce".into(),
        expires_at: world.clock().now() + TimeDelta::minutes(10),
    };
    begin_login(&world.app, begin()).await.unwrap();
    assert!(take_login_attempt(&world.app, [1; 32], [9; 32]).await.unwrap().is_none(), "another browser");
    assert!(take_login_attempt(&world.app, [1; 32], [2; 32]).await.unwrap().is_some());
    assert!(take_login_attempt(&world.app, [1; 32], [2; 32]).await.unwrap().is_none(), "once");
    begin_login(&world.app, begin()).await.unwrap();
    world.advance(TimeDelta::minutes(11));
    assert!(take_login_attempt(&world.app, [1; 32], [2; 32]).await.unwrap().is_none(), "lapsed");
}

/// Whoever runs the provider too, and gives it another address, keeps its accounts and their memberships.
#[tokio::test]
async fn accounts_follow_their_provider_to_its_new_address() {
    let world = World::open().await;
    let (old, new) = ("https://old.test", "https://new.test");
    let here = come(&world, old, "s-1").await;
    let elsewhere = come(&world, IDP, "s-1").await;
    move_provider(&world.app, old, new).await.unwrap();
    let agent = |issuer: &'static str| {
        let sql = "SELECT id FROM agent WHERE issuer = $1 AND subject = 's-1'";
        let world = &world;
        async move { world.db().column::<uuid::Uuid>(sql, [issuer.into()]).await }
    };
    assert!(agent(old).await.is_empty());
    let (moved, stayed) = (agent(new).await, agent(IDP).await);
    assert_ne!(moved, stayed);
    let again = come(&world, new, "s-1").await;
    assert_eq!(agent(new).await, moved, "the same account");
    let entries = "journal_entry WHERE action = 'network.edited' AND scope = 'provider_moved'";
    let networks = world.db().count("network", []).await;
    assert_eq!(world.db().count(entries, []).await, networks);
    drop((here, elsewhere, again));
}
