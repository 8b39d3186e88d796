//! `/healthz`: the process answers. `/readyz`: it can serve, database and keys included. Neither says why not to a
//! stranger; the log does.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use relais_app::App;

pub(super) fn router(app: App) -> Router {
    Router::new().route("/healthz", get(|| async { "ok" })).route("/readyz", get(ready)).with_state(app)
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.ready().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready")
        }
    }
}
