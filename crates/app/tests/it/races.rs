//! Two agents at the same moment: one wins, the other is told, nothing happens twice.

use relais_app::{
    AppError,
    auth::{SignIn, sign_in},
    members::{accept_invitation, end_member, invite, show_invitation},
    persons::{EditPerson, edit_person},
    referrals::{accept_referral, reject_referral, send_referral, start_again, withdraw_consent},
};
use relais_domain::actor::{Actor, Role, Who};
use relais_store::members::AgentClaims;
use relais_testdb::{
    World,
    story::{self, answer, create, draft, sent, state},
};

use crate::main_line::assert_events_are_journalled;

fn lost<T: std::fmt::Debug>(result: &Result<T, AppError>) -> bool {
    matches!(result, Err(AppError::Conflict | AppError::Rule { .. }))
}

#[tokio::test]
async fn two_agents_accept_and_one_wins() {
    let world = World::open().await;
    for name in ["Anna", "Berthe", "Chloé"] {
        let sender = world.ccas.social_worker();
        let relation = create(&world, &sender, story::somebody(name)).await;
        let step = story::sent_for(&world, &sender, relation, world.mission.service()).await;
        let (one, two) = (world.mission.social_worker(), world.mission.actor(Role::DigitalMediator));
        let (first, second) = tokio::join!(
            accept_referral(&world.app, &one, step.id, step.version),
            accept_referral(&world.app, &two, step.id, step.version),
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
        assert!(lost(&first) || lost(&second), "{first:?} {second:?}");
        let id = || [step.id.uuid().into()];
        assert_eq!(world.db().count("relation WHERE ground_referral_id = $1", id()).await, 1);
        let events = "referral_event WHERE event = 'accepted' AND referral_id = $1";
        assert_eq!(world.db().count(events, id()).await, 1);
        let entries = "journal_entry WHERE action = 'referral.accepted' AND object_id = $1";
        assert_eq!(world.db().count(entries, id()).await, 1);
        let version = "SELECT CAST(version AS BIGINT) FROM referral WHERE id = $1";
        assert_eq!(world.db().number(version, id()).await, i64::from(step.version) + 1);
    }
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn another_service_sought_twice_at_once_is_one_draft() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    for name in ["Anna", "Berthe", "Chloé"] {
        let relation = create(&world, &sender, story::somebody(name)).await;
        let step = story::sent_for(&world, &sender, relation, world.mission.service()).await;
        withdraw_consent(&world.app, &sender, step.id, "counter").await.unwrap();
        let (one, two) = tokio::join!(
            start_again(&world.app, &sender, step.id),
            start_again(&world.app, &sender, step.id),
        );
        assert_eq!(one.unwrap(), two.unwrap());
        let drafts = "referral WHERE state = 'draft' AND relation_id = $1";
        assert_eq!(world.db().count(drafts, [relation.uuid().into()]).await, 1);
    }
}

/// Whoever comes first, the person's word stands at the end.
#[tokio::test]
async fn a_withdrawal_is_never_lost_to_an_acceptance() {
    let world = World::open().await;
    for name in ["Anna", "Berthe", "Chloé", "Diane"] {
        let sender = world.ccas.social_worker();
        let relation = create(&world, &sender, story::somebody(name)).await;
        let step = story::sent_for(&world, &sender, relation, world.mission.service()).await;
        let receiver = world.mission.social_worker();
        let (_, withdrawn) = tokio::join!(
            accept_referral(&world.app, &receiver, step.id, step.version),
            withdraw_consent(&world.app, &sender, step.id, "counter"),
        );
        withdrawn.unwrap();
        assert_eq!(state(&world, step).await, "consent_withdrawn");
        let open = "relation WHERE ground_referral_id = $1 AND (ended_at IS NULL OR payload IS NOT NULL)";
        assert_eq!(world.db().count(open, [step.id.uuid().into()]).await, 0);
    }
    let pending = world.db().count("key_destruction WHERE done_at IS NULL", []).await;
    assert_eq!(pending, 0, "keys ordered destroyed are destroyed");
}

#[tokio::test]
async fn accept_and_reject_do_not_both_happen() {
    let world = World::open().await;
    let step = sent(&world).await;
    let (one, two) = (world.mission.social_worker(), world.mission.actor(Role::Manager));
    let no = relais_app::referrals::RejectInput {
        version: step.version,
        reason: "no_capacity".into(),
        ..Default::default()
    };
    let (yes, no) = tokio::join!(
        accept_referral(&world.app, &one, step.id, step.version),
        reject_referral(&world.app, &two, step.id, &no),
    );
    assert!(yes.is_ok() != no.is_ok(), "{yes:?} {no:?}");
    let copies = world.db().count("relation WHERE ground = 'accepted_referral'", []).await;
    let (expected, left) = if yes.is_ok() { ("accepted", 1) } else { ("rejected", 0) };
    assert_eq!((state(&world, step).await.as_str(), copies), (expected, left));
}

#[tokio::test]
async fn a_draft_sent_twice_leaves_once() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let relation = create(&world, &sender, story::amina()).await;
    let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    let step = step.after(answer(&world, &sender, step, "yes").await.unwrap());
    let (first, second) = tokio::join!(
        send_referral(&world.app, &sender, step.id, step.version),
        send_referral(&world.app, &sender, step.id, step.version),
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!(world.db().count("outbox WHERE kind = 'submitted'", []).await, 1);
}

#[tokio::test]
async fn two_drafts_of_the_same_request_do_not_both_leave() {
    let world = World::open().await;
    for name in ["Anna", "Berthe", "Chloé", "Diane"] {
        let (one, two) = (world.ccas.social_worker(), world.ccas.actor(Role::DigitalMediator));
        let relation = create(&world, &one, story::somebody(name)).await;
        let mut drafts = Vec::new();
        for actor in [&one, &two] {
            let step = draft(&world, actor, relation, world.mission.service(), story::ITEMS).await;
            drafts.push(step.after(answer(&world, actor, step, "yes").await.unwrap()));
        }
        let [first, second] = drafts[..] else { panic!("two drafts") };
        let (left, right) = tokio::join!(
            send_referral(&world.app, &one, first.id, first.version),
            send_referral(&world.app, &two, second.id, second.version),
        );
        let (sent, kept) = if left.is_ok() { (left, right) } else { (right, left) };
        assert!(sent.is_ok(), "{sent:?}");
        assert!(matches!(kept, Err(AppError::Rule { code: "referral.duplicate" })), "{kept:?}");
    }
    assert_eq!(world.db().count("referral WHERE state = 'requested'", []).await, 4);
    assert_eq!(world.db().count("outbox WHERE kind = 'submitted'", []).await, 4);
}

#[tokio::test]
async fn two_editors_do_not_overwrite_each_other() {
    let world = World::open().await;
    let (one, two) = (world.ccas.social_worker(), world.ccas.actor(Role::DigitalMediator));
    let relation = create(&world, &one, story::amina()).await;
    let edit = |phone: &str| {
        let person = relais_app::persons::PersonInput { phone: phone.into(), ..story::amina() };
        EditPerson { relation, version: 1, person: person.read(world.app.today()).unwrap() }
    };
    let (first, second) = tokio::join!(
        edit_person(&world.app, &one, edit("06 11 11 11 11")),
        edit_person(&world.app, &two, edit("06 22 22 22 22")),
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let refused = if first.is_ok() { second } else { first };
    assert!(matches!(refused, Err(AppError::Conflict)), "{refused:?}");
    assert_eq!(world.db().count("journal_entry WHERE action = 'person.edited'", []).await, 1);
}

#[tokio::test]
async fn one_invitation_makes_one_member() {
    let world = World::open().await;
    let manager = world.ccas.actor(Role::Manager);
    let invited = invite(&world.app, &manager, "nouvelle@ccas.test", "social_worker").await.unwrap();
    let mut agents = Vec::new();
    for subject in ["a", "b"] {
        let claims = claims(subject);
        let signed =
            sign_in(&world.app, SignIn { claims, id_token: "t".into(), authenticated_at: None }).await;
        agents.push(signed.unwrap().agent);
    }
    let before = world.db().count("membership", []).await;
    let (first, second) = tokio::join!(
        accept_invitation(&world.app, agents[0], &invited.token),
        accept_invitation(&world.app, agents[1], &invited.token),
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert!(lost(&first) || lost(&second), "{first:?} {second:?}");
    assert_eq!(world.db().count("membership", []).await, before + 1);
}

#[tokio::test]
async fn a_mailbox_invited_twice_at_once_has_one_open_invitation() {
    let world = World::open().await;
    let manager = world.ccas.actor(Role::Manager);
    let (first, second) = tokio::join!(
        invite(&world.app, &manager, "nouvelle@ccas.test", "social_worker"),
        invite(&world.app, &manager, "nouvelle@ccas.test", "social_worker"),
    );
    let refused = [&first, &second].into_iter().filter(|invited| invited.is_err()).count();
    assert!(
        refused <= 1 && [&first, &second].iter().all(|one| one.is_ok() || lost(one)),
        "{first:?} {second:?}"
    );
    assert_eq!(world.db().count("invitation WHERE state = 'pending'", []).await, 1);
    let open = [first, second].into_iter().flatten().map(|invited| invited.token);
    let mut works = 0;
    for token in open {
        works += usize::from(show_invitation(&world.app, &token, None).await.unwrap().refusal.is_none());
    }
    assert_eq!(works, 1);
}

fn claims(subject: &str) -> AgentClaims {
    AgentClaims {
        issuer: "https://idp.test".into(),
        subject: subject.into(),
        given_name: "Lou".into(),
        usual_name: subject.into(),
        email: Some("nouvelle@ccas.test".into()),
        siret: None,
        provider_id: None,
        acr: None,
    }
}

/// A second manager of the CCAS, as the actor she is.
async fn second_manager(world: &World) -> Actor {
    let manager = world.ccas.actor(Role::Manager);
    let claims = claims("second");
    let signed = sign_in(&world.app, SignIn { claims, id_token: "t".into(), authenticated_at: None }).await;
    let agent = signed.unwrap().agent;
    let invited = invite(&world.app, &manager, "second@ccas.test", "manager").await.unwrap();
    let membership = accept_invitation(&world.app, agent, &invited.token).await.unwrap();
    Actor { who: Who::Agent { agent, membership }, ..manager }
}

#[tokio::test]
async fn two_managers_who_end_each_other_leave_one() {
    for _ in 0..3 {
        let world = World::open().await;
        let (one, two) = (world.ccas.actor(Role::Manager), second_manager(&world).await);
        let (first, second) = tokio::join!(
            end_member(&world.app, &one, two.membership().unwrap(), 1),
            end_member(&world.app, &two, one.membership().unwrap(), 1),
        );
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let refused = if first.is_ok() { second } else { first };
        assert!(matches!(refused, Err(AppError::Rule { code: "membership.last_manager" })), "{refused:?}");
        let left = "membership WHERE role = 'manager' AND status = 'active' AND organisation_id = $1";
        assert_eq!(world.db().count(left, [one.organisation.uuid().into()]).await, 1);
        assert_eq!(world.db().count("journal_entry WHERE action = 'membership.ended'", []).await, 1);
    }
}

#[tokio::test]
async fn two_links_used_at_once_make_one_membership() {
    let world = World::open().await;
    let manager = world.ccas.actor(Role::Manager);
    let signed = SignIn { claims: claims("a"), id_token: "t".into(), authenticated_at: None };
    let agent = sign_in(&world.app, signed).await.unwrap().agent;
    let one = invite(&world.app, &manager, "a@ccas.test", "social_worker").await.unwrap();
    let two = invite(&world.app, &manager, "a@perso.test", "receptionist").await.unwrap();
    let (first, second) = tokio::join!(
        accept_invitation(&world.app, agent, &one.token),
        accept_invitation(&world.app, agent, &two.token),
    );
    assert_eq!(first.unwrap(), second.unwrap(), "the later one keeps the membership and changes its role");
    assert_eq!(world.db().count("membership WHERE agent_id = $1", [agent.uuid().into()]).await, 1);
}
