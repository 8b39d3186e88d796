//! The folder of a demonstration: database, keys, the provider's key, and a note of what was prepared.
//!
//! Its files bear the names of a real installation's: nothing is removed but under this folder's own mark.

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use relais_crypto::keystore::{FileMedium, FilePaths};
use relais_demo::provider::jose::SigningKey;
use relais_domain::random::{Random, fill_array};

use crate::config::{Config, Sources};

/// Made with the folder, before anything else: what lies beside it is a demonstration's. Held as long as the
/// demonstration runs.
const MARK: &str = "demonstration";
/// What is told to who opens the mark.
const MARKED: &[u8] = b"This folder is a demonstration's: `relais demo --fresh` removes what it holds.\n";
/// Written last: a folder without it was never finished, and is begun again.
const SOWN: &str = "prepared";
/// The same while it is being written.
const SOWN_DRAFT: &str = "prepared.new";
/// The settings of the demonstration, for the other commands: `relais journal verify --config FILE`.
const SETTINGS: &str = "relais.toml";
/// What the demonstration would have sent by mail.
const MAILS: &str = "mails";
/// What it would have sent by text message.
const TEXT_MESSAGES: &str = "text-messages";
/// What an earlier run may have left; nothing else in the folder is touched.
const OURS: &[&str] = &[
    SOWN,
    SOWN_DRAFT,
    "relais.db",
    "relais.db-wal",
    "relais.db-shm",
    "keys",
    "root.key",
    "provider.key",
    "client.secret",
    SETTINGS,
    MAILS,
    TEXT_MESSAGES,
];
/// The secret between the demonstration and its own provider: both are this process.
const CLIENT_SECRET: &str = "a-secret-between-two-parts-of-one-demonstration";

/// The address of the demonstration's own provider.
pub(super) fn issuer(origin: &str) -> String {
    format!("{origin}/idp")
}

/// The folder, held against any other demonstration.
pub(super) struct Folder {
    path: PathBuf,
    _held: fs::File,
}

impl Folder {
    /// Makes the folder, or takes the one of an earlier demonstration. Refuses a folder that holds anything else, and
    /// one whose demonstration is running. Removes nothing.
    pub(super) fn take(path: &Path) -> anyhow::Result<Self> {
        let path = std::path::absolute(path).context("find the folder (--data)")?;
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&path)
            .context("make the folder (--data)")?;
        let shown = path.display();
        let mark = path.join(MARK);
        let mut held = fs::read_dir(&path).context("look into the folder (--data)")?;
        anyhow::ensure!(
            mark.exists() || held.next().is_none(),
            "{shown} holds files that are not a demonstration's (it has no file `{MARK}`); nothing was removed. Give \
             --data a folder that is empty or does not exist yet, or empty this one yourself if you are sure"
        );
        let mut options = fs::OpenOptions::new();
        let held = options.create(true).write(true).truncate(false).mode(0o600).open(mark);
        let mut held = held.context("mark the folder (--data)")?;
        held.try_lock().with_context(|| {
            format!("another demonstration runs on {shown}: stop it, or give this one another --data")
        })?;
        held.write_all(MARKED).and_then(|()| held.sync_all()).context("mark the folder (--data)")?;
        Ok(Self { path, _held: held })
    }

    /// Removes the demonstration that was never finished, or, `fresh`, any; a whole one is kept. Refused while a
    /// process has its keys open.
    pub(super) fn begin(&self, fresh: bool) -> anyhow::Result<()> {
        if !fresh && self.kept_port().is_some() {
            return Ok(());
        }
        let keys = self.file("keys");
        // Held over the removal: a command may be at work on this folder by its settings file.
        let paths = FilePaths { store: keys.join("store"), anchor: keys.join("anchor") };
        let unused = keys.exists().then(|| FileMedium::open(paths)).transpose();
        let unused = unused.context("nothing was removed: stop what uses this folder (--data) first")?;
        self.clear()?;
        drop(unused);
        Ok(())
    }

    /// The port of the demonstration kept here: its accounts belong to the provider at that address.
    pub(super) fn kept_port(&self) -> Option<u16> {
        fs::read_to_string(self.file(SOWN)).ok()?.trim().parse().ok()
    }

    /// Notes that the demonstration is whole.
    pub(super) fn mark_sown(&self, port: u16) -> anyhow::Result<()> {
        self.write(SOWN_DRAFT, port.to_string().as_bytes(), 0o600)?;
        // By rename: a note that is there is whole.
        let renamed = fs::rename(self.file(SOWN_DRAFT), self.file(SOWN));
        renamed.and_then(|()| fs::File::open(&self.path)?.sync_all()).with_context(|| format!("write {SOWN}"))
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
            ("oidc.issuer", issuer(origin)),
            ("oidc.client_id", "relais".to_owned()),
            ("oidc.client_secret_file", path("client.secret")),
            ("mail.transport", "file".to_owned()),
            ("mail.from", "relais@demonstration.example".to_owned()),
            ("mail.folder", path(MAILS)),
            ("text_messages.transport", "file".to_owned()),
            ("text_messages.folder", path(TEXT_MESSAGES)),
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

    /// Where its mails and its text messages are written.
    pub(super) fn messages(&self) -> [PathBuf; 2] {
        [MAILS, TEXT_MESSAGES].map(|name| self.file(name))
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
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
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
        self.path.join(name)
    }
}
