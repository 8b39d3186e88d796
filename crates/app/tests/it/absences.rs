//! Who is away keeps nothing in hand: it goes to her cover or to the whole team, and so when she leaves for good.

use chrono::{NaiveDate, TimeDelta};
use relais_app::{
    AppError,
    jobs::hand_over_absent,
    members::{AbsenceInput, end_member, note_absence, show_team_load, take_back_absence},
    referrals::{claim_referral, complete_referral, reject_referral},
};
use relais_domain::{
    actor::{Actor, Role},
    ids::MembershipId,
};
use relais_testdb::{
    World,
    story::{self, Step},
};

fn member(actor: &Actor) -> MembershipId {
    actor.membership().unwrap()
}

fn days(from: NaiveDate, until: NaiveDate, cover: Option<MembershipId>) -> AbsenceInput {
    AbsenceInput {
        from: from.to_string(),
        until: until.to_string(),
        cover: cover.map(|id| id.to_string()).unwrap_or_default(),
    }
}

async fn hands(world: &World, step: Step) -> Option<uuid::Uuid> {
    let sql = "SELECT claimed_by FROM referral WHERE id = $1 AND claimed_by IS NOT NULL";
    world.db().column::<uuid::Uuid>(sql, [step.id.uuid().into()]).await.first().copied()
}

async fn claimed(world: &World) -> Step {
    let step = story::sent(world).await;
    let actor = world.mission.social_worker();
    step.after(claim_referral(&world.app, &actor, step.id, step.version).await.unwrap())
}

#[tokio::test]
async fn on_the_first_day_what_she_has_in_hand_goes_to_her_cover() {
    let world = World::open().await;
    let step = claimed(&world).await;
    let (away, cover) = (world.mission.social_worker(), world.mission.actor(Role::Receptionist));
    let today = world.app.today();
    let noted = days(today + TimeDelta::days(3), today + TimeDelta::days(9), Some(member(&cover)));
    note_absence(&world.app, &away, member(&away), &noted).await.unwrap();
    world.advance(TimeDelta::days(2));
    assert_eq!(hand_over_absent(&world.app).await.unwrap(), 0);
    assert_eq!(hands(&world, step).await, Some(member(&away).uuid()), "she is still here");
    world.advance(TimeDelta::days(1));
    assert_eq!(hand_over_absent(&world.app).await.unwrap(), 1);
    assert_eq!(hands(&world, step).await, Some(member(&cover).uuid()));
    assert_eq!(hand_over_absent(&world.app).await.unwrap(), 0, "once");
    let entries = story::entries(&world, step.id.uuid()).await;
    assert_eq!(entries.last().map(String::as_str), Some("referral.assigned"));
    let noted = story::entries(&world, member(&away).uuid()).await;
    assert_eq!(noted, ["membership.started", "absence.noted"]);
    let told = world.db().count("outbox WHERE kind IN ('assigned', 'released')", []).await;
    assert_eq!(told, 0, "the sender is told nothing of the partner's holidays");
}

#[tokio::test]
async fn without_a_cover_or_with_one_who_is_away_too_it_lies_open_to_all() {
    let world = World::open().await;
    let step = claimed(&world).await;
    let manager = world.mission.actor(Role::Manager);
    let (away, cover) = (world.mission.social_worker(), world.mission.actor(Role::Receptionist));
    let today = world.app.today();
    let both = today + TimeDelta::days(5);
    note_absence(&world.app, &manager, member(&cover), &days(today, both, None)).await.unwrap();
    let named = days(today, both, Some(member(&cover)));
    note_absence(&world.app, &manager, member(&away), &named).await.unwrap();
    assert_eq!(hands(&world, step).await, None, "at once: it has begun");
    let load = show_team_load(&world.app, &manager).await.unwrap();
    assert_eq!(load.absences.len(), 2);
    assert_eq!(
        load.loads.iter().map(|load| (load.member(), load.to_answer)).collect::<Vec<_>>(),
        [(None, 1)]
    );
    assert!(matches!(show_team_load(&world.app, &away).await, Err(AppError::Forbidden)));
}

#[tokio::test]
async fn an_absence_noted_twice_is_nobody_else_s_trouble() {
    let world = World::open().await;
    let step = claimed(&world).await;
    let (away, cover) = (world.mission.social_worker(), world.mission.actor(Role::Receptionist));
    let today = world.app.today();
    let noted = days(today + TimeDelta::days(3), today + TimeDelta::days(9), Some(member(&cover)));
    for _ in 0..2 {
        note_absence(&world.app, &away, member(&away), &noted).await.unwrap();
    }
    world.advance(TimeDelta::days(3));
    let other = world.ccas.social_worker();
    let today = world.app.today();
    note_absence(&world.app, &other, member(&other), &days(today, today, None)).await.unwrap();
    assert_eq!(hands(&world, step).await, Some(member(&away).uuid()), "hers alone is looked at by a request");
    assert_eq!(hand_over_absent(&world.app).await.unwrap(), 2, "both are over, and the referral went once");
    assert_eq!(hands(&world, step).await, Some(member(&cover).uuid()));
    let assigned = world.db().count("referral_event WHERE event = 'assigned'", []).await;
    assert_eq!(assigned, 1);
}

