//! One migrated database a test.

use std::path::PathBuf;

use relais_store::connect::{self, Pools};
use sea_orm::DatabaseConnection;

use crate::{announce::announce, postgres, sqlite};

/// The engine a run of the tests asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file, embedded.
    Sqlite,
    /// A server.
    Postgres,
}

impl Backend {
    /// What `RELAIS_TEST_DB` says; a value nobody knows must not quietly test the default.
    #[must_use]
    pub fn asked() -> Self {
        match std::env::var_os("RELAIS_TEST_DB") {
            None => Self::Sqlite,
            Some(value) if value == "sqlite" => Self::Sqlite,
            Some(value) if value == "postgres" => Self::Postgres,
            Some(other) => panic!("RELAIS_TEST_DB is sqlite or postgres, not {}", other.display()),
        }
    }

    /// The name in logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// What goes away with the database.
#[derive(Debug)]
enum Remains {
    Folder(tempfile::TempDir),
    Database(postgres::Name),
}

/// A database as it stood, for copies.
#[derive(Debug)]
pub(crate) enum Image {
    File(Vec<u8>),
    Database(String),
}

/// A migrated database of the test's own. Dropping it removes it.
#[derive(Debug)]
pub struct TestDb {
    connection: DatabaseConnection,
    // Boxed: every test would hold the room for them.
    pools: Box<Pools>,
    url: String,
    remains: Remains,
}

/// Connections of a store: a few racing writers, a few readers.
const CONNECTIONS: u32 = 8;
/// Connections of the test itself, which looks at rows while a store holds its own.
const BESIDE: u32 = 2;

impl TestDb {
    /// A copy of the migrated template, opened by the product's own door.
    pub async fn open() -> Self {
        let backend = Backend::asked();
        let (url, remains) = match backend {
            Backend::Sqlite => {
                let (folder, url) = sqlite::copy().await;
                (url, Remains::Folder(folder))
            }
            Backend::Postgres => {
                let (name, url) = postgres::copy().await;
                (url, Remains::Database(name))
            }
        };
        Self::connected(backend, url, remains).await
    }

    /// A database without a single table, for the tests of the migrations themselves.
    pub async fn unmigrated() -> Self {
        let backend = Backend::asked();
        let (url, remains) = match backend {
            Backend::Sqlite => {
                let (folder, url) = sqlite::empty();
                (url, Remains::Folder(folder))
            }
            Backend::Postgres => {
                let (name, url) = postgres::empty().await;
                (url, Remains::Database(name))
            }
        };
        Self::connected(backend, url, remains).await
    }

    /// A copy of a database as it stood.
    pub(crate) async fn copy_of(image: &Image) -> Self {
        let (url, remains) = match image {
            Image::File(bytes) => {
                let (folder, url) = sqlite::written(bytes);
                (url, Remains::Folder(folder))
            }
            Image::Database(template) => {
                let (name, url) = postgres::copy_of(template).await;
                (url, Remains::Database(name))
            }
        };
        Self::connected(Backend::asked(), url, remains).await
    }

    /// Closes the pool and keeps what the database holds, for copies.
    pub(crate) async fn into_image(self) -> Image {
        self.connection.close_by_ref().await.expect("the pool closes");
        self.pools.close().await.expect("the pools close");
        match self.remains {
            Remains::Folder(folder) => Image::File(sqlite::read(&folder)),
            Remains::Database(name) => Image::Database(name.keep()),
        }
    }

    async fn connected(backend: Backend, url: String, remains: Remains) -> Self {
        let connection = connect::connect(&url, BESIDE).await.expect("the test database opens");
        announce(&connection, backend).await;
        let pools = Box::new(Pools::open(&url, CONNECTIONS).await.expect("the pools open"));
        Self { connection, pools, url, remains }
    }

    /// The pools, as the product holds them.
    #[must_use]
    pub fn pools(&self) -> &Pools {
        &self.pools
    }

    /// A connection beside them, for what a test looks at and does by itself.
    #[must_use]
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// The address, for a second pool or a child process. On PostgreSQL it holds a password: never print it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder of an embedded database with all its files.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.remains {
            Remains::Folder(folder) => Some(folder.path().to_owned()),
            Remains::Database(_) => None,
        }
    }
}
