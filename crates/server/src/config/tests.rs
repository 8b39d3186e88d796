use super::*;
use relais_domain::{calendar::Calendar, referral::ClockRules};
use secrecy::ExposeSecret;
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("mode set");
        path
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn load(
    file: Option<&str>,
    environment: &[(&str, &str)],
    flags: &[(&str, &str)],
) -> Result<Config, ConfigError> {
    let folder = Folder::new();
    let path = file.map(|text| folder.write("relais.toml", text, 0o600));
    Config::load(&Sources { file: path.as_deref(), environment: pairs(environment), flags: pairs(flags) })
}

fn error(file: Option<&str>, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> String {
    load(file, environment, flags).expect_err("a fault").to_string()
}

#[test]
fn the_defaults_are_whole_and_listen_on_this_machine_only() {
    let config = load(None, &[], &[]).expect("the defaults");
    assert!(config.server.listen.ip().is_loopback());
    assert_eq!(config.keys.level, KeyLevel::File);
    assert_eq!(config.oidc.issuer, None);
    assert_eq!(config.network.clocks.reminders, [5, 10, 20]);
    assert_eq!(config.oidc.audience(&config.server.public_url), "http://127.0.0.1:8080/api");
}

#[test]
fn the_defaults_lack_nothing_but_a_provider() {
    let keys: Vec<_> =
        load(None, &[], &[]).expect("the defaults").problems().into_iter().map(|p| p.key).collect();
    assert_eq!(keys, ["oidc.issuer", "oidc.client_id", "oidc.client_secret_file"]);
}

#[test]
fn a_later_layer_wins() {
    const FILE: &str = "[server]\nlisten = \"127.0.0.1:1\"\n";
    let environment = [("RELAIS__SERVER__LISTEN", "127.0.0.1:2"), ("HOME", "/root")];
    let flags = [("server.listen", "127.0.0.1:3")];
    for (file, environment, flags, port) in [
        (None, &environment[..0], &flags[..0], 8080),
        (Some(FILE), &environment[..0], &flags[..0], 1),
        (Some(FILE), &environment[..], &flags[..0], 2),
        (Some(FILE), &environment[..], &flags[..], 3),
        (None, &environment[..0], &flags[..], 3),
    ] {
        assert_eq!(load(file, environment, flags).expect("a configuration").server.listen.port(), port);
    }
}

#[test]
fn the_environment_reads_each_kind_of_value() {
    let config = load(
        None,
        &[
            ("RELAIS__DATABASE__POOL", "6"),
            ("RELAIS__SERVER__TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2"),
            ("RELAIS__NETWORK__CLOCKS__REMINDERS", "4,8,12"),
            ("RELAIS__OIDC__CLIENT_ID", "123"),
            ("RELAIS__OIDC__MINIMUM_ACR", ""),
        ],
        &[],
    )
    .expect("a configuration");
    assert_eq!(config.database.pool, 6);
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(config.network.clocks.reminders, [4, 8, 12]);
    assert_eq!(config.oidc.client_id.as_deref(), Some("123"));
    assert_eq!(config.oidc.minimum_acr, None);
}

#[test]
fn every_fault_names_where_which_key_and_what_to_write() {
    for (file, environment, flags, parts) in [
        (
            Some("[server]\nlissten = \"x\""),
            &[][..],
            &[][..],
            &["relais.toml", "`server.lissten`", "listen, public_url"][..],
        ),
        (Some("[serveur]\n"), &[], &[], &["`serveur`", "the keys here are:", "server"]),
        (Some("[server"), &[], &[], &["relais.toml is not TOML", "line 1"]),
        (
            Some("[server]\nlisten = \"everywhere\""),
            &[],
            &[],
            &[
                "relais.toml",
                "`server.listen`",
                "what to write: Address and port to listen on.",
                "127.0.0.1:8080",
            ],
        ),
        (Some("[server]\nlisten = 8080"), &[], &[], &["`server.listen`", "kind string is expected"]),
        (
            None,
            &[("RELAIS__DATABASE__POOL", "many")],
            &[],
            &["RELAIS__DATABASE__POOL", "`database.pool`", "integer"],
        ),
        (
            None,
            &[("RELAIS__DATABASE__POOL", "-1")],
            &[],
            &["RELAIS__DATABASE__POOL", "`database.pool`", "u32"],
        ),
        (None, &[("RELAIS__DATABSE__POOL", "1")], &[], &["RELAIS__DATABSE__POOL", "`databse`", "database"]),
        (
            None,
            &[],
            &[("keys.level", "vault")],
            &["--set", "`keys.level`", "vault", "what to write: Where the keys"],
        ),
        (None, &[], &[("oidc.algorithm", "HS256")], &["--set", "`oidc.algorithm`", "ES256 or RS256"]),
        (
            None,
            &[],
            &[("network.clocks.reminders", "5,10")],
            &["`network.clocks.reminders`", "what to write"],
        ),
        (
            None,
            &[],
            &[("network.time_zone", "Brest")],
            &["--set", "`network.time_zone`", "what to write: Time zone"],
        ),
    ] {
        let shown = error(file, environment, flags);
        for part in parts {
            assert!(shown.contains(part), "{part} in: {shown}");
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let path = PathBuf::from("no/such/relais.toml");
    let missing = Config::load(&Sources { file: Some(&path), ..Sources::default() });
    assert!(missing.expect_err("a fault").to_string().contains("no/such/relais.toml"));
}

#[test]
fn each_rule_of_production_is_named() {
    for (key, value, reason) in [
        ("server.public_url", "http://relais.example.org", "https://"),
        ("server.public_url", "https://relais.example.org/app", "no path"),
        ("database.url", "mysql://db/relais", "sqlite: or postgres://"),
        ("database.url", "postgres://relais:hunter2@db/relais", "password_file"),
        ("keys.level", "postgres", "key store's own database"),
        ("oidc.issuer", "http://idp.example.org", "https://"),
        ("network.clocks.escalate", "30", "before expire"),
    ] {
        let problems = load(None, &[], &[(key, value)]).expect("readable").problems();
        assert!(
            problems.iter().any(|problem| problem.reason.contains(reason)),
            "{key}={value}: {problems:?}"
        );
    }
}

#[test]
fn a_pool_too_small_is_named_where_it_is_used() {
    let named = |url| {
        let flags = [("database.url", url), ("database.pool", "4")];
        let problems = load(None, &[], &flags).expect("readable").problems();
        problems.iter().any(|problem| problem.key == "database.pool" && problem.reason.contains("at least 5"))
    };
    assert!(named("postgres://relais@db:5432/relais"));
    assert!(!named("sqlite:data/relais.db"), "SQLite has its own");
}

#[test]
fn the_key_store_is_never_the_applications_database() {
    let url = "postgres://relais@db:5432/relais";
    let flags = [("keys.level", "postgres"), ("keys.url", url), ("database.url", url)];
    let problems = load(None, &[], &flags).expect("readable").problems();
    assert!(
        problems.iter().any(|problem| problem.key == "keys.url" && problem.reason.contains("must not be"))
    );
}

#[test]
fn the_production_example_breaks_no_rule_and_holds_no_secret() {
    let example = include_str!("../../../../config/production.example.toml");
    let config = load(Some(example), &[], &[]).expect("readable");
    assert_eq!(config.problems(), []);
    assert!(!example.contains("password ="));
    assert!(config.keys.path.is_absolute(), "whatever folder the service is started in");
}

#[test]
fn every_key_of_the_defaults_has_a_comment() {
    fn keys(table: &toml::Table, section: &str, found: &mut Vec<String>) {
        for (name, value) in table {
            let key = if section.is_empty() { name.clone() } else { format!("{section}.{name}") };
            match value {
                toml::Value::Table(inner) => keys(inner, &key, found),
                _ => found.push(key),
            }
        }
    }
    let mut found = Vec::new();
    keys(&DEFAULT.parse().expect("TOML"), "", &mut found);
    assert!(found.len() > 30, "{found:?}");
    for key in found {
        let says = documentation(&key);
        assert!(says.len() > 20 && !says.starts_with(" (default"), "{key}: {says}");
    }
}

#[test]
fn encryption_is_agreed_by_naming_a_key_and_a_file_that_holds_none_is_named() {
    let folder = Folder::new();
    let decryption = |files: Vec<PathBuf>| {
        let mut oidc = load(None, &[], &[]).expect("the defaults").oidc;
        oidc.decryption_key_files = files;
        oidc.decryption()
    };
    assert!(!decryption(Vec::new()).expect("none is fine").are_agreed());
    for (mode, reason) in [(0o600, "PKCS#8"), (0o644, "chmod 600")] {
        let wrong = folder.write("2026-11.pem", "s3cret, but no key", mode);
        let shown = decryption(vec![wrong]).expect_err("no key").to_string();
        assert!(
            shown.contains(reason) && shown.contains("2026-11.pem") && !shown.contains("s3cret"),
            "{shown}"
        );
    }
}

#[test]
fn a_secret_comes_from_a_file_only_its_owner_reads() {
    let folder = Folder::new();
    let good = folder.write("good", "s3cret\n", 0o600);
    assert_eq!(read_secret("oidc.client_secret_file", &good).expect("a secret").expose_secret(), "s3cret");
    for (name, text, mode, reason) in [
        ("open", "s3cret", 0o644, "chmod 600"),
        ("group", "s3cret", 0o640, "chmod 600"),
        ("empty", "\n", 0o600, "is empty"),
    ] {
        let shown = read_secret("oidc.client_secret_file", &folder.write(name, text, mode))
            .expect_err("refused")
            .to_string();
        assert!(
            shown.contains(reason) && shown.contains("oidc.client_secret_file") && !shown.contains("s3cret"),
            "{shown}"
        );
    }
}

#[test]
fn the_password_enters_the_address_and_never_prints() {
    let folder = Folder::new();
    let file = folder.write("password", "p@ss/word", 0o600);
    let file = file.to_str().expect("text");
    let flags = [("database.url", "postgres://relais@db:5432/relais"), ("database.password_file", file)];
    let config = load(None, &[], &flags).expect("readable");
    let connection = config.database.connection().expect("a connection");
    assert_eq!(connection.expose_secret(), "postgres://relais:p%40ss%2Fword@db:5432/relais");
    assert!(!format!("{connection:?} {config:?}").contains("word@db"));
}

#[test]
fn the_default_clocks_are_those_of_the_rules() {
    let config = load(None, &[], &[]).expect("the defaults");
    let rules = config.network.clocks.rules(Calendar::default());
    assert_eq!(rules, ClockRules::default());
}

#[test]
fn the_defaults_are_those_of_the_use_cases() {
    let settings = load(None, &[], &[]).expect("the defaults").app();
    let default = relais_app::Settings::default();
    assert_eq!(settings.session_idle, default.session_idle);
    assert_eq!(settings.session_absolute, default.session_absolute);
    let calendar = default.clocks.calendar.clone(); // the public holidays are the territory's
    assert_eq!(ClockRules { calendar, ..settings.clocks }, default.clocks);
}

#[test]
fn the_journal_is_named_after_the_public_address_whatever_the_port() {
    for address in ["https://relais.brest.fr", "https://relais.brest.fr:8443"] {
        let config = load(None, &[], &[("server.public_url", address)]).expect("an address");
        assert_eq!(config.app().journal_name, "relais.brest.fr/journal");
    }
}

#[test]
fn the_provider_is_whole_with_its_secret_and_our_addresses() {
    let folder = Folder::new();
    let secret = folder.write("secret", "s3cret", 0o600);
    let flags = [
        ("oidc.issuer", "https://idp.example.org"),
        ("oidc.client_id", "relais"),
        ("oidc.client_secret_file", secret.to_str().expect("text")),
        ("server.public_url", "https://relais.example.org"),
    ];
    let config = load(None, &[], &flags).expect("readable");
    let provider = config.oidc.provider(&config.server.public_url).expect("a provider");
    assert_eq!(provider.redirect_uri.as_str(), "https://relais.example.org/login/callback");
    assert_eq!(provider.post_logout_redirect_uri.as_str(), "https://relais.example.org/signed-out");
    assert_eq!(provider.client_secret.expose(), "s3cret");
    let config = load(None, &[], &flags[1..]).expect("readable");
    let missing = config.oidc.provider(&config.server.public_url).expect_err("no issuer").to_string();
    assert!(missing.contains("`oidc.issuer` is not set") && missing.contains("what to write"), "{missing}");
}

#[test]
fn a_password_without_postgres_is_refused() {
    let folder = Folder::new();
    let file = folder.write("password", "secret", 0o600);
    let flags = [("database.password_file", file.to_str().expect("text"))];
    let shown =
        load(None, &[], &flags).expect("readable").database.connection().expect_err("refused").to_string();
    assert!(shown.contains("postgres://"), "{shown}");
}
