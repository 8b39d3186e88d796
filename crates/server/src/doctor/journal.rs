//! The journal's seals: the last checkpoint and the one remembered beside the keys are signed by this key store.

use std::{fs, io, path::Path};

use relais_crypto::keystore::Inspection;
use relais_journal::{LogKey, Origin, SignedCheckpoint};
use relais_store::{JOURNAL_SECRET, journal::CheckpointMemory as _};

use super::{Check, files::exposed};
use crate::{
    adapters::CheckpointFile,
    compose,
    config::{Config, KeyLevel},
};

const NAME: &str = "journal";

/// What stands in the memory's folder.
pub(super) enum Remembered {
    /// It cannot be looked into.
    Unread(Box<Check>),
    /// Nothing yet.
    Nothing,
    /// A note.
    Note(String),
}

impl Remembered {
    /// Reads the note beside the keys: there, readable by us, and by us alone.
    pub(super) async fn read(config: &Config) -> Self {
        let folder = compose::journal_folder(config);
        let memory = CheckpointFile::within(folder.clone());
        if let Some(fault) = closed(&folder, config.keys.level).or_else(|| closed_file(&memory.path())) {
            return Self::Unread(Box::new(fault));
        }
        match memory.read().await {
            Ok(note) => note.map_or(Self::Nothing, Self::Note),
            Err(error) => {
                let reason = format!("{}: {error}", memory.path().display());
                let remedy =
                    "look at the file, restore it from where it was kept, then run: relais journal verify";
                Self::Unread(Box::new(Check::bad(NAME, reason, remedy)))
            }
        }
    }
}

/// A folder that is gone forgets in silence how long the journal was. With the keys in PostgreSQL a machine that joins
/// the others has none yet, and makes it at its first checkpoint.
fn closed(folder: &Path, level: KeyLevel) -> Option<Check> {
    let shown = folder.display();
    match fs::metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let reason =
                format!("{shown} is not there: a journal cut short could not be told from a short one");
            let remedy = format!(
                "mount the volume of keys.path; where it is lost for good or this machine is new: mkdir -p -m 700 \
                 {shown}, then run: relais journal verify"
            );
            Some(match level {
                KeyLevel::File => Check::bad(NAME, reason, remedy),
                KeyLevel::Postgres => Check::doubtful(NAME, reason, remedy),
            })
        }
        Err(error) => Some(Check::bad(NAME, format!("{shown}: {error}"), format!("chmod 700 {shown}"))),
        Ok(found) => exposed(&found).map(|mode| open_to_others(folder, mode, "700")),
    }
}

fn closed_file(path: &Path) -> Option<Check> {
    let mode = fs::metadata(path).ok().as_ref().and_then(exposed)?;
    Some(open_to_others(path, mode, "600"))
}

fn open_to_others(path: &Path, mode: u32, right: &str) -> Check {
    let shown = path.display();
    let reason = format!("{shown}: other accounts can use it (mode {mode:o})");
    Check::bad(NAME, reason, format!("chmod {right} {shown}"))
}

/// Compares the memory with the database's last checkpoint.
pub(super) fn examine(config: &Config, inspection: &Inspection, last: &str, remembered: Remembered) -> Check {
    let (name, folder) = (config.app().journal_name, compose::journal_folder(config));
    let keys = log_keys(&name, inspection);
    let Ok(last) = SignedCheckpoint::open(last, &keys) else {
        let reason = format!("the last checkpoint of the database is not signed by this key store as {name}");
        let remedy = "set server.public_url to the host the journal was begun under, or restore the key store that \
                      belongs to this database";
        return Check::bad(NAME, reason, remedy);
    };
    let note = match remembered {
        Remembered::Unread(fault) => return *fault,
        Remembered::Nothing => {
            return Check::good(NAME, format!("{}, where nothing is remembered yet", folder.display()));
        }
        Remembered::Note(note) => note,
    };
    let shown = folder.display();
    let Ok(known) = SignedCheckpoint::open(&note, &keys) else {
        let reason = format!("{shown} remembers a checkpoint that this key store did not sign as {name}");
        return Check::bad(NAME, reason, "put back the folder that belongs to this installation");
    };
    if known.size() > last.size() || (known.size() == last.size() && known.root() != last.root()) {
        let reason = format!(
            "{shown} remembers {} sealed entries, the database has {}: it was cut short, or is an older copy",
            known.size(),
            last.size()
        );
        return Check::doubtful(
            NAME,
            reason,
            "restore the newest backup of the database; relais journal verify",
        );
    }
    Check::good(NAME, format!("{shown} remembers {} entries sealed by this key store", known.size()))
}

fn log_keys(name: &str, inspection: &Inspection) -> Vec<LogKey> {
    let Ok(origin) = Origin::parse(name) else { return Vec::new() };
    let keys = inspection.verifying_keys(&JOURNAL_SECRET);
    keys.iter().filter_map(|key| LogKey::new(origin.clone(), &key.bytes).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_joins_others_may_have_no_memory_yet() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("journal");
        assert!(closed(&gone, KeyLevel::File).is_some_and(|check| check.stops()));
        assert!(closed(&gone, KeyLevel::Postgres).is_some_and(|check| !check.stops() && !check.is_good()));
    }
}
