//! What is queued becomes news and messages: in order, and one that fails beside the others.

use chrono::TimeDelta;
use relais_app::referrals::complete_referral;
use relais_notices::{list_undelivered, retry_delivery};
use relais_testdb::{World, story};
use uuid::Uuid;

/// A message that can never be delivered: the organisation it is for does not exist.
async fn poison(world: &World) {
    let sql = "INSERT INTO outbox (id, kind, event_key, object_id, organisation_id, created_at, run_after, attempts)
               SELECT $1, kind, 'poison', object_id, $1, created_at, created_at, 0 FROM outbox LIMIT 1";
    assert_eq!(world.db().execute(sql, [Uuid::nil().into()]).await.unwrap(), 1);
}

async fn poison_is(world: &World, condition: &str) -> bool {
    world.db().count(&format!("outbox WHERE event_key = 'poison' AND {condition}"), []).await == 1
}

#[tokio::test]
async fn a_message_that_fails_holds_up_no_other_and_is_given_up_at_last() {
    let world = World::open().await;
    story::sent(&world).await;
    poison(&world).await;
    assert_eq!(world.deliver_messages().await.unwrap(), 1, "the other message is delivered");
    assert_eq!(world.db().count("notice", []).await, 1);
    assert!(poison_is(&world, "attempts = 1 AND done_at IS NULL AND last_error = 'delivery.internal'").await);
    assert_eq!(world.deliver_messages().await.unwrap(), 0, "not tried again at once");
    assert!(poison_is(&world, "attempts = 1").await);
    for attempt in 2..=8 {
        world.advance(TimeDelta::hours(2));
        world.deliver_messages().await.unwrap();
        assert!(poison_is(&world, &format!("attempts = {attempt}")).await, "try {attempt}");
    }
    assert!(poison_is(&world, "dead_at IS NOT NULL").await, "the operator sees it");
    world.advance(TimeDelta::days(1));
    world.deliver_messages().await.unwrap();
    assert!(poison_is(&world, "attempts = 8").await, "never tried again");
    let vitals = world.app.vitals().await.unwrap();
    assert_eq!((vitals.outbox.waiting, vitals.outbox.dead), (0, 1));
    let [dead] = list_undelivered(&world.app, true).await.unwrap().try_into().unwrap();
    assert_eq!((dead.id(), dead.channel.as_str(), dead.attempts), (Uuid::nil(), "news", 8));
    retry_delivery(&world.app, dead.id()).await.unwrap();
    world.deliver_messages().await.unwrap();
    assert!(poison_is(&world, "attempts = 1 AND dead_at IS NULL").await, "tried again from the first");
}

#[tokio::test]
async fn of_what_is_delivered_together_one_that_fails_takes_nothing_along() {
    let mut world = World::open().await;
    let mail = world.with_mail();
    let step = story::sent(&world).await;
    poison(&world).await;
    story::accept(&world, step).await;
    let messages = world.db().count("outbox", []).await;
    assert!(messages > 2, "{messages}");
    let delivered = i64::try_from(world.deliver_messages().await.unwrap()).unwrap();
    assert_eq!(delivered, messages - 1, "all but the one");
    assert_eq!(world.db().count("notice", []).await, messages - 1);
    assert!(poison_is(&world, "attempts = 1 AND done_at IS NULL").await);
    world.send_messages().await.unwrap();
    let answers = mail.taken().iter().filter(|mail| mail.subject.contains("une réponse vous attend")).count();
    assert_eq!(answers, 1, "once");
}

#[tokio::test]
async fn news_and_mails_of_one_round_are_in_the_order_of_their_events() {
    let mut world = World::open().await;
    let mail = world.with_mail();
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let mut numbers = Vec::new();
    for name in ["Berthe", "Chloé", "Dalila", "Ursule", "Wanda"] {
        let relation = story::create(&world, &sender, story::somebody(name)).await;
        let step = story::sent_for(&world, &sender, relation, world.mission.service()).await;
        world.advance(TimeDelta::seconds(1));
        let step = story::accept(&world, step).await;
        world.advance(TimeDelta::seconds(1));
        complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
        world.advance(TimeDelta::seconds(1));
        let number = "SELECT number FROM referral WHERE id = $1";
        numbers.push(world.db().texts(number, [step.id.uuid().into()]).await.remove(0));
    }
    world.deliver_messages().await.unwrap();
    let unit = world.app.store.read(&sender).await.unwrap();
    let news = unit.list_notices(None, 50).await.unwrap();
    unit.commit().await.unwrap();
    let told: Vec<_> = news.iter().rev().map(|news| (news.number.clone(), news.kind.as_str())).collect();
    let happened: Vec<_> = numbers
        .iter()
        .flat_map(|number| ["accepted", "completed"].map(|kind| (number.clone(), kind)))
        .collect();
    assert_eq!(told, happened);
    world.send_messages().await.unwrap();
    let ends: Vec<_> = mail.taken().into_iter().filter(|mail| mail.text.contains("terminée")).collect();
    let order: Vec<_> =
        ends.iter().filter_map(|mail| numbers.iter().find(|number| mail.text.contains(*number))).collect();
    assert_eq!(order, numbers.iter().collect::<Vec<_>>());
}
