//! The few things level F asks of a disk, so that tests can cut its power between any two of them.

use std::any::Any;
use std::fmt::Debug;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// A disk. What a method has answered is durable where its line says so, and only there.
pub trait Disk: Send + Debug {
    /// Makes a folder and its parents, of mode 0700; one that exists is left as it is.
    fn make_folder(&self, folder: &Path) -> Result<()>;
    /// The permission bits.
    fn mode(&self, path: &Path) -> Result<u32>;
    /// The names in a folder.
    fn names(&self, folder: &Path) -> Result<Vec<String>>;
    /// A whole file, `None` when there is none.
    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>>;
    /// A new file in place of any other of that name; its content is durable, its name is not yet.
    fn write(&self, path: &Path, bytes: &[u8], mode: u32) -> Result<()>;
    /// Cuts the file at `at` where it is longer, adds the bytes there; durable.
    fn append(&self, path: &Path, at: u64, bytes: &[u8]) -> Result<()>;
    /// Cuts the file; durable.
    fn truncate(&self, path: &Path, length: u64) -> Result<()>;
    /// Gives a file another name, in one step; not durable yet.
    fn rename(&self, from: &Path, to: &Path) -> Result<()>;
    /// Removes a file, or nothing; not durable yet.
    fn remove(&self, path: &Path) -> Result<()>;
    /// Makes the names of a folder durable.
    fn sync_folder(&self, folder: &Path) -> Result<()>;
    /// Locks a file against other processes as long as the answer lives; refused at once when it is locked.
    fn lock(&self, path: &Path) -> Result<Box<dyn Any + Send>>;
}

/// The operating system's.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsDisk;

impl Disk for OsDisk {
    fn make_folder(&self, folder: &Path) -> Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)
    }

    fn mode(&self, path: &Path) -> Result<u32> {
        Ok(std::fs::metadata(path)?.permissions().mode())
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>> {
        let entries = std::fs::read_dir(folder)?;
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        match File::open(path) {
            Ok(mut file) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                Ok(Some(bytes))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
        self.remove(path)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn append(&self, path: &Path, at: u64, bytes: &[u8]) -> Result<()> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        if file.metadata()?.len() != at {
            file.set_len(at)?;
        }
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)?;
        file.sync_data()
    }

    fn truncate(&self, path: &Path, length: u64) -> Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(length)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        std::fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> Result<()> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn sync_folder(&self, folder: &Path) -> Result<()> {
        File::open(folder)?.sync_all()
    }

    fn lock(&self, path: &Path) -> Result<Box<dyn Any + Send>> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        file.try_lock().map_err(Error::from)?;
        Ok(Box::new(file))
    }
}
