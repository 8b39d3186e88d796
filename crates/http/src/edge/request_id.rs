//! A name for each request, shown with errors and written in the log, so that one finds the other.

use std::{fmt, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use relais_domain::random::{Random, fill_array};

/// Where it stands in the response.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// 80 random bits as 20 hexadecimal digits. Never taken from the request: a stranger's text has no place in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    fn random(random: &dyn Random) -> Self {
        let text = fill_array::<10>(random).iter().fold(String::with_capacity(20), |mut text, byte| {
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
            text
        });
        Self(text.into())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) async fn give(
    State(random): State<Arc<dyn Random>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId::random(&*random);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
