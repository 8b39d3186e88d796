//! `relais serve`, as a service manager runs it: started, asked, stopped.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
};

use crate::cli::{err, folder, relais, sound};

/// A served installation; stopped by its own handle whatever happens.
struct Service {
    child: Child,
    lines: BufReader<ChildStderr>,
}

impl Service {
    fn start(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
        command.current_dir(folder).env_clear().stderr(Stdio::piped()).args([
            "serve",
            "--config",
            "relais.toml",
        ]);
        command.args(["--set", "server.listen=127.0.0.1:0", "--set", "metrics.listen=127.0.0.1:0"]);
        command.args(["--set", "log.format=json"]);
        let mut child = command.spawn().expect("the binary runs");
        let lines = BufReader::new(child.stderr.take().expect("its log"));
        Self { child, lines }
    }

    /// The address told by the log line of this message.
    fn address(&mut self, message: &str) -> String {
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

    fn stop(mut self) -> bool {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill runs").success());
        self.child.wait().expect("it ends").success()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(address: &str, path: &str) -> String {
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
