//! Reading a store that another process may be using: no lock, no folder made, nothing swept or repaired.

use super::frame::Frames;
use super::{Disk, FilePaths, OsDisk, closed_to_others, damaged, log_file, snapshot_file};
use crate::keystore::error::MediumError;
use crate::keystore::medium::{Snapshot, Stored};

/// Readings begun again because the generation was replaced meanwhile.
const READINGS: usize = 8;

impl FilePaths {
    /// One consistent reading of everything, `None` when there is no anchor. Files that others may read are refused.
    pub fn look(&self) -> Result<Option<Stored>, MediumError> {
        for _ in 0..READINGS {
            let Some(before) = self.read_anchor()? else { return Ok(None) };
            let (generation, anchor) = before.split_first_chunk::<8>().ok_or_else(damaged)?;
            let generation = u64::from_be_bytes(*generation);
            let snapshot = read_closed(&snapshot_file(self, generation))?;
            let log = read_closed(&log_file(self, generation))?;
            // A generation's snapshot never changes and its log is only added to: still there, it was read whole.
            if self.read_anchor()?.as_ref() != Some(&before) {
                continue;
            }
            let shards = Frames::whole(&snapshot.ok_or_else(damaged)?).ok_or_else(damaged)?;
            let (log, _) = Frames::until_torn(&log.ok_or_else(damaged)?).ok_or_else(damaged)?;
            let snapshot = Snapshot { generation, anchor: anchor.to_vec(), shards };
            return Ok(Some(Stored { snapshot, log }));
        }
        Err(MediumError::refused("read the key store", "it kept changing"))
    }

    fn read_anchor(&self) -> Result<Option<Vec<u8>>, MediumError> {
        read_closed(&self.anchor.join(super::ANCHOR))
    }
}

fn read_closed(path: &std::path::Path) -> Result<Option<Vec<u8>>, MediumError> {
    let failed = |source| MediumError::new("read a file of the key store", &source);
    let Some(bytes) = OsDisk.read(path).map_err(failed)? else { return Ok(None) };
    match OsDisk.mode(path) {
        Ok(mode) => closed_to_others(mode).map(|()| Some(bytes)),
        // Swept between the two looks: its generation has ended.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}
