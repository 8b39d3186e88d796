//! Shared shapes of columns and constraints, so that every table says the same thing the same way.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, binary_null, integer, text, timestamp_with_time_zone, uuid},
};

/// The primary key every row has: 16 bytes chosen by the product, never by the database.
pub fn id() -> ColumnDef {
    uuid("id").primary_key().take()
}

/// An instant in UTC with microseconds.
pub fn instant(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone(name)
}

/// An instant that may be missing.
pub fn instant_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().null().take()
}

/// A short text of a closed list; the database refuses any other code.
pub fn code(name: &'static str, codes: &'static [&'static str]) -> ColumnDef {
    text(name).check(Expr::col(name).is_in(codes.iter().copied())).take()
}

/// A code that may be missing.
pub fn code_null(name: &'static str, codes: &'static [&'static str]) -> ColumnDef {
    ColumnDef::new(name)
        .text()
        .null()
        .check(Expr::col(name).is_null().or(Expr::col(name).is_in(codes.iter().copied())))
        .take()
}

/// The optimistic lock: each save names the version it read.
pub fn version() -> ColumnDef {
    integer("version").default(1).take()
}

/// A reference to a row of another table; nothing is deleted in cascade.
pub fn references(from: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(from).to_tbl(table).to_col("id").to_owned()
}

/// The columns of a sealed payload (`crypto::envelope`); both are null once the row was emptied.
pub fn sealed(table: &mut TableCreateStatement) -> &mut TableCreateStatement {
    table
        .col(binary_null("wrap"))
        .col(binary_null("payload"))
        .col(integer("revision").default(0))
        .col(integer("tenant_version").default(1))
}

/// A 32-byte hash.
pub fn hash(name: &'static str) -> ColumnDef {
    binary(name)
}

/// An index named after its table and columns.
pub async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut statement = Index::create();
    statement
        .name(format!("{}_{}_{}", if unique { "uq" } else { "ix" }, table, columns.join("_")))
        .table(table);
    for column in columns {
        statement.col(*column);
    }
    if unique {
        statement.unique();
    }
    manager.create_index(statement).await
}

/// Drops tables, the last created first.
pub async fn drop_all(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).to_owned()).await?;
    }
    Ok(())
}
