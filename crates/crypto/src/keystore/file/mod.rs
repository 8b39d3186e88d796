//! Level F: a store of two folders of files on one machine.
//!
//! ```text
//! store/  lock  snapshot.N  log.N      ciphertext under the store key of generation N
//! anchor/ anchor                       N and its store key, wrapped by the root key; excluded from backups
//! ```
//! The rename of `anchor.new` to `anchor` is the one instant at which generation N+1 replaces N: before it
//! the former store is whole, after it the new one is, and the files of the other are swept. Level F does not
//! resist raw copies of the disk.

mod disk;
mod frame;
mod look;

use std::path::PathBuf;

pub use disk::{Disk, OsDisk};

use self::frame::Frames;
use super::error::MediumError;
use super::medium::{Head, Medium, MediumReply, Snapshot, Stored, Written};
use super::message::Level;

/// The file whose rename makes a generation the present one.
const ANCHOR: &str = "anchor";
/// Mode of the anchor: its owner reads it, nobody writes it (it is replaced, never edited).
const ANCHOR_MODE: u32 = 0o400;
/// Mode of the other files.
const STORE_MODE: u32 = 0o600;

/// The two folders. Put the anchor on a volume that no backup reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePaths {
    /// Ciphertext: may be copied.
    pub store: PathBuf,
    /// The wrapped store key.
    pub anchor: PathBuf,
}

/// Level F. Holds the lock of its store as long as it lives.
#[derive(Debug)]
pub struct FileMedium {
    disk: Box<dyn Disk>,
    paths: FilePaths,
    _lock: Box<dyn std::any::Any + Send>,
    /// What is on disk as far as this process wrote or read it.
    known: Option<Known>,
    /// An append failed: what it may have left behind is cut off before anything else.
    repair: Option<Known>,
}

/// The head and the length of the log's good part.
#[derive(Debug, Clone, Copy)]
struct Known {
    head: Head,
    log_length: u64,
}

impl FileMedium {
    /// Makes the folders where missing and takes the lock; refused while another process holds it.
    pub fn open(paths: FilePaths) -> Result<Self, MediumError> {
        Self::with_disk(paths, Box::new(OsDisk))
    }

    /// The same on another disk: a simulated one in crash tests.
    pub fn with_disk(paths: FilePaths, disk: Box<dyn Disk>) -> Result<Self, MediumError> {
        for folder in [&paths.store, &paths.anchor] {
            disk.make_folder(folder)
                .map_err(|source| MediumError::new("make a folder of the key store", &source))?;
            let mode = disk.mode(folder).map_err(|source| MediumError::new("look at a folder", &source))?;
            closed_to_others(mode)?;
        }
        let lock = disk
            .lock(&paths.store.join("lock"))
            .map_err(|source| MediumError::new(MediumError::LOCKING, &source))?;
        Ok(Self { disk, paths, _lock: lock, known: None, repair: None })
    }

    fn anchor(&self) -> PathBuf {
        self.paths.anchor.join(ANCHOR)
    }

    fn new_anchor(&self) -> PathBuf {
        self.paths.anchor.join("anchor.new")
    }

    fn snapshot(&self, generation: u64) -> PathBuf {
        snapshot_file(&self.paths, generation)
    }

    fn log(&self, generation: u64) -> PathBuf {
        log_file(&self.paths, generation)
    }

    fn read_all(&mut self) -> Result<Option<Stored>, MediumError> {
        let failed = |source| MediumError::new("read the key store", &source);
        self.finish_repair().map_err(failed)?;
        // A rename seen here may not be on the disk yet; nothing is swept before it is.
        self.disk.sync_folder(&self.paths.anchor).map_err(failed)?;
        let Some(anchor) = self.read_closed(&self.anchor())? else {
            self.known = None;
            return self.none_or_lost();
        };
        let (generation, anchor) = anchor.split_first_chunk::<8>().ok_or_else(damaged)?;
        let generation = u64::from_be_bytes(*generation);
        let snapshot = self.read_closed(&self.snapshot(generation))?.ok_or_else(damaged)?;
        let log = self.read_closed(&self.log(generation))?.ok_or_else(damaged)?;
        let shards = Frames::whole(&snapshot).ok_or_else(damaged)?;
        let (log, log_length) = Frames::until_torn(&log).ok_or_else(damaged)?;
        let head = Head { generation, sequence: log.len() as u64 };
        self.known = Some(Known { head, log_length });
        self.sweep(generation);
        let anchor = anchor.to_vec();
        Ok(Some(Stored { snapshot: Snapshot { generation, anchor, shards }, log }))
    }

    /// Without an anchor: nothing was ever made here, a first making was cut short, or the anchor is lost.
    fn none_or_lost(&self) -> Result<Option<Stored>, MediumError> {
        let failed = |source| MediumError::new("list the key store", &source);
        let cut_short =
            self.disk.names(&self.paths.anchor).map_err(failed)?.iter().any(|name| name == "anchor.new");
        let names = self.disk.names(&self.paths.store).map_err(failed)?;
        if cut_short || !names.iter().any(|name| name.starts_with("snapshot.")) {
            return Ok(None);
        }
        Err(MediumError::refused(
            "read the anchor",
            "a key store is there but its anchor is not; is its volume mounted?",
        ))
    }

