//! `relais serve`

use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::Router;
use relais_app::App;
use relais_crypto::keystore::Opening;
use relais_http::oidc::config::ProviderConfig;
use relais_notices::WaysOut;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Settings;
use crate::{
    adapters::{OsRandom, SystemClock},
    compose::{self, Served},
    config::Config,
    doctor, graceful, open_files, telemetry,
};

/// Run an installation
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    settings: Settings,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.settings.load()?;
        telemetry::start(&config.log)?;
        open_files::allow_all();
        look_over(&config).await?;
        let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
        // A first installation makes its keys here; beside a database that has some, none are made.
        let app = compose::open(&config, Opening::ExistingOrNew, clock, random).await?;
        let ways = compose::ways_out(&config)?;
        let provider: ProviderConfig = config.oidc.provider(&config.server.public_url)?;
        let listener = TcpListener::bind(config.server.listen).await.context("listen (server.listen)")?;
        let served = Served { app, provider, extra: Router::new(), demonstration: false };
        run((served, ways), &config, listener, || Ok(())).await
    }
}

/// Refuses to start on anything the doctor would call a failure: half a start leaves users with errors nobody
/// explains. What somebody should only look at is told to the log.
async fn look_over(config: &Config) -> anyhow::Result<()> {
    let checks = doctor::examine(config, &SystemClock).await;
    let (faults, others): (Vec<_>, Vec<_>) = checks.iter().partition(|check| check.stops());
    for doubt in others.into_iter().filter(|check| !check.is_good()) {
        tracing::warn!(%doubt, "not as it should be");
    }
    let faults: Vec<_> = faults.into_iter().map(ToString::to_string).collect();
    anyhow::ensure!(faults.is_empty(), "Relais cannot start:\n{}", faults.join("\n"));
    Ok(())
}

/// Shows the figures of this process to the collector, beside everything else, until told to stop.
async fn show_figures(app: &App, address: SocketAddr, stop: CancellationToken) -> anyhow::Result<()> {
    let collector = TcpListener::bind(address).await.context("listen (metrics.listen)")?;
    tracing::info!(address = %collector.local_addr()?, "metrics");
    let router = compose::Metrics::start()?.router(app.clone());
    tokio::spawn(graceful::serve(collector, router, stop, Duration::from_secs(1)));
    Ok(())
}

/// Serves until told to stop, jobs beside it; then drains and closes the key store. `ready` is told when a request
/// is answered and a stop signal heard.
pub(super) async fn run(
    (served, ways): (Served, WaysOut),
    config: &Config,
    listener: TcpListener,
    ready: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<ExitCode> {
    let app = served.app.clone();
    let router = compose::router(served, config)?;
    let stop = graceful::on_signals().context("listen to signals")?;
    if let Some(address) = config.metrics.listen {
        show_figures(&app, address, stop.clone()).await?;
    }
    let jobs = tokio::spawn(compose::run_jobs(app.clone(), ways, stop.clone()));
    tokio::spawn(compose::follow_changes(app.clone(), stop.clone()));
    tracing::info!(address = %listener.local_addr()?, "listening");
    ready()?;
    let drain = Duration::from_secs(config.server.drain_seconds);
    graceful::serve(listener, router, stop, drain).await.context("serve")?;
    jobs.await.context("finish the jobs")?;
    // What is stopped on purpose leaves nothing unsealed.
    relais_app::journal::finish_journal(&app).await.context("seal the journal")?;
    relais_app::jobs::write_last_seen(&app).await.context("write the last use of sessions")?;
    app.store.keys().close().await.context("close the key store")?;
    Ok(ExitCode::SUCCESS)
}
