//! From an empty folder to a first manager, by the operator's commands alone.

use std::path::Path;

use relais_app::{
    auth::{AgentClaims, SignIn, find_bearer, sign_in},
    members::accept_invitation,
};
use relais_crypto::keystore::Opening;
use relais_domain::actor::Role;
use relais_server::{
    adapters::{OsRandom, SystemClock},
    compose,
    config::{Config, Sources},
};
use std::sync::Arc;

use crate::{
    cli::{folder, relais, sound},
    files::flags,
    journal::{said, stop},
};

pub(crate) fn command(folder: &Path, words: &[&str]) -> (bool, String) {
    let settings: Vec<_> = flags(folder).iter().map(|(key, value)| format!("{key}={value}")).collect();
    let mut arguments = words.to_vec();
    arguments.extend(["--config", "relais.toml"]);
    arguments.extend(settings.iter().flat_map(|pair| ["--set", pair.as_str()]));
    let done = relais(folder, &arguments, &[]);
    (done.status.success(), said(&done))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_folder_becomes_an_installation_with_its_first_manager() {
    const ORGANISATION: [&str; 10] =
        ["found", "organisation", "--network", "brest", "--slug", "ccas", "--name", "CCAS", "--kind", "ccas"];
    const INVITE: [&str; 7] =
        ["invite", "--organisation", "ccas", "--email", "m@ccas.example", "--role", "manager"];
    let folder = folder();
    let at = folder.path();
    sound(at);
    assert!(command(at, &["migrate"]).0);
    let network = ["found", "network", "--slug", "brest", "--name", "Brest métropole"];
    let (founded, told) = command(at, &network);
    assert!(founded, "{told}");
    let (again, told) = command(at, &network);
    assert!(!again && told.contains("there is a network `brest` already"), "{told}");
    let (early, told) = command(at, &INVITE);
    assert!(!early && told.contains("there is no organisation `ccas`"), "{told}");
    let (founded, told) = command(at, &ORGANISATION);
    assert!(founded, "{told}");
    let (again, told) = command(at, &ORGANISATION);
    assert!(!again && told.contains("there is an organisation `ccas` already"), "{told}");
    let wrong = ["invite", "--organisation", "ccas", "--email", "MANAGER", "--role", "boss"];
    let (invited, told) = command(at, &wrong);
    let named = told.contains("email (email.format)") && told.contains("role (choice.unknown)");
    assert!(!invited && named && told.contains("relais doctor explain"), "{told}");
    let (invited, link) = command(at, &INVITE);
    assert!(invited, "{link}");
    let token = link.trim().rsplit_once("/invitations/").expect("a link").1;

    let config = Config::load(&Sources { flags: flags(at), ..Sources::default() }).expect("settings");
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let app = compose::open(&config, Opening::Existing, clock, random).await.expect("opened");
    let claims = AgentClaims {
        issuer: "https://idp.example.org".to_owned(),
        subject: "m".to_owned(),
        given_name: "Maud".to_owned(),
        usual_name: "Le Goff".to_owned(),
        email: None,
        siret: None,
        provider_id: None,
        acr: None,
    };
    let signed = sign_in(&app, SignIn { claims, id_token: "t".to_owned(), authenticated_at: None }).await;
    accept_invitation(&app, signed.expect("signed in").agent, token).await.expect("accepted");
    let actor =
        find_bearer(&app, "https://idp.example.org", "m", None).await.expect("asked").expect("an actor");
    assert_eq!(actor.role, Role::Manager);
    stop(app).await;
    let (sound, told) = command(at, &["journal", "verify"]);
    assert!(sound, "{told}");
    let (listed, told) = command(at, &["key", "list", "--organisation", "ccas"]);
    assert!(listed && told.is_empty(), "{told}");
}

#[test]
fn a_key_is_made_listed_and_revoked_by_commands() {
    let folder = folder();
    let at = folder.path();
    sound(at);
    assert!(command(at, &["migrate"]).0);
    assert!(command(at, &["found", "network", "--slug", "brest", "--name", "Brest"]).0);
    let organisation = ["--network", "brest", "--slug", "ccas", "--name", "CCAS", "--kind", "ccas"];
    assert!(command(at, &[&["found", "organisation"][..], &organisation].concat()).0);
    let (made, key) = command(at, &["key", "create", "--organisation", "ccas", "--label", "Logiciel"]);
    assert!(made && key.starts_with("relais_k_"), "{key}");
    let (listed, list) = command(at, &["key", "list", "--organisation", "ccas"]);
    assert!(listed && list.contains("Logiciel") && !list.contains("revoked"), "{list}");
    assert!(!list.contains(key.trim()), "the key itself is shown once");
    let id = list.split_whitespace().next().expect("an id");
    assert!(command(at, &["key", "revoke", id]).0);
    let (_, list) = command(at, &["key", "list", "--organisation", "ccas"]);
    assert!(list.contains("revoked"), "{list}");
    let (again, told) = command(at, &["key", "revoke", id]);
    assert!(!again && told.contains("there is no living key"), "{told}");
    let (sound, audit) = command(at, &["journal", "verify"]);
    let entries = audit.lines().find_map(|line| line.trim().strip_prefix("entries read")).expect("a count");
    let (all, sealed) = entries.split_once(", of which sealed").expect("both");
    assert!(
        sound && all.trim() == sealed.trim() && all.trim() != "0",
        "commands leave nothing unsealed: {audit}"
    );
}
