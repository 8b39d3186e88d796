//! The disk of the database is full: acts are refused in clear words and leave nothing, what needs no new line in the
//! journal can still be read, and once there is room acts pass again without a start.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};

use crate::{
    Outcome, Place, Trial,
    client::End,
    ground::Ground,
    http::{Request, ask},
    installation::agent,
    rows::{Database, other_database},
    server::Server,
};

const AGENTS: usize = 4;
const ACTS: usize = 80;
/// More than the installation takes, less than a test should wait for.
const MEGABYTES: usize = 48;

pub async fn run(trial: &Trial) -> Result<Outcome> {
    let (small, trial) = match prepare(trial).await? {
        Ok(prepared) => prepared,
        Err(why) => return Ok(Outcome { how: why, ..Outcome::default() }),
    };
    let mut ground = Ground::lay(&trial, AGENTS, &[]).await?;
    let server = Server::start(&ground.installation).await?;
    let ends = ground.live(&server, ACTS).await?;
    ground.note_ends(ends);
    let beside = ground.database().await?;
    beside.read().await?;
    small.fill()?;
    let ends = ground.live(&server, usize::MAX).await?;
    let refused = note(&mut ground, ends);
    reads_go_on(&mut ground, &server).await?;
    ground.check_on(&beside).await?;
    beside.close().await?;
    small.make_room()?;
    let ends = ground.live(&server, ACTS).await?;
    ground.note_ends(ends);
    server.stop()?;
    ground.check().await?;
    ground.verify()?;
    ground.drain().await?;
    ground.outcome.how = format!("tmpfs of {MEGABYTES} MB; acts answered {refused:?} while it was full");
    let told = ground.told(1);
    if let Place::Postgres(url) = &trial.place {
        // A server whose tablespace goes away without a word fails at its next checkpoint.
        let database = Database::open(&other_database(url, "postgres")?).await?;
        database.execute("DROP DATABASE relais_faults_small WITH (FORCE)", []).await?;
        database.execute("DROP TABLESPACE small", []).await?;
        database.close().await?;
    }
    drop(small);
    Ok(told)
}

/// The database on a small disk of its own; or why there is none here.
async fn prepare(trial: &Trial) -> Result<Result<(Small, Trial), String>> {
    let place = match &trial.place {
        Place::Sqlite(folder) => {
            fs::create_dir_all(folder)?;
            match Small::mount(folder, None) {
                Ok(small) => return Ok(Ok((small, trial.clone()))),
                Err(error) => return Ok(Err(format!("not tried: {error:#}"))),
            }
        }
        Place::Postgres(url) => url,
    };
    let database = Database::open(place).await?;
    let data: String =
        database.column("SHOW data_directory").await?.into_iter().next().context("a folder")?;
    database.close().await?;
    let folder = PathBuf::from(format!("{data}-small"));
    fs::create_dir_all(&folder)?;
    let small = match Small::mount(&folder, Some(Path::new(&data))) {
        Ok(small) => small,
        Err(error) => return Ok(Err(format!("not tried: {error:#}"))),
    };
    let maintenance = other_database(place, "postgres")?;
    let database = Database::open(&maintenance).await?;
    let location = folder.join("space");
    fs::create_dir(&location)?;
    own(&location, Path::new(&data))?;
    database.execute(&format!("CREATE TABLESPACE small LOCATION '{}'", location.display()), []).await?;
    database.execute("CREATE DATABASE relais_faults_small TABLESPACE small", []).await?;
    database.close().await?;
    let place = Place::Postgres(other_database(place, "relais_faults_small")?);
    Ok(Ok((small, Trial { place, ..trial.clone() })))
}

/// Whoever acts on a full disk is told that it does not work now.
fn note(ground: &mut Ground, ends: Vec<End>) -> Vec<u16> {
    let mut refused = Vec::new();
    let mut others = Vec::new();
    for end in ends {
        match end {
            End::Refused(_, answer) if answer.status >= 500 => refused.push(answer.status),
            other => others.push(other),
        }
    }
    if refused.is_empty() {
        ground.wrong(["nobody was refused on a full disk".to_owned()]);
    }
    ground.note_ends(others);
    refused
}

/// What says nothing of a person is read as ever; what does would need its line in the journal, and is refused.
async fn reads_go_on(ground: &mut Ground, server: &Server) -> Result<()> {
    let token = ground.outside.token(&agent("ccas", 0));
    for path in ["/api/v1/me", "/api/v1/organisation", "/api/v1/members"] {
        let request =
            Request { method: "GET", path: path.to_owned(), token: token.clone(), ..Request::default() };
        let answer = ask(server.site, &request).await?;
        if answer.status != 200 {
            ground.wrong([format!("{path} on a full disk was answered {} {}", answer.status, answer.body)]);
        }
    }
    Ok(())
}

/// A small disk, and what fills it.
struct Small {
    at: PathBuf,
}

impl Small {
    /// Mounts one, for the owner of `like`; only root may.
    fn mount(at: &Path, like: Option<&Path>) -> Result<Self> {
        let owner = fs::metadata(like.unwrap_or(at))?;
        let options = format!("size={MEGABYTES}m,mode=0755,uid={},gid={}", owner.uid(), owner.gid());
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).stderr(Stdio::null());
        let mounted = command.status().context("there is no mount(8)")?;
        anyhow::ensure!(mounted.success(), "only root may mount a small disk");
        Ok(Self { at: at.to_owned() })
    }

    fn ballast(&self) -> PathBuf {
        self.at.join("ballast")
    }

    /// Writes until there is no room for another block.
    fn fill(&self) -> Result<()> {
        let mut file = File::create(self.ballast())?;
        for block in [vec![7_u8; 65_536], vec![7; 4_096]] {
            while file.write_all(&block).is_ok() {}
        }
        Ok(())
    }

    fn make_room(&self) -> Result<()> {
        Ok(fs::remove_file(self.ballast())?)
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Lazily: a server that was killed may not have let go of it yet. Its rows go with it.
        drop(Command::new("umount").arg("--lazy").arg(&self.at).stderr(Stdio::null()).status());
    }
}

fn own(folder: &Path, like: &Path) -> Result<()> {
    let owner = fs::metadata(like)?;
    Ok(std::os::unix::fs::chown(folder, Some(owner.uid()), Some(owner.gid()))?)
}
