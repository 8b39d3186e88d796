//! An installation in a folder: its settings, keys and database, as an operator would lay them out.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// The provider the agents are accounts of. Nobody signs in there: sessions are opened by the use case that its answer
/// would have reached.
pub const ISSUER: &str = "https://fournisseur.example.org";

/// Names the database in PostgreSQL, where there is one.
const POSTGRES: &str = "postgres";

/// The address people would type; on it depends the journal's name, so it is the same wherever the server listens.
pub const PUBLIC_URL: &str = "http://127.0.0.1:8080";

/// A folder with everything one installation needs.
#[derive(Clone, Debug)]
pub struct Installation {
    folder: PathBuf,
}

impl Installation {
    /// The installation of a folder, which is made when missing. Its rows lie in the folder too, unless
    /// [`Self::on_postgres`] said otherwise.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        let made = Self { folder: folder.to_owned() };
        fs::create_dir_all(folder.join("keys")).with_context(|| format!("make {}", folder.display()))?;
        fs::set_permissions(folder.join("keys"), fs::Permissions::from_mode(0o700))?;
        made.secret("root.key", &[7; 32])?;
        made.secret("client", b"not-a-real-secret\n")?;
        Ok(made)
    }

    /// From now on its rows are in a PostgreSQL database; `url` holds no password.
    pub fn on_postgres(&self, url: &str, password: &str) -> Result<()> {
        for name in [POSTGRES, "password"] {
            drop(fs::remove_file(self.folder.join(name)));
        }
        self.secret(POSTGRES, url.as_bytes())?;
        self.secret("password", password.as_bytes())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of the embedded database.
    pub fn database(&self) -> PathBuf {
        self.folder.join("relais.db")
    }

    /// Its settings, as `--set` takes them.
    pub fn flags(&self) -> Vec<(String, String)> {
        let at = |name: &str| self.folder.join(name).display().to_string();
        let postgres = fs::read_to_string(self.folder.join(POSTGRES)).ok();
        let database = match postgres {
            None => vec![("database.url", format!("sqlite:{}", at("relais.db")))],
            Some(url) => vec![("database.url", url), ("database.password_file", at("password"))],
        };
        let rest = [
            ("keys.path", at("keys")),
            ("keys.root_key_file", at("root.key")),
            ("oidc.issuer", ISSUER.to_owned()),
            ("oidc.client_id", "relais".to_owned()),
            ("oidc.client_secret_file", at("client")),
        ];
        database.into_iter().chain(rest).map(|(key, value)| (key.to_owned(), value)).collect()
    }

    fn secret(&self, name: &str, content: &[u8]) -> Result<()> {
        let file = self.folder.join(name);
        if !file.exists() {
            fs::write(&file, content).with_context(|| format!("write {}", file.display()))?;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o400))?;
        }
        Ok(())
    }
}
