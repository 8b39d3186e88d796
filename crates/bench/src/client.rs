//! A browser's connection, and no more of it than costs little: on two cores, what the client takes the server lacks.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// An HTTP/1.1 connection that is kept.
#[derive(Debug)]
pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Connection {
    /// A connection, opened when first used.
    pub const fn to(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: Vec::new() }
    }

    /// Sends a request and reads its whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        let mut stream = if let Some(stream) = self.stream.take() {
            stream
        } else {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            stream
        };
        self.buffer.clear();
        stream.write_all(request).await?;
        let head = self.head(&mut stream).await?;
        let text = std::str::from_utf8(self.buffer.get(..head).unwrap_or_default())?.to_owned();
        let header = |name: &str| {
            text.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let status = text.split(' ').nth(1).context("a status")?.parse()?;
        let body = match header("content-length") {
            Some(length) => self.body(&mut stream, head, length.parse()?).await?,
            None if header("transfer-encoding").is_some() => bail!("a body in chunks"),
            None => Vec::new(),
        };
        let answer = Answer { status, body };
        if header("connection") != Some("close") {
            self.stream = Some(stream);
        }
        Ok(answer)
    }

    /// Reads up to the empty line; how many bytes that was.
    async fn head(&mut self, stream: &mut TcpStream) -> Result<usize> {
        loop {
            if let Some(at) = self.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                return Ok(at + 4);
            }
            self.more(stream).await?;
        }
    }

    async fn body(&mut self, stream: &mut TcpStream, from: usize, length: usize) -> Result<Vec<u8>> {
        while self.buffer.len() < from + length {
            self.more(stream).await?;
        }
        Ok(self.buffer.get(from..from + length).unwrap_or_default().to_vec())
    }

    async fn more(&mut self, stream: &mut TcpStream) -> Result<()> {
        self.buffer.reserve(64 * 1024);
        if stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server hung up");
        }
        Ok(())
    }
}
