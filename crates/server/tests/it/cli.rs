//! The real binary, as an operator types it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, ExitStatus, Output},
};

/// Runs `relais` in a folder, with an environment of its own.
pub(crate) fn relais(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
    command.current_dir(folder).env_clear().envs(environment.iter().copied()).args(arguments);
    command.output().expect("the binary runs")
}

/// Asks a process to stop as a service manager does, and waits. The shell's own word, not the program `kill`: a bare
/// machine has none.
pub(crate) fn terminate(child: &mut Child) -> ExitStatus {
    let told = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &child.id().to_string()]).status();
    assert!(told.expect("a shell runs").success());
    child.wait().expect("it ends")
}

pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn write(path: &Path, bytes: &[u8], mode: u32) {
    fs::write(path, bytes).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("mode set");
}

/// An installation with nothing wrong: provider, secrets, key files.
pub(crate) fn sound(folder: &Path) {
    fs::create_dir_all(folder.join("data/keys")).expect("folders");
    fs::set_permissions(folder.join("data/keys"), fs::Permissions::from_mode(0o700)).expect("mode set");
    write(&folder.join("data/root.key"), &[7; 32], 0o400);
    write(&folder.join("secret"), b"not-a-real-secret\n", 0o600);
    let settings = b"[oidc]\nissuer = \"https://idp.example.org\"\nclient_id = \"relais\"\nclient_secret_file = \"secret\"\n";
    write(&folder.join("relais.toml"), settings, 0o644);
    let migrated = relais(folder, &["migrate"], &[]);
    assert!(migrated.status.success(), "{}", err(&migrated));
}

#[test]
fn help_names_the_commands_and_what_they_do() {
    let help = relais(folder().path(), &["--help"], &[]);
    assert!(help.status.success());
    assert!(out(&help).contains("doctor"), "{}", out(&help));
    assert!(out(&help).contains("Passing the baton"), "{}", out(&help));
}

#[test]
fn the_description_of_the_interface_is_the_golden_one() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/openapi.json");
    let printed = relais(folder().path(), &["openapi"], &[]);
    assert!(printed.status.success(), "{}", err(&printed));
    assert!(out(&printed) == fs::read_to_string(golden).expect("a golden file"));
}

