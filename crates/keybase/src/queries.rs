//! Reading and writing the key database. Every write first moves the one row of `key_head` from where it was
//! believed to be: no row moved, nothing written. That row is also the lock that puts writers in one order.

use relais_crypto::keystore::{Head, Snapshot, Stored, Written};
use relais_store::{StoreError, connect};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, ExprTrait,
    QueryFilter, QueryOrder, Schema, Set, Statement,
    sea_query::{Expr, OnConflict},
};

use crate::entity::{head, record, shard};

/// The one row of `key_head`.
const HEAD: i32 = 1;
/// Shards written with one statement: 64 KiB each.
const SHARDS_A_STATEMENT: usize = 16;
/// Readings begun again because the store was replaced meanwhile.
const READINGS: usize = 8;

/// Makes the tables where they are missing; several instances may start at once.
pub(super) async fn make_tables(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let lock = connect::migration_lock(connection).await?;
    let schema = Schema::new(connection.get_database_backend());
    for mut table in [
        schema.create_table_from_entity(head::Entity),
        schema.create_table_from_entity(shard::Entity),
        schema.create_table_from_entity(record::Entity),
    ] {
        connection.execute(table.if_not_exists()).await?;
    }
    if let Some(lock) = lock {
        lock.commit().await?;
    }
    Ok(())
}

pub(super) async fn read_head(connection: &DatabaseConnection) -> Result<Option<Head>, StoreError> {
    let row = find_head(connection).await?;
    Ok(row.map(|row| Head { generation: unsigned(row.generation), sequence: unsigned(row.sequence) }))
}

/// Whether there is a head, in a database that may not have the tables.
pub(super) async fn holds_store(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM information_schema.tables
               WHERE table_schema = current_schema() AND table_name = 'key_head'";
    let table = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql));
    Ok(table.await?.is_some() && find_head(connection).await?.is_some())
}

async fn find_head(connection: &DatabaseConnection) -> Result<Option<head::Model>, StoreError> {
    Ok(head::Entity::find_by_id(HEAD).one(connection).await?)
}

/// Reads everything of one generation, again when that generation ended meanwhile.
pub(super) async fn load(connection: &DatabaseConnection) -> Result<Option<Stored>, StoreError> {
    for _ in 0..READINGS {
        let Some(before) = find_head(connection).await? else {
            return Ok(None);
        };
        let shards = shard::Entity::find()
            .filter(shard::Column::Generation.eq(before.generation))
            .order_by_asc(shard::Column::Place)
            .all(connection)
            .await?;
        let log = records_after(connection, before.generation, 0).await?;
        // A generation's shards never change and its records are only added to: still there, it was read whole.
        let after = find_head(connection).await?;
        if after.is_some_and(|after| after.generation == before.generation) {
            let shards = shards.into_iter().map(|row| row.bytes).collect();
            let (generation, anchor) = (unsigned(before.generation), before.anchor);
            return Ok(Some(Stored { snapshot: Snapshot { generation, anchor, shards }, log }));
        }
    }
    Err(StoreError::Conflict)
}

/// The records after `known`, or nothing when its generation has ended.
pub(super) async fn log_after(
    connection: &DatabaseConnection,
    known: Head,
) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
    let generation = signed(known.generation);
    let log = records_after(connection, generation, signed(known.sequence)).await?;
    let head = find_head(connection).await?;
    Ok(head.filter(|head| head.generation == generation).map(|_| log))
}

async fn records_after(
    connection: &DatabaseConnection,
    generation: i64,
    place: i64,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let rows = record::Entity::find()
        .filter(record::Column::Generation.eq(generation))
        .filter(record::Column::Place.gt(place))
        .order_by_asc(record::Column::Place)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| row.bytes).collect())
}

pub(super) async fn append(
    connection: &DatabaseConnection,
    base: Head,
    bytes: Vec<u8>,
) -> Result<Written, StoreError> {
    let transaction = connect::begin_write(connection).await?;
    let (generation, place) = (signed(base.generation), signed(base.sequence) + 1);
    let moved = head::Entity::update_many()
        .col_expr(head::Column::Sequence, Expr::value(place))
        .filter(is_at(base))
        .exec(&transaction)
        .await?;
    if moved.rows_affected == 0 {
        return Ok(Written::Conflict);
    }
    let row = record::ActiveModel { generation: Set(generation), place: Set(place), bytes: Set(bytes) };
    record::Entity::insert(row).exec_without_returning(&transaction).await?;
    transaction.commit().await?;
    Ok(Written::Done)
}

pub(super) async fn replace(
    connection: &DatabaseConnection,
    base: Option<Head>,
    next: Snapshot,
) -> Result<Written, StoreError> {
    let transaction = connect::begin_write(connection).await?;
    let Snapshot { generation, anchor, shards } = next;
    let generation = signed(generation);
    let moved = match base {
        Some(base) => move_head(&transaction, base, generation, anchor).await?,
        None => make_head(&transaction, generation, anchor).await?,
    };
    if !moved {
        return Ok(Written::Conflict);
    }
    shard::Entity::delete_many().exec(&transaction).await?;
    record::Entity::delete_many().exec(&transaction).await?;
    let mut rows = shards.into_iter().zip(0_i64..).map(|(bytes, place)| shard::ActiveModel {
        generation: Set(generation),
        place: Set(place),
        bytes: Set(bytes),
    });
    loop {
        let some: Vec<_> = rows.by_ref().take(SHARDS_A_STATEMENT).collect();
        if some.is_empty() {
            break;
        }
        shard::Entity::insert_many(some).exec_without_returning(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(Written::Done)
}

async fn move_head(
    transaction: &DatabaseTransaction,
    base: Head,
    generation: i64,
    anchor: Vec<u8>,
) -> Result<bool, StoreError> {
    let moved = head::Entity::update_many()
        .col_expr(head::Column::Generation, Expr::value(generation))
        .col_expr(head::Column::Sequence, Expr::value(0_i64))
        .col_expr(head::Column::Anchor, Expr::value(anchor))
        .filter(is_at(base))
        .exec(transaction)
        .await?;
    Ok(moved.rows_affected == 1)
}

async fn make_head(
    transaction: &DatabaseTransaction,
    generation: i64,
    anchor: Vec<u8>,
) -> Result<bool, StoreError> {
    let row = head::ActiveModel {
        id: Set(HEAD),
        generation: Set(generation),
        sequence: Set(0),
        anchor: Set(anchor),
    };
    let made = head::Entity::insert(row)
        .on_conflict(OnConflict::column(head::Column::Id).do_nothing().to_owned())
        .exec_without_returning(transaction)
        .await?;
    Ok(made == 1)
}

fn is_at(base: Head) -> Expr {
    let generation = head::Column::Generation.eq(signed(base.generation));
    head::Column::Id.eq(HEAD).and(generation).and(head::Column::Sequence.eq(signed(base.sequence)))
}

/// Counters far below 2^63 either way.
fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
