//! What the database holds, read at once as a superuser would.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use anyhow::{Context as _, Result};
use relais_store::connect::{self, Connection};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, IsolationLevel, QueryResult, Statement, TransactionTrait as _,
    TryGetable, Value, prelude::Uuid,
};

/// A referral.
#[derive(Clone, Debug)]
pub struct ReferralRow {
    pub version: i32,
    pub state: String,
    pub held_from: Option<String>,
    pub sender: Uuid,
    pub recipient: Option<Uuid>,
}

/// A line of its history.
#[derive(Clone, Debug)]
pub struct EventRow {
    pub referral: Uuid,
    pub version: i32,
    pub kind: String,
    pub to: String,
    pub entry: Uuid,
    pub organisation: Option<Uuid>,
}

/// A message of the outbox.
#[derive(Clone, Debug)]
pub struct MessageRow {
    pub kind: String,
    pub object: Uuid,
    pub done: bool,
    pub dead: bool,
}

/// A mail on its way.
#[derive(Clone, Debug)]
pub struct DeliveryRow {
    pub key: String,
    pub state: String,
}

/// One consistent picture.
#[derive(Debug, Default)]
pub struct Rows {
    pub referrals: HashMap<Uuid, ReferralRow>,
    pub events: Vec<EventRow>,
    /// Ids of all entries.
    pub entries: HashSet<Uuid>,
    /// How many entries of an action a referral has.
    pub acts: HashMap<(Uuid, String), usize>,
    pub messages: HashMap<String, MessageRow>,
    pub notices: HashSet<String>,
    pub deliveries: HashMap<Uuid, DeliveryRow>,
    /// Living copies a recipient has by a referral.
    pub copies: HashMap<Uuid, usize>,
    /// Persons known by an organisation's own reception.
    pub persons: usize,
    /// Referrals whose agreement permits, by how many.
    pub permitting: HashMap<Uuid, usize>,
}

/// A connection of ours beside the server's.
#[derive(Debug)]
pub struct Database(Connection);

/// How often, and how many times, it is looked whether what a dead server began has ended: ten seconds.
const LOOK: Duration = Duration::from_millis(10);
const LOOKS: usize = 1000;
/// Connections to this database, beside this one, that are in the middle of something.
const OTHERS: &str = "SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND state <> 'idle'";

impl Database {
    pub async fn open(url: &str) -> Result<Self> {
        Ok(Self(connect::connect(url, 2).await.context("open the database beside the server")?))
    }

