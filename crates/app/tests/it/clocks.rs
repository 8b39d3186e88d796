//! The clocks of a referral: what strikes while nobody acts, when, whom it tells, and that it strikes once.

use chrono::TimeDelta;
use relais_app::{
    jobs::strike_clocks,
    referrals::{
        HoldInput, acknowledge_referral, hold_referral, reject_referral, send_referral, show_referral,
        start_work,
    },
};
use relais_domain::clock::{Clock as _, Timestamp};
use relais_testdb::{
    World,
    story::{self, Step},
};

/// What the outbox holds for an organisation about a referral, in the order it was queued.
async fn told(world: &World, desk: &relais_testdb::Desk, step: Step) -> Vec<String> {
    let sql = "SELECT kind FROM outbox WHERE object_id = $1 AND organisation_id = $2 ORDER BY id";
    world.db().texts(sql, [step.id.uuid().into(), desk.organisation.uuid().into()]).await
}

/// The reasons of what has struck, in its order.
async fn struck(world: &World, step: Step) -> Vec<String> {
    let sql = "SELECT COALESCE(reason, event) FROM referral_event WHERE referral_id = $1
               AND event IN ('clock_struck', 'expired', 'hold_lapsed', 'consent_lapsed') ORDER BY version";
    world.db().texts(sql, [step.id.uuid().into()]).await
}

/// Goes to an instant and runs a round of the job.
async fn at(world: &World, instant: Timestamp) -> usize {
    world.advance(instant - world.clock().now());
    strike_clocks(&world.app).await.unwrap()
}

#[tokio::test]
async fn silence_is_reminded_told_further_up_and_comes_to_an_end() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let promised = world.app.settings.clocks.at_sending(world.clock().now());
    let [first, second, third] = promised.reminders;
    let just_before = TimeDelta::seconds(-1);
    let steps = [
        (promised.acknowledge_due, "acknowledge_late"),
        (first, "reminder_1"),
        (second, "reminder_2"),
        (third, "reminder_3"),
        (promised.escalation_due, "escalated"),
        (promised.expires_on, "expired"),
    ];
    let mut expected = Vec::new();
    for (due, clock) in steps {
        assert_eq!(at(&world, due + just_before).await, 0, "{clock} is early");
        assert_eq!(struck(&world, step).await, expected, "nothing struck");
        assert_eq!(at(&world, due).await, 1, "{clock}");
        expected.push(clock.to_owned());
        assert_eq!(struck(&world, step).await, expected);
        assert_eq!(strike_clocks(&world.app).await.unwrap(), 0, "{clock} strikes once");
    }
    let of_recipient = ["submitted"].into_iter().chain(steps.map(|(_, clock)| clock));
    assert_eq!(told(&world, &world.mission, step).await, of_recipient.collect::<Vec<_>>());
    assert_eq!(
        told(&world, &world.ccas, step).await,
        ["escalated", "expired"],
        "not nagged for somebody else"
    );
    assert_eq!(story::state(&world, step).await, "expired");
    let entries = story::entries(&world, step.id.uuid()).await;
    assert_eq!(entries.iter().filter(|action| *action == "referral.clock_struck").count(), 5);
    assert_eq!(entries.last().map(String::as_str), Some("referral.expired"));
    let ends = "agreement WHERE closing_end IS NOT NULL AND state = 'given'";
    assert_eq!(world.db().count(ends, []).await, 1, "her agreement ends with the time to reopen");
    assert_eq!(world.db().count("referral WHERE next_clock_at IS NOT NULL", []).await, 0);
}

#[tokio::test]
async fn whoever_has_answered_is_reminded_of_nothing() {
    let world = World::open().await;
    let (actor, step) = (world.mission.social_worker(), story::sent(&world).await);
    let promised = world.app.settings.clocks.at_sending(world.clock().now());
    let saved = acknowledge_referral(&world.app, &actor, step.id, step.version).await.unwrap();
    assert_eq!(at(&world, promised.acknowledge_due).await, 0, "it was acknowledged");
    let no = relais_app::referrals::RejectInput {
        version: saved.version,
        reason: "no_capacity".into(),
        ..Default::default()
    };
    reject_referral(&world.app, &actor, step.id, &no).await.unwrap();
    assert_eq!(at(&world, promised.expires_on + TimeDelta::days(300)).await, 0);
    assert_eq!(struck(&world, step).await, Vec::<String>::new());
}

#[tokio::test]
async fn after_a_long_sleep_only_the_last_reminder_is_told_and_everything_ends_in_its_time() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let promised = world.app.settings.clocks.at_sending(world.clock().now());
    at(&world, promised.reminders[1] + TimeDelta::hours(1)).await;
    assert_eq!(struck(&world, step).await, ["reminder_2"]);
    at(&world, promised.expires_on + TimeDelta::days(200)).await;
    assert_eq!(struck(&world, step).await, ["reminder_2", "expired"]);
}

#[tokio::test]
async fn work_without_a_contact_is_asked_about_and_then_told() {
    let world = World::open().await;
    let step = story::accepted(&world).await;
    let due = world.app.settings.clocks.after_acceptance(world.clock().now());
    at(&world, due.nudge_due).await;
    at(&world, due.no_contact_due).await;
    assert_eq!(struck(&world, step).await, ["nudged", "no_contact"]);
    let recipient = told(&world, &world.mission, step).await;
    assert_eq!(recipient, ["submitted", "nudged", "no_contact"]);
    assert_eq!(told(&world, &world.ccas, step).await, ["accepted", "no_contact"]);
    let view = show_referral(&world.app, &world.mission.social_worker(), step.id).await.unwrap();
    let version = view.record.version;
    start_work(&world.app, &world.mission.social_worker(), step.id, version).await.unwrap();
    assert_eq!(at(&world, due.no_contact_due + TimeDelta::days(300)).await, 0, "she was met");
}

