//! The mail server is away for a day: what was to be told waits, what waited too long is the operator's to send, and in
//! the end each mail has arrived once.

use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::{
    Outcome, Trial,
    ground::{Ground, pass},
    server::{Server, said},
};

const AGENTS: usize = 3;
const ACTS: usize = 150;
/// Starts of the server while the mail server is away.
const ROUNDS: usize = 3;
/// A round of sending knocks once.
const KNOCK: Duration = Duration::from_millis(700);

pub async fn run(trial: &Trial) -> Result<Outcome> {
    let mut ground = Ground::lay(trial, AGENTS, &[]).await?;
    ground.outside.mail_goes_down().await;
    let server = Server::start(&ground.installation).await?;
    let ends = ground.live(&server, ACTS).await?;
    ground.note_ends(ends);
    server.stop()?;
    knock(&mut ground).await?;
    let rows = ground.check().await?;
    let waiting = rows.deliveries.values().filter(|row| row.state == "waiting").count();
    if waiting == 0 || waiting != rows.deliveries.len() {
        ground.wrong([format!("{waiting} of {} mails wait", rows.deliveries.len())]);
    }
    let given_up = give_some_up(&mut ground).await?;
    ground.outside.mail_comes_back().await?;
    for id in &given_up {
        let told = ground.installation.run(&["outbox", "retry", id])?;
        if !told.status.success() {
            ground.wrong([format!("outbox retry {id}: {}", said(&told))]);
        }
    }
    ground.drain().await?;
    if ground.outcome.doubtful > 0 {
        ground.wrong(["a mail server that was away left a doubt".to_owned()]);
    }
    ground.outcome.how =
        format!("{waiting} mails waited, {} were given up and sent by the operator", given_up.len());
    Ok(ground.told(trial.times))
}

/// Rounds of sending at a closed door.
async fn knock(ground: &mut Ground) -> Result<()> {
    for _ in 0..ROUNDS {
        ground.let_claims_lapse().await?;
        let server = Server::start(&ground.installation).await?;
        pass(KNOCK).await;
        server.stop()?;
    }
    Ok(())
}

/// The patience of some of them ends while the mail server is still away; their ids, as the operator is shown them.
async fn give_some_up(ground: &mut Ground) -> Result<Vec<String>> {
    let database = ground.database().await?;
    let some = "UPDATE delivery SET give_up_at = created_at WHERE id IN
                (SELECT id FROM delivery WHERE settled_at IS NULL ORDER BY id LIMIT 3)";
    let ends = database.execute(some, []).await?;
    database.close().await?;
    for _ in 0..ends {
        knock(ground).await?;
    }
    let listed = ground.installation.run(&["outbox", "list", "--dead"])?;
    let told = said(&listed);
    let ids = told.lines().filter(|line| line.contains("dead")).map(|line| line.split_whitespace().next());
    let ids: Vec<String> = ids.map(|id| id.map(str::to_owned).context("an id")).collect::<Result<_>>()?;
    if ids.len() != usize::try_from(ends)? {
        ground.wrong([format!("{ends} mails were given up, the operator is shown {}: {told}", ids.len())]);
    }
    Ok(ids)
}
