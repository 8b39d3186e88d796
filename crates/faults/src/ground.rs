//! What every fault stands on: an installation, what is around it, agents who act, and what was found wrong.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use uuid::Uuid;

use crate::{
    Outcome, Trial,
    checks::{check_acknowledged, check_mails, check_messages, check_settled, check_whole},
    client::{Crowd, End, Life},
    installation::{HOUSES, Installation},
    outside::Outside,
    rows::{Database, Rows},
    server::{Server, said},
};

/// Starts in which everything that waits must have left.
const STARTS: usize = 20;
/// How long one of them goes on with something left: its jobs run as it starts, and every five seconds.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// See above.
pub struct Ground {
    pub outside: Arc<Outside>,
    pub installation: Installation,
    pub crowd: Crowd,
    pub outcome: Outcome,
}

impl Ground {
    /// A founded installation with so many agents' software at work; `extra` settings come after the usual ones.
    pub async fn lay(trial: &Trial, agents: usize, extra: &[(&str, String)]) -> Result<Self> {
        let outside = Arc::new(Outside::start().await?);
        let installation = Installation::found((&trial.binary, &trial.place), &outside, extra).await?;
        let database = Database::open(&installation.url()).await?;
        let mut services = [Uuid::nil(); 2];
        for (house, service) in HOUSES.iter().zip(&mut services) {
            let sql = format!(
                "SELECT s.id FROM service s JOIN organisation o ON o.id = s.organisation_id WHERE o.slug = '{house}'"
            );
            *service = database.column(&sql).await?.into_iter().next().context("a service")?;
        }
        database.close().await?;
        let crowd = Crowd::new(agents, trial.seed, &outside, services);
        Ok(Self { outside, installation, crowd, outcome: Outcome::default() })
    }

    /// A connection beside the server's.
    pub async fn database(&self) -> Result<Database> {
        Database::open(&self.installation.url()).await
    }

    /// Notes what must not be.
    pub fn wrong(&mut self, found: impl IntoIterator<Item = String>) {
        self.outcome.violations.extend(found);
    }

    /// Notes every end of a client that is neither asked for nor a silence.
    pub fn note_ends(&mut self, ends: Vec<End>) {
        for end in ends {
            match end {
                End::Told | End::Unheard => {}
                End::Refused(act, answer) => {
                    self.wrong([format!("{act:?} was answered {} {}", answer.status, answer.body)]);
                }
                End::Wrong(what) => self.wrong([what]),
            }
        }
    }

    /// Reads everything at once, learns what became of unanswered acts, and holds it against what was acknowledged.
    pub async fn check(&mut self) -> Result<Rows> {
        let database = self.database().await?;
        let rows = self.check_on(&database).await?;
        database.close().await?;
        Ok(rows)
    }

    /// The same on a connection that is there: a database without room may take no new one.
    pub async fn check_on(&mut self, database: &Database) -> Result<Rows> {
        let rows = database.read().await?;
        self.crowd.settle(&rows);
        let mut found = check_acknowledged(self.crowd.stories(), &rows);
        found.extend(check_whole(&rows));
        found.extend(check_messages(&rows));
        found.extend(check_mails(&rows, &self.outside.arrived().await));
        found.extend(self.count_made(&rows));
        self.wrong(found);
        Ok(rows)
    }

    /// Of persons and drafts whose ids never came back there is at most what was asked for.
    fn count_made(&self, rows: &Rows) -> Vec<String> {
        let lost: usize = self.crowd.clients.iter().map(|client| client.lost_ids).sum();
        let persons = self.crowd.stories().filter(|story| story.relation.is_some()).count();
        let drafts = self.crowd.stories().filter(|story| story.referral.is_some()).count();
        let beyond = |what: &str, found: usize, known: usize| {
            (found < known || found > known + lost).then(|| {
                format!("{found} {what}, of which {known} were acknowledged and {lost} may be beyond")
            })
        };
        let found =
            [beyond("persons", rows.persons, persons), beyond("drafts", rows.referrals.len(), drafts)];
        found.into_iter().flatten().collect()
    }

    /// `relais journal verify`, while no server runs.
    pub fn verify(&mut self) -> Result<()> {
        let output = self.installation.run(&["journal", "verify"])?;
        if !output.status.success() {
            self.wrong([format!("journal verify: {}", said(&output))]);
        }
        Ok(())
    }

    /// Time passes for what a dead server held: claims and leases lapse, the next try is due.
    pub async fn let_claims_lapse(&self) -> Result<()> {
        let database = self.database().await?;
        for sql in [
            "UPDATE outbox SET claimed_until = NULL, run_after = created_at WHERE done_at IS NULL",
            "UPDATE delivery SET claimed_until = created_at, run_after = created_at WHERE settled_at IS NULL",
            "UPDATE lease SET expires_at = (SELECT MIN(created_at) FROM network)",
        ] {
            database.execute(sql, []).await?;
        }
        database.close().await
    }

    /// Starts the server until nothing waits any more, and holds what left against what arrived.
    pub async fn drain(&mut self) -> Result<()> {
        for _ in 0..STARTS {
            self.let_claims_lapse().await?;
            let server = Server::start(&self.installation).await?;
            let settled = self.settles(PATIENCE).await?;
            server.stop()?;
            if settled {
                break;
            }
        }
        let rows = self.check().await?;
        self.wrong(check_settled(&rows));
        let count = |state: &str| rows.deliveries.values().filter(|row| row.state == state).count();
        self.outcome.doubtful = count("doubtful");
        self.outcome.mails = count("sent");
        self.verify()
    }

    /// Whether everything that waits leaves within a time.
    pub async fn settles(&self, patience: Duration) -> Result<bool> {
        let database = self.database().await?;
        let left = "SELECT (SELECT COUNT(*) FROM outbox WHERE done_at IS NULL)
                         + (SELECT COUNT(*) FROM delivery WHERE settled_at IS NULL)";
        let look = async {
            let mut looks = tokio::time::interval(Duration::from_millis(50));
            loop {
                looks.tick().await;
                if database.number(left).await? == 0 {
                    return anyhow::Ok(());
                }
            }
        };
        let looked = tokio::time::timeout(patience, look).await;
        database.close().await?;
        Ok(looked.is_ok_and(|looked| looked.is_ok()))
    }

    /// Agents act until so many acts more are acknowledged, or all of them were refused.
    pub async fn live(&mut self, server: &Server, acts: usize) -> Result<Vec<End>> {
        let life = Life::at(server.site);
        let watched = Arc::clone(&life);
        self.crowd.live(&life, async move { watched.reach(acts).await }).await
    }

    /// What came of it all.
    pub fn told(mut self, times: usize) -> Outcome {
        self.outcome.times = times;
        self.outcome.acknowledged = self.crowd.acknowledged();
        self.outcome.done_unheard = self.crowd.unheard();
        self.outcome
    }
}

/// A moment passes.
pub async fn pass(time: Duration) {
    drop(tokio::time::timeout(time, std::future::pending::<()>()).await);
}
