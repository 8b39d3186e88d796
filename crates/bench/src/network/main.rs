//! `relais-network`: makes the network that is measured, opens sessions in it, copies it to PostgreSQL.

mod copy;
mod found;
mod hour;
mod live;
mod plan;
mod sessions;
mod story;
mod words;

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use relais_bench::Installation;
use relais_migrations::{Migrator, MigratorTrait as _};
use relais_server::config::{Config, Sources};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use sha2::{Digest as _, Sha256};

use crate::story::Scale;

const USAGE: &str = "\
relais-network digest REFERRALS            what network these programs would make, in one word
relais-network generate FOLDER REFERRALS   makes it, on SQLite
relais-network copy FOLDER                 copies the rows of the folder's SQLite database into its PostgreSQL database
relais-network sign-in FOLDER              opens sessions; prints them and what they may ask for, as JSON
relais-network sessions FOLDER             how many sessions there are, and a digest of their rows";

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let ["generate", ..] = words[..] {
        stay_on_one_core()?;
    }
    tokio::runtime::Runtime::new()?.block_on(run(&words))
}

/// An act waits for the thread of its connection a dozen times and does nothing meanwhile. On one core each wait is a
/// switch of threads; on several it is a core that falls asleep and is woken, which takes as long again as the act.
fn stay_on_one_core() -> Result<()> {
    let allowed = sched_getaffinity(None)?;
    let last = (0..CpuSet::MAX_CPU).rev().find(|core| allowed.is_set(*core)).context("a core")?;
    let mut one = CpuSet::new();
    one.set(last);
    Ok(sched_setaffinity(None, &one)?)
}

async fn run(words: &[&str]) -> Result<()> {
    match *words {
        ["digest", referrals] => println!("{}", digest(scale(referrals)?)),
        ["generate", folder, referrals] => {
            story::generate(&Installation::in_folder(Path::new(folder))?, scale(referrals)?).await?;
        }
        ["copy", folder] => copy::to_postgres(&Installation::in_folder(Path::new(folder))?).await?,
        ["sign-in", folder] => {
            println!("{}", sessions::sign_in_all(&Installation::in_folder(Path::new(folder))?).await?);
        }
        ["sessions", folder] => {
            println!("{}", sessions::state(&Installation::in_folder(Path::new(folder))?).await?);
        }
        _ => bail!("{USAGE}"),
    }
    Ok(())
}

fn scale(referrals: &str) -> Result<Scale> {
    Ok(Scale { referrals: referrals.parse().context("a number of referrals")? })
}

/// The settings of an installation, read. One connection: nobody else is here, and a second one reads anew what the first
/// has written.
fn settings(installation: &Installation) -> Result<Config> {
    let mut flags = installation.flags();
    flags.push(("database.pool".to_owned(), "1".to_owned()));
    Config::load(&Sources { flags, ..Sources::default() }).context("read the settings")
}

/// Another word whenever the schema, the story or its size is another.
fn digest(scale: Scale) -> String {
    let mut hash = Sha256::new().chain_update(format!("{} {}", story::VERSION, scale.referrals));
    for step in Migrator::migrations() {
        hash.update(step.name());
    }
    hexadecimal(&hash.finalize()).chars().take(12).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