async fn hold(world: &World, step: Step, review: Timestamp) -> Step {
    let input = HoldInput {
        version: step.version,
        reason: "waiting_list".into(),
        review_on: review.date_naive().to_string(),
        ..HoldInput::default()
    };
    let actor = world.mission.social_worker();
    step.after(hold_referral(&world.app, &actor, step.id, &input).await.unwrap())
}

#[tokio::test]
async fn a_hold_has_its_own_clock_and_stops_the_others() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let held_at = world.clock().now();
    let review = held_at + TimeDelta::days(20);
    let step = hold(&world, step, review).await;
    at(&world, review + TimeDelta::days(1)).await;
    assert_eq!(struck(&world, step).await, ["hold_review"], "no reminder while it waits");
    let limit = world.app.settings.clocks.hold_left(0, held_at).unwrap();
    assert_eq!(at(&world, limit - TimeDelta::seconds(1)).await, 0);
    assert_eq!(at(&world, limit).await, 1);
    assert_eq!(struck(&world, step).await, ["hold_review", "hold_lapsed"]);
    assert_eq!(story::state(&world, step).await, "expired", "nobody had accepted");
    assert_eq!(told(&world, &world.ccas, step).await, ["held", "hold_lapsed"]);
    assert_eq!(told(&world, &world.mission, step).await, ["submitted", "hold_review", "hold_lapsed"]);
}

#[tokio::test]
async fn the_longest_hold_of_accepted_work_leads_back_to_it() {
    let world = World::open().await;
    let step = story::accepted(&world).await;
    let held_at = world.clock().now();
    let step = hold(&world, step, held_at).await;
    at(&world, world.app.settings.clocks.hold_left(0, held_at).unwrap()).await;
    assert_eq!(story::state(&world, step).await, "accepted");
    let copy = "relation WHERE ground = 'accepted_referral' AND ended_at IS NULL";
    assert_eq!(world.db().count(copy, []).await, 1, "the work goes on");
}

#[tokio::test]
async fn a_question_she_never_answered_comes_to_an_end_with_what_was_written() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let relation = story::create(&world, &sender, story::amina()).await;
    let step = story::draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    let step = step.after(send_referral(&world.app, &sender, step.id, step.version).await.unwrap());
    assert_eq!(story::state(&world, step).await, "awaiting_consent");
    at(&world, world.app.settings.clocks.consent_limit(world.clock().now())).await;
    assert_eq!(story::state(&world, step).await, "cancelled");
    assert_eq!(struck(&world, step).await, ["consent_not_given"]);
    assert_eq!(world.db().count("referral WHERE payload IS NOT NULL", []).await, 0, "the sheet is destroyed");
    assert_eq!(told(&world, &world.ccas, step).await, ["consent_lapsed"]);
    assert_eq!(told(&world, &world.mission, step).await, Vec::<String>::new(), "it never left");
}

#[tokio::test]
async fn two_instances_strike_one_clock_once() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let promised = world.app.settings.clocks.at_sending(world.clock().now());
    world.advance(promised.reminders[0] - world.clock().now());
    let (one, other) = tokio::join!(strike_clocks(&world.app), strike_clocks(&world.app));
    assert!(one.unwrap() + other.unwrap() >= 1, "whoever comes second only looks");
    assert_eq!(struck(&world, step).await, ["reminder_1"]);
    assert_eq!(world.db().count("outbox WHERE kind = 'reminder_1'", []).await, 1);
}

#[tokio::test]
async fn a_row_that_was_only_to_be_looked_at_keeps_its_version() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let version = "SELECT CAST(version AS BIGINT) FROM referral";
    let before = world.db().number(version, []).await;
    let due = "SELECT next_clock_at FROM referral";
    let promised = world.db().column::<Timestamp>(due, []).await;
    world.db().execute("UPDATE referral SET next_clock_at = created_at", []).await.unwrap();
    strike_clocks(&world.app).await.unwrap();
    assert_eq!(world.db().number(version, []).await, before);
    assert_eq!(world.db().column::<Timestamp>(due, []).await, promised);
    assert_eq!(struck(&world, step).await, Vec::<String>::new());
}

/// A year of one network, a round of every job each half day.
#[tokio::test]
async fn a_year_goes_by_and_nothing_is_left_waiting() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    for _ in 0..730 {
        world.advance(TimeDelta::hours(12));
        strike_clocks(&world.app).await.unwrap();
    }
    world.run_all().await.unwrap();
    let all = ["acknowledge_late", "reminder_1", "reminder_2", "reminder_3", "escalated", "expired"];
    assert_eq!(struck(&world, step).await, all);
    assert_eq!(world.db().count("outbox WHERE done_at IS NULL", []).await, 0);
    assert_eq!(world.db().count("referral WHERE next_clock_at IS NOT NULL", []).await, 0);
    assert_eq!(world.db().count("agreement WHERE state = 'given'", []).await, 0, "her agreement ran out");
}
