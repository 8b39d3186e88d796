//! « Vous pouvez arrêter quand vous voulez »: what a person's word destroys, and that it counts after the end too.

use relais_app::{
    AppError,
    contacts::{ContactInput, propose_need, record_contact},
    persons::show_person,
    referrals::{RejectInput, complete_referral, reject_referral, show_referral, withdraw_consent},
};
use relais_domain::{
    access::Action,
    actor::Role,
    agreement::{Giving, Method},
    ids::{AgreementId, ContactId, RelationId},
};
use relais_testdb::{
    Desk, World,
    story::{accepted, entries, sent, state},
};
use uuid::Uuid;

use crate::{
    endings::{code, copy_of, key_lives, told},
    main_line::assert_events_are_journalled,
};

/// A contact noted on a relation, with her words.
async fn noted(world: &World, desk: &Desk, relation: RelationId) -> ContactId {
    let input = ContactInput {
        text: "Elle dort chez une amie".into(),
        theme: "logement".into(),
        mode: "informed".into(),
        channel: "desk".into(),
        minutes: "5".into(),
        outcome: "referred".into(),
        relation: Some(relation),
        ..ContactInput::default()
    };
    record_contact(&world.app, &desk.social_worker(), input).await.unwrap()
}

/// Whether what was said at a contact can still be read: its row, its key.
async fn holds(world: &World, contact: ContactId) -> (bool, bool) {
    let id = || [contact.uuid().into()];
    assert_eq!(world.db().count("contact WHERE id = $1", id()).await, 1, "that it took place stays");
    let sealed = world.db().count("contact WHERE id = $1 AND payload IS NOT NULL", id()).await;
    let wrapped = world.db().count("contact WHERE id = $1 AND wrap IS NOT NULL", id()).await;
    assert_eq!(sealed, wrapped);
    let ordered =
        world.db().count("key_destruction WHERE object_id = $1 AND done_at IS NOT NULL", id()).await;
    let lives = key_lives(world, contact.uuid()).await;
    assert_eq!(ordered, i64::from(!lives), "a key is gone by an order that was carried out");
    (sealed == 1, lives)
}

#[tokio::test]
async fn what_the_partner_noted_at_its_desk_ends_with_its_copy() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let (copy, receiver) = (copy_of(&world, step).await, world.mission.social_worker());
    let theirs = noted(&world, &world.mission, copy).await;
    let ours = noted(&world, &world.ccas, step.relation).await;
    let seen = show_person(&world.app, &receiver, copy).await.unwrap();
    assert_eq!(seen.contacts[0].text.as_ref().unwrap().0, "Elle dort chez une amie");
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    assert_eq!(holds(&world, theirs).await, (false, false));
    assert_eq!(holds(&world, ours).await, (true, true), "the organisation that met her keeps its own");
    assert!(matches!(show_person(&world.app, &receiver, copy).await, Err(AppError::NotFound)));
    let proposed = propose_need(&world.app, &receiver, copy).await;
    assert!(matches!(proposed, Err(AppError::NotFound)), "no need begins with her words: {proposed:?}");
    let own = show_person(&world.app, &world.ccas.social_worker(), step.relation).await.unwrap();
    assert_eq!(own.contacts[0].text.as_ref().unwrap().0, "Elle dort chez une amie");
    assert_eq!(entries(&world, theirs.uuid()).await, ["contact.recorded", "key.destroyed"]);
}

/// An agent who saw the relation open writes nothing into it after its end: it would stay with a living key.
#[tokio::test]
async fn nothing_is_noted_on_a_relation_that_ended_meanwhile() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    let unit = world.app.store.begin(&world.mission.social_worker()).await.unwrap();
    let late = unit.touch_relation(copy).await;
    assert!(matches!(late, Err(relais_store::StoreError::Conflict)), "{late:?}");
}

