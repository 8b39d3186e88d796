//! `relais serve` as a child process: started, timed, asked for its figures, stopped.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use relais_bench::{Installation, PUBLIC_URL};

/// A start that takes longer has failed.
const LIMIT: Duration = Duration::from_mins(1);

/// A running server; dropping it ends it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it answers.
    pub site: SocketAddr,
    /// Where it shows its figures.
    figures: SocketAddr,
    /// From its start to its first answer.
    pub start: Duration,
}

impl Server {
    /// Starts the binary on an installation, on free ports, behind the proxy that this program plays.
    pub fn start(binary: &Path, installation: &Installation) -> Result<Self> {
        let log = installation.folder().join("log");
        let mut command = Command::new(binary);
        command.args(["serve"]).env_clear().stdout(Stdio::null()).stderr(File::create(&log)?);
        for (key, value) in installation.flags().into_iter().chain(settings()) {
            command.arg("--set").arg(format!("{key}={value}"));
        }
        let begun = Instant::now();
        let mut child = command.spawn().with_context(|| format!("start {}", binary.display()))?;
        let (figures, site) =
            match (address(&mut child, &log, "metrics"), address(&mut child, &log, "listening")) {
                (Ok(figures), Ok(site)) => (figures, site),
                (Err(error), _) | (_, Err(error)) => {
                    drop(child.kill());
                    drop(child.wait());
                    return Err(error);
                }
            };
        let mut server = Self { child, site, figures, start: Duration::ZERO };
        ensure!(get(server.site, "/readyz")?.ends_with("ready"), "it started and is not ready");
        server.start = begun.elapsed();
        Ok(server)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How many requests each route was asked and how many statements they sent, since the start.
    pub fn statements(&self) -> Result<HashMap<String, (f64, f64)>> {
        let mut routes: HashMap<String, (f64, f64)> = HashMap::new();
        for line in get(self.figures, "/metrics")?.lines() {
            let Some((name, rest)) = line.split_once('{') else { continue };
            let Some((labels, value)) = rest.split_once("} ") else { continue };
            let route =
                labels.split("\",").take(2).collect::<Vec<_>>().join("\",").trim_end_matches('"').to_owned();
            let value: f64 = value.trim().parse().unwrap_or_default();
            match name {
                "relais_http_requests_total" => routes.entry(route).or_default().0 += value,
                "relais_http_database_statements_total" => routes.entry(route).or_default().1 += value,
                _ => {}
            }
        }
        Ok(routes)
    }

    /// Asks it to stop and waits: the journal is sealed, the keys are closed.
    pub fn stop(mut self) -> Result<()> {
        // The shell's own word: a bare machine has no program of that name.
        let status =
            Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.child.id().to_string()]).status()?;
        ensure!(status.success(), "the server could not be told to stop");
        let status = self.child.wait()?;
        ensure!(status.success(), "the server stopped with {status}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone after `stop`; both calls then say so, and nothing is left to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Defaults but for: free ports; this program as the proxy that names each agent's address; a rate per agent that a
/// measurement does not reach (the limit is asked all the same); sessions that outlast the run.
fn settings() -> Vec<(String, String)> {
    let settings = [
        ("server.listen", "127.0.0.1:0"),
        ("server.public_url", PUBLIC_URL),
        ("server.trusted_proxies", "127.0.0.1"),
        ("metrics.listen", "127.0.0.1:0"),
        ("limits.requests_per_minute", "1000000"),
        ("session.idle_minutes", "120"),
        ("log.format", "json"),
    ];
    settings.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec()
}

/// The address in the log line of this message; waits for it by looking again, as the file is all there is.
fn address(child: &mut Child, log: &PathBuf, message: &str) -> Result<SocketAddr> {
    let begun = Instant::now();
    while begun.elapsed() < LIMIT {
        let text = fs::read_to_string(log)?;
        let told = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let word = |line: &serde_json::Value, name: &str| Some(line.get(name)?.as_str()?.to_owned());
        let mut found = told.filter(|line| word(line, "message").as_deref() == Some(message));
        if let Some(address) = found.find_map(|line| word(&line, "address")) {
            return Ok(address.parse()?);
        }
        if let Some(status) = child.try_wait()? {
            bail!("the server ended with {status}: {text}");
        }
        std::thread::park_timeout(Duration::from_millis(2));
    }
    bail!("the server never said where it is {message}");
}

fn get(address: SocketAddr, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
