//! Level P of the key store: a PostgreSQL database of its own, shared by several instances.
//!
//! Another address, another role and another backup policy than the application's: a backup of the rows must never
//! hold the keys that open them. What the database holds is ciphertext under the store key, and that key wrapped by
//! the root key, which each instance reads from a file. A copy of this database together with the root key opens what
//! was alive when it was made: keep its backups no longer than the retention of keys.

mod entity;
mod queries;

use std::{error::Error, future::Future, iter::successors};

use relais_crypto::keystore::{Head, Level, Medium, MediumError, MediumReply, Snapshot, Stored, Written};
use sea_orm::DatabaseConnection;
use tokio::runtime::Handle;

use relais_store::{
    StoreError,
    connect::{self, Engine},
};

/// Connections of one instance: one that writes, one that reads beside it.
const CONNECTIONS: u32 = 2;

/// One consistent reading of the store at `url`, `None` when there is none. Takes no part in it and makes no table.
pub async fn look(url: &str) -> Result<Option<Stored>, MediumError> {
    let action = "look into the key database";
    let connection = reach(url, 1, action).await?;
    let found = async {
        if queries::holds_store(&connection).await? { queries::load(&connection).await } else { Ok(None) }
    };
    found.await.map_err(|error| failed(action, &error))
}

/// A key store in a database. The keeper's thread has no runtime: the work runs on the one this was opened in.
#[derive(Clone, Debug)]
pub struct DatabaseMedium {
    connection: DatabaseConnection,
    runtime: Handle,
}

impl DatabaseMedium {
    /// Connects to the key database and makes its tables where they are missing. An embedded database is refused:
    /// on one machine, level F keeps the anchor apart from the rest, a single file would not.
    pub async fn connect(url: &str) -> Result<Self, MediumError> {
        Self::on(reach(url, CONNECTIONS, "connect to the key database").await?).await
    }

    /// Uses an open connection, of any engine.
    pub async fn on(connection: DatabaseConnection) -> Result<Self, MediumError> {
        queries::make_tables(&connection).await.map_err(|error| failed("make the key tables", &error))?;
        Ok(Self { connection, runtime: Handle::current() })
    }

    fn run<T, F, W>(&self, action: &'static str, work: W) -> MediumReply<'_, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
        W: FnOnce(DatabaseConnection) -> F,
    {
        let running = self.runtime.spawn(work(self.connection.clone()));
        Box::pin(async move {
            let done = running.await.map_err(|stopped| MediumError::new(action, &stopped))?;
            done.map_err(|error| failed(action, &error))
        })
    }
}

async fn reach(url: &str, connections: u32, action: &'static str) -> Result<DatabaseConnection, MediumError> {
    let connection = connect::connect(url, connections).await.map_err(|error| failed(action, &error))?;
    if connect::engine(&connection) != Engine::Postgres {
        return Err(MediumError::refused(action, "level P is for PostgreSQL; on one machine use files"));
    }
    Ok(connection)
}

/// Keeps the words of the whole chain: the last of them are the driver's.
fn failed(action: &'static str, error: &StoreError) -> MediumError {
    let chain = successors(Some(error as &dyn Error), |&error| error.source());
    let words: Vec<_> = chain.map(ToString::to_string).collect();
    MediumError::refused(action, &words.join(": "))
}

impl Medium for DatabaseMedium {
    fn level(&self) -> Level {
        Level::Postgres
    }

    fn head(&mut self) -> MediumReply<'_, Option<Head>> {
        self.run("read the head of the key database", |database| async move {
            queries::read_head(&database).await
        })
    }

    fn load(&mut self) -> MediumReply<'_, Option<Stored>> {
        self.run("read the key database", |database| async move { queries::load(&database).await })
    }

    fn log_after(&mut self, known: Head) -> MediumReply<'_, Option<Vec<Vec<u8>>>> {
        self.run("read on in the key database", move |database| async move {
            queries::log_after(&database, known).await
        })
    }

    fn append<'a>(&'a mut self, base: Head, record: &'a [u8]) -> MediumReply<'a, Written> {
        let record = record.to_vec();
        self.run("append to the key database", move |database| async move {
            queries::append(&database, base, record).await
        })
    }

    fn replace<'a>(&'a mut self, base: Option<Head>, next: &'a Snapshot) -> MediumReply<'a, Written> {
        let next = next.clone();
        self.run("replace the keys of the database", move |database| async move {
            queries::replace(&database, base, next).await
        })
    }
}
