//! What the application answered.

use axum::{
    body::to_bytes,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde_json::Value;

/// An answer, its body read.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Answer {
    pub(super) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a whole body");
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { status: parts.status, headers: parts.headers, body }
    }

    /// The status as a number.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }

    /// A header's text; empty when it is absent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where it leads; empty when nowhere.
    #[must_use]
    pub fn location(&self) -> &str {
        self.header(header::LOCATION.as_str())
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.body))
    }

    /// The value of the first hidden field of a name.
    #[must_use]
    pub fn hidden(&self, name: &str) -> Option<&str> {
        let opening = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&opening)?;
        rest.split_once('"').map(|(value, _)| value)
    }

    /// The body without what differs between two requests for the same thing: the request's id, and the number of a
    /// page's forms.
    #[must_use]
    pub fn comparable(&self) -> String {
        let body = match self.header("x-request-id") {
            "" => self.body.clone(),
            id => self.body.replace(id, "[request]"),
        };
        let mut parts = body.split(NUMBER);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |told, part| {
            let rest = part.split_once('"').map_or("", |(_, rest)| rest);
            format!("{told}{NUMBER}[number]\"{rest}")
        })
    }
}

/// What stands before the number of a page's forms.
const NUMBER: &str = "name=\"once\" value=\"";
