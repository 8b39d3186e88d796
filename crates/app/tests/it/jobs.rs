//! The jobs, one failing beside the others.

use std::sync::Arc;

use chrono::TimeDelta;
use relais_app::{
    App, Settings,
    jobs::{deliver_messages, leave_turns, run_all, run_in_turn, send_in_turn, send_messages},
    notices::{list_undelivered, retry_delivery},
    ports::{HandOver, Mail, Mailer, PortReply},
    referrals::{complete_referral, withdraw_consent},
};
use relais_testdb::{World, fixed::ManualClock, outside::Memory, story};
use uuid::Uuid;

/// A mail server that takes a minute to listen and another to look at each mail; another instance has its turn meanwhile.
#[derive(Debug)]
struct Slow {
    clock: Arc<ManualClock>,
    other: App,
    mails: Arc<Memory<Mail>>,
}

struct Looked {
    clock: Arc<ManualClock>,
    other: App,
    mails: Arc<Memory<Mail>>,
    mail: Mail,
}

impl Mailer for Slow {
    fn offer(&self, mail: Mail) -> PortReply<'_, Box<dyn HandOver>> {
        let Self { clock, other, mails } = self;
        let (clock, other, mails) = (Arc::clone(clock), other.clone(), Arc::clone(mails));
        Box::pin(async move {
            clock.advance(TimeDelta::minutes(1));
            send_in_turn(&other, &|| false).await.unwrap();
            Ok(Box::new(Looked { clock, other, mails, mail }) as _)
        })
    }

    fn takes_once(&self) -> bool {
        false
    }
}

impl HandOver for Looked {
    fn hand_over(self: Box<Self>) -> PortReply<'static, ()> {
        Box::pin(async move {
            self.clock.advance(TimeDelta::minutes(1));
            send_in_turn(&self.other, &|| false).await.unwrap();
            self.mails.offer(self.mail).await?.hand_over().await
        })
    }
}

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
    assert_eq!(deliver_messages(&world.app).await.unwrap(), 1, "the other message is delivered");
    assert_eq!(world.db().count("notice", []).await, 1);
    assert!(poison_is(&world, "attempts = 1 AND done_at IS NULL AND last_error = 'delivery.internal'").await);
    assert_eq!(deliver_messages(&world.app).await.unwrap(), 0, "not tried again at once");
    assert!(poison_is(&world, "attempts = 1").await);
    for attempt in 2..=8 {
        world.advance(TimeDelta::hours(2));
        deliver_messages(&world.app).await.unwrap();
        assert!(poison_is(&world, &format!("attempts = {attempt}")).await, "try {attempt}");
    }
    assert!(poison_is(&world, "dead_at IS NOT NULL").await, "the operator sees it");
    world.advance(TimeDelta::days(1));
    deliver_messages(&world.app).await.unwrap();
    assert!(poison_is(&world, "attempts = 8").await, "never tried again");
    let vitals = world.app.vitals().await.unwrap();
    assert_eq!((vitals.outbox.waiting, vitals.outbox.dead), (0, 1));
    let [dead] = list_undelivered(&world.app, true).await.unwrap().try_into().unwrap();
    assert_eq!((dead.id(), dead.channel.as_str(), dead.attempts), (Uuid::nil(), "news", 8));
    retry_delivery(&world.app, dead.id()).await.unwrap();
    deliver_messages(&world.app).await.unwrap();
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
    let delivered = i64::try_from(deliver_messages(&world.app).await.unwrap()).unwrap();
    assert_eq!(delivered, messages - 1, "all but the one");
    assert_eq!(world.db().count("notice", []).await, messages - 1);
    assert!(poison_is(&world, "attempts = 1 AND done_at IS NULL").await);
    send_messages(&world.app, &|| false).await.unwrap();
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
    deliver_messages(&world.app).await.unwrap();
    let unit = world.app.store.read(&sender).await.unwrap();
    let news = unit.list_notices(None, 50).await.unwrap();
    unit.commit().await.unwrap();
    let told: Vec<_> = news.iter().rev().map(|news| (news.number.clone(), news.kind.as_str())).collect();
    let happened: Vec<_> = numbers
        .iter()
        .flat_map(|number| ["accepted", "completed"].map(|kind| (number.clone(), kind)))
        .collect();
    assert_eq!(told, happened);
    send_messages(&world.app, &|| false).await.unwrap();
    let ends: Vec<_> = mail.taken().into_iter().filter(|mail| mail.text.contains("terminée")).collect();
    let order: Vec<_> =
        ends.iter().filter_map(|mail| numbers.iter().find(|number| mail.text.contains(*number))).collect();
    assert_eq!(order, numbers.iter().collect::<Vec<_>>());
}

/// What the Mission locale holds of the person: rows still sealed, keys ordered destroyed, entries of both.
async fn held(world: &World) -> [i64; 4] {
    let db = world.db();
    [
        db.count("relation WHERE ground = 'accepted_referral' AND payload IS NOT NULL", []).await,
        db.count("key_destruction WHERE done_at IS NOT NULL", []).await,
        db.count("journal_entry WHERE action = 'relation.ended'", []).await,
        db.count("journal_entry WHERE action = 'key.destroyed'", []).await,
    ]
}

