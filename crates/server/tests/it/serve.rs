//! `relais serve`, as a service manager runs it: started, asked, stopped.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    sync::Arc,
};

use relais_crypto::keystore::Opening;
use relais_server::{
    adapters::{OsRandom, SystemClock},
    config::{Config, Sources},
    storage::{self, StorageError},
};

use crate::{
    cli::{err, folder, relais, sound, terminate},
    files::flags,
    journal::{installation, said, stop},
};

/// A served installation; stopped by its own handle whatever happens.
pub(crate) struct Service {
    child: Child,
    lines: BufReader<ChildStderr>,
}

impl Service {
    fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    pub(crate) fn start_with(folder: &Path, settings: &[(String, String)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
        command.current_dir(folder).env_clear().stderr(Stdio::piped()).args([
            "serve",
            "--config",
            "relais.toml",
        ]);
        command.args(["--set", "server.listen=127.0.0.1:0", "--set", "metrics.listen=127.0.0.1:0"]);
        command.args(["--set", "log.format=json"]);
        for (key, value) in settings {
            command.arg("--set").arg(format!("{key}={value}"));
        }
        let mut child = command.spawn().expect("the binary runs");
        let lines = BufReader::new(child.stderr.take().expect("its log"));
        Self { child, lines }
    }

    /// The address told by the log line of this message.
    pub(crate) fn address(&mut self, message: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.lines.read_line(&mut line).expect("a line"), 0, "it ended before « {message} »");
            let told: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            let text = |name: &str| told.get(name).and_then(serde_json::Value::as_str);
            if text("message") == Some(message) {
                return text("address").expect("an address").to_owned();
            }
        }
    }

    pub(crate) fn stop(mut self) -> bool {
        terminate(&mut self.child).success()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn a_sound_installation_is_served_watched_and_stopped() {
    let folder = folder();
    sound(folder.path());
    let mut service = Service::start(folder.path());
    let collector = service.address("metrics");
    let site = service.address("listening");
    assert!(get(&site, "/healthz").ends_with("ok"));
    assert!(get(&site, "/readyz").ends_with("ready"));
    assert!(get(&site, "/metrics").starts_with("HTTP/1.1 404"), "never on the public address");
    let figures = get(&collector, "/metrics");
    for expected in [
        r#"relais_http_requests_total{method="GET",path="/readyz",status="200"} 1"#,
        r#"relais_http_database_statements_total{method="GET",path="/readyz"}"#,
        r#"relais_http_request_duration_seconds_bucket{method="GET",path="/readyz",le="+Inf"} 1"#,
        "relais_outbox_waiting 0",
        "relais_outbox_dead 0",
        "relais_journal_unsealed_entries 0",
        "relais_build_info{version=",
    ] {
        assert!(figures.contains(expected), "{expected} in {figures}");
    }
    assert!(service.stop(), "a stop that was asked for is a success");
}

#[test]
fn what_the_doctor_would_name_keeps_it_from_starting() {
    let folder = folder();
    sound(folder.path());
    fs::remove_file(folder.path().join("data/relais.db")).expect("removed");
    let refused = relais(folder.path(), &["serve", "--config", "relais.toml"], &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("run: relais migrate"), "{}", err(&refused));
    assert!(!folder.path().join("data/relais.db").exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_keys_volume_beside_a_network_is_refused_and_no_key_is_made() {
    let folder = folder();
    sound(folder.path());
    stop(installation(folder.path()).await).await;
    let settings = flags(folder.path());
    let keys = folder.path().join("keys");
    fs::rename(&keys, folder.path().join("saved")).expect("taken away");
    fs::create_dir(&keys).expect("a folder");
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o700)).expect("mode set");
    for command in ["doctor", "serve"] {
        let mut arguments = vec![command.to_owned(), "--config".to_owned(), "relais.toml".to_owned()];
        arguments.extend(settings.iter().flat_map(|(key, value)| ["--set".into(), format!("{key}={value}")]));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let refused = relais(folder.path(), &arguments, &[]);
        let told = said(&refused);
        assert_eq!(refused.status.code(), Some(1), "{told}");
        for part in
            [&*keys.join("anchor").display().to_string(), "holds no key store", "restore the key store"]
        {
            assert!(told.contains(part), "{command}: {part} in {told}");
        }
        assert_eq!(fs::read_dir(&keys).expect("listed").count(), 0, "{command}: nothing was made");
    }
    // The opening itself refuses too, whoever calls it.
    let config = Config::load(&Sources { flags: settings.clone(), ..Sources::default() }).expect("settings");
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let refused = storage::open(&config, Opening::ExistingOrNew, clock, random).await;
    assert!(matches!(refused, Err(StorageError::KeysGone { .. })), "{refused:?}");
    assert!(!keys.join("anchor/anchor").exists());

    fs::remove_dir_all(&keys).expect("removed");
    fs::rename(folder.path().join("saved"), &keys).expect("restored");
    let mut service = Service::start_with(folder.path(), &settings);
    assert!(get(&service.address("listening"), "/readyz").ends_with("ready"));
    assert!(service.stop());
}
