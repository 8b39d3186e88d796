//! What the person herself is told by text message: only as she asked, only in the day, nothing that others may not see.

use std::sync::Arc;

use chrono::TimeDelta;
use relais_app::{
    journal::verify_journal,
    persons::PersonInput,
    referrals::{RejectInput, complete_referral, reject_referral},
};
use relais_notices::ports::{Fate, TextMessage, Undelivered};
use relais_testdb::{
    World,
    outside::{Memory, Next},
    story::{self, Step},
};

async fn open() -> (World, Arc<Memory<TextMessage>>) {
    let mut world = World::open().await;
    let gateway = world.with_text_messages();
    let phone = "UPDATE organisation SET phone = '+33298000000' WHERE slug = 'ccas'";
    world.db().execute(phone, []).await.unwrap();
    (world, gateway)
}

fn who_wants_texts() -> PersonInput {
    PersonInput { channel: "sms".into(), safe_hours: String::new(), ..story::amina() }
}

async fn sent(world: &World, person: PersonInput) -> Step {
    let sender = world.ccas.social_worker();
    let relation = story::create(world, &sender, person).await;
    story::sent_for(world, &sender, relation, world.mission.service()).await
}

async fn journalled(world: &World, action: &str) -> i64 {
    world.db().count("journal_entry WHERE action = $1", [action.into()]).await
}

/// Letters of the GSM 03.38 alphabet that French uses; no other fits 160 into one message.
fn in_gsm(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || " .,:;?!'()+-/éèàùìòÉÇ".contains(c))
}

#[tokio::test]
async fn she_is_told_of_each_step_and_her_journal_says_so() {
    let (world, gateway) = open().await;
    let step = sent(&world, who_wants_texts()).await;
    world.tell().await.unwrap();
    let step = story::accept(&world, step).await;
    world.tell().await.unwrap();
    complete_referral(&world.app, &world.mission.social_worker(), step.id, step.version, ("helped", ""))
        .await
        .unwrap();
    world.tell().await.unwrap();
    world.tell().await.unwrap();
    let taken = gateway.taken();
    assert!(taken.iter().all(|message| message.to.as_str() == "+33612345678"));
    let texts: Vec<_> = taken.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Amina, votre demande est partie. Vous aurez une réponse avant le mercredi 23 décembre. Une question ? Appelez le 02 98 00 00 00",
            "Amina, c'est oui pour votre demande. Quelqu'un va prendre contact avec vous. Une question ? Appelez le 02 98 00 00 00",
            "Amina, votre demande est terminée. Dites-nous si cela a été utile. Une question ? Appelez le 02 98 00 00 00",
        ]
    );
    assert_eq!((journalled(&world, "channel.read").await, journalled(&world, "message.sent").await), (3, 3));
    let hers =
        "journal_entry WHERE action = 'message.sent' AND subject_pid IS NOT NULL AND scope = 'text_message'";
    assert_eq!(world.db().count(hers, []).await, 3);
    let report = verify_journal(&world.app).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    for damage in [
        "UPDATE delivery SET state = 'dropped' WHERE kind = 'accepted'",
        "UPDATE delivery SET state = 'sent' WHERE kind = 'accepted'",
        "UPDATE journal_entry SET object_id = NULL WHERE action = 'message.sent'",
    ] {
        world.db().execute(damage, []).await.unwrap();
        let report = verify_journal(&world.app).await.unwrap();
        let told = format!("{report:?}");
        assert_eq!(told.contains("\"delivery\""), !damage.contains("'sent' WHERE"), "{damage}: {told}");
    }
}

#[tokio::test]
async fn a_message_is_short_plain_and_tells_others_nothing() {
    let (world, gateway) = open().await;
    let step = sent(&world, who_wants_texts()).await;
    world.tell().await.unwrap();
    let no = RejectInput { version: step.version, reason: "no_capacity".into(), ..RejectInput::default() };
    reject_referral(&world.app, &world.mission.social_worker(), step.id, &no).await.unwrap();
    world.tell().await.unwrap();
    let long = PersonInput {
        given_name: "Marie-Antoinette ".repeat(5),
        family_name: "Chloé".into(),
        ..who_wants_texts()
    };
    let other = sent(
        &world,
        PersonInput { phone: "06 98 76 54 32".into(), birth: String::new(), email: String::new(), ..long },
    )
    .await;
    world.tell().await.unwrap();
    world.advance(TimeDelta::days(32));
    let expired = "UPDATE referral SET state = 'expired', closed_at = expires_on WHERE id = $1";
    world.db().execute(expired, [other.id.uuid().into()]).await.unwrap();
    let unit = world.app.store.begin_house().await.unwrap();
    let message = relais_store::outbox::Message {
        kind: "expired",
        event_key: format!("referral:{}:9:{}", other.id, world.ccas.organisation),
        object: other.id.uuid(),
        organisation: world.ccas.organisation,
    };
    assert!(unit.enqueue(message).await.unwrap());
    unit.commit().await.unwrap();
    world.tell().await.unwrap();
    let texts: Vec<_> = gateway.taken().into_iter().map(|message| message.text).collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    assert!(texts[2].starts_with("Bonjour, "), "{}", texts[2]);
    for text in &texts {
        assert!(text.chars().count() <= 160 && in_gsm(text), "{} {text}", text.chars().count());
        for sentence in text.split(['.', '?', '!']) {
            assert!(sentence.split_whitespace().count() <= 15, "{sentence}");
        }
        for never in [
            story::NEED,
            story::SITUATION,
            "Benali",
            "CCAS",
            "Mission",
            "logement",
            "http",
            "refusé",
            "veuillez",
        ] {
            assert!(!text.contains(never), "{never} in {text}");
        }
    }
}

