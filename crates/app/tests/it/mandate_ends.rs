//! How a mandate ends: by a clock, by a newer one, with its procedure, or given back.

use chrono::TimeDelta;
use relais_app::{
    jobs::run_each,
    mandates::{
        MandateView, act_under_mandate, draft_mandate, end_mandate, list_mandates, put_mandate_text,
        record_mandate_agreement, renounce_mandate, resume_mandate, show_mandate, suspend_mandate,
    },
};
use relais_domain::actor::Role;
use relais_testdb::{
    World,
    story::{create, somebody},
};

use crate::mandates::{act, agreed, capable, draft, is_sound, paper, put, ready, refused, signed_in, state};

#[tokio::test]
async fn a_term_passes_and_the_clock_ends_it() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let given = agreed(&world, &helper, relation, &["social"], "month").await;
    world.advance(TimeDelta::days(29));
    run_each(&world.app).await.unwrap();
    assert_eq!(world.db().count("mandate WHERE warned_at IS NOT NULL", []).await, 1, "its end was announced");
    assert_eq!(state(&world, given.id).await, "active");
    world.advance(TimeDelta::days(2));
    let late =
        act_under_mandate(&world.app, &helper, given.id, signed_in(&world), &act("social", "sent")).await;
    assert_eq!(refused(late), "mandate.outside_term", "before any job has run");
    assert!(show_mandate(&world.app, &helper, given.id).await.unwrap().content.is_none());
    run_each(&world.app).await.unwrap();
    assert_eq!(state(&world, given.id).await, "expired");
    let destroyed = "key_destruction WHERE object_id = $1 AND class = 'op' AND done_at IS NOT NULL";
    assert_eq!(world.db().count(destroyed, [given.id.uuid().into()]).await, 1);
    let proof = "mandate_proof WHERE payload IS NOT NULL";
    assert_eq!(world.db().count(proof, []).await, 1, "the proof stays");
    is_sound(&world).await;
}

#[tokio::test]
async fn a_text_lapses_after_48_hours_with_its_proof() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let asked = put(&world, &helper, relation, &["social"], "month").await;
    world.advance(TimeDelta::hours(48));
    let at = (asked.id, asked.version);
    let late = record_mandate_agreement(&world.app, &helper, at, signed_in(&world), &paper(&world)).await;
    assert_eq!(refused(late), "mandate.text_lapsed");
    run_each(&world.app).await.unwrap();
    assert_eq!(state(&world, asked.id).await, "renounced");
    assert_eq!(world.db().count("mandate WHERE renounce_reason = 'not_answered'", []).await, 1);
    assert_eq!(world.db().count("mandate_proof", []).await, 0);
    let destroyed = "key_destruction WHERE class = 'proof' AND done_at IS NOT NULL";
    assert_eq!(world.db().count(destroyed, []).await, 1);
    let again = agreed(&world, &helper, relation, &["social"], "month").await;
    assert_eq!(state(&world, again.id).await, "active", "asked anew");
    is_sound(&world).await;
}

#[tokio::test]
async fn a_pause_is_undone_in_time_or_ends_it() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let given = agreed(&world, &helper, relation, &["social"], "year").await;
    let desk = world.caf.actor(Role::Receptionist);
    suspend_mandate(&world.app, &desk, given.id, "person").await.unwrap();
    let paused =
        act_under_mandate(&world.app, &helper, given.id, signed_in(&world), &act("social", "sent")).await;
    assert_eq!(refused(paused), "mandate.not_in_state");
    assert!(show_mandate(&world.app, &helper, given.id).await.unwrap().content.is_none(), "shut");
    world.advance(TimeDelta::hours(71));
    run_each(&world.app).await.unwrap();
    resume_mandate(&world.app, &helper, given.id).await.unwrap();
    assert!(show_mandate(&world.app, &helper, given.id).await.unwrap().content.is_some(), "open again");
    suspend_mandate(&world.app, &desk, given.id, "card_lost").await.unwrap();
    world.advance(TimeDelta::hours(72));
    assert_eq!(refused(resume_mandate(&world.app, &helper, given.id).await), "mandate.pause_over");
    run_each(&world.app).await.unwrap();
    let via = "mandate WHERE state = 'revoked' AND revoked_via = 'pause_over' AND payload IS NULL";
    assert_eq!(world.db().count(via, []).await, 1);
    is_sound(&world).await;
}

#[tokio::test]
async fn a_renewal_takes_the_place_of_the_old_one() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let old = agreed(&world, &helper, relation, &["social"], "month").await;
    let rival =
        draft_mandate(&world.app, &helper, relation, None, &draft(&["social:rsa"], "day")).await.unwrap();
    let put_rival = put_mandate_text(&world.app, &helper, (rival.id, rival.version), &capable()).await;
    assert_eq!(refused(put_rival), "mandate.already_living");
    let next = draft_mandate(&world.app, &helper, relation, Some(old.id), &draft(&["social"], "year"))
        .await
        .unwrap();
    let next = put_mandate_text(&world.app, &helper, (next.id, next.version), &capable()).await.unwrap();
    record_mandate_agreement(&world.app, &helper, (next.id, next.version), signed_in(&world), &paper(&world))
        .await
        .unwrap();
    assert_eq!(
        (state(&world, old.id).await, state(&world, next.id).await),
        ("superseded".into(), "active".into())
    );
    assert_eq!(world.db().count("mandate WHERE superseded_by = $1", [next.id.uuid().into()]).await, 1);
    assert_eq!(world.db().count("mandate_item WHERE living", []).await, 1);
    is_sound(&world).await;
}

#[tokio::test]
async fn it_ends_with_its_procedure_or_is_given_back() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let given = agreed(&world, &helper, relation, &["social:rsa"], "procedure_end").await;
    end_mandate(&world.app, &helper, (given.id, given.version)).await.unwrap();
    assert_eq!(state(&world, given.id).await, "fulfilled");
    let other = create(&world, &helper, somebody("Le Goff")).await;
    let asked = put(&world, &helper, other, &["social"], "month").await;
    renounce_mandate(&world.app, &helper, (asked.id, asked.version), "not_agreed").await.unwrap();
    assert_eq!(state(&world, asked.id).await, "renounced");
    let lines = list_mandates(&world.app, &helper, MandateView::Ended).await.unwrap();
    assert_eq!(lines.len(), 2);
    let last = list_mandates(&world.app, &helper, MandateView::Open).await.unwrap();
    assert!(last.is_empty());
    is_sound(&world).await;
}
