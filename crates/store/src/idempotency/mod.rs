//! Repeated requests: the same key with the same body gets the first answer again, without a second act. Keys and
//! bodies come here as digests (`relais_http::once`).
//!
//! Only status and location are kept, never a body: answers may hold personal data.
//!
//! What is asked of keys at once is done by one transaction (`together.rs`): each act would else commit three times.

use std::sync::Arc;

use relais_domain::{clock::Timestamp, ids::OrganisationId};
use relais_rows::idempotency as entity;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, Set,
    sea_query::{Expr, OnConflict},
};

use crate::{
    Store, StoreError, UnitOfWork,
    idempotency::entity::idempotency,
    observe,
    together::{Line, Waiting, Worker},
};

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// Never seen: this request has reserved it.
    First,
    /// Seen with another body.
    OtherBody,
    /// Seen, and its first request has not finished.
    Running,
    /// Seen: the first answer.
    Answered {
        /// The status of the first answer.
        status: u16,
        /// The address of what it made.
        location: Option<String>,
    },
}

/// What is asked of a key of an organisation.
#[derive(Debug)]
pub(crate) struct Asked {
    organisation: OrganisationId,
    key: String,
    what: What,
}

#[derive(Debug)]
enum What {
    Reserve { request_hash: [u8; 32], abandoned_before: Timestamp },
    Answer { status: u16, location: Option<String> },
    Free,
}

/// Those who ask something of keys. Whoever reserves is told what is known of the key.
pub(crate) type Keys = Arc<Line<Asked, Option<Repeated>>>;

impl Store {
    /// Reserves a key of an organisation for a request, or tells what came of it. A reservation made before
    /// `abandoned_before` and never answered is taken over, by one of those who ask.
    pub async fn reserve_key(
        &self,
        (organisation, key): (OrganisationId, &str),
        request_hash: [u8; 32],
        abandoned_before: Timestamp,
    ) -> Result<Repeated, StoreError> {
        let what = What::Reserve { request_hash, abandoned_before };
        let known = self.ask_key(Asked { organisation, key: key.to_owned(), what }).await?;
        known.ok_or(UNANSWERED)
    }

    /// Keeps the answer of a reserved key.
    pub async fn answer_key(
        &self,
        (organisation, key): (OrganisationId, &str),
        status: u16,
        location: Option<String>,
    ) -> Result<(), StoreError> {
        let what = What::Answer { status, location };
        self.ask_key(Asked { organisation, key: key.to_owned(), what }).await.map(drop)
    }

    /// Frees a reserved key whose request was refused, so that a corrected one may use it.
    pub async fn free_key(&self, (organisation, key): (OrganisationId, &str)) -> Result<(), StoreError> {
        self.ask_key(Asked { organisation, key: key.to_owned(), what: What::Free }).await.map(drop)
    }

    async fn ask_key(&self, asked: Asked) -> Result<Option<Repeated>, StoreError> {
        let (told, worker) = self.repeated().wait(asked);
        if let Some(worker) = worker {
            tokio::spawn(self.clone().serve_keys(worker));
        }
        told.await.map_err(|_| UNANSWERED)
    }

    async fn serve_keys(self, mut worker: Worker<Asked, Option<Repeated>>) {
        while !worker.has_ended() {
            let (batch, statements) = worker.take();
            if let Err(error) = observe::counted_by(statements, self.serve_batch(batch)).await {
                tracing::error!(%error, "what was asked of the names of requests was not done");
            }
        }
    }