    pub async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }

    /// Runs a statement; how many rows it changed.
    pub async fn execute(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64> {
        let statement = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
        Ok(self.0.execute_raw(statement).await?.rows_affected())
    }

    /// The first column of every row.
    pub async fn column<T: TryGetable>(&self, sql: &str) -> Result<Vec<T>> {
        let rows = self.0.query_all_raw(Statement::from_string(self.0.get_database_backend(), sql)).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// The first column of the one row.
    pub async fn number(&self, sql: &str) -> Result<i64> {
        self.column(sql).await?.into_iter().next().context("one row")
    }

    /// Waits until nobody else is at work. A killed server's last word may still be on its way through PostgreSQL, whose
    /// process for it commits, or not, after the kill: what was not heard is known only then. Whoever holds an idle
    /// connection beside the server disturbs nothing. An embedded database dies with its server.
    pub async fn quiet(&self) -> Result<()> {
        if connect::engine(&self.0) == connect::Engine::Sqlite {
            return Ok(());
        }
        let mut looks = tokio::time::interval(LOOK);
        for _ in 0..LOOKS {
            looks.tick().await;
            if self.number(OTHERS).await? == 0 {
                return Ok(());
            }
        }
        anyhow::bail!("what the killed server began does not end")
    }

    /// Everything that is checked, as it stands at one moment.
    pub async fn read(&self) -> Result<Rows> {
        let isolation = match connect::engine(&self.0) {
            connect::Engine::Sqlite => None,
            connect::Engine::Postgres => Some(IsolationLevel::RepeatableRead),
        };
        let at = self.0.begin_with_config(isolation, None).await?;
        let mut rows = Rows::default();
        for row in all(&at, "SELECT id, version, state, held_from, sender_organisation_id, recipient_organisation_id FROM referral").await? {
            let read = ReferralRow {
                version: row.try_get_by_index(1)?,
                state: row.try_get_by_index(2)?,
                held_from: row.try_get_by_index(3)?,
                sender: row.try_get_by_index(4)?,
                recipient: row.try_get_by_index(5)?,
            };
            rows.referrals.insert(row.try_get_by_index(0)?, read);
        }
        history(&at, &mut rows).await?;
        messages(&at, &mut rows).await?;
        rows.copies = counted(&at, "SELECT ground_referral_id FROM relation WHERE ground_referral_id IS NOT NULL AND ended_at IS NULL AND payload IS NOT NULL").await?;
        rows.permitting = counted(&at, "SELECT referral_id FROM agreement WHERE referral_id IS NOT NULL AND state IN ('given', 'renewed') AND replaced_by IS NULL").await?;
        rows.persons = all(&at, "SELECT id FROM relation WHERE ground_referral_id IS NULL").await?.len();
        at.commit().await?;
        Ok(rows)
    }
}

async fn history(at: &DatabaseTransaction, rows: &mut Rows) -> Result<()> {
    let sql = "SELECT referral_id, version, event, to_state, entry_id, organisation_id FROM referral_event
               ORDER BY referral_id, version";
    for row in all(at, sql).await? {
        rows.events.push(EventRow {
            referral: row.try_get_by_index(0)?,
            version: row.try_get_by_index(1)?,
            kind: row.try_get_by_index(2)?,
            to: row.try_get_by_index(3)?,
            entry: row.try_get_by_index(4)?,
            organisation: row.try_get_by_index(5)?,
        });
    }
    for row in all(at, "SELECT id, object_id, action FROM journal_entry").await? {
        rows.entries.insert(row.try_get_by_index(0)?);
        if let Some(object) = row.try_get_by_index::<Option<Uuid>>(1)? {
            *rows.acts.entry((object, row.try_get_by_index(2)?)).or_default() += 1;
        }
    }
    Ok(())
}

async fn messages(at: &DatabaseTransaction, rows: &mut Rows) -> Result<()> {
    let sql =
        "SELECT event_key, kind, object_id, CAST(CASE WHEN done_at IS NULL THEN 0 ELSE 1 END AS INTEGER),
                      CAST(CASE WHEN dead_at IS NULL THEN 0 ELSE 1 END AS INTEGER) FROM outbox";
    for row in all(at, sql).await? {
        let read = MessageRow {
            kind: row.try_get_by_index(1)?,
            object: row.try_get_by_index(2)?,
            done: row.try_get_by_index::<i32>(3)? == 1,
            dead: row.try_get_by_index::<i32>(4)? == 1,
        };
        rows.messages.insert(row.try_get_by_index(0)?, read);
    }
    for row in all(at, "SELECT event_key FROM notice").await? {
        rows.notices.insert(row.try_get_by_index(0)?);
    }
    for row in all(at, "SELECT id, event_key, state FROM delivery WHERE channel = 'mail'").await? {
        let read = DeliveryRow { key: row.try_get_by_index(1)?, state: row.try_get_by_index(2)? };
        rows.deliveries.insert(row.try_get_by_index(0)?, read);
    }
    Ok(())
}

async fn all(at: &DatabaseTransaction, sql: &str) -> Result<Vec<QueryResult>> {
    Ok(at.query_all_raw(Statement::from_string(at.get_database_backend(), sql)).await?)
}

/// How often each id stands in the one column.
async fn counted(at: &DatabaseTransaction, sql: &str) -> Result<HashMap<Uuid, usize>> {
    let mut counts: HashMap<Uuid, usize> = HashMap::new();
    for row in all(at, sql).await? {
        *counts.entry(row.try_get_by_index(0)?).or_default() += 1;
    }
    Ok(counts)
}

/// Makes an empty database of this name on a server, in the place of one that is there; its address.
pub async fn create_database(server: &str, name: &str) -> Result<String> {
    let database = Database::open(server).await?;
    database.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), []).await?;
    database.execute(&format!("CREATE DATABASE {name}"), []).await?;
    database.close().await?;
    other_database(server, name)
}

/// The address of another database of the same server.
pub fn other_database(server: &str, name: &str) -> Result<String> {
    let (head, options) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = head.rsplit_once('/').context("an address with a database")?;
    let options = if options.is_empty() { String::new() } else { format!("?{options}") };
    Ok(format!("{host}/{name}{options}"))
}

/// Removes a database of this name.
pub async fn drop_database(server: &str, name: &str) -> Result<()> {
    let database = Database::open(server).await?;
    database.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), []).await?;
    database.close().await
}
