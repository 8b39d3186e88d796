//! A mail server (RFC 5321, 3207, 4954) with a certificate of its own, that fails as the addressee's name tells it:
//!
//! | before the `@` | what happens |
//! |---|---|
//! | `tmp451…` | 451 after the mail, once a `Message-ID`; then taken |
//! | `full552…` | 552 after the mail |
//! | `no550…` | 550 at the address |
//! | `drop…` | the conversation is cut at the address |
//! | `cut…` | cut after the mail, once a `Message-ID`, nothing taken; then taken |
//! | `lost…` | taken, and cut before it says so, once a `Message-ID` |
//! | `mute…` | nothing is said after the mail |

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// What the server asks of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Offers `STARTTLS` and takes nothing before.
    StartTls,
    /// The same, and asks who is there: `relais`, with the password `relais`.
    StartTlsAndAccount,
    /// TLS from the first byte.
    Tls,
    /// Knows no TLS, and asks for no account.
    Plain,
    /// Knows no TLS, and asks for an account all the same.
    PlainWithAccount,
}

/// A mail the server took.
#[derive(Clone, Debug)]
pub struct TakenMail {
    /// The envelope's addressees.
    pub to: Vec<String>,
    /// Headers and text.
    pub text: String,
    /// Whether it came under TLS.
    pub tls: bool,
    /// Whether it came after the account was proved.
    pub proved: bool,
}

impl TakenMail {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// The server; dropped, it is gone.
pub struct MailServer {
    address: SocketAddr,
    certificate: String,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

struct Shared {
    kind: Kind,
    tls: TlsAcceptor,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    taken: Vec<TakenMail>,
    seen: BTreeSet<String>,
    conversations: usize,
}

impl Shared {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn account_asked(&self) -> bool {
        matches!(self.kind, Kind::StartTlsAndAccount | Kind::PlainWithAccount)
    }

    fn starttls_offered(&self) -> bool {
        matches!(self.kind, Kind::StartTls | Kind::StartTlsAndAccount)
    }
}

impl MailServer {
    /// Listens on a free port of this machine.
    pub async fn start(kind: Kind) -> anyhow::Result<Self> {
        let key =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).context("make a certificate")?;
        let certificate = pem(key.cert.der());
        let private = PrivateKeyDer::try_from(key.signing_key.serialize_der()).map_err(anyhow::Error::msg)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![key.cert.der().clone()], private)?;
        let tls = TlsAcceptor::from(Arc::new(config));
        let shared = Arc::new(Shared { kind, tls, memory: Mutex::default() });
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let address = listener.local_addr()?;
        let listening = Some(tokio::spawn(listen(listener, Arc::clone(&shared))));
        Ok(Self { address, certificate, shared, listening })
    }

    /// Its port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Its certificate, to trust.
    #[must_use]
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// What it took, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<TakenMail> {
        self.shared.memory().taken.clone()
    }

    /// How many conversations were begun.
    #[must_use]
    pub fn conversations(&self) -> usize {
        self.shared.memory().conversations
    }

    /// Nobody answers at its port any more.
    pub async fn go_down(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
            let _ = listening.await;
        }
    }

    /// It answers again at the same port.
    pub async fn come_back(&mut self) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.address).await?;
        self.listening = Some(tokio::spawn(listen(listener, Arc::clone(&self.shared))));
        Ok(())
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}

fn pem(der: &[u8]) -> String {
    let lines: Vec<String> = STANDARD
        .encode(der)
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        shared.memory().conversations += 1;
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // What breaks off, breaks off: the client's side is what is tested.
            let _ = serve(stream, &shared).await;
        });
    }
}

trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

