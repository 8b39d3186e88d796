//! A gateway for text messages in the shape of a French supplier's: JSON in, who is valid and who is not out. It fails as
//! the number's end tells it:
//!
//! | the number ends in | what happens |
//! |---|---|
//! | `0400` | 200, and the number among those it does not serve |
//! | `0429` | 429 with `Retry-After: 90`, once a number; then taken |
//! | `0500` | 500, once a number; then taken |
//! | `0503` | 503, once a number; then taken |
//! | `0200` | 200 with a page of somebody else's |
//! | `0900` | taken, and no answer |

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse as _, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::json;
use tokio::{net::TcpListener, task::JoinHandle};

/// A message the gateway took.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TakenText {
    /// The number.
    pub to: String,
    /// The text.
    pub text: String,
    /// From whom.
    pub from: String,
    /// Whose message it is.
    pub reference: String,
}

/// The gateway; dropped, it is gone.
pub struct TextGateway {
    address: SocketAddr,
    shared: Arc<Mutex<Memory>>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Memory {
    taken: Vec<TakenText>,
    asked: usize,
    seen: BTreeSet<String>,
}

impl TextGateway {
    /// Listens on a free port of this machine; the key is `key`.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Mutex::new(Memory::default()));
        let router = Router::new().route("/messages", post(take)).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, shared, serving })
    }

    /// Where messages are given to it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/messages", self.address)
    }

    /// What it took, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<TakenText> {
        lock(&self.shared).taken.clone()
    }

    /// How often it was asked.
    #[must_use]
    pub fn asked(&self) -> usize {
        lock(&self.shared).asked
    }
}

impl Drop for TextGateway {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock(shared: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn take(
    State(shared): State<Arc<Mutex<Memory>>>,
    headers: HeaderMap,
    Json(message): Json<TakenText>,
) -> Response {
    let first = {
        let mut memory = lock(&shared);
        memory.asked += 1;
        memory.seen.insert(message.to.clone())
    };
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some("Bearer key") {
        return (StatusCode::FORBIDDEN, Json(json!({ "message": "who are you" }))).into_response();
    }
    let ends = |end: &str| message.to.ends_with(end);
    if ends("0429") && first {
        return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "90")], "{}").into_response();
    }
    if ends("0500") && first {
        return (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "message": "internal" }))).into_response();
    }
    if ends("0503") && first {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if ends("0200") {
        return "<html>Bienvenue sur le réseau de l’hôtel</html>".into_response();
    }
    if ends("0400") {
        return Json(json!({ "validReceivers": [], "invalidReceivers": [message.to] })).into_response();
    }
    let mute = ends("0900");
    let to = message.to.clone();
    lock(&shared).taken.push(message);
    if mute {
        std::future::pending::<()>().await;
    }
    Json(json!({ "validReceivers": [to], "invalidReceivers": [], "ids": [7] })).into_response()
}
