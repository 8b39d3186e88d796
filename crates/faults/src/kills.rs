//! `kill -9` at a drawn moment while agents act; then rows and journal are looked at as they lie, and the server starts
//! again on what it finds.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use relais_bench::Chance;

use crate::{
    Outcome, Trial,
    client::{End, Life},
    ground::{Ground, pass},
    server::Server,
};

/// Agents' software at work.
const AGENTS: usize = 4;
/// A life lasts so many acknowledged acts at most …
const ACTS: usize = 40;
/// … and so many microseconds more: a kill falls into an act, not behind it.
const MORE: usize = 6_000;

pub async fn run(trial: &Trial) -> Result<Outcome> {
    let mut ground = Ground::lay(trial, AGENTS, &[]).await?;
    let chance = Chance::new(trial.seed);
    for _ in 0..trial.times {
        let server = Server::start(&ground.installation).await?;
        let ends = live_until_killed(&mut ground, server, &chance).await?;
        ground.note_ends(ends);
        let database = ground.database().await?;
        database.quiet().await?;
        ground.check_on(&database).await?;
        database.close().await?;
        ground.verify()?;
        ground.let_claims_lapse().await?;
    }
    ground.drain().await?;
    Ok(ground.told(trial.times))
}

async fn live_until_killed(ground: &mut Ground, server: Server, chance: &Chance) -> Result<Vec<End>> {
    let life = Life::at(server.site);
    let acts = chance.below(ACTS);
    let more = Duration::from_micros(u64::try_from(chance.below(MORE)).unwrap_or_default());
    let watched = Arc::clone(&life);
    let killed = async move {
        watched.reach(acts).await?;
        pass(more).await;
        server.kill()
    };
    ground.crowd.live(&life, killed).await
}
