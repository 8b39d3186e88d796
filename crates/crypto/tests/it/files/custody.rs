//! Who may hold, read or mix the files of a store.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use relais_crypto::keystore::{
    Destroy, Destruction, FileMedium, Inspection, Keeper, KeyError, KeyStore, Limits, NewSlot, Opening,
    Replay, RootKey, wait,
};
use relais_crypto::sealing;
use tempfile::TempDir;

use crate::support::{Seeded, case, files, id, open, paths, ready, root};

/// A store with one living slot (1) and one dead one (2).
fn store() -> TempDir {
    static SEED: AtomicU64 = AtomicU64::new(100);
    let folder = TempDir::new().unwrap();
    let keys = ready(files(folder.path()), SEED.fetch_add(1, Ordering::Relaxed));
    wait(keys.create_tenant(id(0x70))).unwrap();
    let slots =
        [1, 2].map(|object| NewSlot { address: case(object).wrap.slot, tenant: id(0x70), made_at: 0 });
    wait(keys.make_slots(slots.to_vec())).unwrap();
    kill(&keys, 2);
    wait(keys.close()).unwrap();
    folder
}

fn kill(keys: &Keeper, object: u8) -> u64 {
    let what = vec![Destruction::Slot(case(object).wrap.slot)];
    wait(keys.destroy(Destroy { what, now: 0, confirmed: false })).unwrap().generation
}

fn only(folder: &Path, prefix: &str) -> PathBuf {
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with(prefix));
    assert_eq!(found.len(), 1, "one {prefix} in {found:?}");
    found.remove(0)
}

