//! An installation as an operator lays it out: a folder with settings, keys and, embedded, the database.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::{Context as _, Result, ensure};
use relais_app::{
    App,
    auth::AgentClaims,
    organisations::{
        FoundMember, FoundNetwork, FoundOrganisation, FoundService, OrganisationUpsert, found_network,
        found_organisation,
    },
};
use relais_crypto::keystore::Opening;
use relais_domain::actor::Role;
use relais_server::{
    adapters::{OsRandom, SystemClock},
    compose,
    config::{Config, Sources},
};

use crate::{outside::Outside, server::said};

/// The audience that the kit's provider writes into access tokens.
use relais_testkit::provider::API_AUDIENCE;

/// Where rows lie.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a file of this folder.
    Sqlite(PathBuf),
    /// In an empty database of a server; the address holds its password.
    Postgres(String),
}

impl Place {
    /// The engine's name in the table.
    #[must_use]
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// The organisations of the network. Each has two agents, who send and answer.
pub const HOUSES: [&str; 2] = ["ccas", "mission"];

/// A founded installation.
#[derive(Debug)]
pub struct Installation {
    binary: PathBuf,
    folder: PathBuf,
    settings: Vec<(String, String)>,
    place: Place,
    logs: AtomicUsize,
    /// Log files outlive a full disk.
    scratch: tempfile::TempDir,
}

impl Installation {
    /// Lays it out, migrates, founds the network.
    pub async fn found(
        (binary, place): (&Path, &Place),
        outside: &Outside,
        extra: &[(&str, String)],
    ) -> Result<Self> {
        let scratch = tempfile::tempdir()?;
        let folder = match place {
            Place::Sqlite(folder) => folder.clone(),
            Place::Postgres(_) => scratch.path().join("installation"),
        };
        fs::create_dir_all(folder.join("keys")).context("make the folder of the keys")?;
        fs::set_permissions(folder.join("keys"), fs::Permissions::from_mode(0o700))?;
        let mut made = Self {
            binary: binary.to_owned(),
            folder,
            settings: Vec::new(),
            place: place.clone(),
            logs: AtomicUsize::new(0),
            scratch,
        };
        made.settings = made.settings(outside)?;
        made.settings.extend(extra.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        let migrated = made.run(&["migrate"])?;
        ensure!(migrated.status.success(), "{}", said(&migrated));
        made.found_network(outside.issuer()).await?;
        Ok(made)
    }

    /// The address of the database, password included.
    pub fn url(&self) -> String {
        match &self.place {
            Place::Sqlite(folder) => relais_store::connect::sqlite_url(&folder.join("relais.db")),
            Place::Postgres(url) => url.clone(),
        }
    }

    /// A file for the next log.
    pub fn next_log(&self) -> PathBuf {
        self.scratch.path().join(format!("log-{}", self.logs.fetch_add(1, Ordering::Relaxed)))
    }

    /// A command on this installation, with nothing of this process's environment.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).env_clear().current_dir(self.scratch.path());
        for (key, value) in &self.settings {
            command.arg("--set").arg(format!("{key}={value}"));
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Result<Output> {
        self.command(words).output().context("run the binary")
    }

    fn settings(&self, outside: &Outside) -> Result<Vec<(String, String)>> {
        let mut settings = vec![
            ("server.listen", "127.0.0.1:0".to_owned()),
            ("log.format", "json".to_owned()),
            ("limits.requests_per_minute", "1000000".to_owned()),
            ("keys.path", self.folder.join("keys").display().to_string()),
            ("keys.root_key_file", self.secret("root.key", &[7; 32])?),
            ("oidc.issuer", outside.issuer().to_owned()),
            ("oidc.client_id", "relais".to_owned()),
            ("oidc.client_secret_file", self.secret("client", b"not-a-real-secret\n")?),
            ("oidc.api_audience", API_AUDIENCE.to_owned()),
            ("mail.transport", "smtp".to_owned()),
            ("mail.from", "relais@example.org".to_owned()),
            ("mail.host", "localhost".to_owned()),
            ("mail.port", outside.mail_port.to_string()),
            ("mail.security", "none".to_owned()),
            ("mail.timeout_seconds", "5".to_owned()),
        ];
        match &self.place {
            Place::Sqlite(folder) => {
                settings.push(("database.url", format!("sqlite:{}", folder.join("relais.db").display())));
            }
            Place::Postgres(url) => {
                let (open, password) = without_password(url)?;
                settings.push(("database.url", open));
                settings.push(("database.password_file", self.secret("password", password.as_bytes())?));
            }
        }
        Ok(settings.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// A file only this account reads; where it is. Never on a disk that will be full.
    pub fn secret(&self, name: &str, bytes: &[u8]) -> Result<String> {
        let path = self.scratch.path().join(name);
        fs::write(&path, bytes)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Ok(path.display().to_string())
    }

    async fn found_network(&self, issuer: &str) -> Result<()> {
        let config = Config::load(&Sources { flags: self.settings.clone(), ..Sources::default() })?;
        let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
        let app = compose::open(&config, Opening::New, clock, random).await?;
        let network = FoundNetwork {
            slug: "brest".to_owned(),
            name: "Brest métropole".to_owned(),
            time_zone: "Europe/Paris".to_owned(),
            phone: None,
            fictitious: true,
        };
        let network = found_network(&app, network).await?;
        for house in HOUSES {
            found_organisation(&app, network, organisation(house, issuer)).await?;
        }
        close(app).await
    }
}

async fn close(app: App) -> Result<()> {
    relais_app::journal::finish_journal(&app).await?;
    app.store.keys().close().await?;
    app.store.pools().close().await?;
    Ok(())
}

fn organisation(slug: &str, issuer: &str) -> FoundOrganisation {
    let service = FoundService {
        place: None,
        name: format!("Accueil {slug}"),
        description: "Accueil et accompagnement.".to_owned(),
        audience: None,
        address: None,
        commune: Some("Brest".to_owned()),
        insee: None,
        position: None,
        capacity: "open".to_owned(),
        answer_days: None,
        accepts_referrals: true,
        themes: vec!["logement".to_owned()],
    };
    let member = |number: usize| FoundMember {
        claims: AgentClaims {
            issuer: issuer.to_owned(),
            subject: agent(slug, number),
            given_name: "Camille".to_owned(),
            usual_name: format!("{slug} {number}"),
            email: Some(format!("{}@example.org", agent(slug, number))),
            siret: None,
            provider_id: None,
            acr: None,
        },
        role: Role::SocialWorker,
    };
    FoundOrganisation {
        facts: OrganisationUpsert::member("faults", slug, slug, "association"),
        known_as: Vec::new(),
        services: vec![service],
        members: (0..2).map(member).collect(),
    }
}

/// The provider's name of an agent.
pub fn agent(house: &str, number: usize) -> String {
    format!("{house}-{number}")
}

/// The address without its password, and the password.
pub fn without_password(url: &str) -> Result<(String, String)> {
    let (scheme, rest) = url.split_once("://").context("an address")?;
    let (account, place) = rest.split_once('@').context("an account")?;
    let (name, password) = account.split_once(':').context("a password")?;
    Ok((format!("{scheme}://{name}@{place}"), password.to_owned()))
}
