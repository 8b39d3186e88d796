//! `relais serve` as a child process, and the commands an operator types beside it.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::installation::Installation;

/// A start that takes longer has failed.
const LIMIT: Duration = Duration::from_mins(1);

/// A running instance; dropped, it is gone.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
    /// Where it answers.
    pub site: SocketAddr,
}

impl Server {
    /// Starts an instance on a free port and waits until it answers.
    pub async fn start(installation: &Installation) -> Result<Self> {
        let log = installation.next_log();
        let mut command = installation.command(&["serve"]);
        command.stdout(Stdio::null()).stderr(File::create(&log)?);
        let child = command.spawn().context("start the server")?;
        let mut server = Self { child, log, site: SocketAddr::from(([127, 0, 0, 1], 0)) };
        server.site = server.address().await?;
        Ok(server)
    }

    /// The address in its log; the file is all there is, so it is looked at again and again.
    async fn address(&mut self) -> Result<SocketAddr> {
        let begun = Instant::now();
        let mut looks = tokio::time::interval(Duration::from_millis(3));
        while begun.elapsed() < LIMIT {
            looks.tick().await;
            let text = fs::read_to_string(&self.log)?;
            let told = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            let word = |line: &serde_json::Value, name: &str| Some(line.get(name)?.as_str()?.to_owned());
            let mut found = told.filter(|line| word(line, "message").as_deref() == Some("listening"));
            if let Some(address) = found.find_map(|line| word(&line, "address")) {
                return Ok(address.parse()?);
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}: {text}");
            }
        }
        bail!("the server never said where it listens")
    }

    /// Ends it as a machine does that loses its power, but for the disk: `SIGKILL`, by its own handle.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to stop and waits.
    pub fn stop(mut self) -> Result<()> {
        // The shell's own word: a bare machine has no program of that name.
        let told =
            Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.child.id().to_string()]).status()?;
        ensure!(told.success(), "the server could not be told to stop");
        let status = self.child.wait()?;
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        ensure!(status.success(), "the server stopped with {status}: {log}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone after `kill` or `stop`; both calls then say so, and nothing is left to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a command printed, whatever it ended with.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
