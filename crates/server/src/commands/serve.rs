//! `relais serve`

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::Router;
use relais_crypto::keystore::Opening;
use relais_http::oidc::config::ProviderConfig;
use tokio::net::TcpListener;

use super::Settings;
use crate::{
    adapters::{OsRandom, SystemClock},
    compose::{self, Served},
    config::Config,
    graceful, telemetry,
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
        let problems = config.problems();
        if let Some(first) = problems.first() {
            anyhow::bail!(
                "{}: {} (`relais doctor` explains everything that is wrong)",
                first.key,
                first.reason
            );
        }
        let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
        let app = compose::open(&config, Opening::ExistingOrNew, clock, random).await?;
        let provider: ProviderConfig = config.oidc.provider(&config.server.public_url)?;
        let listener = TcpListener::bind(config.server.listen).await.context("listen (server.listen)")?;
        tracing::info!(address = %listener.local_addr()?, "listening");
        let served = Served { app, provider, extra: Router::new(), demonstration: false };
        run(served, &config, listener).await
    }
}

/// Serves until told to stop, jobs beside it; then drains and closes the key store.
pub(super) async fn run(served: Served, config: &Config, listener: TcpListener) -> anyhow::Result<ExitCode> {
    let app = served.app.clone();
    let router = compose::router(served, config)?;
    let stop = graceful::on_signals().context("listen to signals")?;
    let jobs = tokio::spawn(compose::run_jobs(app.clone(), stop.clone()));
    let drain = Duration::from_secs(config.server.drain_seconds);
    graceful::serve(listener, router, stop, drain).await.context("serve")?;
    jobs.await.context("finish the jobs")?;
    relais_app::jobs::write_last_seen(&app).await.context("write the last use of sessions")?;
    app.store.keys().close().await.context("close the key store")?;
    Ok(ExitCode::SUCCESS)
}
