//! Who is told by mail, when, and that nothing is lost or told twice: with a mail server in memory that fails as told.

use std::sync::Arc;

use chrono::TimeDelta;
use relais_app::{
    AppError,
    jobs::expire_agreements,
    members::{AbsenceInput, end_member, note_absence},
    organisations::list_unreached,
    referrals::{RejectInput, complete_referral, mark_referral_error, reject_referral},
};
use relais_domain::{actor::Role, ids::OrganisationId};
use relais_notices::{
    WaysOut, list_undelivered,
    ports::{Fate, Mail, Undelivered},
    retry_delivery,
};
use relais_store::outbox::Message;
use relais_testdb::{
    World,
    outside::{Memory, Next},
    story,
};

/// A world with mail, and what it took.
pub(super) async fn open() -> (World, Arc<Memory<Mail>>) {
    let mut world = World::open().await;
    let mail = world.with_mail();
    (world, mail)
}

fn to(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.to.as_str()).collect()
}

/// The states of the deliveries to an address' owner, in order.
async fn states(world: &World) -> Vec<String> {
    world.db().texts("SELECT state FROM delivery ORDER BY id", []).await
}

pub(super) const AUTHOR: &str = "social_worker@ccas.test";

#[tokio::test]
async fn the_author_is_told_of_an_answer_at_once_and_once() {
    let (world, mail) = open().await;
    let step = story::sent(&world).await;
    world.tell().await.unwrap();
    let arrived = mail.taken().len();
    story::accept(&world, step).await;
    world.tell().await.unwrap();
    world.tell().await.unwrap();
    let told = mail.taken().split_off(arrived);
    assert_eq!(to(&told), [AUTHOR]);
    let Mail { subject, text, .. } = &told[0];
    assert_eq!(subject, "Relais : une réponse vous attend");
    assert!(text.contains(&format!("https://relais.invalid/referrals/{}", step.id)), "{text}");
    for secret in ["Amina", "Benali", story::NEED, story::SITUATION, "Mission", "CCAS", "logement"] {
        assert!(!text.contains(secret) && !subject.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn what_is_no_longer_true_is_not_told() {
    let (world, mail) = open().await;
    let step = story::accepted(&world).await;
    world.deliver_messages().await.unwrap();
    let receiver = world.mission.social_worker();
    complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    world.tell().await.unwrap();
    let told: Vec<_> = mail.taken().into_iter().filter(|mail| mail.to.as_str() == AUTHOR).collect();
    assert_eq!(told.len(), 1, "the end, and not the yes before it: {told:?}");
    assert!(told[0].text.contains("terminée"), "{}", told[0].text);
    assert_eq!(world.db().count("delivery WHERE state = 'dropped' AND kind = 'accepted'", []).await, 1);
}

#[tokio::test]
async fn whoever_is_away_gets_nothing_and_a_colleague_who_is_there_does() {
    let (world, mail) = open().await;
    let step = story::sent(&world).await;
    world.tell().await.unwrap();
    let author = world.ccas.social_worker();
    let today = world.app.today();
    let away = AbsenceInput {
        from: today.to_string(),
        until: (today + TimeDelta::days(9)).to_string(),
        cover: String::new(),
    };
    note_absence(&world.app, &author, author.membership().unwrap(), &away).await.unwrap();
    let arrived = mail.taken().len();
    story::accept(&world, step).await;
    world.tell().await.unwrap();
    let told = mail.taken().split_off(arrived);
    assert!(!told.is_empty(), "somebody at work reads it");
    assert!(!to(&told).contains(&AUTHOR), "{:?}", to(&told));
    assert_eq!(world.db().count("delivery WHERE state NOT IN ('sent', 'dropped')", []).await, 0);
}

#[tokio::test]
async fn both_sides_are_told_that_her_agreement_ran_out_in_the_middle_of_the_work() {
    let (world, mail) = open().await;
    let step = story::accepted(&world).await;
    world.tell().await.unwrap();
    let arrived = mail.taken().len();
    world.advance(TimeDelta::days(190));
    expire_agreements(&world.app).await.unwrap();
    world.tell().await.unwrap();
    expire_agreements(&world.app).await.unwrap();
    world.tell().await.unwrap();
    let told = mail.taken().split_off(arrived);
    let number = "Redemandez-le-lui";
    assert_eq!(
        told.iter().filter(|mail| mail.to.as_str() == AUTHOR && mail.text.contains(number)).count(),
        1
    );
    let partner = |mail: &&Mail| mail.to.as_str().ends_with("@mission-locale.test");
    assert_eq!(
        told.iter().filter(partner).filter(|mail| mail.text.contains("ne voyez plus rien")).count(),
        1
    );
    assert_eq!(world.db().count("notice WHERE kind = 'agreement_ended'", []).await, 2);
    assert_eq!(story::state(&world, step).await, "accepted", "who holds it is no secret and no accident");
}

#[tokio::test]
async fn whoever_works_on_a_mistake_is_told_by_mail_and_not_sent_to_what_is_gone() {
    let (world, mail) = open().await;
    let step = story::accepted(&world).await;
    world.tell().await.unwrap();
    let arrived = mail.taken().len();
    let author = world.ccas.social_worker();
    mark_referral_error(&world.app, &author, step.id, step.version, ("double_entry", "")).await.unwrap();
    world.tell().await.unwrap();
    let told = mail.taken().split_off(arrived);
    assert!(matches!(&told[..], [mail] if mail.text.contains("par erreur")), "{:?}", to(&told));
    assert!(!told[0].text.contains("/referrals/"), "{}", told[0].text);
}

#[tokio::test]
async fn whoever_has_left_gets_nothing_and_her_colleagues_do() {
    let (world, mail) = open().await;
    let step = story::sent(&world).await;
    world.tell().await.unwrap();
    let arrived = mail.taken().len();
    story::accept(&world, step).await;
    world.deliver_messages().await.unwrap();
    let (manager, author) = (world.ccas.actor(Role::Manager), world.ccas.social_worker());
    end_member(&world.app, &manager, author.membership().unwrap(), 1).await.unwrap();
    world.tell().await.unwrap();
    assert_eq!(to(&mail.taken().split_off(arrived)), ["manager@ccas.test"]);
}

#[tokio::test]
async fn an_arrival_is_told_once_a_day_and_the_next_morning_if_it_still_waits() {
    let (world, mail) = open().await;
    world
        .db()
        .execute("UPDATE organisation SET email = 'accueil@mission.test' WHERE slug = 'mission-locale'", [])
        .await
        .unwrap();
    let sender = world.ccas.social_worker();
    for name in ["Berthe", "Chloé", "Dalila"] {
        let relation = story::create(&world, &sender, story::somebody(name)).await;
        story::sent_for(&world, &sender, relation, world.mission.service()).await;
        world.tell().await.unwrap();
    }
    assert_eq!(to(&mail.taken()), ["accueil@mission.test"]);
    let [first] = mail.taken().try_into().unwrap();
    assert_eq!(first.subject, "Relais : il y a du nouveau dans votre boîte de réception");
    assert!(first.text.contains("https://relais.invalid/inbox"));
    world.advance(TimeDelta::days(1));
    world.tell().await.unwrap();
    world.tell().await.unwrap();
    assert_eq!(mail.taken().len(), 2, "the two others, in one mail");
    world.advance(TimeDelta::days(1));
    world.tell().await.unwrap();
    assert_eq!(mail.taken().len(), 2);
}

#[tokio::test]
async fn a_mailbox_that_refuses_falls_to_the_managers() {
    let (world, mail) = open().await;
    world
        .db()
        .execute("UPDATE organisation SET email = 'accueil@mission.test' WHERE slug = 'mission-locale'", [])
        .await
        .unwrap();
    mail.next([Next::Refuses(Undelivered::new("mail.recipient_refused", Fate::Refused))]);
    story::sent(&world).await;
    world.tell().await.unwrap();
    assert_eq!(to(&mail.taken()), ["manager@mission-locale.test"]);
    assert_eq!(states(&world).await, ["dead", "sent"]);
    let why = world.db().texts("SELECT last_error FROM delivery WHERE state = 'dead'", []).await;
    assert_eq!(why, ["mail.recipient_refused"]);
    assert_eq!(world.app.vitals().await.unwrap().deliveries.dead, 1);
}

/// An answer to be told, and nothing else.
async fn answered(world: &World) {
    refused(world).await;
    world.deliver_messages().await.unwrap();
}

async fn refused(world: &World) {
    let step = story::sent(world).await;
    world.db().execute("UPDATE outbox SET done_at = created_at", []).await.unwrap();
    let no = RejectInput { version: step.version, reason: "no_capacity".into(), ..RejectInput::default() };
    reject_referral(&world.app, &world.mission.social_worker(), step.id, &no).await.unwrap();
}

#[tokio::test]
async fn a_server_that_says_later_is_asked_again_for_days_and_not_for_ever() {
    let (world, mail) = open().await;
    mail.always(Next::RefusesAfter(Undelivered::new("mail.deferred", Fate::NotNow)));
    answered(&world).await;
    for _ in 0..(24 * 3) {
        world.tell().await.unwrap();
        world.advance(TimeDelta::hours(1));
    }
    assert_eq!(states(&world).await, ["waiting"], "for three days");
    assert!((70..90).contains(&mail.offered()), "about once an hour: {}", mail.offered());
    for _ in 0..(24 * 2) {
        world.tell().await.unwrap();
        world.advance(TimeDelta::hours(1));
    }
    assert_eq!(states(&world).await, ["dead"]);
    assert!(mail.taken().is_empty());
}

#[tokio::test]
async fn what_the_house_slept_over_is_tried_for_days_all_the_same() {
    let (world, mail) = open().await;
    refused(&world).await;
    world.advance(TimeDelta::days(4) + TimeDelta::hours(14));
    mail.next([Next::RefusesAfter(Undelivered::new("mail.deferred", Fate::NotNow))]);
    world.tell().await.unwrap();
    assert_eq!(states(&world).await, ["waiting"], "one « later » is not the end");
    world.advance(TimeDelta::hours(2));
    world.tell().await.unwrap();
    assert_eq!(states(&world).await, ["sent"]);
}

#[tokio::test]
async fn who_dies_while_it_hands_over_leaves_a_doubt_and_no_second_mail() {
    let (world, mail) = open().await;
    mail.next([Next::TakesAndDies]);
    answered(&world).await;
    die_handing_over(&world, &mail).await;
    assert_eq!(states(&world).await, ["sending"]);
    world.tell().await.unwrap();
    assert_eq!(states(&world).await, ["sending"], "its claim holds");
    world.advance(TimeDelta::minutes(16));
    world.tell().await.unwrap();
    world.advance(TimeDelta::days(1));
    world.tell().await.unwrap();
    assert_eq!((states(&world).await, mail.taken().len()), (vec!["doubtful".to_owned()], 1));
    assert_eq!(world.app.vitals().await.unwrap().deliveries.doubtful, 1);
}

#[tokio::test]
async fn what_may_have_arrived_once_is_given_away_once_more_whatever_came_between() {
    let (world, mail) = open().await;
    let cut = || Next::RefusesAfter(Undelivered::new("mail.broken_off", Fate::Unheard));
    let later = || Next::RefusesAfter(Undelivered::new("mail.deferred", Fate::NotNow));
    mail.next([cut(), later(), later(), cut()]);
    answered(&world).await;
    for _ in 0..12 {
        world.tell().await.unwrap();
        world.advance(TimeDelta::hours(1));
    }
    assert_eq!((states(&world).await, mail.offered()), (vec!["doubtful".to_owned()], 4));
    mail.next([cut()]);
    mail.always(later());
    world.db().execute("DELETE FROM delivery", []).await.unwrap();
    tell(&world, "completed", world.ccas.organisation, "completed").await;
    for _ in 0..(24 * 5) {
        world.tell().await.unwrap();
        world.advance(TimeDelta::hours(1));
    }
    assert_eq!(states(&world).await, ["doubtful"], "it is not told to somebody else: it may have arrived");
}

#[tokio::test]
async fn two_workers_send_one_mail_once() {
    let (world, mail) = open().await;
    answered(&world).await;
    let sent = tokio::join!(world.send_messages(), world.send_messages());
    assert_eq!((sent.0.unwrap() + sent.1.unwrap(), mail.taken().len()), (1, 1));
}

#[tokio::test]
async fn where_a_mail_is_taken_once_a_doubt_is_no_doubt() {
    let mut world = World::open().await;
    let mail = Arc::new(Memory::that_takes_once(true));
    world.ways = WaysOut::new(Some(Arc::clone(&mail) as _), None);
    mail.next([Next::TakesAndDies]);
    answered(&world).await;
    die_handing_over(&world, &mail).await;
    world.advance(TimeDelta::minutes(16));
    world.tell().await.unwrap();
    assert_eq!(states(&world).await, ["sent"]);
    let ids: Vec<_> = mail.taken().iter().map(|mail| mail.id).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "the same mail: {ids:?}");
}

/// Sends until something is taken, and goes no further.
async fn die_handing_over(world: &World, mail: &Memory<Mail>) {
    let dying = world.send_messages();
    let watched = async {
        while mail.taken().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = dying => panic!("it was to die"),
        () = watched => {}
    }
}

#[tokio::test]
async fn what_did_not_arrive_is_shown_to_the_manager_and_the_operator_until_it_does() {
    let (world, mail) = open().await;
    let manager = world.ccas.actor(Role::Manager);
    mail.next([Next::Refuses(Undelivered::new("mail.recipient_refused", Fate::Refused))]);
    answered(&world).await;
    world.tell().await.unwrap();
    let shown = list_unreached(&world.app, &manager).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].addressee.as_str(), shown[0].state.as_str()), ("member", "dead"));
    assert_eq!(shown[0].usual_name.as_deref(), Some("social_worker ccas"));
    let stranger = world.mission.actor(Role::Manager);
    assert!(list_unreached(&world.app, &stranger).await.unwrap().is_empty(), "another organisation's");
    let refused = list_unreached(&world.app, &world.ccas.social_worker()).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");

    let [dead] = list_undelivered(&world.app, true).await.unwrap().try_into().unwrap();
    assert_eq!(
        (dead.organisation(), dead.last_error.as_deref()),
        (world.ccas.organisation, Some("mail.recipient_refused"))
    );
    let told = format!("{dead:?}{shown:?}");
    assert!(!told.contains('@') && !told.contains("Camille"), "{told}");
    retry_delivery(&world.app, dead.id()).await.unwrap();
    world.tell().await.unwrap();
    assert_eq!(to(&mail.taken()), [AUTHOR]);
    assert!(list_unreached(&world.app, &manager).await.unwrap().is_empty());
    assert!(list_undelivered(&world.app, false).await.unwrap().is_empty());
    let again = retry_delivery(&world.app, dead.id()).await;
    assert!(matches!(again, Err(AppError::NotFound)), "sent once: {again:?}");
}