    /// One transaction for all of them, in the order of keys: two instances never wait for each other.
    async fn serve_batch(&self, mut batch: Vec<Waiting<Asked, Option<Repeated>>>) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        batch.sort_by(|one, other| one.item.key.cmp(&other.item.key));
        let unit = self.begin_house().await?;
        let mut known = Vec::with_capacity(batch.len());
        for Waiting { item, .. } in &batch {
            let key = (item.organisation, item.key.as_str());
            known.push(match &item.what {
                What::Reserve { request_hash, abandoned_before } => {
                    Some(unit.reserve(key, request_hash, *abandoned_before).await?)
                }
                What::Answer { status, location } => {
                    unit.answer(key, *status, location.clone()).await?;
                    None
                }
                What::Free => {
                    unit.free(key).await?;
                    None
                }
            });
        }
        unit.commit_plain().await?;
        for (asked, known) in batch.into_iter().zip(known) {
            asked.tell(known);
        }
        Ok(())
    }
}

const UNANSWERED: StoreError = StoreError::Together("what was asked of the name of a request");

impl UnitOfWork<'_> {
    async fn reserve(
        &self,
        (organisation, key): (OrganisationId, &str),
        request_hash: &[u8; 32],
        abandoned_before: Timestamp,
    ) -> Result<Repeated, StoreError> {
        let organisation = organisation.uuid();
        let row = idempotency::ActiveModel {
            organisation_id: Set(organisation),
            key: Set(key.to_owned()),
            request_hash: Set(request_hash.to_vec()),
            status: Set(None),
            location: Set(None),
            created_at: Set(self.now()),
        };
        let mut once = OnConflict::columns([idempotency::Column::OrganisationId, idempotency::Column::Key]);
        let inserted = idempotency::Entity::insert(row)
            .on_conflict(once.do_nothing().to_owned())
            .exec_without_returning(self.transaction())
            .await?;
        if inserted == 1 {
            return Ok(Repeated::First);
        }
        let found =
            idempotency::Entity::find_by_id((organisation, key.to_owned())).one(self.transaction()).await?;
        let Some(row) = found else { return Ok(Repeated::Running) };
        if row.request_hash != request_hash {
            return Ok(Repeated::OtherBody);
        }
        if let Some(status) = row.status.and_then(|status| u16::try_from(status).ok()) {
            return Ok(Repeated::Answered { status, location: row.location });
        }
        let taken = row.created_at < abandoned_before && self.take_over(&row).await?;
        Ok(if taken { Repeated::First } else { Repeated::Running })
    }

    /// Dates an abandoned reservation anew, unless somebody else was faster.
    async fn take_over(&self, row: &idempotency::Model) -> Result<bool, StoreError> {
        let taken = idempotency::Entity::update_many()
            .col_expr(idempotency::Column::CreatedAt, Expr::value(self.now()))
            .filter(idempotency::Column::OrganisationId.eq(row.organisation_id))
            .filter(idempotency::Column::Key.eq(row.key.as_str()))
            .filter(idempotency::Column::Status.is_null())
            .filter(idempotency::Column::CreatedAt.eq(row.created_at))
            .exec(self.transaction())
            .await?;
        Ok(taken.rows_affected == 1)
    }

    async fn answer(
        &self,
        (organisation, key): (OrganisationId, &str),
        status: u16,
        location: Option<String>,
    ) -> Result<(), StoreError> {
        idempotency::Entity::update_many()
            .col_expr(idempotency::Column::Status, Expr::value(i32::from(status)))
            .col_expr(idempotency::Column::Location, Expr::value(location))
            .filter(idempotency::Column::OrganisationId.eq(organisation.uuid()))
            .filter(idempotency::Column::Key.eq(key))
            .exec(self.transaction())
            .await?;
        Ok(())
    }

    async fn free(&self, (organisation, key): (OrganisationId, &str)) -> Result<(), StoreError> {
        idempotency::Entity::delete_by_id((organisation.uuid(), key.to_owned()))
            .filter(idempotency::Column::Status.is_null())
            .exec(self.transaction())
            .await?;
        Ok(())
    }

    /// Forgets keys older than `before`.
    pub async fn sweep_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        let filter = idempotency::Column::CreatedAt.lt(before).and(Expr::value(true));
        Ok(idempotency::Entity::delete_many().filter(filter).exec(self.transaction()).await?.rows_affected)
    }
}
