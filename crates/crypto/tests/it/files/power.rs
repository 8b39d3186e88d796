//! A disk in memory whose power can be cut between any two steps, and which then forgets what a real one may.
//!
//! Names and contents are kept twice: as the running system sees them, and as the platter has them.

use std::any::Any;
use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use relais_crypto::keystore::file::Disk;

/// What is left after the cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The process was killed, the system lives: nothing is lost.
    Nothing,
    /// Everything not synced is lost, names and contents.
    Unsynced,
    /// Half of each unsynced content was written.
    HalfWritten,
    /// Unsynced contents have their length, but zeros.
    Zeroed,
    /// Unsynced contents have their length, their first half, and zeros.
    HalfZeroed,
    /// Names reached the platter before their contents did.
    ContentsOnly,
}

impl Loss {
    pub const ALL: [Self; 6] = [
        Self::Nothing,
        Self::Unsynced,
        Self::HalfWritten,
        Self::Zeroed,
        Self::HalfZeroed,
        Self::ContentsOnly,
    ];
}

#[derive(Debug, Clone, Default)]
struct File {
    mode: u32,
    seen: Vec<u8>,
    durable: Vec<u8>,
    /// Bytes of a sync that failed: the system believes them written and never writes them again.
    lost: Range<usize>,
}

impl File {
    fn truncate(&mut self, length: usize) {
        self.seen.truncate(length);
        self.lost.end = self.lost.end.min(length);
    }

    fn sync(&mut self) {
        self.durable.clone_from(&self.seen);
        if !self.lost.is_empty() {
            self.durable[self.lost.clone()].fill(0);
        }
    }
}

type Names = BTreeMap<PathBuf, usize>;

#[derive(Debug, Default)]
struct World {
    files: Vec<File>,
    seen: Names,
    durable: Names,
    /// Changes made so far.
    steps: u64,
    /// The step that fails; with `cut`, all later ones too.
    fails_at: Option<u64>,
    cut: bool,
    locked: bool,
}

/// Clones are the same disk.
#[derive(Debug, Clone, Default)]
pub struct PowerDisk(Arc<Mutex<World>>);

impl PowerDisk {
    /// From step `step` on, everything fails.
    pub fn cut_at(&self, step: u64) {
        let mut world = self.world();
        (world.fails_at, world.cut) = (Some(step), true);
    }

    /// Step `step` alone fails: a full disk, a passing fault.
    pub fn fail_once_at(&self, step: u64) {
        self.world().fails_at = Some(step);
    }

    /// Changes made so far.
    pub fn steps(&self) -> u64 {
        self.world().steps
    }

    /// Comes up again after a crash.
    pub fn restart(&self, loss: Loss) {
        let mut world = self.world();
        let world = &mut *world;
        for file in &mut world.files {
            let half = file.durable.len().midpoint(file.seen.len()).min(file.seen.len());
            match loss {
                Loss::Nothing => {}
                Loss::Unsynced | Loss::ContentsOnly => file.seen.clone_from(&file.durable),
                Loss::HalfWritten => file.seen.truncate(half),
                Loss::Zeroed => {
                    let kept = file.durable.len().min(file.seen.len());
                    file.seen[kept..].fill(0);
                }
                Loss::HalfZeroed => file.seen[half..].fill(0),
            }
            file.durable.clone_from(&file.seen);
        }
        match loss {
            Loss::Nothing | Loss::ContentsOnly => world.durable.clone_from(&world.seen),
            Loss::Unsynced | Loss::HalfWritten | Loss::Zeroed | Loss::HalfZeroed => {
                world.seen.clone_from(&world.durable);
            }
        }
        (world.fails_at, world.cut, world.locked) = (None, false, false);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }
}

impl World {
    /// One change is about to be made.
    fn step(&mut self) -> Result<()> {
        self.steps += 1;
        match self.fails_at {
            Some(step) if self.steps == step || (self.cut && self.steps > step) => {
                Err(Error::other("power cut"))
            }
            _ => Ok(()),
        }
    }

    fn file(&mut self, path: &Path) -> Result<&mut File> {
        let place = *self.seen.get(path).ok_or_else(|| Error::other("no such file"))?;
        Ok(&mut self.files[place])
    }

    fn sync(&mut self, path: &Path) -> Result<()> {
        let stepped = self.step();
        let file = self.file(path)?;
        match stepped {
            Ok(()) => file.sync(),
            Err(_) => file.lost = file.durable.len().min(file.seen.len())..file.seen.len(),
        }
        stepped
    }
}

impl Disk for PowerDisk {
    fn make_folder(&self, _folder: &Path) -> Result<()> {
        Ok(())
    }

    fn mode(&self, path: &Path) -> Result<u32> {
        Ok(self.world().file(path).map_or(0o40_700, |file| file.mode))
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>> {
        let world = self.world();
        let inside = world.seen.keys().filter(|path| path.parent() == Some(folder));
        Ok(inside.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect())
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        Ok(self.world().file(path).ok().map(|file| file.seen.clone()))
    }

    fn write(&self, path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
        let mut world = self.world();
        if world.seen.contains_key(path) {
            world.step()?;
            world.seen.remove(path);
        }
        world.step()?;
        world.files.push(File { mode, ..File::default() });
        let place = world.files.len() - 1;
        world.seen.insert(path.to_owned(), place);
        world.step()?;
        world.file(path)?.seen = bytes.to_vec();
        world.sync(path)
    }

    fn append(&self, path: &Path, at: u64, bytes: &[u8]) -> Result<()> {
        let mut world = self.world();
        world.step()?;
        world.file(path)?.truncate(usize::try_from(at).unwrap());
        world.step()?;
        world.file(path)?.seen.extend_from_slice(bytes);
        world.sync(path)
    }

    fn truncate(&self, path: &Path, length: u64) -> Result<()> {
        let mut world = self.world();
        world.step()?;
        world.file(path)?.truncate(usize::try_from(length).unwrap());
        world.sync(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        let mut world = self.world();
        world.step()?;
        let place = world.seen.remove(from).ok_or_else(|| Error::other("no such file"))?;
        world.seen.insert(to.to_owned(), place);
        Ok(())
    }

    fn remove(&self, path: &Path) -> Result<()> {
        let mut world = self.world();
        world.step()?;
        world.seen.remove(path);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> Result<()> {
        let mut world = self.world();
        world.step()?;
        let world = &mut *world;
        world.durable.retain(|path, _| path.parent() != Some(folder));
        let inside = world.seen.iter().filter(|(path, _)| path.parent() == Some(folder));
        world.durable.extend(inside.map(|(path, place)| (path.clone(), *place)));
        Ok(())
    }

    fn lock(&self, _path: &Path) -> Result<Box<dyn Any + Send>> {
        let mut world = self.world();
        if world.locked {
            return Err(Error::other("locked"));
        }
        world.locked = true;
        Ok(Box::new(Unlock(self.clone())))
    }
}

struct Unlock(PowerDisk);

impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.world().locked = false;
    }
}