fn opens(folder: &TempDir) -> Result<(), KeyError> {
    wait(open(files(folder.path()), 2)?.close())
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn files_are_closed_and_one_generation_only() {
    let folder = store();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let (store, anchor) = (folder.path().join("store"), folder.path().join("anchor"));
    assert_eq!((mode(&store), mode(&anchor)), (0o700, 0o700));
    assert_eq!(mode(&only(&anchor, "anchor")), 0o400);
    assert_eq!(mode(&only(&store, "snapshot.")), 0o600);
    assert_eq!(mode(&only(&store, "log.")), 0o600);
}

#[test]
fn files_open_to_others_are_refused() {
    for (path, mode) in
        [("anchor/anchor", 0o440), ("anchor/anchor", 0o404), ("store", 0o710), ("anchor", 0o705)]
    {
        let folder = store();
        chmod(&folder.path().join(path), mode);
        let opened = FileMedium::open(paths(folder.path())).map_err(KeyError::from);
        let opened = opened.and_then(|medium| open(Box::new(medium), 2).map(drop));
        assert!(matches!(opened, Err(KeyError::Medium(_))), "{path} {mode:o}: {opened:?}");
    }
}

#[test]
fn two_processes_do_not_share_a_store() {
    let folder = store();
    let keys = open(files(folder.path()), 2).unwrap();
    let second = FileMedium::open(paths(folder.path())).unwrap_err();
    assert!(second.action.contains("another process"), "{second}");
    wait(keys.close()).unwrap();
    opens(&folder).unwrap();
}

#[test]
fn a_store_without_its_anchor_is_not_begun_again() {
    let folder = store();
    fs::remove_file(folder.path().join("anchor/anchor")).unwrap();
    let error = opens(&folder).unwrap_err();
    assert!(matches!(&error, KeyError::Medium(medium) if medium.reason.contains("volume")), "{error:?}");
}

#[test]
fn an_empty_volume_is_a_mistake_in_production() {
    let folder = TempDir::new().unwrap();
    let opening = |opening| {
        let entropy = Seeded::shared(1);
        let opened = wait(Keeper::open(files(folder.path()), opening, root(7), entropy, Limits::default()));
        opened.map(|keys| wait(keys.close()).unwrap())
    };
    assert_eq!(opening(Opening::Existing), Err(KeyError::Absent));
    assert_eq!(opening(Opening::New), Ok(()));
    assert_eq!(opening(Opening::New), Err(KeyError::Absent), "never over another");
    assert_eq!(opening(Opening::Existing), Ok(()));
}

#[test]
fn an_old_copy_of_the_files_does_not_open_under_the_anchor() {
    let folder = TempDir::new().unwrap();
    let keys = ready(files(folder.path()), 1);
    wait(keys.create_tenant(id(0x70))).unwrap();
    let address = case(1).wrap.slot;
    wait(keys.make_slots(vec![NewSlot { address, tenant: id(0x70), made_at: 0 }])).unwrap();
    let envelope = wait(sealing::seal(&keys, &case(1), b"texte")).unwrap();
    let store = folder.path().join("store");
    let copy = |name: &str| fs::read(only(&store, name)).unwrap();
    let (snapshot, log) = (copy("snapshot."), copy("log."));
    kill(&keys, 1);
    wait(keys.close()).unwrap();

    fs::write(only(&store, "snapshot."), snapshot).unwrap();
    fs::write(only(&store, "log."), log).unwrap();
    assert_eq!(opens(&folder), Err(KeyError::Damaged), "the old store key is gone, whatever the file's name");
    assert!(envelope.commit().is_ok());
}

#[test]
fn a_torn_end_is_cut_and_damage_is_not() {
    let folder = TempDir::new().unwrap();
    let keys = ready(files(folder.path()), 1);
    for tenant in 1..=3 {
        wait(keys.create_tenant(id(tenant))).unwrap();
    }
    wait(keys.close()).unwrap();
    let log = only(&folder.path().join("store"), "log.");
    let whole = fs::read(&log).unwrap();
    let tenants = |bytes: &[u8]| {
        fs::write(&log, bytes).unwrap();
        let keys = open(files(folder.path()), 2)?;
        let status = wait(keys.status());
        wait(keys.close())?;
        status.map(|status| status.tenants)
    };
    let third = whole.len() / 3;
    assert_eq!(tenants(&whole), Ok(3));
    for cut in [1, 5, 20, third - 1] {
        assert_eq!(tenants(&whole[..whole.len() - cut]), Ok(2), "{cut} bytes torn off");
    }
    assert_eq!(tenants(&[&whole[..2 * third], &vec![0; third]].concat()), Ok(2), "zeros");
    let mut damaged = whole.clone();
    damaged[third + 20] ^= 1;
    assert!(matches!(tenants(&damaged), Err(KeyError::Medium(_))), "damage before the end");
    let exchanged = [&whole[third..2 * third], &whole[..third], &whole[2 * third..]].concat();
    assert_eq!(tenants(&exchanged), Err(KeyError::Damaged), "records are bound to their places");
    let repeated = [&whole[..], &whole[2 * third..]].concat();
    assert_eq!(tenants(&repeated), Err(KeyError::Damaged));
    assert_eq!(tenants(&whole), Ok(3));
}

#[test]
fn a_torn_end_is_written_over() {
    let folder = store();
    let log = only(&folder.path().join("store"), "log.");
    fs::write(&log, [0, 0, 0, 9, 1, 2, 3]).unwrap();
    let keys = ready(files(folder.path()), 2);
    wait(keys.create_tenant(id(5))).unwrap();
    wait(keys.close()).unwrap();
    let keys = ready(files(folder.path()), 3);
    assert_eq!(wait(keys.status()).unwrap().tenants, 2);
    wait(keys.close()).unwrap();
}

#[test]
fn another_root_key_does_not_open() {
    let folder = store();
    let entropy = Seeded::shared(2);
    let opened =
        wait(Keeper::open(files(folder.path()), Opening::Existing, root(9), entropy, Limits::default()));
    assert_eq!(opened.unwrap_err(), KeyError::WrongRoot);
}

#[test]
fn anchors_of_two_stores_are_not_exchanged() {
    let (one, two) = (store(), store());
    let anchor = |folder: &TempDir| folder.path().join("anchor/anchor");
    fs::remove_file(anchor(&one)).unwrap();
    fs::copy(anchor(&two), anchor(&one)).unwrap();
    assert_eq!(opens(&one).unwrap_err(), KeyError::Damaged);
}

#[test]
fn root_keys_are_read_from_closed_files_only() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("root");
    let write = |content: &[u8], mode: u32| {
        let _ = fs::remove_file(&path);
        fs::write(&path, content).unwrap();
        chmod(&path, mode);
        RootKey::read_file(&path)
    };
    let hex = "07".repeat(32);
    let medium = || files(&folder.path().join("keys"));
    fs::create_dir(folder.path().join("keys")).unwrap();
    let opening = |root: RootKey| {
        let opened =
            wait(Keeper::open(medium(), Opening::ExistingOrNew, root, Seeded::shared(1), Limits::default()));
        opened.map(|keys| wait(keys.close()).unwrap())
    };
    assert_eq!(opening(write(&[7; 32], 0o400).unwrap()), Ok(()));
    assert_eq!(opening(write(hex.as_bytes(), 0o600).unwrap()), Ok(()), "the same key in digits");
    assert_eq!(opening(write(format!("{hex}\n").as_bytes(), 0o400).unwrap()), Ok(()));
    assert_eq!(opening(write(&[8; 32], 0o400).unwrap()), Err(KeyError::WrongRoot));
    for content in [&b""[..], &[7; 31], &[7; 33], &[b'g'; 64], &[b'0'; 63], &[b'0'; 200]] {
        assert!(write(content, 0o400).is_err(), "{} bytes", content.len());
    }
    for mode in [0o440, 0o404, 0o644] {
        assert!(write(&[7; 32], mode).is_err(), "{mode:o}");
    }
}

