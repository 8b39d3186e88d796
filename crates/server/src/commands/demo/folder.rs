//! The folder of a demonstration: database, keys, the provider's key, and a note of what was prepared.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use relais_demo::provider::jose::SigningKey;
use relais_domain::random::{Random, fill_array};

use crate::config::{Config, Sources};

/// Written last: a folder without it was never finished, and is begun again.
const SOWN: &str = "prepared";
/// The settings of the demonstration, for the other commands: `relais journal verify --config FILE`.
const SETTINGS: &str = "relais.toml";
/// What an earlier run may have left; nothing else in the folder is touched.
const OURS: &[&str] = &[
    SOWN,
    "relais.db",
    "relais.db-wal",
    "relais.db-shm",
    "keys",
    "root.key",
    "provider.key",
    "client.secret",
    SETTINGS,
];
/// The secret between the demonstration and its own provider: both are this process.
const CLIENT_SECRET: &str = "a-secret-between-two-parts-of-one-demonstration";

/// The folder.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder ready; what an unfinished or unwanted demonstration left is removed.
    pub(super) fn prepare(path: &Path, fresh: bool) -> anyhow::Result<Self> {
        let folder = Self(std::path::absolute(path).context("find the folder (--data)")?);
        if fresh || !folder.file(SOWN).exists() {
            folder.clear()?;
        }
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path).context("make the folder (--data)")?;
        Ok(folder)
    }

    /// The port of the demonstration kept here: its accounts belong to the provider at that address.
    pub(super) fn kept_port(&self) -> Option<u16> {
        fs::read_to_string(self.file(SOWN)).ok()?.trim().parse().ok()
    }

    /// Notes that the demonstration is whole.
    pub(super) fn mark_sown(&self, port: u16) -> anyhow::Result<()> {
        self.write(SOWN, port.to_string().as_bytes(), 0o600)
    }

    /// The configuration of a demonstration here, at `origin`.
    pub(super) fn configuration(&self, origin: &str, random: &dyn Random) -> anyhow::Result<Config> {
        if !self.file("root.key").exists() {
            self.write("root.key", &fill_array::<32>(random), 0o400)?;
        }
        self.write("client.secret", CLIENT_SECRET.as_bytes(), 0o600)?;
        let path = |name: &str| self.file(name).display().to_string();
        let flags = [
            ("server.public_url", origin.to_owned()),
            ("database.url", format!("sqlite:{}", path("relais.db"))),
            ("keys.path", path("keys")),
            ("keys.root_key_file", path("root.key")),
            ("oidc.issuer", format!("{origin}/idp")),
            ("oidc.client_id", "relais".to_owned()),
            ("oidc.client_secret_file", path("client.secret")),
            ("log.level", "warn".to_owned()),
        ];
        // A JSON string is a TOML string, whatever a path holds.
        let line = |(key, value): (&str, String)| format!("{key} = {}\n", serde_json::Value::from(value));
        let settings: String = flags.into_iter().map(line).collect();
        self.write(SETTINGS, settings.as_bytes(), 0o600)?;
        let file = self.file(SETTINGS);
        Ok(Config::load(&Sources { file: Some(&file), ..Sources::default() })?)
    }

    /// The provider's signing key, kept so that a browser stays signed in over a restart.
    pub(super) fn provider_key(&self, random: &dyn Random) -> anyhow::Result<SigningKey> {
        if let Ok(bytes) = fs::read(self.file("provider.key")) {
            return SigningKey::from_bytes(&bytes)
                .context("read the provider's key; start again with --fresh");
        }
        let key = SigningKey::generate(random);
        self.write("provider.key", &key.to_bytes(), 0o400)?;
        Ok(key)
    }

    /// The secret of the client `relais` at the provider.
    pub(super) const fn client_secret() -> &'static str {
        CLIENT_SECRET
    }

    fn clear(&self) -> anyhow::Result<()> {
        for name in OURS {
            let path = self.file(name);
            let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            match gone {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("remove {}", path.display())),
            }
        }
        Ok(())
    }

    fn write(&self, name: &str, bytes: &[u8], mode: u32) -> anyhow::Result<()> {
        let mut options = fs::OpenOptions::new();
        let file = options.create(true).write(true).truncate(true).mode(mode).open(self.file(name));
        let mut file = file.with_context(|| format!("write {name} in the demonstration's folder"))?;
        file.write_all(bytes).and_then(|()| file.sync_all()).with_context(|| format!("write {name}"))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}