#[tokio::test]
async fn whoever_works_while_she_is_away_keeps_what_she_takes_in_hand() {
    let world = World::open().await;
    let before = claimed(&world).await;
    let away = world.mission.social_worker();
    let today = world.app.today();
    let noted = days(today, today + TimeDelta::days(9), None);
    note_absence(&world.app, &away, member(&away), &noted).await.unwrap();
    assert_eq!(hands(&world, before).await, None);
    let relation = story::create(&world, &world.ccas.social_worker(), story::somebody("Berthe")).await;
    let sent = story::sent_for(&world, &world.ccas.social_worker(), relation, world.mission.service()).await;
    let step = story::accept(&world, sent).await;
    world.run_all().await.unwrap();
    assert_eq!(hands(&world, step).await, Some(member(&away).uuid()));
    complete_referral(&world.app, &away, step.id, step.version, ("helped", "")).await.unwrap();
}

#[tokio::test]
async fn whoever_is_back_early_keeps_what_she_takes_in_hand() {
    let world = World::open().await;
    let step = claimed(&world).await;
    let away = world.mission.social_worker();
    let today = world.app.today();
    let noted = days(today, today + TimeDelta::days(30), None);
    note_absence(&world.app, &away, member(&away), &noted).await.unwrap();
    assert_eq!(hands(&world, step).await, None);
    take_back_absence(&world.app, &away, member(&away)).await.unwrap();
    let version = relais_app::referrals::referral_version(&world.app, &away, step.id).await.unwrap();
    claim_referral(&world.app, &away, step.id, version).await.unwrap();
    world.run_all().await.unwrap();
    assert_eq!(hands(&world, step).await, Some(member(&away).uuid()));
    let entries = story::entries(&world, member(&away).uuid()).await;
    assert_eq!(entries, ["membership.started", "absence.noted", "absence.taken_back"]);
}

#[tokio::test]
async fn an_absence_is_her_own_matter_or_her_manager_s_and_has_sound_days() {
    let world = World::open().await;
    let (away, colleague) = (world.mission.social_worker(), world.mission.actor(Role::Receptionist));
    let today = world.app.today();
    let sound = days(today, today, None);
    let by_colleague = note_absence(&world.app, &colleague, member(&away), &sound).await;
    assert!(matches!(by_colleague, Err(AppError::Forbidden)));
    let elsewhere = note_absence(&world.app, &world.ccas.actor(Role::Manager), member(&away), &sound).await;
    assert!(matches!(elsewhere, Err(AppError::NotFound)));
    let over = days(today, today - TimeDelta::days(1), None);
    let stranger = days(today, today, Some(member(&world.ccas.social_worker())));
    let volunteer = days(today, today, Some(member(&world.mission.actor(Role::Volunteer))));
    let herself = days(today, today, Some(member(&away)));
    for (input, wrong) in [
        (over, ("until", "membership.absence_over")),
        (stranger, ("cover", "choice.unknown")),
        (volunteer, ("cover", "choice.unknown")),
        (herself, ("cover", "membership.own_cover")),
    ] {
        let refused = note_absence(&world.app, &away, member(&away), &input).await;
        let Err(AppError::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!(fields.iter().map(|field| (field.field, field.code)).collect::<Vec<_>>(), [wrong]);
    }
    assert_eq!(world.db().count("absence", []).await, 0);
}

#[tokio::test]
async fn whoever_leaves_for_good_leaves_nothing_in_her_hands() {
    let world = World::open().await;
    let step = claimed(&world).await;
    let (manager, gone) = (world.mission.actor(Role::Manager), world.mission.social_worker());
    end_member(&world.app, &manager, member(&gone), 1).await.unwrap();
    assert_eq!(hands(&world, step).await, None);
    let entries = story::entries(&world, step.id.uuid()).await;
    assert_eq!(entries.last().map(String::as_str), Some("referral.released"));
    let version = relais_app::referrals::referral_version(&world.app, &manager, step.id).await.unwrap();
    let no =
        relais_app::referrals::RejectInput { version, reason: "no_capacity".into(), ..Default::default() };
    reject_referral(&world.app, &manager, step.id, &no).await.unwrap();
    assert_eq!(story::state(&world, step).await, "rejected", "a colleague answers");
}
