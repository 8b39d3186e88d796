//! PostgreSQL stops at once under load and comes back; the server was never started again.

use std::{
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    Outcome, Place, Trial,
    client::End,
    ground::Ground,
    http::{Request, ask},
    installation::agent,
    rows::Database,
    server::Server,
};

const AGENTS: usize = 4;
const ACTS: usize = 60;
/// Stops of a run.
const ROUNDS: usize = 3;
/// By then the server answers again.
const RECOVERY: Duration = Duration::from_secs(30);

pub async fn run(trial: &Trial) -> Result<Outcome> {
    let Place::Postgres(url) = &trial.place else { anyhow::bail!("an embedded database has no server") };
    let cluster = Cluster::of(url).await?;
    let mut ground = Ground::lay(trial, AGENTS, &[]).await?;
    let server = Server::start(&ground.installation).await?;
    let mut slowest = Duration::ZERO;
    for _ in 0..ROUNDS {
        let ends = live_until_stopped(&mut ground, &server, &cluster).await?;
        note(&mut ground, ends);
        if probe(&ground, &server).await? < 500 {
            ground.wrong(["a page was read without a database".to_owned()]);
        }
        cluster.start()?;
        slowest = slowest.max(recovered(&mut ground, &server).await?);
        ground.check().await?;
    }
    let ends = ground.live(&server, ACTS).await?;
    ground.note_ends(ends);
    server.stop()?;
    ground.check().await?;
    ground.verify()?;
    ground.drain().await?;
    ground.outcome.how = format!("stopped immediately under load; answers again after {slowest:.1?} at most");
    Ok(ground.told(ROUNDS))
}

async fn live_until_stopped(ground: &mut Ground, server: &Server, cluster: &Cluster) -> Result<Vec<End>> {
    let life = crate::client::Life::at(server.site);
    let watched = std::sync::Arc::clone(&life);
    let stopped = async move {
        watched.reach(ACTS).await?;
        cluster.stop()?;
        // Whoever still acts finds out by itself.
        watched.reach(usize::MAX).await
    };
    ground.crowd.live(&life, stopped).await
}

/// Whoever acts while the database is away is told so.
fn note(ground: &mut Ground, ends: Vec<End>) {
    let unexpected =
        ends.into_iter().filter(|end| !matches!(end, End::Refused(_, answer) if answer.status >= 500));
    ground.note_ends(unexpected.collect());
}

/// The status of a read that needs the database.
async fn probe(ground: &Ground, server: &Server) -> Result<u16> {
    let token = ground.outside.token(&agent("ccas", 0));
    let path = "/api/v1/organisation".to_owned();
    Ok(ask(server.site, &Request { method: "GET", path, token, ..Request::default() }).await?.status)
}

/// How long it takes until every one of ten reads passes.
async fn recovered(ground: &mut Ground, server: &Server) -> Result<Duration> {
    let begun = Instant::now();
    let mut good = 0;
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    while good < 10 && begun.elapsed() < RECOVERY {
        looks.tick().await;
        good = if probe(ground, server).await? == 200 { good + 1 } else { 0 };
    }
    if good < 10 {
        ground.wrong([format!("the server does not answer {RECOVERY:?} after its database came back")]);
    }
    Ok(begun.elapsed())
}

/// The server of the database, as its own account may stop and start it.
struct Cluster {
    data: PathBuf,
    programs: PathBuf,
}

impl Cluster {
    async fn of(url: &str) -> Result<Self> {
        let database = Database::open(url).await?;
        let one = async |sql: &str| -> Result<String> {
            database.column::<String>(sql).await?.into_iter().next().context("an answer")
        };
        let data = PathBuf::from(one("SHOW data_directory").await?);
        let told = one("SELECT pg_read_file('postmaster.pid')").await?;
        let pid = told.lines().next().context("an empty postmaster.pid")?.trim();
        let program = std::fs::read_link(format!("/proc/{pid}/exe"))?;
        let programs = program.parent().context("a folder of programs")?.to_owned();
        database.close().await?;
        Ok(Self { data, programs })
    }

    fn stop(&self) -> Result<()> {
        self.control(&["-m", "immediate", "-w", "stop"])
    }

    fn start(&self) -> Result<()> {
        let log = self.data.join("restarted.log").display().to_string();
        self.control(&["-l", &log, "-w", "-t", "60", "start"])
    }

    fn control(&self, words: &[&str]) -> Result<()> {
        let mut command = as_owner_of(&self.data, &self.programs.join("pg_ctl"))?;
        command.arg("-D").arg(&self.data).args(words);
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status().context("start pg_ctl")?;
        ensure!(status.success(), "pg_ctl {words:?} ended with {status}");
        Ok(())
    }
}

/// A program as the account that a folder belongs to.
pub fn as_owner_of(folder: &Path, program: &Path) -> Result<Command> {
    let owner = std::fs::metadata(folder)?;
    let own = std::fs::metadata("/proc/self")?.uid();
    if owner.uid() == own {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={}", owner.uid())).arg(format!("--regid={}", owner.gid()));
    command.arg("--clear-groups").arg(program);
    Ok(command)
}
