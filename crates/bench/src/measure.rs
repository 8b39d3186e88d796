//! One network on one engine: every work in turn, with what it took of the processors.

use std::{rc::Rc, time::Duration};

use anyhow::{Context as _, Result, ensure};
use relais_bench::Chance;

use crate::{
    client::Connection,
    floor,
    load::{self, Answers, READERS, Source},
    networks::{self, Copy},
    options::{Engine, Options},
    process::{cpu_seconds, resident, told},
    report::Line,
    server::Server,
    works::{Desk, Work},
};

/// Views of one session after another, between two looks at the table of sessions.
const VIEWS: usize = 200;
/// Looks: the last use of sessions is written by a job once a minute, which may fall between two looks.
const LOOKS: usize = 3;
/// How long a network is looked at to see whether it stands still, how much of a processor it may take then, and how many
/// looks it is given.
const LOOK: Duration = Duration::from_secs(1);
const STILL: f64 = 0.03;
const SETTLES: usize = 60;

/// A round of the server's jobs comes this often, with what each act left for it: news, mails, the seal.
const ROUND: Duration = Duration::from_secs(6);

/// A started server with everything around it.
struct Bench<'a> {
    options: &'a Options,
    engine: &'a Engine,
    rows: usize,
    copy: Copy,
    server: Server,
    desk: Rc<Desk>,
    connections: Vec<Connection>,
}

/// Measures every work that was asked for.
pub fn measure(options: &Options, engine: &Engine, rows: usize) -> Result<Vec<Line>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let copy = networks::copy(options, engine, rows)?;
    let organisations = told(networks::program(options).arg("sign-in").arg(copy.installation.folder()))?;
    let organisations = serde_json::from_str(&organisations).context("read the sessions")?;
    let server = Server::start(&options.programs.join("relais"), &copy.installation)?;
    let rss = resident(server.pid())?;
    eprintln!(
        "{} at {rows} referrals: started in {:.0} ms, {rss:.0} MiB",
        engine.name(),
        server.start.as_secs_f64() * 1e3
    );
    runtime.block_on(async {
        let mut connections: Vec<_> = (0..READERS).map(|_| Connection::to(server.site)).collect();
        let first = connections.first_mut().context("a connection")?;
        let desk = Rc::new(Desk::open(organisations, first).await?);
        let mut bench = Bench { options, engine, rows, copy, server, desk, connections };
        bench.views_leave_sessions_alone().await?;
        let mut lines = Vec::new();
        for work in Work::ALL {
            if options.only.is_empty() || options.only.iter().any(|name| name == work.name()) {
                lines.push(bench.work(work).await.with_context(|| work.name())?);
            }
        }
        bench.server.stop()?;
        Ok(lines)
    })
}

impl Bench<'_> {
    /// Waits until nobody works any more at what came before: the copy that is written back, clocks that struck since the
    /// network was made, what follows the acts of the work before. It would be counted as the next work's.
    async fn settle(&self) -> Result<()> {
        let mut looks = tokio::time::interval(LOOK);
        looks.tick().await;
        let mut spent = self.spent()?;
        for _ in 0..SETTLES {
            looks.tick().await;
            let now = self.spent()?;
            if now - spent < STILL {
                return Ok(());
            }
            spent = now;
        }
        eprintln!("  server and database do not come to rest: what they do beside is counted too");
        Ok(())
    }

    /// Seconds that server and database were on the processors, since they started.
    fn spent(&self) -> Result<f64> {
        Ok(cpu_seconds(self.server.pid())? + self.copy.database.cpu_seconds()?)
    }

    async fn work(&mut self, work: Work) -> Result<Line> {
        self.settle().await?;
        let source = match work.prepared() {
            None => {
                let Options { time, pause, .. } = *self.options;
                let drawn = |time| Source::Drawn(Rc::clone(&self.desk), work, time, pause);
                load::run(drawn(time / 3), &mut self.connections).await?;
                drawn(time)
            }
            Some(most) => {
                let connection = self.connections.first_mut().context("a connection")?;
                Source::Given(self.desk.acts(work, most, connection).await?, work)
            }
        };
        let before = self.figures(work)?;
        let answers = load::run(source, &mut self.connections).await?;
        if work.prepared().is_some() {
            let mut round = tokio::time::interval(ROUND);
            round.tick().await; // at once
            round.tick().await;
        }
        let after = self.figures(work)?;
        let spent = after.since(&before);
        let floor = match (&self.copy.database, work.is_page()) {
            (database, true) => self.floor(database, work).await?,
            (_, false) => None,
        };
        let line = self.line(work, &answers, &spent, floor)?;
        eprintln!("  {}", line.in_short());
        Ok(line)
    }

    /// What the same statements cost the database when nobody but it works for them.
    async fn floor(&self, database: &crate::database::Database, work: Work) -> Result<Option<f64>> {
        let mut connection = Connection::to(self.server.site);
        let chance = Chance::new(77);
        let ask = async |_: usize| {
            let answer = connection.exchange(&self.desk.view(work, &chance)?).await?;
            ensure!(work.is_done(&answer), "{} answered {}", work.name(), answer.status);
            Ok(())
        };
        let scripts = floor::capture(database, ask).await?;
        scripts
            .map(|scripts| scripts.measure(database, self.copy.installation.folder(), self.options.time))
            .transpose()
    }

    fn figures(&self, work: Work) -> Result<Figures> {
        let routes = self.server.statements()?;
        let (requests, statements) = routes.get(work.route()).copied().unwrap_or_default();
        Ok(Figures {
            server: cpu_seconds(self.server.pid())?,
            database: self.copy.database.cpu_seconds()?,
            requests,
            statements,
        })
    }

    fn line(&self, work: Work, answers: &Answers, spent: &Figures, floor: Option<f64>) -> Result<Line> {
        let count = spent.requests.max(1.0);
        Ok(Line {
            work,
            engine: self.engine.name(),
            rows: self.rows,
            rps: spent.requests / answers.seconds,
            p50_ms: answers.percentile(50),
            p99_ms: answers.percentile(99),
            server_cpu_ms: spent.server / count * 1e3,
            database_cpu_ms: spent.database / count * 1e3,
            queries: spent.statements / count,
            floor_cpu_ms: floor,
            rss_mb: resident(self.server.pid())?,
            start_ms: self.server.start.as_secs_f64() * 1e3,
        })
    }

    /// A page view writes no session row: the whole table says the same before and after.
    async fn views_leave_sessions_alone(&mut self) -> Result<()> {
        let connection = self.connections.first_mut().context("a connection")?;
        let chance = Chance::new(5);
        for _ in 0..LOOKS {
            let before = sessions(self.options, &self.copy)?;
            for _ in 0..VIEWS {
                connection.exchange(&self.desk.view(Work::Inbox, &chance)?).await?;
            }
            if sessions(self.options, &self.copy)? == before {
                return Ok(());
            }
        }
        anyhow::bail!(
            "{VIEWS} page views changed rows of the table of sessions, {LOOKS} times out of {LOOKS}"
        )
    }
}

fn sessions(options: &Options, copy: &Copy) -> Result<String> {
    told(networks::program(options).arg("sessions").arg(copy.installation.folder()))
}

/// What had been spent at one moment.
struct Figures {
    server: f64,
    database: f64,
    requests: f64,
    statements: f64,
}

impl Figures {
    fn since(&self, before: &Self) -> Self {
        Self {
            server: self.server - before.server,
            database: self.database - before.database,
            requests: self.requests - before.requests,
            statements: self.statements - before.statements,
        }
    }
}
