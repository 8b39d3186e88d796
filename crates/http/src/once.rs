//! A request sent twice acts once; what pages and API share of it.
//!
//! Whoever sends names the request: software by its own key, a form by a number drawn with its page. The name is
//! reserved for the organisation, the request acts, and status and `Location` are kept (never a body: it may hold
//! personal data). The same request again gets that answer. A refused request frees its name.
//!
//! At rest neither name nor request stands in clear, and the digest of the request is taken together with the name:
//! who reads the database and cannot guess the name cannot try words against it. A form's number cannot be guessed; a
//! key of software is as good as its maker draws it.
//!
//! Reserving, acting and answering are three transactions. Once reserved, the request runs to its end in a task of
//! its own even if the caller hangs up: the usual reason for a repetition is a lost connection, and the answer must
//! be there for it. Only a machine that stops between act and answer leaves a reservation without one; after
//! [`relais_app::idempotency::ABANDONED_AFTER`] a repetition takes it over. Nothing still runs then: a run is cut,
//! and its transaction rolled back, before. What a repetition can do twice in that gap is bounded by the acts
//! themselves: whatever names a version is refused as stale, a person is found again as a likely duplicate, an
//! invitation replaces the one before; a draft or a contact may be there twice, and nothing of these has left the
//! organisation.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_app::{
    App, AppError,
    idempotency::{Repeated, answer, free, reserve},
    observe,
};
use relais_domain::actor::{Actor, Who};
use sha2::{Digest as _, Sha256};
use tracing::Instrument as _;

/// Longer than the edge lets a caller wait, shorter than a reservation is respected.
const LONGEST_RUN: Duration = Duration::from_secs(45);

/// A request that acts once under its name.
#[derive(Debug)]
pub struct Once {
    app: App,
    actor: Actor,
    name: String,
    request: [u8; 32],
}

impl Once {
    /// A request of an actor under the name its sender gave; `said` is what makes the request the same: its route and
    /// all that was sent. A request of another caller, and of another membership of the same one, is another.
    pub fn new(app: App, actor: Actor, name: &[&[u8]], said: &[&[u8]]) -> Self {
        let caller = match actor.who {
            Who::Agent { membership, .. } => membership.bytes(),
            Who::Key(key) => key.bytes(),
            Who::System => [0; 16],
        };
        let all: Vec<&[u8]> = name.iter().chain(&[&caller[..]]).chain(said).copied().collect();
        let request = digest(b"relais request", &all);
        Self { app, actor, name: URL_SAFE_NO_PAD.encode(digest(b"relais request name", name)), request }
    }

    /// Reserves the name for this request, or tells what came of it.
    ///
    /// Errors: as the database's.
    pub async fn reserve(&self) -> Result<Repeated, AppError> {
        reserve(&self.app, &self.actor, &self.name, self.request).await
    }

    /// Acts, and keeps the answer where `keeps` says that it is one; neither stops when the caller hangs up.
    ///
    /// Errors: an act that panicked, or that did not end in time.
    pub async fn run(
        self,
        request: Request,
        next: Next,
        keeps: fn(&Response) -> bool,
    ) -> Result<Response, AppError> {
        let work = async move {
            let run = tokio::time::timeout(LONGEST_RUN, next.run(request)).await;
            let kept = run.as_ref().ok().filter(|response| keeps(response));
            let kept = kept.map(|response| (response.status(), location(response)));
            if let Err(error) = self.settle(kept).await {
                // The act is done and told; only its repetition will find the name in use for a minute.
                tracing::warn!(%error, "the answer of a request that acts once was not kept");
            }
            run.map_err(AppError::internal)
        };
        tokio::spawn(observe::carried(work.in_current_span())).await.map_err(AppError::internal)?
    }

    async fn settle(&self, kept: Option<(StatusCode, Option<String>)>) -> Result<(), AppError> {
        match kept {
            Some((status, location)) => {
                answer(&self.app, &self.actor, &self.name, status.as_u16(), location).await
            }
            None => free(&self.app, &self.actor, &self.name).await,
        }
    }
}

/// A digest for one purpose; the length before each part tells it from the next.
fn digest(purpose: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new().chain_update(purpose);
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

fn location(response: &Response) -> Option<String> {
    let value = response.headers().get(header::LOCATION)?;
    value.to_str().ok().map(str::to_owned)
}
