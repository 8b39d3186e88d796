//! The demonstration as a child process: started, timed, looked at, stopped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::process;

/// A start that takes longer has failed.
const LIMIT: Duration = Duration::from_mins(1);
const READY: &str = "Relais is ready at ";

/// A data folder that goes with its handle.
pub struct Folder(PathBuf);

impl Folder {
    /// A new empty folder; its name holds the process id, so two runs do not meet.
    pub fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("relais-bars-{}", std::process::id()));
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} stays: {error}", self.0.display());
        }
    }
}

/// A running demonstration; dropping it ends it.
pub struct Demo {
    child: Child,
    origin: String,
    ready_after: Duration,
}

impl Demo {
    /// Starts the binary on a free port and waits for its ready line.
    pub fn start(binary: &Path, folder: &Folder, fresh: bool) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["demo", "--port", "0", "--data"]).arg(&folder.0);
        if fresh {
            command.arg("--fresh");
        }
        let start = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take().context("the demonstration has no output")?;
        let mut demo = Self { child, origin: String::new(), ready_after: Duration::ZERO };
        let (sender, receiver) = mpsc::channel();
        // Reads to the end, so that the demonstration never waits for a reader of its output.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(origin) = line.strip_prefix(READY) {
                    drop(sender.send((origin.trim().to_owned(), Instant::now())));
                }
            }
        });
        let (origin, ready) =
            receiver.recv_timeout(LIMIT).context("the demonstration never said it is ready")?;
        demo.origin = origin;
        demo.ready_after = ready - start;
        Ok(demo)
    }

    /// Where it answers.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Time from its start to its ready line.
    pub fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// Resident memory as the kernel counts it, in KiB.
    pub fn resident_kilobytes(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let number = line.split_whitespace().next().context("an empty VmRSS")?;
        Ok(number.parse()?)
    }

    /// Asks it to stop and waits, so that its data is whole for the next start.
    pub fn stop(mut self) -> Result<()> {
        // The shell's own word: a bare machine has no program of that name.
        process::run(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.child.id().to_string()]))?;
        let status = self.child.wait()?;
        ensure!(status.success(), "the demonstration stopped with {status}");
        Ok(())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Already gone after `stop`; both calls then say so, and nothing is left to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
