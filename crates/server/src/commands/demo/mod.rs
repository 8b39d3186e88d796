//! `relais demo`: everything on one address, ready to click through.

mod folder;

use std::{
    io::{self, Write as _, stdout},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context as _;
use axum::Router;
use chrono::DateTime;
use relais_app::{App, auth::move_provider};
use relais_crypto::keystore::Opening;
use relais_demo::{
    SEED,
    clock::StoryClock,
    network::DemoNetwork,
    persons::Seeded,
    provider::{Client, Configuration, Provider},
    seed::sow,
    story::Story,
};
use relais_domain::{
    clock::{Clock, Timestamp},
    random::Random,
};
use tokio::net::TcpListener;

use self::folder::{Folder, issuer};
use super::serve;
use crate::{
    adapters::{OsRandom, StartedClock, SystemClock},
    compose::{self, Served},
    config::{CALLBACK_PATH, Config, SIGNED_OUT_PATH},
    storage::{self, StorageError},
    telemetry,
};

/// The port taken unless another is asked for.
const PORT: u16 = 8080;

/// Start the demonstration: its database, its network of invented people, its own identity provider
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// Port to listen on; 0 takes any free one
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Folder of the demonstration's data, kept between runs
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    data: PathBuf,
    /// Begin again: what the folder holds of an earlier demonstration is removed
    #[arg(long)]
    fresh: bool,
    /// Start at this instant instead of now, e.g. 2026-11-23T09:00:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    clock: Option<Timestamp>,
}

fn origin_at(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn instant(text: &str) -> Result<Timestamp, chrono::ParseError> {
    DateTime::parse_from_rfc3339(text).map(|instant| instant.to_utc())
}

/// What the demonstration runs on.
struct Machine {
    clock: StoryClock,
    random: Arc<dyn Random>,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let folder = Folder::take(&self.data)?;
        let kept = if self.fresh { None } else { folder.kept_port() };
        let listener = self.listen(kept).await?;
        // Last: what is refused above leaves the folder as it was.
        folder.begin(self.fresh)?;
        let port = listener.local_addr()?.port();
        let origin = origin_at(port);
        let machine = self.machine();
        let config = folder.configuration(&origin, machine.random.as_ref())?;
        telemetry::start(&config.log)?;
        let network = DemoNetwork::load().context("read the demonstration network")?;
        let app = open(&config, &machine).await?;
        match folder.kept_port() {
            None => {
                prepare(&app, &config, &machine, &network).await?;
                folder.mark_sown(port)?;
            }
            Some(before) if before != port => {
                let moved = (issuer(&origin_at(before)), issuer(&origin));
                move_provider(&app, &moved.0, &moved.1).await.context("take the accounts along")?;
                folder.mark_sown(port)?;
            }
            Some(_) => {}
        }
        let provider = provider(&network, &config, &folder, &machine)?;
        let ways = compose::ways_out(&config)?;
        let served = Served {
            app,
            provider: config.oidc.provider(&config.server.public_url)?,
            extra: Router::new().nest("/idp", provider.router()),
            demonstration: true,
        };
        let messages = folder.messages();
        serve::run((served, ways), &config, listener, || tell(&origin, &network, &messages)).await
    }

    fn machine(&self) -> Machine {
        let running: Arc<dyn Clock> = match self.clock {
            Some(start) => Arc::new(StartedClock::at(start)),
            None => Arc::new(SystemClock),
        };
        Machine { clock: StoryClock::over(running), random: Arc::new(OsRandom) }
    }

    /// Listens where it was asked, else where this folder's demonstration was, so that its addresses still lead there;
    /// where that is taken and any port will do, on another.
    async fn listen(&self, kept: Option<u16>) -> anyhow::Result<TcpListener> {
        let asked = self.port.filter(|port| *port != 0);
        let any = self.port == Some(0);
        let port = asked.or(kept).unwrap_or(if any { 0 } else { PORT });
        let bind = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let bound = match bind(port).await {
            Err(error) if any && error.kind() == io::ErrorKind::AddrInUse => bind(0).await,
            bound => bound,
        };
        bound.with_context(|| format!("listen on port {port} (choose another with --port)"))
    }
}

async fn open(config: &Config, machine: &Machine) -> anyhow::Result<App> {
    storage::migrate(config).await?;
    let clock: Arc<dyn Clock> = Arc::new(machine.clock.clone());
    let opened = compose::open(config, Opening::ExistingOrNew, clock, Arc::clone(&machine.random)).await;
    opened.map_err(|error| match error {
        error @ StorageError::ClockBehind { .. } => anyhow::anyhow!(
            "the demonstration kept in this folder is newer: {error}. Start it at that time or later (--clock), or \
             begin again with --fresh"
        ),
        other => other.into(),
    })
}

/// Founds the network and lives its story, by the product's own use cases.
async fn prepare(app: &App, config: &Config, machine: &Machine, network: &DemoNetwork) -> anyhow::Result<()> {
    let story = Story::tell(network, app.clock.now(), config.network.time_zone, &Seeded::new(SEED));
    let story = story.context("plan the story")?;
    let issuer = config.oidc.issuer.as_deref().unwrap_or_default();
    sow(app, &machine.clock, (network, &story), issuer).await.map(drop).context("prepare the demonstration")
}

fn provider(
    network: &DemoNetwork,
    config: &Config,
    folder: &Folder,
    machine: &Machine,
) -> anyhow::Result<Provider> {
    let at = |path: &str| {
        let mut url = config.server.public_url.clone();
        url.set_path(path);
        url.to_string()
    };
    let client = |id: &str| Client {
        id: id.to_owned(),
        secret: Folder::client_secret().to_owned(),
        redirect_uris: vec![at(CALLBACK_PATH)],
        post_logout_redirect_uris: vec![at(SIGNED_OUT_PATH)],
    };
    let configuration = Configuration {
        issuer: config.oidc.issuer.clone().unwrap_or_default(),
        api_audience: config.oidc.audience(&config.server.public_url),
        api_scope: config.oidc.api_scope.clone(),
        clients: vec![client("relais"), client("script")],
        accounts: network.accounts(),
    };
    let key = folder.provider_key(machine.random.as_ref())?;
    let clock: Arc<dyn Clock> = Arc::new(machine.clock.clone());
    Provider::new(configuration, key, clock, Arc::clone(&machine.random)).context("start the provider")
}

/// Prints the accounts, where messages are written and, last, the line scripts wait for.
fn tell(origin: &str, network: &DemoNetwork, [mails, texts]: &[PathBuf; 2]) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "Accounts (one click each; scripts open {origin}/login?login_hint=ACCOUNT):")?;
    for account in network.accounts() {
        writeln!(out, "  {:<28} {}, {}", account.username, account.role, account.organisation)?;
    }
    writeln!(out, "Mails are written to {}, text messages to {}", mails.display(), texts.display())?;
    writeln!(out, "Relais is ready at {origin}")?;
    Ok(out.flush()?)
}
