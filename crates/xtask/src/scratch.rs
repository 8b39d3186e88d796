//! Where temporary files of a run lie: in memory, where there is room for them.
//!
//! The product waits for its disk at every commit, and so does every test on the embedded engine. In memory that
//! wait is nothing, and a suite takes half the time; what a test sees is the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

/// Files here are held in memory (Linux, `shm_overview(7)`).
const MEMORY: &str = "/dev/shm";
/// What must be free there, in KiB: the databases of a run and a browser's profiles take less than half of it.
const ROOM: u64 = 2 * 1024 * 1024;

/// Sends the temporary files of `command` to memory, unless `TMPDIR` names a folder or there is no room.
pub fn in_memory(command: &mut Command) {
    if let Some(folder) = folder() {
        command.env("TMPDIR", folder);
    }
}

fn folder() -> Option<PathBuf> {
    let unnamed = std::env::var_os("TMPDIR").is_none_or(|named| named.is_empty());
    (unnamed && free(Path::new(MEMORY))? >= ROOM).then(|| MEMORY.into())
}

/// KiB free in a folder; nothing where that cannot be learnt.
fn free(folder: &Path) -> Option<u64> {
    folder.is_dir().then_some(())?;
    available(&process::capture(Command::new("df").arg("-Pk").arg(folder)).ok()?)
}

/// The fourth column of the last line (POSIX `df -P`).
fn available(table: &str) -> Option<u64> {
    table.lines().last()?.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_space_is_read_from_the_table() {
        let table =
            "Filesystem 1024-blocks Used Available Capacity Mounted on\ntmpfs 65536 0 65000 1% /dev/shm";
        assert_eq!(available(table), Some(65_000));
        assert_eq!(available("df: no such folder"), None);
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_room() {
        assert_eq!(free(Path::new("/no/such/folder")), None);
    }
}
