//! Acts, entries and states against one another: a history that a superuser rewrote is told, whichever of the three he
//! altered, and a world nobody touched is sound.

use relais_app::{
    contacts::{ContactInput, record_contact},
    persons::ReadingReason,
    referrals::{
        RejectInput, cancel_referral, complete_referral, give_referral_reason, record_person_answer,
        record_sender_outcome, reject_referral, release_referral, withdraw_consent,
    },
};
use relais_domain::actor::Role;
use relais_testdb::{
    World,
    story::{self, accepted},
};

use crate::{each_is_told, sound, told};

/// One referral accepted and withdrawn, one refused, one that waits: each with its events and agreement.
async fn lived() -> World {
    let world = World::open().await;
    let first = accepted(&world).await;
    withdraw_consent(&world.app, &world.ccas.social_worker(), first.id, "counter").await.unwrap();
    let berthe = story::create(&world, &world.ccas.social_worker(), story::somebody("Berthe")).await;
    let second = story::sent_for(&world, &world.ccas.social_worker(), berthe, world.mission.service()).await;
    let no = RejectInput { version: second.version, reason: "no_capacity".into(), ..RejectInput::default() };
    reject_referral(&world.app, &world.mission.social_worker(), second.id, &no).await.unwrap();
    let contact = ContactInput {
        theme: "logement".into(),
        mode: "informed".into(),
        channel: "desk".into(),
        minutes: "5".into(),
        outcome: "referred".into(),
        ..ContactInput::default()
    };
    record_contact(&world.app, &world.ccas.social_worker(), contact).await.unwrap();
    let manager = world.ccas.actor(Role::Manager);
    give_referral_reason(&world.app, &manager, second.id, ReadingReason::Complaint).await.unwrap();
    world.advance(chrono::TimeDelta::minutes(2));
    let zoe = story::create(&world, &world.ccas.social_worker(), story::somebody("Zoé")).await;
    story::sent_for(&world, &world.ccas.social_worker(), zoe, world.mission.service()).await;
    assert_eq!(told(&world).await, "");
    world
}

#[tokio::test]
async fn a_rewritten_line_of_history_is_told() {
    each_is_told(lived, &[
        ("UPDATE referral_event SET event = 'completed' WHERE event = 'rejected'", "referral_event"),
        ("UPDATE referral_event SET reason = 'other' WHERE event = 'rejected'", "was altered"),
        ("UPDATE referral_event SET reason = NULL WHERE event = 'rejected'", "was altered"),
        (
            "UPDATE referral_event SET membership_id = (SELECT x.membership_id FROM referral_event x WHERE x.event = 'consent_given' LIMIT 1) WHERE event = 'rejected'",
            "was altered",
        ),
        ("UPDATE referral_event SET membership_id = NULL WHERE event = 'rejected'", "was altered"),
        (
            "UPDATE referral_event SET organisation_id = (SELECT x.sender_organisation_id FROM referral x LIMIT 1) WHERE event = 'rejected'",
            "was altered",
        ),
        ("UPDATE referral_event SET organisation_id = NULL WHERE event = 'rejected'", "was altered"),
        (
            "UPDATE referral_event SET at = (SELECT MAX(x.at) FROM referral_event x) WHERE event = 'rejected'",
            "was altered",
        ),
        ("UPDATE referral_event SET from_state = 'received' WHERE event = 'rejected'", "was altered"),
        ("UPDATE referral_event SET to_state = 'received' WHERE event = 'accepted'", "was altered"),
        ("UPDATE agreement_event SET event = 'refused', state = 'refused' WHERE event = 'withdrawn'", "was altered"),
        ("UPDATE agreement_event SET reason = 'phone' WHERE event = 'withdrawn'", "agreement_event"),
    ])
    .await;
}

