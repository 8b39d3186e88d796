//! One request, one connection: an answer counts when it has arrived whole.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Longer than the edge lets anybody wait.
const LIMIT: Duration = Duration::from_mins(1);

/// What is asked of the interface.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub token: String,
    /// The version it was made on.
    pub version: Option<i32>,
    /// The name under which it acts once.
    pub key: Option<String>,
    pub body: Option<Value>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The version an act led to.
    pub fn version(&self) -> Option<i32> {
        self.header("etag")?.strip_prefix("\"v")?.strip_suffix('"')?.parse().ok()
    }

    /// The id of what was made.
    pub fn made(&self) -> Option<uuid::Uuid> {
        self.header("location")?.rsplit('/').next()?.parse().ok()
    }

    /// A field of the document.
    pub fn text(&self, field: &str) -> Option<String> {
        let document: Value = serde_json::from_str(&self.body).ok()?;
        Some(document.get(field)?.as_str()?.to_owned())
    }

    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Sends it and reads the whole answer; an error means that nothing was acknowledged.
pub async fn ask(site: SocketAddr, request: &Request) -> Result<Answer> {
    tokio::time::timeout(LIMIT, exchange(site, request)).await.context("no answer in a minute")?
}

async fn exchange(site: SocketAddr, request: &Request) -> Result<Answer> {
    let mut stream = TcpStream::connect(site).await?;
    stream.set_nodelay(true)?;
    stream.write_all(&written(site, request)).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let text = String::from_utf8(bytes)?;
    let (head, body) = text.split_once("\r\n\r\n").context("cut off before the end of the head")?;
    let status = head.split(' ').nth(1).context("a status")?.parse()?;
    let answer = Answer { status, head: head.to_owned(), body: body.to_owned() };
    if let Some(length) = answer.header("content-length") {
        ensure!(length.parse::<usize>()? == answer.body.len(), "cut off in the body");
    }
    Ok(answer)
}

fn written(site: SocketAddr, request: &Request) -> Vec<u8> {
    let Request { method, path, token, version, key, body } = request;
    let body = body.as_ref().map(ToString::to_string).unwrap_or_default();
    let headers = [
        Some(format!("host: {site}")),
        Some("connection: close".to_owned()),
        (!token.is_empty()).then(|| format!("authorization: Bearer {token}")),
        version.map(|version| format!("if-match: \"v{version}\"")),
        key.as_ref().map(|key| format!("idempotency-key: {key}")),
        (!body.is_empty()).then(|| "content-type: application/json".to_owned()),
        Some(format!("content-length: {}", body.len())),
    ];
    let headers: Vec<String> = headers.into_iter().flatten().collect();
    format!("{method} {path} HTTP/1.1\r\n{}\r\n\r\n{body}", headers.join("\r\n")).into_bytes()
}
