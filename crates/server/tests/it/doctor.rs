//! `relais doctor` on an installation of files at which somebody works.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Output,
    sync::Arc,
};

use chrono::TimeDelta;
use relais_crypto::keystore::Opening;
use relais_domain::clock::Clock;
use relais_server::{
    adapters::{OsRandom, StartedClock, SystemClock},
    compose,
    config::{Config, Sources},
    storage::StorageError,
};

use crate::{
    cli::{folder, relais, sound},
    files::flags,
    journal::{installation, installation_at, said, stop},
    serve::{Service, get},
};

fn run(folder: &Path, command: &str, more: &[&str]) -> Output {
    let settings: Vec<_> = flags(folder).iter().map(|(key, value)| format!("{key}={value}")).collect();
    let mut arguments = vec![command, "--config", "relais.toml"];
    arguments.extend(settings.iter().flat_map(|pair| ["--set", pair.as_str()]));
    arguments.extend(more);
    relais(folder, &arguments, &[])
}

/// The lines of failures and doubts, after the code the process ended with.
fn found(output: &Output) -> (Option<i32>, Vec<String>) {
    let told = said(output);
    let lines = told.lines().filter(|line| line.starts_with("FAIL") || line.starts_with("WARN"));
    (output.status.code(), lines.map(str::to_owned).collect())
}

