//! Two instances on one database: both are asked for the same act at once, and both find the same clock due.

use anyhow::Result;
use relais_bench::Chance;

use crate::{
    Outcome, Place, Trial,
    client::End,
    ground::Ground,
    http::{Answer, ask},
    installation::without_password,
    rows::{Rows, create_database, drop_database},
    server::Server,
    stories::{self, Move},
};

/// Referrals whose clocks strike as both instances start, and how often that is tried.
const DUE: usize = 10;
const STARTS: usize = 2;

pub async fn run(trial: &Trial) -> Result<Outcome> {
    let Place::Postgres(url) = &trial.place else { anyhow::bail!("an embedded database has one instance") };
    let name = url.rsplit('/').next().and_then(|name| name.split('?').next()).unwrap_or_default();
    let keys = format!("{name}_keys");
    let keys_url = create_database(url, &keys).await?;
    let (open, password) = without_password(&keys_url)?;
    let folder = tempfile::tempdir()?;
    let password_file = folder.path().join("password");
    write_secret(&password_file, &password)?;
    let settings = [
        ("keys.level", "postgres".to_owned()),
        ("keys.url", open),
        ("keys.password_file", password_file.display().to_string()),
    ];
    let mut ground = Ground::lay(trial, 1, &settings).await?;
    races(&mut ground, trial).await?;
    for _ in 0..STARTS {
        clocks(&mut ground).await?;
    }
    ground.drain().await?;
    let outcome = ground.told(trial.times);
    drop_database(url, &keys).await?;
    Ok(outcome)
}

fn write_secret(path: &std::path::Path, secret: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, secret)?;
    Ok(std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?)
}

async fn races(ground: &mut Ground, trial: &Trial) -> Result<()> {
    let (first, second) =
        (Server::start(&ground.installation).await?, Server::start(&ground.installation).await?);
    let chance = Chance::new(trial.seed);
    for number in 0..trial.times {
        let twins = number % 4 == 3;
        if let Err(end) = race(ground, (&first, &second), &chance, twins).await {
            ground.note_ends(vec![end]);
        }
    }
    first.stop()?;
    second.stop()?;
    ground.check().await?;
    ground.verify()
}

/// A referral is sent through one instance or the other, then both are asked at once.
async fn race(
    ground: &mut Ground,
    (first, second): (&Server, &Server),
    chance: &Chance,
    twins: bool,
) -> Result<(), End> {
    let Some(client) = ground.crowd.clients.first_mut() else { return Ok(()) };
    let mut plan = stories::sent();
    let act = if chance.below(3) == 0 { Move::Reject } else { Move::Accept };
    plan.push(act);
    client.begin(plan);
    for _ in 0..stories::sent().len() {
        let site = if chance.below(2) == 0 { first.site } else { second.site };
        client.step(site).await?;
    }
    let [one, other] = client.rivals(first.site, act, twins).await?;
    let answers = tokio::join!(ask(first.site, &one), ask(second.site, &other));
    let (Ok(one), Ok(other)) = answers else { return Err(End::Unheard) };
    let done: Vec<&Answer> = [&one, &other].into_iter().filter(|answer| answer.is_success()).collect();
    let replayed = |answer: &&&Answer| answer.header("idempotency-replayed") == Some("true");
    let acted = done.len() - done.iter().filter(replayed).count();
    if let Some(answer) = done.iter().find(|answer| answer.version().is_some()) {
        client.note(act, answer)?;
    }
    let clear = |answer: &Answer| answer.is_success() || matches!(answer.status, 409 | 422);
    if acted != 1 || done.len() > 1 && !twins || !clear(&one) || !clear(&other) {
        let both = (one.status, other.status);
        return Err(End::Wrong(format!("{act:?} asked of two instances at once was answered {both:?}")));
    }
    Ok(())
}

/// Some referrals come due; both instances start at that moment.
async fn clocks(ground: &mut Ground) -> Result<()> {
    let server = Server::start(&ground.installation).await?;
    for _ in 0..DUE {
        let Some(client) = ground.crowd.clients.first_mut() else { return Ok(()) };
        client.begin(stories::sent());
        for _ in 0..stories::sent().len() {
            if let Err(end) = client.step(server.site).await {
                ground.note_ends(vec![end]);
                return Ok(());
            }
        }
    }
    server.stop()?;
    ground.check().await?;
    let database = ground.database().await?;
    let come_due = "UPDATE referral SET first_reminder_due = sent_at, second_reminder_due = sent_at,
         third_reminder_due = sent_at, escalation_due = sent_at, next_clock_at = sent_at
         WHERE state = 'requested' AND struck = ''";
    database.execute(come_due, []).await?;
    database.close().await?;
    ground.let_claims_lapse().await?;
    let started = tokio::join!(Server::start(&ground.installation), Server::start(&ground.installation));
    let (first, second) = (started.0?, started.1?);
    ground.settles(std::time::Duration::from_secs(12)).await?;
    first.stop()?;
    second.stop()?;
    let database = ground.database().await?;
    let rows = database.read().await?;
    database.close().await?;
    ground.wrong(check_struck(&rows));
    // The clock moved the referral on, not the agent: from here its version is another.
    for client in &mut ground.crowd.clients {
        client.follow(&rows);
    }
    ground.verify()
}

/// Each clock struck once, and each organisation was told once.
fn check_struck(rows: &Rows) -> Vec<String> {
    let mut wrong = Vec::new();
    for id in rows.referrals.iter().filter(|(_, row)| row.state == "requested").map(|(id, _)| id) {
        let struck = rows.events.iter().filter(|event| event.referral == *id && event.kind == "clock_struck");
        let told =
            rows.messages.values().filter(|message| message.object == *id && message.kind == "escalated");
        let (struck, told) = (struck.count(), told.count());
        if (struck, told) != (1, 2) {
            wrong.push(format!("the clock of {id} struck {struck} times and told {told} organisations"));
        }
    }
    wrong
}
