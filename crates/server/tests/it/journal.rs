//! `relais journal verify` on an installation of files, as an operator runs it.

use chrono::DateTime;
use relais_app::{App, journal::seal_journal, organisations::FoundNetwork, organisations::found_network};
use relais_crypto::keystore::Opening;
use relais_domain::clock::Clock;
use relais_server::{
    adapters::{OsRandom, SystemClock},
    compose,
    config::{Config, Sources},
    storage,
};
use std::{
    path::Path,
    process::{Command, Output},
    sync::Arc,
};

use crate::files::flags;

fn verify(folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
    command.current_dir(folder).env_clear().args(["journal", "verify"]);
    for (key, value) in flags(folder) {
        command.arg("--set").arg(format!("{key}={value}"));
    }
    command.output().expect("the binary runs")
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A network founded and sealed: two entries' worth of journal, and its checkpoint remembered.
pub(crate) async fn installation(folder: &Path) -> App {
    installation_at(folder, Arc::new(SystemClock)).await
}

/// The same, founded by another clock.
pub(crate) async fn installation_at(folder: &Path, clock: Arc<dyn Clock>) -> App {
    let config =
        Config::load(&Sources { flags: flags(folder), ..Sources::default() }).expect("a configuration");
    storage::migrate(&config).await.expect("migrated");
    let app = compose::open(&config, Opening::New, clock, Arc::new(OsRandom)).await.expect("opened");
    for slug in ["brest", "quimper"] {
        let network = FoundNetwork {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            time_zone: "Europe/Paris".to_owned(),
            phone: None,
            fictitious: true,
        };
        found_network(&app, network).await.expect("founded");
    }
    assert_eq!(seal_journal(&app).await.expect("sealed"), 2);
    app
}

pub(crate) async fn stop(app: App) {
    app.store.keys().close().await.expect("the key store closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_journal_passes_and_a_row_altered_behind_its_back_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = installation(folder.path()).await;
    let database = app.store.pools().writing().clone();
    stop(app).await;
    let sound = verify(folder.path());
    assert_eq!(sound.status.code(), Some(0), "{}", said(&sound));
    for part in ["127.0.0.1/journal on sqlite", "2, of which sealed 2", "outside    there", "is sound"] {
        assert!(said(&sound).contains(part), "{part} in {}", said(&sound));
    }
    let later = DateTime::UNIX_EPOCH.to_rfc3339();
    let altered = format!("UPDATE journal_entry SET at = '{later}' WHERE idx = 1");
    sea_orm::ConnectionTrait::execute_unprepared(&database, &altered).await.expect("altered");
    let found = verify(folder.path());
    assert_eq!(found.status.code(), Some(1));
    assert!(said(&found).contains("FOUND entry") && said(&found).contains("1 finding"), "{}", said(&found));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_server_runs_the_operator_is_told_to_stop_it_and_nothing_is_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = installation(folder.path()).await;
    let refused = verify(folder.path());
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("Stop it"), "{}", said(&refused));
    assert!(!said(&refused).contains("sound"), "{}", said(&refused));
    seal_journal(&app).await.expect("the running one goes on");
    stop(app).await;
    assert_eq!(verify(folder.path()).status.code(), Some(0));
}