#[tokio::test]
async fn after_the_term_the_partner_s_copy_cannot_be_read_even_by_key() {
    let world = World::open().await;
    let step = story::accepted(&world).await;
    let receiver = world.mission.social_worker();
    complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    run_all(&world.app).await.unwrap();
    assert_eq!(held(&world).await, [1, 0, 0, 0], "it may still be reopened");
    world.advance(TimeDelta::days(29));
    run_all(&world.app).await.unwrap();
    assert_eq!(held(&world).await, [1, 0, 0, 0]);
    world.advance(TimeDelta::days(2));
    run_all(&world.app).await.unwrap();
    assert_eq!(held(&world).await, [0, 1, 1, 1]);
    let state = world.db().texts("SELECT state FROM agreement", []).await;
    assert_eq!(state, ["expired"]);
    assert_eq!(world.db().count("agreement_event WHERE event = 'expired'", []).await, 1);
    run_all(&world.app).await.unwrap();
    assert_eq!(held(&world).await, [0, 1, 1, 1], "once");
    let own = world.db().count("relation WHERE ground = 'own_reception' AND payload IS NOT NULL", []).await;
    assert_eq!(own, 1, "the organisation that met her keeps its own");
}

#[tokio::test]
async fn what_a_round_ends_loses_its_keys_together() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    for name in ["Berthe", "Chloé", "Dalila"] {
        let relation = story::create(&world, &sender, story::somebody(name)).await;
        let step = story::sent_for(&world, &sender, relation, world.mission.service()).await;
        let step = story::accept(&world, step).await;
        complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    }
    world.advance(TimeDelta::days(31));
    run_all(&world.app).await.unwrap();
    assert_eq!(held(&world).await, [0, 3, 3, 3]);
    let together = "SELECT CAST(COUNT(DISTINCT generation) AS BIGINT) FROM key_destruction";
    assert_eq!(world.db().number(together, []).await, 1, "the key store is written anew once");
    let step = story::accepted(&world).await;
    withdraw_consent(&world.app, &sender, step.id, "counter").await.unwrap();
    assert!(held(&world).await[1] > 3, "what an agent ends loses its key at once");
}

#[tokio::test]
async fn a_job_that_fails_keeps_no_other_from_its_turn() {
    let world = World::open().await;
    story::sent(&world).await;
    assert!(world.app.vitals().await.unwrap().unsealed > 0);
    world.db().execute("DROP TABLE notice", []).await.unwrap();
    world.db().execute("DROP TABLE idempotency", []).await.unwrap();
    assert!(run_all(&world.app).await.is_err(), "the failure is told");
    assert_eq!(world.app.vitals().await.unwrap().unsealed, 0, "the journal was sealed all the same");
}

/// Another instance on the same database.
fn other(world: &World) -> App {
    let (clock, random) = (Arc::clone(&world.app.clock), Arc::clone(&world.app.random));
    App::new(world.app.store.clone(), clock, random, Settings::default())
}

#[tokio::test]
async fn what_a_slow_mail_server_took_is_known_to_be_sent_though_another_instance_has_the_turn() {
    let mut world = World::open().await;
    let mails = Arc::new(Memory::new());
    let other = other(&world).telling(Some(Arc::clone(&mails) as _), None);
    let (clock, mailer) = (Arc::clone(&world.base.clock), Arc::clone(&mails));
    let slow = Slow { clock, other: other.clone(), mails: mailer };
    world.app = world.app.clone().telling(Some(Arc::new(slow)), None);
    let step = story::sent(&world).await;
    story::accept(&world, step).await;
    let actor = world.ccas.social_worker();
    let relation = story::create(&world, &actor, story::somebody("Yann")).await;
    story::accept(&world, story::sent_for(&world, &actor, relation, world.mission.service()).await).await;
    deliver_messages(&world.app).await.unwrap();
    let waiting = world.db().count("delivery", []).await;
    assert!(waiting > 1, "the other instance has something to do meanwhile");
    send_in_turn(&world.app, &|| false).await.unwrap();
    assert_eq!(world.db().count("delivery WHERE state = 'sent'", []).await, waiting);
    assert_eq!(mails.taken().len(), usize::try_from(waiting).unwrap(), "each once");
}

#[tokio::test]
async fn of_two_instances_one_has_the_turn_until_it_leaves() {
    let world = World::open().await;
    let other = other(&world);
    run_in_turn(&world.app).await.unwrap();
    story::sent(&world).await;
    let send = async |name| {
        let actor = world.ccas.social_worker();
        let relation = story::create(&world, &actor, story::somebody(name)).await;
        story::sent_for(&world, &actor, relation, world.mission.service()).await;
    };
    let news = async || world.db().count("notice", []).await;
    run_in_turn(&other).await.unwrap();
    assert_eq!(news().await, 0, "the other one waits");
    run_in_turn(&world.app).await.unwrap();
    assert_eq!(news().await, 1);
    leave_turns(&world.app).await.unwrap();
    send("Yann").await;
    run_in_turn(&other).await.unwrap();
    assert_eq!(news().await, 2, "it need not wait for the end of the term");
    send("Soizic").await;
    run_in_turn(&world.app).await.unwrap();
    assert_eq!(news().await, 2);
    world.advance(TimeDelta::minutes(1));
    run_in_turn(&world.app).await.unwrap();
    assert_eq!(news().await, 3, "the other one has been silent for a minute");
}
