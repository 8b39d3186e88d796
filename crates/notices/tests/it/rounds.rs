//! The rounds: a job that fails beside the others, and two instances of which one has the turn.

use std::sync::Arc;

use chrono::TimeDelta;
use relais_app::{App, Settings, jobs::leave_turns};
use relais_notices::{
    WaysOut,
    ports::{HandOver, Mail, Mailer, PortReply},
    run_in_turn, send_in_turn,
};
use relais_testdb::{World, fixed::ManualClock, outside::Memory, story};

/// A mail server that takes a minute to listen and another to look at each mail; another instance has its turn meanwhile.
#[derive(Debug)]
struct Slow {
    clock: Arc<ManualClock>,
    other: (App, WaysOut),
    mails: Arc<Memory<Mail>>,
}

struct Looked {
    clock: Arc<ManualClock>,
    other: (App, WaysOut),
    mails: Arc<Memory<Mail>>,
    mail: Mail,
}

impl Mailer for Slow {
    fn offer(&self, mail: Mail) -> PortReply<'_, Box<dyn HandOver>> {
        let Self { clock, other, mails } = self;
        let (clock, other, mails) = (Arc::clone(clock), other.clone(), Arc::clone(mails));
        Box::pin(async move {
            clock.advance(TimeDelta::minutes(1));
            send_in_turn(&other.0, &other.1, &|| false).await.unwrap();
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
            send_in_turn(&self.other.0, &self.other.1, &|| false).await.unwrap();
            self.mails.offer(self.mail).await?.hand_over().await
        })
    }
}

#[tokio::test]
async fn a_job_that_fails_keeps_no_other_from_its_turn() {
    let world = World::open().await;
    story::sent(&world).await;
    assert!(world.app.vitals().await.unwrap().unsealed > 0);
    world.db().execute("DROP TABLE notice", []).await.unwrap();
    world.db().execute("DROP TABLE idempotency", []).await.unwrap();
    assert!(world.run_all().await.is_err(), "the failure is told");
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
    let other = (other(&world), WaysOut::new(Some(Arc::clone(&mails) as _), None));
    let (clock, mailer) = (Arc::clone(&world.base.clock), Arc::clone(&mails));
    let slow = Slow { clock, other, mails: mailer };
    world.ways = WaysOut::new(Some(Arc::new(slow)), None);
    let step = story::sent(&world).await;
    story::accept(&world, step).await;
    let actor = world.ccas.social_worker();
    let relation = story::create(&world, &actor, story::somebody("Yann")).await;
    story::accept(&world, story::sent_for(&world, &actor, relation, world.mission.service()).await).await;
    world.deliver_messages().await.unwrap();
    let waiting = world.db().count("delivery", []).await;
    assert!(waiting > 1, "the other instance has something to do meanwhile");
    send_in_turn(&world.app, &world.ways, &|| false).await.unwrap();
    assert_eq!(world.db().count("delivery WHERE state = 'sent'", []).await, waiting);
    assert_eq!(mails.taken().len(), usize::try_from(waiting).unwrap(), "each once");
}

#[tokio::test]
async fn of_two_instances_one_has_the_turn_until_it_leaves() {
    let world = World::open().await;
    let other = other(&world);
    run_in_turn(&world.app, &world.ways).await.unwrap();
    story::sent(&world).await;
    let send = async |name| {
        let actor = world.ccas.social_worker();
        let relation = story::create(&world, &actor, story::somebody(name)).await;
        story::sent_for(&world, &actor, relation, world.mission.service()).await;
    };
    let news = async || world.db().count("notice", []).await;
    run_in_turn(&other, &world.ways).await.unwrap();
    assert_eq!(news().await, 0, "the other one waits");
    run_in_turn(&world.app, &world.ways).await.unwrap();
    assert_eq!(news().await, 1);
    leave_turns(&world.app).await.unwrap();
    send("Yann").await;
    run_in_turn(&other, &world.ways).await.unwrap();
    assert_eq!(news().await, 2, "it need not wait for the end of the term");
    send("Soizic").await;
    run_in_turn(&world.app, &world.ways).await.unwrap();
    assert_eq!(news().await, 2);
    world.advance(TimeDelta::minutes(1));
    run_in_turn(&world.app, &world.ways).await.unwrap();
    assert_eq!(news().await, 3, "the other one has been silent for a minute");
}