#[tokio::test]
async fn an_address_that_is_more_than_one_gets_nothing_and_is_shown() {
    let (world, mail) = open().await;
    for hostile in ["a@c.fr\r\nBcc: all@c.fr", "a@c.fr, b@c.fr", "Agent <a@c.fr>"] {
        let provider_says = "UPDATE agent SET email = $1 WHERE subject = 'ccas-social_worker'";
        world.db().execute(provider_says, [hostile.into()]).await.unwrap();
        world.db().execute("DELETE FROM delivery", []).await.unwrap();
        tell(&world, "completed", world.ccas.organisation, "completed").await;
        world.tell().await.unwrap();
        assert_eq!(states(&world).await, ["dead"], "{hostile:?}");
        let why = world.db().texts("SELECT last_error FROM delivery", []).await;
        assert_eq!(why, ["delivery.unaddressed"]);
    }
    assert_eq!(mail.offered(), 0);
}

/// A referral that stands somewhere, and a message of a kind about it, as a clock queues it.
async fn tell(world: &World, kind: &'static str, organisation: OrganisationId, state: &str) -> story::Step {
    let sender = world.ccas.social_worker();
    let names =
        ["Anatole", "Brigitte", "Corentin", "Dorothée", "Eudes", "Félicité", "Gwenaël", "Honorine", "Ignace"];
    let known = usize::try_from(world.db().count("referral", []).await).unwrap();
    let relation = story::create(world, &sender, story::somebody(names[known])).await;
    let step = story::sent_for(world, &sender, relation, world.mission.services[1]).await;
    world.db().execute("UPDATE outbox SET done_at = created_at", []).await.unwrap();
    let stands = "UPDATE referral SET state = $1, recipient_service_id = NULL, recipient_service_name = NULL,
        outcome = CASE WHEN $1 = 'completed' THEN 'helped' END, closed_at = CASE WHEN $1 = 'completed' THEN sent_at END,
        accepted_at = CASE WHEN $1 <> 'requested' THEN sent_at END WHERE id = $2";
    world.db().execute(stands, [state.into(), step.id.uuid().into()]).await.unwrap();
    let unit = world.app.store.begin_house().await.unwrap();
    let event_key = format!("clock:{}:{kind}:{organisation}", step.id);
    let message = Message { kind, event_key, object: step.id.uuid(), organisation };
    assert!(unit.enqueue(message).await.unwrap());
    unit.commit().await.unwrap();
    step
}

