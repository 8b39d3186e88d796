//! The one HTTP client towards identity providers: no redirects, short timeouts, small answers, TLS by rustls on ring.

use std::{future::Future, pin::Pin, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// Bounds of each outgoing request.
#[derive(Clone, Copy, Debug)]
pub struct OutgoingLimits {
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest time of a whole exchange.
    pub total: Duration,
    /// Largest answer read, in bytes; metadata, key sets and tokens are a few kilobytes.
    pub body_bytes: usize,
}

impl Default for OutgoingLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), total: Duration::from_secs(10), body_bytes: 256 * 1024 }
    }
}

/// Why an exchange with a provider failed. Never holds an answer's body: it may carry tokens.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// No connection, no TLS, no answer in time, or a broken answer.
    #[error("the provider did not answer")]
    Unreachable(#[source] reqwest::Error),
    /// The answer is larger than the limit.
    #[error("the provider's answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

/// The client; cheap to clone.
#[derive(Clone, Debug)]
pub struct Outgoing {
    client: reqwest::Client,
    body_bytes: usize,
}

impl Outgoing {
    /// Builds the client. Redirects are refused, since following one would let a provider send our secret elsewhere.
    pub fn new(limits: OutgoingLimits) -> Result<Self, OutgoingError> {
        // An installed provider is kept: the process has one, and `install_default` fails only for that reason.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .build()
            .map_err(OutgoingError::Unreachable)?;
        Ok(Self { client, body_bytes: limits.body_bytes })
    }

    /// Sends one request and reads its answer up to the limit.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, OutgoingError> {
        let unreachable = |error: reqwest::Error| OutgoingError::Unreachable(error.without_url());
        let request = reqwest::Request::try_from(request).map_err(unreachable)?;
        let mut answer = self.client.execute(request).await.map_err(unreachable)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > self.body_bytes {
                return Err(OutgoingError::TooLarge { limit: self.body_bytes });
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Outgoing {
    type Error = OutgoingError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutgoingError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
