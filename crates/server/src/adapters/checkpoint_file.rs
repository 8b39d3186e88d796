//! The journal's last checkpoint, in a file beside the keys.

use relais_store::{
    StoreError,
    journal::{CheckpointMemory, MemoryReply},
};
use std::{
    fs::{DirBuilder, File, OpenOptions, rename},
    io::{Error, ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// More than any note: what is longer was not written here.
const LONGEST: u64 = 64 * 1024;

/// Keeps one signed note in a file of mode 0600, in a folder that no backup of the database puts back: only then
/// does it tell a journal cut short from one that was never longer. The note is replaced in one step, and never by
/// one of a shorter journal; a file that holds no note is an error, not an empty memory.
#[derive(Clone, Debug)]
pub struct CheckpointFile {
    folder: PathBuf,
}

impl CheckpointFile {
    /// A memory in this folder, made at the first note when it is missing.
    pub const fn within(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the note stands.
    pub fn path(&self) -> PathBuf {
        self.folder.join("checkpoint")
    }

    fn recall(&self) -> Result<Option<String>, StoreError> {
        let note = match load(&self.path()) {
            Ok(note) => note,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&error, "the remembered checkpoint cannot be read")),
        };
        measure(&note).ok_or(StoreError::Journal("the file of the remembered checkpoint holds no note"))?;
        Ok(Some(note))
    }

    fn keep(&self, note: &str) -> Result<(), StoreError> {
        let new = measure(note).ok_or(StoreError::Journal("what is to be remembered is no note"))?;
        let known = self.recall()?;
        if let Some(known) = known.as_deref().and_then(measure) {
            let forked = new.size == known.size && new.root != known.root;
            if new.size < known.size || forked {
                return Err(StoreError::Journal(
                    "the checkpoint remembered is of a longer or another journal",
                ));
            }
        }
        replace(&self.folder, &self.path(), note)
            .map_err(|error| failed(&error, "the checkpoint cannot be remembered"))
    }
}

impl CheckpointMemory for CheckpointFile {
    fn read(&self) -> MemoryReply<'_, Option<String>> {
        let memory = self.clone();
        off_the_runtime(move || memory.recall())
    }

    fn write(&self, note: String) -> MemoryReply<'_, ()> {
        let memory = self.clone();
        off_the_runtime(move || memory.keep(&note))
    }
}

fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> MemoryReply<'static, T> {
    Box::pin(async move {
        let ended = tokio::task::spawn_blocking(work).await;
        ended.map_err(|_| StoreError::Journal("the memory of the checkpoint stopped"))?
    })
}

/// What a note says of the journal (C2SP tlog-checkpoint: name, size, root, one a line).
struct Measure<'a> {
    size: u64,
    root: &'a str,
}

fn measure(note: &str) -> Option<Measure<'_>> {
    let mut lines = note.lines().skip(1);
    let size = lines.next()?.parse().ok()?;
    Some(Measure { size, root: lines.next()? })
}

fn load(path: &Path) -> Result<String, Error> {
    let mut note = String::new();
    File::open(path)?.take(LONGEST).read_to_string(&mut note)?;
    Ok(note)
}

/// Whatever instant the machine stops at, the file is the old note or the new one, whole.
fn replace(folder: &Path, path: &Path, note: &str) -> Result<(), Error> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let fresh = path.with_extension("new");
    match std::fs::remove_file(&fresh) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(note.as_bytes())?;
    file.sync_all()?;
    rename(&fresh, path)?;
    File::open(folder)?.sync_all()
}

fn failed(error: &Error, what: &'static str) -> StoreError {
    tracing::error!(%error, "{what}");
    StoreError::Journal(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt};

    fn note(size: u64, root: &str) -> String {
        format!("relais.test/journal\n{size}\n{root}\n\n\u{2014} relais.test/journal AAAA\n")
    }

    fn memory() -> (tempfile::TempDir, CheckpointFile) {
        let folder = tempfile::tempdir().expect("a folder");
        let memory = CheckpointFile::within(folder.path().join("journal"));
        (folder, memory)
    }

    #[tokio::test]
    async fn the_last_note_is_remembered_by_the_next_process_and_for_this_account_only() {
        let (_folder, memory) = memory();
        assert_eq!(memory.read().await.expect("read"), None);
        memory.write(note(3, "a")).await.expect("kept");
        memory.write(note(3, "a")).await.expect("kept again");
        memory.write(note(7, "b")).await.expect("kept");
        let next = CheckpointFile::within(memory.folder.clone());
        assert_eq!(next.read().await.expect("read"), Some(note(7, "b")));
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&memory.path()), mode(&memory.folder)), (0o600, 0o700));
        assert_eq!(fs::read_dir(&memory.folder).expect("listed").count(), 1, "nothing is left beside it");
    }

    #[tokio::test]
    async fn a_shorter_or_another_journal_is_not_remembered() {
        let (_folder, memory) = memory();
        memory.write(note(7, "b")).await.expect("kept");
        for refused in [note(6, "a"), note(7, "c"), "no note".to_owned()] {
            memory.write(refused).await.expect_err("refused");
        }
        assert_eq!(memory.read().await.expect("read"), Some(note(7, "b")));
    }

    #[tokio::test]
    async fn a_damaged_file_is_an_error_and_is_not_written_over() {
        let (_folder, memory) = memory();
        memory.write(note(7, "b")).await.expect("kept");
        fs::write(memory.path(), "").expect("damaged");
        memory.read().await.expect_err("not an empty memory");
        memory.write(note(8, "d")).await.expect_err("it stays for the operator to look at");
    }

    #[tokio::test]
    async fn what_a_stopped_machine_left_half_written_is_of_no_account() {
        let (_folder, memory) = memory();
        memory.write(note(7, "b")).await.expect("kept");
        fs::write(memory.path().with_extension("new"), "relais").expect("left behind");
        assert_eq!(memory.read().await.expect("read"), Some(note(7, "b")));
        memory.write(note(8, "c")).await.expect("kept");
        assert_eq!(memory.read().await.expect("read"), Some(note(8, "c")));
    }
}