#[tokio::test]
async fn what_a_clock_says_reaches_whom_it_is_for() {
    let (world, mail) = open().await;
    let (sender, recipient) = (world.ccas.organisation, world.mission.organisation);
    for (kind, organisation, state, told) in [
        ("escalated", recipient, "requested", vec!["manager@mission-locale.test"]),
        ("no_contact", sender, "accepted", vec![AUTHOR]),
        ("reminder_1", recipient, "requested", vec![]),
        ("acknowledge_late", recipient, "requested", vec![]),
        ("nudged", recipient, "accepted", vec![]),
        ("hold_review", recipient, "requested", vec![]),
    ] {
        let (before, news) = (mail.taken().len(), world.db().count("notice", []).await);
        tell(&world, kind, organisation, state).await;
        world.tell().await.unwrap();
        assert_eq!(to(&mail.taken().split_off(before)), told, "{kind}");
        let over = i64::from(kind == "hold_review");
        assert_eq!(world.db().count("notice", []).await, news + 1 - over, "{kind}: news, unless it is over");
    }
}

#[tokio::test]
async fn a_reminder_for_what_was_answered_is_neither_sent_nor_shown() {
    let (world, mail) = open().await;
    for kind in
        ["reminder_1", "reminder_2", "reminder_3", "escalated", "acknowledge_late", "nudged", "no_contact"]
    {
        let organisation =
            if kind == "no_contact" { world.ccas.organisation } else { world.mission.organisation };
        tell(&world, kind, organisation, "completed").await;
        world.tell().await.unwrap();
    }
    assert_eq!((mail.offered(), world.db().count("notice", []).await), (0, 0));
    assert_eq!(world.db().count("outbox WHERE done_at IS NULL", []).await, 0, "done with, not left over");
    let step = tell(&world, "escalated", world.mission.organisation, "requested").await;
    world.deliver_messages().await.unwrap();
    let answered = "UPDATE referral SET state = 'accepted', accepted_at = sent_at WHERE id = $1";
    world.db().execute(answered, [step.id.uuid().into()]).await.unwrap();
    world.tell().await.unwrap();
    assert_eq!(mail.offered(), 0, "answered between the clock and the mail");
}
