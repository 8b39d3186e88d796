//! `relais demo` on a folder that is somebody else's, in use, or left half made.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use relais_crypto::keystore::{FileMedium, FilePaths};

use crate::cli::{err, folder, relais, sound, terminate};

/// A running demonstration; stopped by its own handle whatever happens.
struct Running(Child);

impl Running {
    /// Waits for the line scripts wait for.
    fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    fn start_with(folder: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
        command.current_dir(folder).env_clear().stdout(Stdio::piped());
        let mut child =
            command.args(["demo", "--data", "demo"]).args(port(more)).args(more).spawn().expect("it runs");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let running = Self(child);
        let ready = lines.map_while(Result::ok).any(|line| line.starts_with("Relais is ready at "));
        assert!(ready, "it ended before it was ready");
        running
    }

    fn stop(mut self) {
        assert!(terminate(&mut self.0).success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Any free port, unless one is asked for.
fn port(more: &[&str]) -> &'static [&'static str] {
    if more.contains(&"--port") { &[] } else { &["--port", "0"] }
}

/// Every file below a folder, with what it holds.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(content(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).expect("its bytes")));
        }
    }
    found.sort();
    found
}

#[test]
fn the_folder_of_an_installation_is_refused_and_left_as_it_was() {
    let folder = folder();
    sound(folder.path());
    let before = content(folder.path());
    for arguments in [&["demo", "--port", "0", "--data", "data"][..], &["demo", "--fresh", "--data", "data"]]
    {
        let refused = relais(folder.path(), arguments, &[]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(err(&refused).contains("not a demonstration's"), "{}", err(&refused));
        assert!(err(&refused).contains("Give --data a folder that is empty"), "{}", err(&refused));
        assert!(content(folder.path()) == before, "nothing was written or removed");
    }
}

#[test]
fn a_half_made_demonstration_is_begun_again_and_one_in_use_is_never_cleared() {
    let folder = folder();
    let demo = folder.path().join("demo");
    fs::create_dir(&demo).expect("a folder");
    for name in ["demonstration", "relais.db", "prepared.new"] {
        fs::write(demo.join(name), "cut short").expect("written");
    }
    let running = Running::start(folder.path());
    assert!(demo.join("prepared").exists() && !demo.join("prepared.new").exists());

    let key = fs::read(demo.join("root.key")).expect("the root key");
    let fresh = ["demo", "--fresh", "--port", "0", "--data", "demo"];
    let kept = |reason: &str, refused: &std::process::Output| {
        assert_eq!(refused.status.code(), Some(1), "{reason}");
        assert!(err(refused).contains(reason), "{}", err(refused));
        assert_eq!(fs::read(demo.join("root.key")).expect("still there"), key, "{reason}");
        assert!(demo.join("relais.db").exists() && demo.join("prepared").exists(), "{reason}");
    };
    kept("another demonstration runs", &relais(folder.path(), &fresh, &[]));
    running.stop();

    let keys = demo.join("keys");
    let paths = FilePaths { store: keys.join("store"), anchor: keys.join("anchor") };
    let at_work = FileMedium::open(paths).expect("the key store's lock");
    kept("stop what uses this folder", &relais(folder.path(), &fresh, &[]));
    drop(at_work);

    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let asked = ["demo", "--fresh", "--port", &port, "--data", "demo"];
    kept("choose another with --port", &relais(folder.path(), &asked, &[]));
}

#[test]
fn a_kept_demonstration_that_is_newer_than_the_clock_is_refused_and_says_how_to_start_it() {
    let folder = folder();
    let far = ["--clock", "2031-11-23T09:00:00+01:00"];
    Running::start_with(folder.path(), &far).stop();
    let settings = ["doctor", "--config", "demo/relais.toml"];
    let examined = String::from_utf8(relais(folder.path(), &settings, &[]).stdout).expect("text");
    assert!(
        examined.contains("FAIL  clock") && examined.contains("open what their database holds"),
        "{examined}"
    );
    let kept = ["demo", "--port", "0", "--data", "demo"];
    for clock in [&[][..], &["--clock", "2031-11-10T09:00:00+01:00"]] {
        let refused = relais(folder.path(), &[&kept, clock].concat(), &[]);
        assert_eq!(refused.status.code(), Some(1));
        for part in ["last written to at 2031-11-2", "(--clock)", "--fresh"] {
            assert!(err(&refused).contains(part), "{part} in {}", err(&refused));
        }
    }
    Running::start_with(folder.path(), &far).stop();
    Running::start_with(folder.path(), &["--fresh"]).stop();
}

#[test]
fn a_kept_demonstration_whose_port_is_taken_goes_on_at_another() {
    let folder = folder();
    let demo = folder.path().join("demo");
    Running::start(folder.path()).stop();
    let kept = || fs::read_to_string(demo.join("prepared")).expect("the port").trim().to_owned();
    let before = kept();
    let taken = TcpListener::bind(format!("127.0.0.1:{before}")).expect("the port it had");
    Running::start(folder.path()).stop();
    let after = kept();
    assert_ne!(before, after);
    let settings = fs::read_to_string(demo.join("relais.toml")).expect("the settings");
    assert!(settings.contains(&format!("http://127.0.0.1:{after}/idp")) && !settings.contains(&before));
    drop(taken);
    let asked = ["--port", before.as_str()];
    Running::start_with(folder.path(), &asked).stop();
    assert_eq!(kept(), before, "and back where it is asked to be");
    let audit = relais(folder.path(), &["journal", "verify", "--config", "demo/relais.toml"], &[]);
    assert!(audit.status.success(), "{}", err(&audit));
}
