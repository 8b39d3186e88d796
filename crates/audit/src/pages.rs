//! The log page by page: entries, nodes and checkpoints, as they are stored.

use relais_journal::verify::{Finding, Page, PageRange, StoredCheckpoint, StoredNode};
use relais_rows::{
    RawEntry, Rows, checkpoint,
    journal::{journal_checkpoint, journal_entry, journal_node},
    rows_of, signed, unsigned,
};
use relais_store::{StoreError, auditing::Reading};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect,
};

use crate::payloads::PayloadKeys;

/// How many entries have their place.
pub async fn count_placed(reading: &Reading<'_>) -> Result<u64, StoreError> {
    let placed = journal_entry::Entity::find().filter(journal_entry::Column::Idx.is_not_null());
    Ok(placed.count(reading.transaction()).await?)
}

/// The checkpoint sealed last; a row that does not read is told in its page.
pub async fn newest_checkpoint(reading: &Reading<'_>) -> Result<Option<StoredCheckpoint>, StoreError> {
    let newest = journal_checkpoint::Entity::find().order_by_desc(journal_checkpoint::Column::Size);
    let rows = rows_of(newest.limit(1), reading.transaction()).await?;
    Ok(rows.map(checkpoint).read.pop())
}

/// Entries without a place, the oldest first.
pub async fn waiting_entries(reading: &Reading<'_>, limit: u64) -> Result<Rows<RawEntry>, StoreError> {
    let waiting = journal_entry::Entity::find().filter(journal_entry::Column::Idx.is_null());
    let oldest = waiting.order_by_asc(journal_entry::Column::Id).limit(limit);
    Ok(rows_of(oldest, reading.transaction()).await?.map(RawEntry::from))
}

/// What is stored of a range of the log.
pub async fn read(
    reading: &Reading<'_>,
    range: PageRange,
    keys: &PayloadKeys,
    findings: &mut Vec<Finding>,
) -> Result<Page, StoreError> {
    let end = (!range.last).then_some(range.end);
    let mut nodes = Vec::new();
    for (level, span) in range.nodes() {
        let upto = end.map(|_| span.end);
        nodes.extend(node_range(reading, level, span.start, upto).await?.noting(findings));
    }
    if range.last {
        let listed = range.nodes().len();
        for level in u8::try_from(listed).unwrap_or(63)..63 {
            nodes.extend(node_range(reading, level, range.node_start(level), None).await?.noting(findings));
        }
    }
    let upto = if range.last { u64::MAX } else { range.end };
    Ok(Page {
        entries: placed_entries(reading, range.start, end)
            .await?
            .map(|entry| keys.examined(entry))
            .noting(findings),
        nodes,
        checkpoints: checkpoints(reading, range.start, upto, range.start == 0).await?.noting(findings),
    })
}

/// Checkpoints with `after < size <= upto`; with `first`, one of size 0 too.
async fn checkpoints(
    reading: &Reading<'_>,
    after: u64,
    upto: u64,
    first: bool,
) -> Result<Rows<StoredCheckpoint>, StoreError> {
    let size = journal_checkpoint::Column::Size;
    let from = if first { size.gte(0) } else { size.gt(signed(after)) };
    let rows = journal_checkpoint::Entity::find().filter(from.and(size.lte(signed(upto))));
    Ok(rows_of(rows, reading.transaction()).await?.map(checkpoint))
}

/// Entries with `start <= idx < end`, or from `start` on when there is no end.
async fn placed_entries(
    reading: &Reading<'_>,
    start: u64,
    end: Option<u64>,
) -> Result<Rows<RawEntry>, StoreError> {
    let idx = journal_entry::Column::Idx;
    let mut rows = journal_entry::Entity::find().filter(idx.gte(signed(start)));
    if let Some(end) = end {
        rows = rows.filter(idx.lt(signed(end)));
    }
    Ok(rows_of(rows, reading.transaction()).await?.map(RawEntry::from))
}

/// Nodes of one level with `start <= idx < end`, or from `start` on.
async fn node_range(
    reading: &Reading<'_>,
    level: u8,
    start: u64,
    end: Option<u64>,
) -> Result<Rows<StoredNode>, StoreError> {
    let idx = journal_node::Column::Idx;
    let mut rows = journal_node::Entity::find().filter(journal_node::Column::Level.eq(i16::from(level)));
    rows = rows.filter(idx.gte(signed(start)));
    if let Some(end) = end {
        rows = rows.filter(idx.lt(signed(end)));
    }
    Ok(rows_of(rows, reading.transaction()).await?.map(|row| StoredNode {
        level: u8::try_from(row.level).unwrap_or(u8::MAX),
        index: unsigned(row.idx),
        hash: row.hash,
    }))
}