async fn serve(stream: TcpStream, shared: &Shared) -> anyhow::Result<()> {
    if shared.kind == Kind::Tls {
        let stream = shared.tls.accept(stream).await?;
        return Talk::over(Box::new(stream), true, shared).greet().await;
    }
    let mut talk = Talk::over(Box::new(stream), false, shared);
    talk.say("220 localhost ESMTP").await?;
    if talk.hear().await? == End::StartTls {
        let stream = shared.tls.accept(talk.line.into_inner()).await?;
        Talk::over(Box::new(stream), true, shared).hear().await?;
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum End {
    Over,
    StartTls,
}

/// One side of a conversation.
struct Talk<'a> {
    line: BufReader<Box<dyn Line>>,
    tls: bool,
    proved: bool,
    to: Vec<String>,
    shared: &'a Shared,
}

impl<'a> Talk<'a> {
    fn over(line: Box<dyn Line>, tls: bool, shared: &'a Shared) -> Self {
        Self { line: BufReader::new(line), tls, proved: false, to: Vec::new(), shared }
    }

    async fn greet(mut self) -> anyhow::Result<()> {
        self.say("220 localhost ESMTP").await?;
        self.hear().await.map(drop)
    }

    async fn say(&mut self, answer: &str) -> anyhow::Result<()> {
        self.line.write_all(format!("{answer}\r\n").as_bytes()).await?;
        Ok(self.line.flush().await?)
    }

    async fn read(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        anyhow::ensure!(self.line.read_line(&mut line).await? > 0, "hung up");
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn hear(&mut self) -> anyhow::Result<End> {
        loop {
            let line = self.read().await?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" | "HELO" => self.introduce().await?,
                "STARTTLS" if self.shared.starttls_offered() && !self.tls => {
                    self.say("220 go ahead").await?;
                    return Ok(End::StartTls);
                }
                "AUTH" => self.prove(&line).await?,
                "MAIL" if self.shared.starttls_offered() && !self.tls => {
                    self.say("530 STARTTLS first").await?;
                }
                "MAIL" if self.shared.account_asked() && !self.proved => {
                    self.say("530 who are you").await?;
                }
                "RCPT" => {
                    if !self.address(&line).await? {
                        return Ok(End::Over);
                    }
                }
                "DATA" => {
                    if !self.mail().await? {
                        return Ok(End::Over);
                    }
                }
                "QUIT" => {
                    self.say("221 bye").await?;
                    return Ok(End::Over);
                }
                _ => self.say("250 ok").await?,
            }
        }
    }

    async fn introduce(&mut self) -> anyhow::Result<()> {
        let mut lines = vec!["250-localhost".to_owned()];
        if self.shared.starttls_offered() && !self.tls {
            lines.push("250-STARTTLS".to_owned());
        }
        if self.shared.account_asked() {
            lines.push("250-AUTH PLAIN".to_owned());
        }
        lines.push("250 8BITMIME".to_owned());
        self.say(&lines.join("\r\n")).await
    }

    async fn prove(&mut self, line: &str) -> anyhow::Result<()> {
        let proof = line.split(' ').nth(2).and_then(|text| STANDARD.decode(text).ok());
        self.proved = proof.as_deref() == Some(b"\0relais\0relais");
        self.say(if self.proved { "235 welcome" } else { "535 no" }).await
    }

    async fn address(&mut self, line: &str) -> anyhow::Result<bool> {
        let to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        if to.starts_with("drop") {
            return Ok(false);
        }
        if to.starts_with("no550") {
            self.say("550 5.1.1 no such mailbox").await?;
            return Ok(true);
        }
        self.to.push(to);
        self.say("250 ok").await?;
        Ok(true)
    }

    async fn mail(&mut self) -> anyhow::Result<bool> {
        self.say("354 go ahead").await?;
        let mut lines = Vec::new();
        loop {
            let line = self.read().await?;
            if line == "." {
                break;
            }
            lines.push(line.strip_prefix('.').unwrap_or(&line).to_owned());
        }
        let taken = TakenMail {
            to: std::mem::take(&mut self.to),
            text: lines.join("\r\n"),
            tls: self.tls,
            proved: self.proved,
        };
        let name = taken.to.first().cloned().unwrap_or_default();
        let is = |fault: &str| name.starts_with(fault);
        let first =
            self.shared.memory().seen.insert(taken.header("Message-ID").unwrap_or_default().to_owned());
        if is("full552") {
            return self.say("552 5.2.2 mailbox full").await.map(|()| true);
        }
        if is("tmp451") && first {
            return self.say("451 4.3.0 later").await.map(|()| true);
        }
        if is("cut") && first {
            return Ok(false);
        }
        self.shared.memory().taken.push(taken);
        if is("lost") && first {
            return Ok(false);
        }
        if is("mute") {
            std::future::pending::<()>().await;
        }
        self.say("250 2.0.0 taken").await.map(|()| true)
    }
}