#[test]
fn an_unknown_command_and_a_malformed_setting_are_refused_with_the_usage() {
    let folder = folder();
    for arguments in [&["dance"][..], &["doctor", "--set", "server.listen"]] {
        let refused = relais(folder.path(), arguments, &[]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(err(&refused).contains("--help"), "{}", err(&refused));
    }
}

#[test]
fn an_error_code_is_explained_without_an_installation() {
    let folder = folder();
    for code in ["referral.already_closed", "/problems/referral.already_closed"] {
        let told =
            relais(folder.path(), &["doctor", "explain", code], &[("RELAIS__SERVER__LISTEN", "port 80")]);
        assert!(told.status.success(), "{}", err(&told));
        assert!(
            out(&told).starts_with("referral.already_closed\n\nThe referral has ended"),
            "{}",
            out(&told)
        );
        assert!(!out(&told).contains("##"), "one section: {}", out(&told));
    }
    assert!(fs::read_dir(folder.path()).expect("listed").next().is_none(), "nothing was made");
}

#[test]
fn what_is_no_error_code_is_refused_with_the_codes_somebody_may_have_meant() {
    let folder = folder();
    for wrong in ["referral.closed", "referal.already_closed"] {
        let refused = relais(folder.path(), &["doctor", "explain", wrong], &[]);
        assert_eq!(refused.status.code(), Some(1), "{}", out(&refused));
        for part in [wrong, "no error code", "  referral.already_closed\n", "  referral.duplicate\n"] {
            assert!(err(&refused).contains(part), "{part} in {}", err(&refused));
        }
        assert!(!err(&refused).contains("phone.format") && out(&refused).is_empty());
    }
    for arguments in
        [&["doctor", "explain"][..], &["doctor", "--config", "x.toml", "explain", "phone.format"]]
    {
        assert_eq!(relais(folder.path(), arguments, &[]).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn an_unknown_key_is_named_with_its_file_and_the_keys_there_are() {
    let folder = folder();
    write(&folder.path().join("relais.toml"), b"[server]\nport = 80\n", 0o644);
    let refused = relais(folder.path(), &["doctor", "--config", "relais.toml"], &[]);
    assert_eq!(refused.status.code(), Some(1));
    for part in ["relais.toml", "`server.port`", "listen"] {
        assert!(err(&refused).contains(part), "{part} in {}", err(&refused));
    }
}

#[test]
fn the_environment_is_read_and_its_faults_are_named() {
    let refused = relais(folder().path(), &["doctor"], &[("RELAIS__SERVER__LISTEN", "port 80")]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("RELAIS__SERVER__LISTEN"), "{}", err(&refused));
    assert!(err(&refused).contains("what to write: Address and port"), "{}", err(&refused));
}

#[test]
fn a_sound_installation_passes_and_no_secret_is_shown() {
    let folder = folder();
    sound(folder.path());
    let passed = relais(folder.path(), &["doctor", "--config", "relais.toml"], &[]);
    assert!(passed.status.success(), "{}{}", out(&passed), err(&passed));
    assert!(out(&passed).ends_with("Relais can start.\n"));
    assert!(!out(&passed).contains("not-a-real-secret"));
}

#[test]
fn each_broken_thing_is_found_with_its_remedy() {
    type Breakage = fn(&Path);
    let cases: [(&str, Breakage, &str); 9] = [
        (
            "no root key",
            |at| fs::remove_file(at.join("data/root.key")).expect("removed"),
            "head -c 32 /dev/urandom",
        ),
        (
            "short root key",
            |at| rewrite(&at.join("data/root.key"), b"short", 0o400),
            "neither 32 bytes nor 64 digits",
        ),
        (
            "open root key",
            |at| rewrite(&at.join("data/root.key"), &[7; 32], 0o444),
            "chmod 400 data/root.key",
        ),
        (
            "no key folder",
            |at| fs::remove_dir(at.join("data/keys")).expect("removed"),
            "mkdir -p -m 700 data/keys",
        ),
        ("open key folder", |at| mode(&at.join("data/keys"), 0o755), "chmod 700 data/keys"),
        ("open secret", |at| mode(&at.join("secret"), 0o644), "chmod 600 secret"),
        ("empty secret", |at| rewrite(&at.join("secret"), b"\n", 0o600), "is empty"),
        (
            "no database",
            |at| fs::remove_file(at.join("data/relais.db")).expect("removed"),
            "run: relais migrate",
        ),
        (
            "another file's bytes",
            |at| rewrite(&at.join("data/relais.db"), &[7; 4096], 0o600),
            "restore it from a backup",
        ),
    ];
    for (name, breakage, remedy) in cases {
        let folder = folder();
        sound(folder.path());
        breakage(folder.path());
        let failed = relais(folder.path(), &["doctor", "--config", "relais.toml"], &[]);
        assert_eq!(failed.status.code(), Some(1), "{name}");
        assert!(out(&failed).contains("FAIL") && out(&failed).contains(remedy), "{name}: {}", out(&failed));
        assert!(out(&failed).contains("1 of "), "{name} alone: {}", out(&failed));
    }
}

#[test]
fn migrating_twice_changes_nothing_and_a_database_without_its_schema_is_found() {
    let folder = folder();
    sound(folder.path());
    let again = relais(folder.path(), &["migrate"], &[]);
    assert!(
        again.status.success() && out(&again).contains("sqlite: 0 migrations applied"),
        "{}",
        out(&again)
    );
    rewrite(&folder.path().join("data/relais.db"), b"", 0o600); // what SQLite calls an empty database
    let failed = relais(folder.path(), &["doctor", "--config", "relais.toml"], &[]);
    assert!(out(&failed).contains("migrations are not applied"), "{}", out(&failed));
}

#[test]
fn without_a_provider_the_doctor_says_which_keys_to_set() {
    let folder = folder();
    sound(folder.path());
    let failed = relais(folder.path(), &["doctor"], &[]);
    assert_eq!(failed.status.code(), Some(1));
    for key in ["oidc.issuer", "oidc.client_id", "oidc.client_secret_file"] {
        assert!(out(&failed).contains(&format!("set `{key}`")), "{}", out(&failed));
    }
}

fn rewrite(path: &Path, bytes: &[u8], mode: u32) {
    fs::remove_file(path).expect("removed");
    write(path, bytes, mode);
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("mode set");
}
