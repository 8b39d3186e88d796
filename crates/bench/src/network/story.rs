//! The generated network: organisations, agents, persons and referrals of the size of a large territory.
//!
//! Every row is written by the product's own use cases, at its hour of an invented history, so that sealed contents
//! open, agreements are in force and the journal verifies, whatever the schema has become. A seed decides all of it.

use std::{sync::Arc, time::Instant};

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use relais_app::{App, jobs, journal};
use relais_bench::{Chance, Installation};
use relais_crypto::keystore::Opening;
use relais_domain::clock::Clock as _;
use relais_notices::{WaysOut, run_all};
use relais_server::{adapters::SystemClock, compose, storage};

use crate::{
    hour::{Drawn, HistoryClock},
    live::Life,
    plan::Plan,
    settings,
};

/// Changes whenever the same seed would tell another story.
pub const VERSION: u32 = 2;
/// The seed of the networks that are compared with one another.
const SEED: u64 = 20_261_122;
/// How often keys ordered destroyed are destroyed.
const DAYS_OF_A_BATCH: i64 = 5;

/// How large a network is; everything follows from the number of its referrals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Referrals, from drafts to those closed long ago.
    pub referrals: usize,
}

impl Scale {
    /// 60 for 60,000 referrals.
    pub const fn organisations(self) -> usize {
        let organisations = self.referrals / 1_000;
        if organisations < 3 { 3 } else { organisations }
    }

    /// 20,000 for 60,000 referrals.
    pub const fn persons(self) -> usize {
        self.referrals / 3
    }
}

/// The application in an invented history.
struct Told {
    app: App,
    clock: Arc<HistoryClock>,
}

impl Told {
    async fn open(installation: &Installation, clock: HistoryClock) -> Result<Self> {
        let config = settings(installation)?;
        storage::migrate(&config).await.context("migrate")?;
        let (clock, random) = (Arc::new(clock), Arc::new(Drawn(Chance::new(SEED + 1))));
        let opened =
            compose::open(&config, Opening::ExistingOrNew, Arc::clone(&clock) as _, Arc::clone(&random) as _);
        let opened = opened.await.context("open the installation")?;
        let store = opened.store.clone().destroying_in_batches();
        let app = App::new(store, Arc::clone(&clock) as _, random, config.app());
        Ok(Self { app: app.remembering(opened.checkpoint_memory), clock })
    }

    /// Everything that runs by itself; what a round does at most so often, until nothing of it is left to do.
    async fn jobs(&self) -> Result<()> {
        while jobs::strike_clocks(&self.app).await? + jobs::expire_agreements(&self.app).await? > 0 {}
        run_all(&self.app, &WaysOut::default()).await.context("a round of jobs")
    }

    /// The last messages are delivered, everything is sealed, and the keys are written down.
    async fn finish(self) -> Result<()> {
        self.jobs().await?;
        journal::finish_journal(&self.app).await.context("seal the journal")?;
        self.app.store.keys().close().await.context("close the key store")?;
        self.app.store.pools().close().await.context("close the database")
    }
}

/// Makes the network in an empty installation; its last act was done a moment before now.
pub async fn generate(installation: &Installation, scale: Scale) -> Result<()> {
    let plan = Plan::draw(scale, &Chance::new(SEED), SystemClock.now());
    let told = Told::open(installation, HistoryClock::at(plan.first() - TimeDelta::days(1))).await?;
    let started = Instant::now();
    let mut life = Life::begin(&told.app, scale, &plan).await?;
    let mut round = plan.first();
    for (done, step) in plan.steps.iter().enumerate() {
        if step.at - round >= TimeDelta::days(DAYS_OF_A_BATCH) {
            told.jobs().await?;
            life.note_round();
            round = step.at;
        }
        told.clock.reach(step.at);
        life.live(step).await.with_context(|| format!("{step:?}"))?;
        if done % 25_000 == 0 {
            eprintln!("  {done} of {} acts, {:.0} s", plan.steps.len(), started.elapsed().as_secs_f64());
        }
    }
    told.finish().await
}