    fn read_closed(&self, path: &std::path::Path) -> Result<Option<Vec<u8>>, MediumError> {
        let failed = |source| MediumError::new("read a file of the key store", &source);
        let Some(bytes) = self.disk.read(path).map_err(failed)? else {
            return Ok(None);
        };
        closed_to_others(self.disk.mode(path).map_err(failed)?)?;
        Ok(Some(bytes))
    }

    /// Removes what another generation left. Failing is harmless: its store key no longer exists.
    fn sweep(&self, generation: u64) {
        let keep = [format!("snapshot.{generation}"), format!("log.{generation}")];
        for name in self.disk.names(&self.paths.store).unwrap_or_default() {
            let ours = name.starts_with("snapshot.") || name.starts_with("log.");
            if ours && !keep.contains(&name) {
                drop(self.disk.remove(&self.paths.store.join(name)));
            }
        }
        drop(self.disk.remove(&self.new_anchor()));
    }

    fn finish_repair(&mut self) -> std::io::Result<()> {
        if let Some(known) = self.repair {
            self.disk.truncate(&self.log(known.head.generation), known.log_length)?;
            self.repair = None;
        }
        Ok(())
    }

    fn head_now(&mut self) -> Result<Option<Head>, MediumError> {
        if self.known.is_none() {
            self.read_all()?;
        }
        Ok(self.known.map(|known| known.head))
    }

    fn append_now(&mut self, base: Head, record: &[u8]) -> Result<Written, MediumError> {
        let Some(known) = self.known.filter(|known| known.head == base) else {
            return Ok(Written::Conflict);
        };
        let frame = frame::encode(record);
        self.known = None;
        self.repair = Some(known);
        self.disk
            .append(&self.log(base.generation), known.log_length, &frame)
            .map_err(|source| MediumError::new("append to the key store's log", &source))?;
        let head = Head { sequence: base.sequence + 1, ..base };
        self.repair = None;
        self.known = Some(Known { head, log_length: known.log_length + frame.len() as u64 });
        Ok(Written::Done)
    }

    fn replace_now(&mut self, base: Option<Head>, next: &Snapshot) -> Result<Written, MediumError> {
        if self.known.map(|known| known.head) != base {
            return Ok(Written::Conflict);
        }
        self.known = None;
        self.write_generation(next).map_err(|source| MediumError::new("replace the key store", &source))?;
        self.known = Some(Known { head: Head { generation: next.generation, sequence: 0 }, log_length: 0 });
        self.sweep(next.generation);
        Ok(Written::Done)
    }

    fn write_generation(&self, next: &Snapshot) -> std::io::Result<()> {
        let mut anchor = next.generation.to_be_bytes().to_vec();
        anchor.extend_from_slice(&next.anchor);
        // The new anchor comes first, so that a first making cut short is known as such.
        self.disk.write(&self.new_anchor(), &anchor, ANCHOR_MODE)?;
        self.disk.sync_folder(&self.paths.anchor)?;
        self.disk.write(&self.snapshot(next.generation), &frame::encode_all(&next.shards), STORE_MODE)?;
        self.disk.write(&self.log(next.generation), &[], STORE_MODE)?;
        self.disk.sync_folder(&self.paths.store)?;
        self.disk.rename(&self.new_anchor(), &self.anchor())?;
        self.disk.sync_folder(&self.paths.anchor)
    }
}

fn snapshot_file(paths: &FilePaths, generation: u64) -> PathBuf {
    paths.store.join(format!("snapshot.{generation}"))
}

fn log_file(paths: &FilePaths, generation: u64) -> PathBuf {
    paths.store.join(format!("log.{generation}"))
}

fn damaged() -> MediumError {
    MediumError::refused("read the key store", "a file is missing or damaged")
}

fn closed_to_others(mode: u32) -> Result<(), MediumError> {
    let others = mode & 0o077;
    if others == 0 {
        return Ok(());
    }
    Err(MediumError::refused(
        "open the key store",
        "its files or folders are open to others; close them (0700, 0400)",
    ))
}

fn now<'a, T: Send + 'a>(result: Result<T, MediumError>) -> MediumReply<'a, T> {
    Box::pin(std::future::ready(result))
}

impl Medium for FileMedium {
    fn level(&self) -> Level {
        Level::File
    }

    fn head(&mut self) -> MediumReply<'_, Option<Head>> {
        now(self.head_now())
    }

    fn load(&mut self) -> MediumReply<'_, Option<Stored>> {
        now(self.read_all())
    }

    fn log_after(&mut self, _known: Head) -> MediumReply<'_, Option<Vec<Vec<u8>>>> {
        // The lock makes this process the only writer: it knows its own records.
        now(Ok(None))
    }

    fn append<'a>(&'a mut self, base: Head, record: &'a [u8]) -> MediumReply<'a, Written> {
        now(self.append_now(base, record))
    }

    fn replace<'a>(&'a mut self, base: Option<Head>, next: &'a Snapshot) -> MediumReply<'a, Written> {
        now(self.replace_now(base, next))
    }
}
