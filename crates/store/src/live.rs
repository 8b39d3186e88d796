//! Open pages are told by commits. SQLite has one process, whose hub is told at once. On PostgreSQL each commit notifies
//! every instance (`NOTIFY`), the one that commits included, and each listens (`LISTEN`).

use std::time::Duration;

use sea_orm::{
    DatabaseTransaction,
    sqlx::{self, postgres::PgListener},
};
use tokio::time::{MissedTickBehavior, interval};

pub use relais_live::{Change, Crowded, Follower, Hub, News, Topic};

use crate::{Store, StoreError, connect::Engine, sql::Sql};

/// The channel; its name is part of what instances of neighbouring releases say to one another.
const CHANNEL: &str = "relais_changed";
/// How long after a lost connection the next one is tried.
const AGAIN: Duration = Duration::from_secs(2);

/// Says it to every instance when the transaction commits, and to none if it does not.
pub(crate) async fn notify(transaction: &DatabaseTransaction, change: Change) -> Result<(), StoreError> {
    let sql = Sql::new("SELECT pg_notify($1, $2)").value(CHANNEL.to_owned()).value(change.to_string());
    sql.run(transaction).await?;
    Ok(())
}

impl Store {
    /// Hears what any instance changes and tells it on, until dropped; returns at once where there is one process only.
    /// While the connection is lost nothing is heard: whoever follows is told to look when it is back.
    pub async fn hear_changes(&self) {
        if self.engine() == Engine::Sqlite {
            return;
        }
        let mut tries = interval(AGAIN);
        tries.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tries.tick().await;
            match hear(self).await {
                Ok(()) => tracing::warn!("the connection that hears other instances was lost"),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "other instances are not heard");
                }
            }
        }
    }
}

/// Listens until the connection is lost.
async fn hear(store: &Store) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(store.pools().writing.get_postgres_connection_pool()).await?;
    listener.listen(CHANNEL).await?;
    store.live().lost();
    while let Some(said) = listener.try_recv().await? {
        tell(store.live(), said.payload());
    }
    Ok(())
}

fn tell(hub: &Hub, said: &str) {
    match said.parse() {
        Ok(change) => hub.tell(change),
        // Another release: what it changed is not known, so that everybody looks.
        Err(_) => hub.lost(),
    }
}
