//! The conformance suite over files and over a shared memory.

use std::any::Any;
use std::path::Path;

use relais_crypto::keystore::{Medium, MemoryMedium, Stored};
use tempfile::TempDir;

use crate::conformance::{self, Bench};
use crate::support;

struct Memory(MemoryMedium);

impl Bench for Memory {
    fn medium(&self) -> Box<dyn Medium> {
        Box::new(self.0.clone())
    }

    fn backup(&self) -> Box<dyn Any> {
        Box::new(self.0.backup())
    }

    fn restore(&self, backup: &dyn Any) {
        self.0.restore(backup.downcast_ref::<Option<Stored>>().unwrap().clone());
    }

    fn shared(&self) -> bool {
        true
    }
}

struct Files(TempDir);

impl Bench for Files {
    fn medium(&self) -> Box<dyn Medium> {
        support::files(self.0.path())
    }

    fn backup(&self) -> Box<dyn Any> {
        let copy = TempDir::new().unwrap();
        copy_folders(self.0.path(), copy.path());
        Box::new(copy)
    }

    fn restore(&self, backup: &dyn Any) {
        for folder in ["store", "anchor"] {
            std::fs::remove_dir_all(self.0.path().join(folder)).unwrap();
        }
        copy_folders(backup.downcast_ref::<TempDir>().unwrap().path(), self.0.path());
    }

    fn shared(&self) -> bool {
        false
    }
}

fn copy_folders(from: &Path, to: &Path) {
    for folder in ["store", "anchor"] {
        let status =
            std::process::Command::new("cp").arg("-a").arg(from.join(folder)).arg(to).status().unwrap();
        assert!(status.success());
    }
}

#[test]
fn memory_conforms() {
    conformance::run(|| Box::new(Memory(MemoryMedium::new())));
}

#[test]
fn files_conform() {
    conformance::run(|| Box::new(Files(TempDir::new().unwrap())));
}
