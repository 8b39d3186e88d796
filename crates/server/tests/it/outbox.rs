//! Messages that did not arrive, in the operator's hands.

use std::sync::Arc;

use chrono::TimeDelta;
use relais_crypto::keystore::Opening;
use relais_server::{
    adapters::{OsRandom, SystemClock},
    compose,
    config::{Config, Sources},
};
use relais_store::deliveries::{Addressee, Channel, NewDelivery, Outcome};

use crate::{
    cli::{folder, sound},
    files::flags,
    first::command,
    journal::stop,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_up_is_listed_by_its_code_and_sent_again() {
    let folder = folder();
    let at = folder.path();
    sound(at);
    assert!(command(at, &["migrate"]).0);
    assert!(command(at, &["found", "network", "--slug", "brest", "--name", "Brest"]).0);
    let organisation = ["--network", "brest", "--slug", "ccas", "--name", "CCAS", "--kind", "ccas"];
    assert!(command(at, &[&["found", "organisation"][..], &organisation].concat()).0);
    let (listed, told) = command(at, &["outbox", "list"]);
    assert!(listed && told.is_empty(), "{told}");

    let config = Config::load(&Sources { flags: flags(at), ..Sources::default() }).expect("settings");
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let app = compose::open(&config, Opening::Existing, clock, random).await.expect("opened");
    let unit = app.store.begin_house().await.expect("begun");
    let ccas = unit.find_organisation_by_slug("ccas").await.expect("read").expect("it is founded");
    let new = NewDelivery {
        event_key: "arrived".to_owned(),
        channel: Channel::Mail,
        addressee: Addressee::Mailbox,
        kind: "arrived".to_owned(),
        object: ccas.id().uuid(),
        organisation: ccas.id(),
        run_after: unit.now(),
        give_up_at: unit.now(),
    };
    assert!(unit.insert_delivery(new).await.expect("queued"));
    let claimed =
        unit.claim_delivery(Channel::Mail, unit.now() + TimeDelta::minutes(1)).await.expect("claimed");
    let held = claimed.expect("one");
    unit.settle_delivery(&held, Outcome::Dead("mail.recipient_refused")).await.expect("settled");
    unit.commit().await.expect("committed");
    stop(app).await;

    let (listed, told) = command(at, &["outbox", "list", "--dead"]);
    let id = held.id().to_string();
    for word in [id.as_str(), "dead", "mail to mailbox", "arrived", "1 tries", "mail.recipient_refused"] {
        assert!(listed && told.contains(word), "{word} in {told}");
    }
    let (retried, told) = command(at, &["outbox", "retry", &id]);
    assert!(retried && told.contains("leaves with the next round"), "{told}");
    let (_, told) = command(at, &["outbox", "list", "--dead"]);
    assert!(told.is_empty(), "{told}");
    let (_, told) = command(at, &["outbox", "list"]);
    assert!(told.contains("waiting"), "{told}");
    let (again, told) = command(at, &["outbox", "retry", &id]);
    assert!(!again && told.contains("there is no message"), "{told}");
}