/// Given again, it is as much in force as on the first day, and ends by the same word.
#[tokio::test]
async fn an_agreement_given_again_is_withdrawn_like_the_first() {
    let world = World::open().await;
    let (step, sender) = (accepted(&world).await, world.ccas.social_worker());
    let row = world.db().column::<Uuid>("SELECT id FROM agreement", []).await.remove(0);
    let unit = world.app.store.begin(&sender).await.unwrap();
    let first = unit.find_agreement(AgreementId::new(row)).await.unwrap().unwrap().agreement;
    let giving = Giving { method: Method::SpokenWithWitness, witnessed: true };
    let (again, _) = first.renew(giving, &world.app.settings.terms, &sender, unit.now()).unwrap();
    unit.save_agreement(&again, again.version() - 1).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["renewed"]);
    withdraw_consent(&world.app, &sender, step.id, "counter").await.unwrap();
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["withdrawn"]);
    assert_eq!(entries(&world, row).await.last().map(String::as_str), Some("agreement.withdrawn"));
}

#[tokio::test]
async fn after_a_completion_she_takes_her_agreement_back_and_the_copy_is_destroyed() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let done = complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    let step = step.after(done);
    assert!(key_lives(&world, copy.uuid()).await, "kept for a reopening");
    let before = show_referral(&world.app, &sender, step.id).await.unwrap();
    assert!(before.may(Action::WithdrawAgreement) && before.withdrawn_at().is_none());
    world.advance(chrono::TimeDelta::days(2));
    let left = withdraw_consent(&world.app, &world.ccas.actor(Role::Receptionist), step.id, "phone").await;
    assert_eq!(left.unwrap().version, step.version, "the referral stays as it ended");
    assert_eq!(state(&world, step).await, "completed");
    assert_eq!(world.db().count("referral_event WHERE event = 'consent_withdrawn'", []).await, 0);
    let withdrawn =
        "agreement WHERE state = 'withdrawn' AND withdrawn_via = 'phone' AND ended_at IS NOT NULL";
    assert_eq!(world.db().count(withdrawn, []).await, 1);
    assert!(!key_lives(&world, copy.uuid()).await, "nothing of it can be read again");
    let emptied = "relation WHERE id = $1 AND ended_at IS NOT NULL AND wrap IS NULL AND payload IS NULL";
    assert_eq!(world.db().count(emptied, [copy.uuid().into()]).await, 1);
    assert!(told(&world, world.mission.organisation).await.contains(&"consent_withdrawn".to_owned()));
    let after = show_referral(&world.app, &sender, step.id).await.unwrap();
    assert!(!after.may(Action::WithdrawAgreement), "nothing is left to withdraw");
    assert!(after.withdrawn_at() > after.seen_until(), "sight had ended with the referral");
    let twice = withdraw_consent(&world.app, &receiver, step.id, "phone").await;
    assert_eq!(code(twice), "referral.already_closed");
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn after_a_refusal_she_takes_her_agreement_back_at_either_desk_until_it_runs_out() {
    for ran_out in [false, true] {
        let world = World::open().await;
        let step = sent(&world).await;
        let receiver = world.mission.social_worker();
        let no =
            RejectInput { version: step.version, reason: "no_capacity".into(), ..RejectInput::default() };
        reject_referral(&world.app, &receiver, step.id, &no).await.unwrap();
        if ran_out {
            world.advance(chrono::TimeDelta::days(i64::from(world.app.settings.terms.longest_days) + 1));
        }
        let offered = show_referral(&world.app, &receiver, step.id).await.unwrap();
        assert_eq!(offered.may(Action::WithdrawAgreement), !ran_out);
        let done = withdraw_consent(&world.app, &receiver, step.id, "counter").await;
        assert_eq!(done.is_ok(), !ran_out, "{done:?}");
        let withdrawn = world.db().count("agreement WHERE state = 'withdrawn'", []).await;
        assert_eq!(withdrawn, i64::from(!ran_out));
        let news = told(&world, world.ccas.organisation).await;
        assert_eq!(news.contains(&"consent_withdrawn".to_owned()), !ran_out, "{news:?}");
        assert_events_are_journalled(&world).await;
    }
}
