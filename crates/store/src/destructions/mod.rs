//! Keys to destroy: ordered in the transaction that ends their ground, carried out right after it, and carried out
//! again at boot before anything is served, until the key store has acknowledged them.

use relais_crypto::{
    context::{Bucket, Id, SlotAddress, SlotClass},
    keystore::{Destroy, Destruction, PastDestruction, Replay},
};
use relais_domain::ids::TransitionId;
use relais_rows::destructions as entity;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Set, prelude::Uuid, sea_query::Expr,
};

use crate::{
    Store, StoreError, UnitOfWork,
    destructions::entity::key_destruction,
    error::inconsistent,
    journal::{Act, Action},
    sealing::Place,
};

/// The classes of slots, by the codes of their rows.
const CLASSES: [SlotClass; 4] = [SlotClass::Op, SlotClass::Proof, SlotClass::Case, SlotClass::Jrn];

impl UnitOfWork<'_> {
    /// Orders the destruction of the half-keys of rows whose ground ends in this transaction.
    pub(crate) async fn order_destruction(&self, places: &[Place]) -> Result<(), StoreError> {
        self.order_slots(places.iter().map(|place| place.slot())).await
    }

    /// Orders the destruction of half-keys by where they stand.
    pub(crate) async fn order_slots(
        &self,
        slots: impl Iterator<Item = SlotAddress> + Send,
    ) -> Result<(), StoreError> {
        for slot in slots {
            let row = key_destruction::ActiveModel {
                id: Set(TransitionId::ordered(self.now(), self.random()).uuid()),
                class: Set(slot.class.class().code().to_owned()),
                bucket: Set(i64::from(slot.bucket.0)),
                object_id: Set(Uuid::from_bytes(*slot.object.as_bytes())),
                ordered_at: Set(self.now()),
                generation: Set(None),
                done_at: Set(None),
            };
            key_destruction::Entity::insert(row).exec_without_returning(self.transaction()).await?;
            self.mark_destruction_ordered();
        }
        Ok(())
    }

    /// What is pending, and what was done after a generation of the key store, where one is given.
    async fn list_destructions(&self, above: Option<i64>) -> Result<Vec<key_destruction::Model>, StoreError> {
        let done = above.map(|above| key_destruction::Column::Generation.gt(above));
        let wanted = Condition::any().add(key_destruction::Column::DoneAt.is_null()).add_option(done);
        let rows =
            key_destruction::Entity::find().filter(wanted).order_by_asc(key_destruction::Column::OrderedAt);
        Ok(rows.all(self.transaction()).await?)
    }

    /// Notes a destruction; `false` when another instance noted it first.
    async fn finish_destruction(&self, id: Uuid, generation: u64) -> Result<bool, StoreError> {
        let noted = key_destruction::Entity::update_many()
            .col_expr(key_destruction::Column::DoneAt, Expr::value(self.now()))
            .col_expr(
                key_destruction::Column::Generation,
                Expr::value(i64::try_from(generation).unwrap_or(i64::MAX)),
            )
            .filter(key_destruction::Column::Id.eq(id))
            .filter(key_destruction::Column::DoneAt.is_null())
            .exec(self.transaction())
            .await?;
        Ok(noted.rows_affected == 1)
    }
}

impl Store {
    /// Carries out what is ordered and not yet acknowledged; how many keys that was. Safe to repeat.
    pub async fn run_destructions(&self) -> Result<usize, StoreError> {
        let reading = self.read_house().await?;
        let pending = reading.list_destructions(None).await?;
        let now = reading.now();
        reading.commit_plain().await?;
        if pending.is_empty() {
            return Ok(0);
        }
        let what = pending.iter().map(destruction).collect::<Result<Vec<_>, _>>()?;
        let done = self.keys().destroy(Destroy { what, now: now.timestamp(), confirmed: false }).await?;
        self.acknowledge(&pending, done.generation).await?;
        Ok(pending.len())
    }

    /// The first message to a key store after opening: every destruction this copy of it may not know, and every
    /// one still pending. Nothing is served before it succeeds.
    pub async fn replay_destructions(&self) -> Result<usize, StoreError> {
        let own = self.keys().status().await?.generation;
        let reading = self.read_house().await?;
        let rows = reading.list_destructions(Some(i64::try_from(own).unwrap_or(i64::MAX))).await?;
        reading.commit_plain().await?;
        let expected = rows.iter().filter_map(|row| row.generation).max().unwrap_or(0);
        let destructions = rows.iter().map(past).collect::<Result<Vec<_>, _>>()?;
        let replay = Replay { expected_generation: u64::try_from(expected).unwrap_or(0), destructions };
        let done = self.keys().replay(replay).await?;
        let known = rows.len();
        let pending: Vec<_> = rows.into_iter().filter(|row| row.done_at.is_none()).collect();
        self.acknowledge(&pending, done.generation).await?;
        Ok(known)
    }

    /// Notes what the key store has destroyed, with one entry a key: from here nobody can say it still is.
    async fn acknowledge(
        &self,
        destroyed: &[key_destruction::Model],
        generation: u64,
    ) -> Result<(), StoreError> {
        if destroyed.is_empty() {
            return Ok(());
        }
        let unit = self.begin_house().await?;
        for row in destroyed {
            if unit.finish_destruction(row.id, generation).await? {
                let scope = class(row)?.class().code();
                unit.record(Act::new(Action::KeyDestroyed).on(row.object_id).scope(scope)).await?;
            }
        }
        unit.commit_rows().await
    }
}

fn destruction(row: &key_destruction::Model) -> Result<Destruction, StoreError> {
    let class = class(row)?;
    let bucket = u32::try_from(row.bucket).map_err(|_| inconsistent("key_destruction", "bucket", row.id))?;
    let object = Id::from(row.object_id.into_bytes());
    Ok(Destruction::Slot(SlotAddress { class, bucket: Bucket(bucket), object }))
}

fn class(row: &key_destruction::Model) -> Result<SlotClass, StoreError> {
    let known = CLASSES.into_iter().find(|class| class.class().code() == row.class);
    known.ok_or_else(|| inconsistent("key_destruction", "class", row.id))
}

fn past(row: &key_destruction::Model) -> Result<PastDestruction, StoreError> {
    let generation = row.generation.and_then(|generation| u64::try_from(generation).ok());
    Ok(PastDestruction { what: destruction(row)?, generation })
}
