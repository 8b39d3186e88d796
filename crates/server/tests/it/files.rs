//! An installation of files in a folder: database, keys and the root key beside them.

use std::{os::unix::fs::PermissionsExt as _, path::Path};

/// The settings of the installation in `folder`; its root key is written once.
pub fn flags(folder: &Path) -> Vec<(String, String)> {
    let root = folder.join("root.key");
    if !root.exists() {
        std::fs::write(&root, [7; 32]).expect("written");
        std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o400)).expect("mode set");
    }
    let at = |name: &str| folder.join(name).to_str().expect("text").to_owned();
    let flags = [
        ("database.url", format!("sqlite:{}", at("relais.db"))),
        ("keys.path", at("keys")),
        ("keys.root_key_file", at("root.key")),
    ];
    flags.map(|(key, value)| (key.to_owned(), value)).to_vec()
}
