//! The demonstration's story lived by the real use cases, on files as in a fresh installation.

use chrono::DateTime;
use relais_app::{
    App, Settings,
    auth::create_api_key,
    referrals::{list_inbox, list_sent, show_day},
};
use relais_crypto::keystore::Opening;
use relais_demo::{
    SEED,
    clock::StoryClock,
    network::DemoNetwork,
    persons::Seeded,
    provider::subject,
    seed::sow,
    story::{End, Story},
};
use relais_domain::{actor::Actor, clock::Clock};
use relais_server::{
    adapters::{OsRandom, StartedClock},
    config::{Config, Sources},
    storage,
};
use std::{path::Path, sync::Arc};

use crate::files::flags;

const ISSUER: &str = "http://127.0.0.1:8080/idp";

fn configuration(folder: &Path) -> Config {
    Config::load(&Sources { flags: flags(folder), ..Sources::default() }).expect("a configuration")
}

async fn actor(app: &App, username: &str) -> Actor {
    let unit = app.store.read_house().await.expect("a reading");
    let agent = unit.find_agent(ISSUER, &subject(username)).await.expect("read").expect("an agent");
    let held = unit.list_memberships(agent).await.expect("read");
    held.first().expect("a membership").actor().expect("an actor")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_is_lived_whole_and_everybody_finds_what_is_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = configuration(folder.path());
    let opened = DateTime::parse_from_rfc3339("2026-11-23T09:00:00+01:00").expect("an instant").to_utc();
    let clock = StoryClock::over(Arc::new(StartedClock::at(opened)));
    storage::migrate(&config).await.expect("migrated");
    let (time, random) = (Arc::new(clock.clone()), Arc::new(OsRandom));
    let opened_store =
        storage::open(&config, Opening::New, time.clone(), random.clone()).await.expect("opened");
    let app = App::new(opened_store, time, random, Settings::default());
    let network = DemoNetwork::load().expect("the network");
    let story = Story::tell(&network, opened, chrono_tz::Europe::Paris, &Seeded::new(SEED)).expect("a story");
    let began = std::time::Instant::now();
    sow(&app, &clock, (&network, &story), ISSUER).await.expect("lived");
    println!("lived {} acts in {:?}", story.steps.len(), began.elapsed());
    assert!(clock.now() >= opened, "the clock runs on");
    let key = create_api_key(&app, "ccas-brest", "test").await.expect("a key");
    assert!(key.starts_with("relais_k_"), "a prefix that scanners know");

    for username in ["lea.ccas-brest", "hugo.mission-locale", "sofia.caf"] {
        let actor = actor(&app, username).await;
        let planned = |end: End, side: fn(&relais_demo::story::PlannedReferral) -> &str| {
            let of = |planned: &&relais_demo::story::PlannedReferral| {
                planned.end == end && side(planned) == username
            };
            story.referrals.iter().filter(of).count()
        };
        show_day(&app, &actor).await.expect("a day");
        let inbox = list_inbox(&app, &actor, None).await.expect("an inbox").lines;
        for (end, state) in
            [(End::Requested, "requested"), (End::Received, "received"), (End::InProgress, "in_progress")]
        {
            let found = inbox.iter().filter(|line| line.line.state == state).count();
            assert_eq!(found, planned(end, |planned| &planned.recipient.username), "{username}: {state}");
        }
        assert!(inbox.iter().all(|line| line.content.is_some()), "every sheet opens under its agreement");
        let (sent, _) = list_sent(&app, &actor, None).await.expect("a list");
        let own = story.referrals.iter().filter(|planned| planned.sender.username == username).count();
        assert_eq!(sent.len(), own, "{username}");
        assert!(sent.iter().all(|line| !line.name.is_empty()));
    }
}
