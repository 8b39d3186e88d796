//! The certified provider of `tests/peers`: started on a free port, driven like a browser would, ended by its handle.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Mutex,
};

use axum::http::{Request, Response, header};
use relais_domain::clock::Timestamp;
use relais_http::outgoing::Outgoing;
use relais_testkit::provider::REDIRECT_URI;
use url::Url;

use crate::oidc::outgoing;

/// The running provider.
pub struct CertifiedProvider {
    pub issuer: String,
    process: Child,
}

/// One installation for all tests of this run.
static INSTALLING: Mutex<()> = Mutex::new(());

impl CertifiedProvider {
    /// Starts the provider for a client registered with an algorithm; `None`, and a line that says so, without node.
    pub fn start(algorithm: &str) -> Option<Self> {
        Self::start_encrypting(algorithm, "")
    }

    /// The same, for a client to whose published keys it encrypts.
    pub fn start_encrypting(algorithm: &str, keys: &str) -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("peers");
        if Command::new("node").arg("--version").stdout(Stdio::null()).status().is_err() {
            println!("SKIPPED: node is missing, the certified OpenID provider cannot be started");
            return None;
        }
        install(&folder);
        let mut process = Command::new("node")
            .arg("op.mjs")
            .current_dir(&folder)
            .env("ALG", algorithm)
            .env("KEYS", keys)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let issuer = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("OP ").map(ToOwned::to_owned))
            .expect("the provider says where it is");
        Some(Self { issuer, process })
    }

    /// Switches a fault on, or all off with an empty name.
    pub async fn fault(&self, name: &str) {
        self.control(&format!("fault?name={name}")).await;
    }

    /// Signs with a new key from now on.
    pub async fn rotate(&self, keep_old: bool) {
        self.control(if keep_old { "rotate" } else { "rotate?drop=1" }).await;
    }

    /// The provider's own time: the relying party's clock is set by it.
    pub async fn time(&self) -> Timestamp {
        let address = format!("{}/.well-known/openid-configuration", self.issuer);
        let answer = outgoing().send(get(&address)).await.expect("metadata");
        let date = answer.headers()[header::DATE].to_str().expect("text");
        chrono::DateTime::parse_from_rfc2822(date).expect("a date").to_utc()
    }

    async fn control(&self, command: &str) {
        outgoing().send(get(&format!("{}/__ctl/{command}", self.issuer))).await.expect("control");
    }
}

impl Drop for CertifiedProvider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `cargo xtask test` installs the packages; a lone `cargo test` does it here, from the same lock file.
fn install(folder: &std::path::Path) {
    let _turn = INSTALLING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if folder.join("node_modules/oidc-provider").is_dir() {
        return;
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    let status = Command::new("npm").args(npm).current_dir(folder).status().expect("npm starts");
    assert!(status.success(), "npm ci in tests/peers");
}

/// A browser without a face: keeps cookies, follows redirects until they leave the provider.
pub struct Browser {
    client: Outgoing,
    cookies: HashMap<String, String>,
}

impl Browser {
    pub fn new() -> Self {
        Self { client: outgoing(), cookies: HashMap::new() }
    }

    /// Walks from an address to the relying party; a page on the way ends the walk as an error with its text.
    pub async fn walk(&mut self, address: &Url) -> Result<Url, String> {
        self.follow(get(address.as_str()), address.clone()).await
    }

    /// Sends a form and walks on.
    pub async fn submit(&mut self, address: &Url, form: &[(&str, &str)]) -> Result<Url, String> {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(address.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .expect("request");
        self.follow(request, address.clone()).await
    }

    async fn follow(&mut self, mut request: Request<Vec<u8>>, mut at: Url) -> Result<Url, String> {
        let home = Url::parse(REDIRECT_URI).expect("address").origin();
        for _ in 0..12 {
            let cookies: Vec<_> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().expect("header"));
            let answer = self.client.send(request).await.map_err(|error| error.to_string())?;
            self.keep_cookies(&answer);
            let Some(next) = answer.headers().get(header::LOCATION) else {
                return Err(String::from_utf8_lossy(answer.body()).into_owned());
            };
            at = at.join(next.to_str().expect("text")).expect("address");
            if at.origin() == home {
                return Ok(at);
            }
            request = get(at.as_str());
        }
        Err("too many redirects".to_owned())
    }

    fn keep_cookies(&mut self, answer: &Response<Vec<u8>>) {
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let text = line.to_str().expect("text");
            let (name, rest) = text.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

pub fn get(address: &str) -> Request<Vec<u8>> {
    Request::get(address).body(Vec::new()).expect("request")
}
