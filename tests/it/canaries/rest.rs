//! Every place where something stays: the log, the database, the key store, what the process holds open, what was
//! written meanwhile among the temporary files, and the database server's own files where this account may read them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use relais_testkit::{TestApp, app::Logs};

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Log,
    Database,
    Keys,
    OpenFile,
    TemporaryFile,
    ServerFile,
}

/// What was there before anything was said.
#[derive(Debug, Default)]
pub(super) struct Before {
    temporary: BTreeSet<PathBuf>,
    server_log: String,
}

impl Before {
    /// Before the application is opened.
    pub(super) fn anything() -> Self {
        Self { temporary: entries(&std::env::temp_dir()).collect(), ..Self::default() }
    }

    /// Before anything is said to it.
    pub(super) async fn anything_is_said(self, app: &TestApp) -> Self {
        if app.world.db().folder().is_some() {
            return self;
        }
        let now = "SELECT pg_walfile_name(pg_current_wal_lsn())::text";
        Self { server_log: app.world.db().texts(now, []).await.remove(0), ..self }
    }
}

/// What is done with the bytes found in a place, under a name there.
pub(super) type Look<'a> = dyn FnMut(Place, &str, &[u8]) + 'a;

/// Shows everything that stays.
pub(super) async fn look(app: &TestApp, everywhere: &Logs, before: &Before, look: &mut Look<'_>) {
    look(Place::Log, "the log", app.logs.text().as_bytes());
    look(Place::Log, "the log of the other threads", everywhere.text().as_bytes());
    let database = app.world.db().folder();
    match &database {
        Some(folder) => {
            let written = files(folder);
            assert!(written.iter().any(|file| file.to_string_lossy().ends_with("-wal")), "{written:?}");
            show(Place::Database, written, look);
        }
        None => rows(app, look).await,
    }
    let keys = files(app.world.base.keys.folder().expect("a folder of keys"));
    assert!(!keys.is_empty(), "the key store has files");
    show(Place::Keys, keys, look);
    show(Place::OpenFile, open_files(), look);
    let temporary = entries(&std::env::temp_dir()).filter(|entry| !before.temporary.contains(entry));
    show(Place::TemporaryFile, temporary.flat_map(|entry| files(&entry)).collect(), look);
    if database.is_none() {
        show(Place::ServerFile, server_files(app, &before.server_log).await, look);
    }
}

/// Where a word that stands in clear is seen by the same look.
pub(super) fn places_that_hold_what_is_clear(app: &TestApp, server_readable: bool) -> BTreeSet<Place> {
    let mut places = BTreeSet::from([Place::Log, Place::Database]);
    if app.world.db().folder().is_some() {
        places.extend([Place::OpenFile, Place::TemporaryFile]);
    } else if server_readable {
        places.insert(Place::ServerFile);
    }
    places
}

fn show(place: Place, files: Vec<PathBuf>, look: &mut Look<'_>) {
    for file in files {
        // another test's file may be gone by now
        if let Ok(bytes) = fs::read(&file) {
            look(place, &file.display().to_string(), &bytes);
        }
    }
}

/// Rows of every table as the server would dump them, byte columns as hexadecimal digits.
async fn rows(app: &TestApp, look: &mut Look<'_>) {
    let db = app.world.db();
    let all = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()";
    for table in db.texts(all, []).await {
        let rows = db.texts(&format!("SELECT t::text FROM \"{table}\" t"), []).await;
        look(Place::Database, &table, rows.join("\n").as_bytes());
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path())
}

/// A file, or every file below a folder; links are not followed.
fn files(path: &Path) -> Vec<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => entries(path).flat_map(|entry| files(&entry)).collect(),
        Ok(about) if about.is_file() => vec![path.to_owned()],
        _ => Vec::new(),
    }
}

/// The files this process holds open, those without a name any more among them.
fn open_files() -> Vec<PathBuf> {
    let open = entries(Path::new("/proc/self/fd"));
    open.filter(|path| fs::metadata(path).is_ok_and(|about| about.is_file())).collect()
}

/// The server's files of this database, everything written out, and its write-ahead log from `first` on; none where
/// this account may not have them.
async fn server_files(app: &TestApp, first: &str) -> Vec<PathBuf> {
    let db = app.world.db();
    if db.execute("CHECKPOINT", []).await.is_err() {
        return Vec::new();
    }
    let folder = db.texts("SELECT current_setting('data_directory')", []).await.remove(0);
    let number = "SELECT oid::text FROM pg_database WHERE datname = current_database()";
    let number = db.texts(number, []).await.remove(0);
    let folder = Path::new(&folder);
    let late = |file: &PathBuf| file.file_name().is_some_and(|name| *name >= *std::ffi::OsStr::new(first));
    let log = entries(&folder.join("pg_wal")).filter(|file| late(file));
    files(&folder.join("base").join(number)).into_iter().chain(log).collect()
}
