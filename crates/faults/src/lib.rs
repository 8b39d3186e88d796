//! What happens to acknowledged work when the machine lets it down: the served binary, killed and starved under load,
//! then held against what it had acknowledged.
//!
//! Outside the product: nothing here can help it along. Every act is an HTTP request to `relais serve` as a child
//! process, every mail arrives at a mail server of this process, every check reads rows as a superuser would.

mod checks;
mod client;
mod ground;
mod http;
mod installation;
mod kills;
mod ledger;
mod outside;
mod rows;
mod server;
mod stories;

mod disk;
mod mail;
mod race;
mod restart;

use std::path::PathBuf;

use anyhow::Result;
pub use installation::Place;
pub use rows::create_database;

/// What one fault is tried on.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The served binary.
    pub binary: PathBuf,
    /// Where rows lie.
    pub place: Place,
    /// How often, where a fault is repeated.
    pub times: usize,
    /// What moments and acts are drawn from.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How often the fault struck.
    pub times: usize,
    /// Acts the server acknowledged.
    pub acknowledged: usize,
    /// Acts it did not, that were done all the same, wholly.
    pub done_unheard: usize,
    /// Mails that arrived.
    pub mails: usize,
    /// Mails of which nobody knows whether they arrived: shown to the operator.
    pub doubtful: usize,
    /// What must not be.
    pub violations: Vec<String>,
    /// What was done to bring it about, where machines differ.
    pub how: String,
}

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server is killed, without a word, while agents act.
    Kill,
    /// The disk of the database is full.
    Disk,
    /// The database stops at once, and comes back.
    Restart,
    /// The mail server is away for a day.
    Mail,
    /// Two instances act on one database.
    Race,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Kill, Self::Restart, Self::Mail, Self::Race, Self::Disk];

    /// Its name in the table and after `--only`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Disk => "disk",
            Self::Restart => "restart",
            Self::Mail => "mail",
            Self::Race => "race",
        }
    }

    /// Whether there is such a fault on this kind of database.
    #[must_use]
    pub const fn strikes(self, place: &Place) -> bool {
        match self {
            Self::Kill | Self::Disk | Self::Mail => true,
            Self::Restart | Self::Race => matches!(place, Place::Postgres(_)),
        }
    }

    /// Brings it about, and tells what came of it.
    pub async fn strike(self, trial: &Trial) -> Result<Outcome> {
        match self {
            Self::Kill => Box::pin(kills::run(trial)).await,
            Self::Disk => Box::pin(disk::run(trial)).await,
            Self::Restart => Box::pin(restart::run(trial)).await,
            Self::Mail => Box::pin(mail::run(trial)).await,
            Self::Race => Box::pin(race::run(trial)).await,
        }
    }
}
