//! Text messages through a gateway that is really asked: what each of its answers means, and what becomes of a message.

use std::sync::Arc;

use chrono::TimeDelta;
use relais_app::persons::PersonInput;
use relais_domain::{ids::DeliveryId, text::Phone};
use relais_notices::{
    WaysOut,
    ports::{Fate, TextMessage, TextMessages, Undelivered},
};
use relais_server::config::{Config, Sources};
use relais_testkit::{World, db::story, peers::TextGateway};
use uuid::Uuid;

/// The gateway as a configuration names it.
fn gateway(peer: &TextGateway, more: &[(&str, &str)]) -> Arc<dyn TextMessages> {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "key\n").unwrap();
    std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let secret = secret.display().to_string();
    let url = peer.url();
    let flags = [
        ("text_messages.transport", "http"),
        ("text_messages.url", &url),
        ("text_messages.headers", "Authorization: Bearer {secret}"),
        ("text_messages.secret_file", &secret),
        ("text_messages.accepted_pointer", "/validReceivers/0"),
        ("text_messages.accepted_value", "{number}"),
        ("text_messages.timeout_seconds", "1"),
    ];
    let flags =
        flags.iter().chain(more).map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let config = Config::load(&Sources { flags, ..Sources::default() }).unwrap();
    assert!(config.problems().iter().all(|problem| !problem.key.starts_with("text_messages")));
    config.text_messages.text_messages().unwrap().unwrap()
}

fn message(number: &str) -> TextMessage {
    TextMessage {
        id: DeliveryId::new(Uuid::from_u128(7)),
        to: Phone::parse(number).unwrap(),
        text: "Amina, votre demande est partie. \"é\" {secret}".to_owned(),
    }
}

async fn send(gateway: &dyn TextMessages, number: &str) -> Result<(), Undelivered> {
    gateway.offer(message(number)).await?.hand_over().await
}

#[tokio::test]
async fn every_answer_has_its_meaning() {
    let peer = TextGateway::start().await.unwrap();
    let moved = gateway(&peer, &[("text_messages.accepted_pointer", "/accepted")]);
    let gateway = gateway(&peer, &[]);
    let busy = Undelivered {
        retry_after: Some(TimeDelta::seconds(90)),
        ..Undelivered::new("gateway.busy", Fate::Unreachable)
    };
    for (number, heard) in [
        ("+33612340001", Ok(())),
        ("+33612340400", Err(Undelivered::new("gateway.not_taken", Fate::Refused))),
        ("+33612340429", Err(busy)),
        ("+33612340500", Err(Undelivered::new("gateway.failed", Fate::Unknown))),
        ("+33612340503", Err(Undelivered::new("gateway.closed", Fate::NotNow))),
        ("+33612340200", Err(Undelivered::new("gateway.unreadable", Fate::Unknown))),
        ("+33612340900", Err(Undelivered::new("gateway.silent", Fate::Unknown))),
    ] {
        assert_eq!(send(gateway.as_ref(), number).await, heard, "{number}");
    }
    let heard = send(moved.as_ref(), "+33612340001").await;
    assert_eq!(heard, Err(Undelivered::new("gateway.unreadable", Fate::Unknown)), "it says it elsewhere");
    let taken = peer.taken();
    assert_eq!(taken[0].text, message("+33612340001").text, "word for word, and no place in it");
    assert_eq!(
        (taken[0].from.as_str(), taken[0].reference.clone()),
        ("RELAIS", Uuid::from_u128(7).to_string())
    );
    assert_eq!(taken.len(), 3);
}

#[tokio::test]
async fn a_gateway_that_knows_its_reference_may_be_asked_again_and_another_may_not() {
    let peer = TextGateway::start().await.unwrap();
    let knowing = gateway(&peer, &[("text_messages.knows_reference", "true")]);
    assert!(knowing.takes_once() && !gateway(&peer, &[]).takes_once());
    let again = Err(Undelivered::new("gateway.silent", Fate::NotNow));
    assert_eq!(send(knowing.as_ref(), "+33612340900").await, again);
    let again = Err(Undelivered::new("gateway.failed", Fate::NotNow));
    assert_eq!(send(knowing.as_ref(), "+33612340500").await, again);
    let stranger = gateway(&peer, &[("text_messages.headers", "Authorization: Bearer other")]);
    let denied = Err(Undelivered::new("gateway.denied", Fate::Unreachable));
    assert_eq!(send(stranger.as_ref(), "+33612340001").await, denied);
    let gone = peer.url();
    drop(peer);
    let other = TextGateway::start().await.unwrap();
    let gone = gateway(&other, &[("text_messages.url", &gone)]);
    let heard = send(gone.as_ref(), "+33612340001").await.unwrap_err();
    assert_eq!(heard.code, "gateway.unreachable");
}

#[tokio::test]
async fn what_became_of_each_message_stands_in_its_row() {
    let peer = TextGateway::start().await.unwrap();
    let mut world = World::open().await;
    world.ways = WaysOut::new(None, Some(gateway(&peer, &[])));
    let sender = world.ccas.social_worker();
    for (name, number) in
        [("Berthe", "0001"), ("Chloé", "0400"), ("Dalila", "0200"), ("Élise", "0500"), ("Fanta", "0503")]
    {
        let phone = format!("+3361234{number}");
        let person = PersonInput { channel: "sms".into(), phone, ..story::somebody(name) };
        let relation = story::create(&world, &sender, person).await;
        story::sent_for(&world, &sender, relation, world.mission.service()).await;
    }
    for _ in 0..30 {
        world.tell().await.unwrap();
        world.advance(TimeDelta::minutes(10));
    }
    let stands = "SELECT state || ' ' || COALESCE(last_error, '') FROM delivery ORDER BY id";
    let stands = world.db().texts(stands, []).await;
    assert_eq!(
        stands,
        [
            "sent ",
            "dead gateway.not_taken",
            "doubtful gateway.unreadable",
            "doubtful gateway.failed",
            "sent ",
        ]
    );
    assert_eq!((peer.taken().len(), peer.asked()), (2, 6), "the one that was closed was asked twice");
    let journalled = "journal_entry WHERE action = 'message.sent'";
    assert_eq!(world.db().count(journalled, []).await, 2);
}
