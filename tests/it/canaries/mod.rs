//! What persons say stands nowhere in clear: a string through every field that is sealed and both doors, in no
//! file of the database or of the key store, in no row, no log line, no temporary file. What stands in clear on
//! purpose is found in each of these places by the same look.

mod rest;
mod secrets;
mod telling;
mod words;

use std::collections::BTreeSet;

use relais_domain::actor::Role;
use relais_testkit::{TestApp, app::Logs, db::TestStore};
use serde_json::{Value, json};

use self::{
    rest::{Before, Place},
    telling::{Door, End, Telling},
    words::{Looked, Words},
};

/// How many strings.
const ALL: usize = 71;
/// Free text that stands in clear: it tells of organisations and their software, not of persons.
const CLEAR: &[&str] = &[
    "AgreementBody.answer",
    "AgreementBody.text_sha256",
    "InvitationBody.email",
    "OrganisationBody.address",
    "OrganisationBody.email",
    "OrganisationBody.name",
    "OrganisationBody.phone",
    "OwnServiceBody.address",
    "OwnServiceBody.audience",
    "OwnServiceBody.commune",
    "OwnServiceBody.description",
    "OwnServiceBody.name",
];
/// Sealed like the others, and too short to be told from chance in a file.
const SHORT: &[&str] = &["PersonBody.birth", "PersonBody.postcode"];

#[tokio::test]
async fn canaries_stand_nowhere_in_clear() {
    let before = Before::anything();
    let everywhere = Logs::default();
    everywhere.listen_everywhere();
    let app = TestApp::on(TestStore::with_key_files().await).await;
    let before = before.anything_is_said(&app).await;
    let mut words = Words::new("kanari");
    for (door, end) in [
        (Door::Pages, End::Complete),
        (Door::Pages, End::Reject),
        (Door::Api, End::Cancel),
        (Door::Api, End::Complete),
    ] {
        Telling::new(&app, door, &mut words).await.tell(end).await;
    }
    assert_eq!(words.distinct(), ALL);
    let clear = Words::new("jaune").word("organisation.name");
    stand_in_clear(&app, &clear).await;
    app.run_jobs().await;
    let (mut leaks, mut places, mut reads_the_server) = (Vec::new(), BTreeSet::new(), false);
    rest::look(&app, &everywhere, &before, &mut |place, name, bytes| {
        let looked = Looked::at(bytes);
        reads_the_server |= place == Place::ServerFile;
        leaks
            .extend(words.found_in(&looked).into_iter().map(|word| format!("{place:?} {name} holds {word}")));
        if looked.holds(&clear) {
            places.insert(place);
        }
    })
    .await;
    assert_eq!(leaks, Vec::<String>::new());
    let expected = rest::places_that_hold_what_is_clear(&app, reads_the_server);
    assert!(places.is_superset(&expected), "the look sees what is there: {places:?} of {expected:?}");
}

/// A word where words stand in clear: an organisation's name, and a line of the log.
async fn stand_in_clear(app: &TestApp, word: &str) {
    let manager = app.agent(&app.world.ccas, Role::Manager).await;
    let name = format!("CCAS {word}");
    let saved = manager.post("/organisation/edit", &[("name", name.as_str()), ("version", "1")]).await;
    assert_eq!(saved.code(), 303, "{}", saved.body);
    tracing::info!(word, "a line of the log");
}

/// A field somebody adds is a canary, or is said to stand in clear.
#[tokio::test]
async fn every_free_text_of_the_interface_is_a_canary() {
    let app = TestApp::open().await;
    let document = app.browser().get("/api/v1/openapi.json").await.json();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let mut free = BTreeSet::new();
    for (name, schema) in schemas.iter().filter(|(name, _)| name.ends_with("Body")) {
        let fields = schema["properties"].as_object().expect("fields");
        free.extend(
            fields.iter().filter(|(_, field)| is_free(field)).map(|(field, _)| format!("{name}.{field}")),
        );
    }
    let known: BTreeSet<String> =
        [telling::FIELDS, CLEAR, SHORT].concat().into_iter().map(ToOwned::to_owned).collect();
    assert_eq!(free, known);
}

/// Text that is no code and no id.
fn is_free(field: &Value) -> bool {
    field["type"] == json!("string") && field.get("format").is_none() && field.get("enum").is_none()
}

#[test]
fn a_word_is_found_in_each_of_its_writings() {
    let mut words = Words::new("kanari");
    let (word, phone) = (words.word("a"), words.phone());
    assert!(words.found_in(&Looked::at(b"nothing, Zqkanari, 0639980000")).is_empty());
    let hex: String =
        word.bytes().flat_map(|byte| format!("{byte:02X}").into_bytes()).map(char::from).collect();
    for clear in [word.clone(), word.to_uppercase(), format!("\u{0}{word}\u{0}"), hex, phone.replace(' ', "")]
    {
        assert_eq!(words.found_in(&Looked::at(clear.as_bytes())).len(), 1, "{clear}");
    }
}