#[tokio::test]
async fn a_line_taken_out_of_history_is_told() {
    each_is_told(lived, &[
        ("DELETE FROM referral_event WHERE event = 'rejected'", "no more in referral_event"),
        ("DELETE FROM agreement_event WHERE event = 'withdrawn'", "no more in agreement_event"),
        (
            "DELETE FROM referral_event WHERE referral_id IN (SELECT id FROM referral WHERE state = 'rejected')",
            "stands in a state that none of its acts led to",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_state_that_no_act_led_to_is_told() {
    each_is_told(lived, &[
        (
            "UPDATE agreement SET state = 'given', ended_at = NULL, withdrawn_via = NULL WHERE state = 'withdrawn'",
            "agreement ",
        ),
        (
            "UPDATE referral SET state = 'received', received_at = sent_at WHERE state = 'requested'",
            "stands in a state that none of its acts led to",
        ),
        (
            "UPDATE referral_event SET to_state = 'cancelled' WHERE event = 'rejected'",
            "stands in a state that none of its acts led to",
        ),
    ])
    .await;
}

/// What a page shows of a row, and what decides who reads, against what was sealed or journalled of it.
#[tokio::test]
async fn a_row_that_says_other_than_its_entries_is_told() {
    each_is_told(lived, &[
        ("UPDATE referral SET reject_reason = 'not_eligible' WHERE state = 'rejected'", "referral "),
        ("UPDATE referral SET closed_at = sent_at WHERE state = 'rejected'", "referral "),
        ("UPDATE referral SET accepted_at = sent_at WHERE accepted_at IS NOT NULL", "referral "),
        ("UPDATE agreement SET items = 'identity,birth' WHERE state = 'given'", "agreement "),
        ("UPDATE agreement SET secrecy = NOT secrecy WHERE state = 'given'", "agreement "),
        ("UPDATE agreement SET hard_end = (SELECT MAX(x.hard_end) FROM agreement x) WHERE state = 'withdrawn'", "agreement "),
        ("UPDATE agreement SET payload = NULL, wrap = NULL WHERE state = 'given'", "agreement "),
        ("UPDATE relation SET ended_at = NULL WHERE ended_at IS NOT NULL", "relation "),
        ("DELETE FROM relation WHERE ended_at IS NOT NULL", "no more in relation"),
        ("UPDATE relation SET wrap = NULL, payload = NULL WHERE ended_at IS NULL", "relation "),
        ("UPDATE membership SET status = 'ended', ended_at = started_at WHERE role = 'dpo'", "membership "),
        (
            "UPDATE referral SET recipient_service_id = (SELECT s.id FROM service s WHERE s.id <> recipient_service_id LIMIT 1)
             WHERE state = 'requested'",
            "referral ",
        ),
        ("UPDATE referral SET sent_at = closed_at WHERE state = 'rejected'", "referral "),
        (
            "UPDATE referral SET agreement_id = (SELECT x.agreement_id FROM referral x WHERE x.state = 'rejected')
             WHERE state = 'requested'",
            "referral ",
        ),
        ("DELETE FROM contact", "no more in contact"),
        ("UPDATE agreement SET text_version = 'referral-1' WHERE state = 'given'", "agreement "),
        ("UPDATE agreement SET text_language = 'en' WHERE state = 'given'", "agreement "),
        ("UPDATE agreement SET given_at = valid_until WHERE state = 'given'", "agreement "),
        ("DELETE FROM reading_reason", "no more in reading_reason"),
        ("UPDATE reading_reason SET reason = 'supervision'", "reading_reason "),
    ])
    .await;
}

/// A row without an act of its own opens no door unseen, and neither does one that was moved to another organisation.
#[tokio::test]
async fn access_that_nobody_gave_is_told() {
    each_is_told(lived, &[
        (
            "INSERT INTO api_key (id, organisation_id, label, hint, secret_hash, created_at)
             SELECT m.id, m.organisation_id, 'cle', 'abcd', e.leaf_hash, m.started_at FROM membership m, journal_entry e LIMIT 1",
            "api_key ",
        ),
        (
            "INSERT INTO membership (id, agent_id, organisation_id, role, status, started_at, version)
             SELECT e.id, m.agent_id, o.id, 'manager', 'active', m.started_at, 1
             FROM membership m, organisation o, journal_entry e
             WHERE NOT EXISTS (SELECT 1 FROM membership x WHERE x.agent_id = m.agent_id AND x.organisation_id = o.id) LIMIT 1",
            "membership ",
        ),
        (
            "UPDATE membership SET organisation_id = (SELECT o.id FROM organisation o WHERE o.slug = 'caf')
             WHERE role = 'dpo' AND organisation_id = (SELECT o.id FROM organisation o WHERE o.slug = 'ccas')",
            "membership ",
        ),
        ("UPDATE membership SET role = 'manager' WHERE role = 'receptionist'", "membership "),
        (
            "UPDATE need SET organisation_id = (SELECT o.id FROM organisation o WHERE o.slug = 'caf')",
            "need ",
        ),
        (
            "UPDATE relation SET organisation_id = (SELECT o.id FROM organisation o WHERE o.slug = 'caf')
             WHERE ground = 'accepted_referral'",
            "relation ",
        ),
    ])
    .await;
}

/// The proof that she took it back cannot be turned into a yes that goes on.
#[tokio::test]
async fn a_withdrawal_rewritten_into_a_living_agreement_is_told() {
    let world = lived().await;
    let attacks = [
        "UPDATE agreement_event SET state = 'given' WHERE event = 'withdrawn'",
        "UPDATE agreement SET state = 'given', ended_at = NULL, withdrawn_via = NULL WHERE state = 'withdrawn'",
    ];
    for attack in attacks {
        assert!(world.db().execute(attack, []).await.unwrap() > 0, "{attack}");
    }
    let told = told(&world).await;
    assert!(told.contains("agreement_event ") && told.contains("was altered"), "{told}");
}

/// State and last act altered together still lead where the event never leads.
#[tokio::test]
async fn a_state_rewritten_with_its_act_is_told_by_the_event() {
    let world = lived().await;
    let attacks = [
        "UPDATE referral_event SET to_state = 'received' WHERE event = 'submitted' AND to_state = 'requested' AND referral_id IN (SELECT id FROM referral WHERE state = 'requested')",
        "UPDATE referral SET state = 'received', received_at = sent_at WHERE state = 'requested'",
    ];
    for attack in attacks {
        assert!(world.db().execute(attack, []).await.unwrap() > 0, "{attack}");
    }
    let told = told(&world).await;
    assert!(told.contains("was altered") && !told.contains("none of its acts"), "{told}");
}

/// Voices, a link, hands: events that follow an end and are not it.
#[tokio::test]
async fn what_is_said_and_done_after_an_end_is_no_alteration_of_it() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let step = story::accepted(&world).await;
    let done = complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    world.advance(chrono::TimeDelta::days(2));
    let said =
        record_person_answer(&world.app, &receiver, step.id, done.version, ("yes", "no")).await.unwrap();
    record_sender_outcome(&world.app, &sender, step.id, said.version, "partly_helped").await.unwrap();
    let relation = story::create(&world, &sender, story::somebody("Zoé")).await;
    let step = story::sent_for(&world, &sender, relation, world.mission.service()).await;
    let step = story::accept(&world, step).await;
    let called = cancel_referral(&world.app, &sender, step.id, step.version, ("other", "")).await.unwrap();
    world.advance(chrono::TimeDelta::days(1));
    release_referral(&world.app, &receiver, step.id, called.version).await.unwrap();
    sound(&world).await;
}