fn one(output: &Output, parts: &[&str]) {
    let (code, found) = found(output);
    let told = said(output);
    assert_eq!((code, found.len()), (Some(1), 1), "{told}");
    for part in parts {
        assert!(told.contains(part), "{part} in {told}");
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("mode set");
}

/// Every file below the keys, with what it holds.
fn content(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let parts = ["store", "anchor", "journal"].map(|name| folder.join("keys").join(name));
    let entries = parts.iter().flat_map(|part| fs::read_dir(part).expect("listed"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).expect("read"))).collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_seals_that_belong_to_the_database_are_told_good_even_while_it_is_served() {
    let folder = folder();
    sound(folder.path());
    let app = installation(folder.path()).await;
    let before = content(folder.path());
    for served in [true, false] {
        let passed = run(folder.path(), "doctor", &[]);
        assert!(passed.status.success(), "{served}: {}", said(&passed));
        for part in ["beside their database", "remembers 2 entries sealed by this key store"] {
            assert!(said(&passed).contains(part), "{part} in {}", said(&passed));
        }
        assert!(content(folder.path()) == before, "it looks only");
        if served {
            stop(app.clone()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_seals_of_another_installation_are_told_with_what_to_do() {
    let (ours, theirs) = (folder(), folder());
    for folder in [&ours, &theirs] {
        sound(folder.path());
        stop(installation(folder.path()).await).await;
    }
    let at = ours.path();
    let (journal, kept) = (at.join("keys/journal"), at.join("kept"));
    let doctor = |more: &[&str]| run(at, "doctor", more);

    one(
        &doctor(&["--set", "server.public_url=https://relais.example.org"]),
        &["server.public_url to the host"],
    );

    fs::rename(&journal, &kept).expect("taken away");
    one(&doctor(&[]), &["journal is not there", "mkdir -p -m 700", "journal verify"]);
    let refused = run(at, "serve", &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("mount the volume of keys.path"), "{}", said(&refused));
    fs::create_dir(&journal).expect("made");
    mode(&journal, 0o755);
    one(&doctor(&[]), &["other accounts can use it", "chmod 700"]);
    mode(&journal, 0o700);
    assert!(said(&doctor(&[])).contains("nothing is remembered yet"), "the operator made it anew");
    fs::copy(theirs.path().join("keys/journal/checkpoint"), journal.join("checkpoint")).expect("copied");
    one(&doctor(&[]), &["this key store did not sign", "belongs to this installation"]);
    mode(&journal.join("checkpoint"), 0o644);
    one(&doctor(&[]), &["chmod 600"]);
    fs::remove_dir_all(&journal).expect("removed");
    fs::rename(&kept, &journal).expect("put back");

    for part in ["store", "anchor"] {
        fs::rename(at.join("keys").join(part), at.join(format!("{part}.kept"))).expect("taken away");
        fs::rename(theirs.path().join("keys").join(part), at.join("keys").join(part)).expect("another's");
    }
    one(&doctor(&[]), &["not signed by this key store", "restore the key store that belongs"]);
    for part in ["store", "anchor"] {
        fs::remove_dir_all(at.join("keys").join(part)).expect("removed");
        fs::rename(at.join(format!("{part}.kept")), at.join("keys").join(part)).expect("put back");
    }

    let root = at.join("root.key");
    fs::remove_file(&root).expect("removed");
    fs::write(&root, [8; 32]).expect("another");
    mode(&root, 0o400);
    let told = doctor(&[]);
    one(&told, &["does not open the anchor", "put back the root key"]);
    assert!(!said(&told).contains(&"08".repeat(8)), "no key is shown");
    fs::remove_file(&root).expect("removed");
    assert!(doctor(&[]).status.success(), "the former one is put back by the settings' helper");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_behind_its_own_database_is_told_and_far_behind_nothing_opens() {
    let folder = folder();
    sound(folder.path());
    let now = SystemClock.now();
    let ahead = StartedClock::at(now + TimeDelta::hours(2));
    stop(installation_at(folder.path(), Arc::new(ahead)).await).await;
    one(&run(folder.path(), "doctor", &[]), &["WARN  clock", "timedatectl", "Relais starts all the same"]);
    let mut service = Service::start_with(folder.path(), &flags(folder.path()));
    assert!(
        get(&service.address("listening"), "/readyz").ends_with("ready"),
        "somebody should look, no more"
    );
    assert!(service.stop());

    let config =
        Config::load(&Sources { flags: flags(folder.path()), ..Sources::default() }).expect("settings");
    let open = async |at| {
        let clock = Arc::new(StartedClock::at(at));
        compose::open(&config, Opening::Existing, clock, Arc::new(OsRandom)).await
    };
    let early = open(now + TimeDelta::hours(2) - TimeDelta::days(2)).await;
    assert!(matches!(early, Err(StorageError::ClockBehind { .. })), "{early:?}");
    let far = open(now + TimeDelta::days(3)).await.expect("a later clock opens it");
    relais_app::organisations::found_network(
        &far,
        relais_app::organisations::FoundNetwork {
            slug: "later".to_owned(),
            name: "later".to_owned(),
            time_zone: "Europe/Paris".to_owned(),
            phone: None,
            fictitious: true,
        },
    )
    .await
    .expect("an entry of that time");
    stop(far).await;
    one(&run(folder.path(), "doctor", &[]), &["FAIL  clock", "last written to at", "would not start"]);
    let command = |words: &[&str]| {
        let settings: Vec<_> =
            flags(folder.path()).iter().map(|(key, value)| format!("{key}={value}")).collect();
        let mut arguments = [words, &["--config", "relais.toml"]].concat();
        arguments.extend(settings.iter().flat_map(|pair| ["--set", pair.as_str()]));
        relais(folder.path(), &arguments, &[])
    };
    let refused = command(&["serve"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("last written to at"), "{}", said(&refused));
    let audited = command(&["journal", "verify"]);
    assert!(audited.status.success() && said(&audited).contains("is sound"), "{}", said(&audited));

    // A clock that ran ahead and was mended: the operator's word, up to that instant and no farther.
    let known_until =
        |days| format!("database.ran_ahead_until={}", (now + TimeDelta::days(days)).to_rfc3339());
    one(&run(folder.path(), "doctor", &["--set", &known_until(2)]), &["FAIL  clock", "ran_ahead_until"]);
    assert!(run(folder.path(), "doctor", &["--set", &known_until(4)]).status.success());
    let mut settings = flags(folder.path());
    settings.push(("database.ran_ahead_until".to_owned(), (now + TimeDelta::days(4)).to_rfc3339()));
    let mut service = Service::start_with(folder.path(), &settings);
    assert!(get(&service.address("listening"), "/readyz").ends_with("ready"));
    assert!(service.stop());
}