#[tokio::test]
async fn who_did_not_ask_is_not_written_to() {
    let (world, gateway) = open().await;
    let silent = PersonInput { do_not_write: true, channel: "in_person".into(), ..who_wants_texts() };
    sent(&world, silent).await;
    let called =
        PersonInput { phone: "06 98 76 54 32".into(), email: String::new(), ..story::somebody("Berthe") };
    sent(&world, PersonInput { channel: "phone".into(), ..called }).await;
    world.tell().await.unwrap();
    assert!(gateway.taken().is_empty() && gateway.offered() == 0);
    let why = world.db().texts("SELECT last_error FROM delivery WHERE state = 'dropped'", []).await;
    assert_eq!(why, ["delivery.not_by_text", "delivery.not_by_text"]);
    assert_eq!(journalled(&world, "message.sent").await, 0);
    assert_eq!(journalled(&world, "channel.read").await, 2, "her card was looked at, and she may know it");
}

#[tokio::test]
async fn at_night_a_message_waits_for_the_morning_and_opens_nothing() {
    let (world, gateway) = open().await;
    world.advance(TimeDelta::hours(11));
    sent(&world, who_wants_texts()).await;
    world.tell().await.unwrap();
    assert!(gateway.offered() == 0);
    assert_eq!(journalled(&world, "channel.read").await, 0);
    assert_eq!(world.db().count("delivery WHERE state = 'waiting' AND attempts = 0", []).await, 1);
    world.advance(TimeDelta::hours(13));
    world.tell().await.unwrap();
    assert_eq!(gateway.taken().len(), 1);
}

#[tokio::test]
async fn what_may_have_been_sent_is_not_sent_again_by_itself() {
    let (world, gateway) = open().await;
    gateway.next([Next::RefusesAfter(Undelivered::new("gateway.unreadable", Fate::Unknown))]);
    sent(&world, who_wants_texts()).await;
    world.tell().await.unwrap();
    world.advance(TimeDelta::hours(2));
    world.tell().await.unwrap();
    assert_eq!((gateway.offered(), gateway.taken().len()), (1, 0));
    assert_eq!(world.db().texts("SELECT state FROM delivery", []).await, ["doubtful"]);
    assert_eq!(journalled(&world, "message.sent").await, 0);
}

#[tokio::test]
async fn a_gateway_that_fails_is_told_one_message_in_ten_minutes_and_not_all() {
    let (world, gateway) = open().await;
    gateway.always(Next::RefusesAfter(Undelivered::new("gateway.failed", Fate::Unknown)));
    for name in ["Berthe", "Chloé", "Dalila", "Enora"] {
        let person =
            PersonInput { channel: "sms".into(), phone: "06 12 34 56 78".into(), ..story::somebody(name) };
        sent(&world, person).await;
    }
    let doubtful = async || world.db().count("delivery WHERE state = 'doubtful'", []).await;
    for _ in 0..9 {
        world.tell().await.unwrap();
        world.advance(TimeDelta::minutes(1));
    }
    assert_eq!((gateway.offered(), doubtful().await), (1, 1));
    world.advance(TimeDelta::minutes(5));
    world.tell().await.unwrap();
    assert_eq!((gateway.offered(), doubtful().await), (2, 2));
    gateway.always(Next::Takes);
    world.advance(TimeDelta::minutes(11));
    world.tell().await.unwrap();
    assert_eq!((gateway.taken().len(), doubtful().await), (2, 2), "the others leave as soon as it is back");
}

#[tokio::test]
async fn a_gateway_asks_to_be_left_alone_and_is() {
    let (world, gateway) = open().await;
    let busy = Undelivered {
        retry_after: Some(TimeDelta::minutes(30)),
        ..Undelivered::new("gateway.busy", Fate::NotNow)
    };
    gateway.next([Next::RefusesAfter(busy)]);
    sent(&world, who_wants_texts()).await;
    world.tell().await.unwrap();
    world.advance(TimeDelta::minutes(29));
    world.tell().await.unwrap();
    assert_eq!(gateway.offered(), 1);
    world.advance(TimeDelta::minutes(2));
    world.tell().await.unwrap();
    assert_eq!((gateway.offered(), gateway.taken().len()), (2, 1));
}
