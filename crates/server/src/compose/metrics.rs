//! `/metrics` for Prometheus, on an address of its own: the collector's, never the public one. Figures and routes
//! only; no label names a person, an agent or an organisation.

use anyhow::Context as _;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
    routing::get,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use relais_app::App;
use relais_http::edge::metrics as names;

/// Upper bounds in seconds: a page of this product takes milliseconds, a slow one a second.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Messages that wait for their delivery.
const OUTBOX_WAITING: &str = "relais_outbox_waiting";
/// Messages given up; anything above zero is for the operator to look at.
const OUTBOX_DEAD: &str = "relais_outbox_dead";
/// Mails and text messages that wait to leave.
const DELIVERIES_WAITING: &str = "relais_deliveries_waiting";
/// Mails and text messages that were cut off while they were handed over: nobody knows whether they arrived.
const DELIVERIES_DOUBTFUL: &str = "relais_deliveries_doubtful";
/// Mails and text messages refused or given up.
const DELIVERIES_DEAD: &str = "relais_deliveries_dead";
/// Journal entries not yet under a signed checkpoint.
const UNSEALED: &str = "relais_journal_unsealed_entries";
/// Open pages that wait to be told of a change.
const LIVE_PAGES: &str = "relais_live_pages";
/// Always 1; its label is the version that runs.
const BUILD: &str = "relais_build_info";

/// The figures of this process.
#[derive(Clone, Debug)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts counting, once a process.
    pub fn start() -> anyhow::Result<Self> {
        let builder = PrometheusBuilder::new();
        let builder = builder.set_buckets_for_metric(Matcher::Full(names::DURATION.to_owned()), &BUCKETS);
        let handle = builder.context("read the buckets")?.install_recorder().context("count requests")?;
        describe();
        Ok(Self(handle))
    }

    /// The one page the collector reads.
    pub fn router(self, app: App) -> Router {
        Router::new().route("/metrics", get(show)).with_state((self, app))
    }
}

fn describe() {
    metrics::describe_counter!(names::REQUESTS, "Requests, by method, route and status");
    metrics::describe_histogram!(names::DURATION, metrics::Unit::Seconds, "Time a request took");
    metrics::describe_counter!(names::STATEMENTS, "Statements sent to the database, by method and route");
    metrics::describe_gauge!(OUTBOX_WAITING, "Messages that wait for their delivery");
    metrics::describe_gauge!(OUTBOX_DEAD, "Messages given up after the last try");
    metrics::describe_gauge!(DELIVERIES_WAITING, "Mails and text messages that wait to leave");
    metrics::describe_gauge!(DELIVERIES_DOUBTFUL, "Mails and text messages that may or may not have arrived");
    metrics::describe_gauge!(DELIVERIES_DEAD, "Mails and text messages refused or given up");
    metrics::describe_gauge!(UNSEALED, "Journal entries not yet under a signed checkpoint");
    metrics::describe_gauge!(LIVE_PAGES, "Open pages that wait to be told of a change");
    metrics::describe_gauge!(BUILD, "The version that runs");
    metrics::gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1);
}

/// A database that does not answer takes its own figures away, not the others.
async fn show(State((Metrics(handle), app)): State<(Metrics, App)>) -> Response {
    metrics::gauge!(LIVE_PAGES).set(count(i64::try_from(app.store.live().followers()).unwrap_or(i64::MAX)));
    match app.vitals().await {
        Ok(vitals) => {
            metrics::gauge!(OUTBOX_WAITING).set(count(vitals.outbox.waiting));
            metrics::gauge!(OUTBOX_DEAD).set(count(vitals.outbox.dead));
            metrics::gauge!(DELIVERIES_WAITING).set(count(vitals.deliveries.waiting));
            metrics::gauge!(DELIVERIES_DOUBTFUL).set(count(vitals.deliveries.doubtful));
            metrics::gauge!(DELIVERIES_DEAD).set(count(vitals.deliveries.dead));
            metrics::gauge!(UNSEALED).set(count(i64::try_from(vitals.unsealed).unwrap_or(i64::MAX)));
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the figures of the database are old");
        }
    }
    handle.run_upkeep();
    let text = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (StatusCode::OK, text, handle.render()).into_response()
}

/// Prometheus knows one kind of number; a backlog of 2^32 and more is told as that.
fn count(rows: i64) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX))
}