#[test]
fn nothing_secret_is_printed() {
    let folder = store();
    let keys: Keeper = ready(files(folder.path()), 2);
    assert_eq!(format!("{keys:?} {:?}", root(7)), "Keeper [secret]");
    wait(keys.replay(Replay::default())).unwrap();
    let shown = format!("{:?}", wait(keys.status()).unwrap());
    assert!(shown.starts_with("Status { level: File, generation: "), "{shown}");
    wait(keys.close()).unwrap();
    assert_eq!(wait(keys.status()), Err(KeyError::Closed));
}

#[test]
fn a_look_reads_what_the_process_at_work_wrote_and_changes_nothing() {
    let folder = store();
    let listed = || {
        let names = ["store", "anchor"].map(|name| fs::read_dir(folder.path().join(name)).unwrap());
        let files = names.into_iter().flatten().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.map(|path| (fs::read(&path).unwrap(), path)).collect();
        files.sort();
        files
    };
    let keys = ready(files(folder.path()), 3);
    let fresh = wait(sealing::seal(&keys, &case(1), b"words")).unwrap();
    let wrapped = sealing::wrapped(&case(1), &fresh).unwrap();
    let before = listed();
    let stored = paths(folder.path()).look().unwrap().unwrap();
    let inspection = Inspection::of(&stored, &root(7)).unwrap();
    assert_eq!(inspection.opens(&wrapped), Ok(()), "beside the process that holds the lock");
    let elsewhere = sealing::wrapped(&case(2), &fresh).unwrap();
    assert!(inspection.opens(&elsewhere).is_err(), "in its own context only");
    assert!(matches!(Inspection::of(&stored, &root(8)), Err(KeyError::WrongRoot)));
    assert!(listed() == before, "nothing was written or swept");

    kill(&keys, 1);
    let stored = paths(folder.path()).look().unwrap().unwrap();
    assert_eq!(Inspection::of(&stored, &root(7)).unwrap().opens(&wrapped), Err(KeyError::Gone));
    chmod(&folder.path().join("anchor/anchor"), 0o444);
    assert!(paths(folder.path()).look().is_err(), "open to others");
    let empty = TempDir::new().unwrap();
    assert_eq!(paths(empty.path()).look(), Ok(None));
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0, "no folder is made");
}
