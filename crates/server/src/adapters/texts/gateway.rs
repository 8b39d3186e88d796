//! A gateway for text messages, by HTTP. Every supplier has its own words; the configuration holds them, and says what in
//! an answer means that the message was taken: an answer that does not say so is none, whatever its status.

use std::{fmt, sync::Arc};

use anyhow::Context as _;
use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use chrono::TimeDelta;
use relais_http::outgoing::{Outgoing, OutgoingError, OutgoingLimits};
use relais_notices::ports::{Fate, HandOver, PortReply, TextMessage, TextMessages, Undelivered};
use serde_json::Value;
use url::Url;

use super::template::{Body, Secrets, fill};

/// The longest time a gateway's wish to be left alone is kept to.
const LONGEST_REST: TimeDelta = TimeDelta::hours(6);

/// What an answer says.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// Statuses of an answer that may say « taken ».
    pub statuses: Vec<u16>,
    /// Where in its JSON it says so (RFC 6901).
    pub pointer: String,
    /// What stands there then, with places; empty: anything that is not empty.
    pub value: String,
    /// Statuses that refuse this message for good.
    pub refused: Vec<u16>,
}

/// How a gateway is spoken to.
#[derive(Clone)]
pub struct GatewaySettings {
    /// Where.
    pub url: Url,
    /// POST or PUT.
    pub method: Method,
    /// Headers, with places in their values.
    pub headers: Vec<(HeaderName, String)>,
    /// The body.
    pub body: Body,
    /// What fills the places.
    pub secrets: Secrets,
    /// What its answer means.
    pub acceptance: Acceptance,
    /// Whether it sends a message once however often it is given the same `{reference}`.
    pub knows_reference: bool,
    /// How long it may think.
    pub limits: OutgoingLimits,
}

/// A gateway.
#[derive(Clone)]
pub struct Gateway {
    settings: Arc<GatewaySettings>,
    client: Outgoing,
}

impl Gateway {
    /// Makes the client; nothing is said to the gateway yet.
    pub fn new(settings: GatewaySettings) -> anyhow::Result<Self> {
        anyhow::ensure!(settings.body.is_whole(), "the body has no place for {{number}} or {{text}}");
        let client = Outgoing::new(settings.limits).context("make the client")?;
        Ok(Self { settings: Arc::new(settings), client })
    }

    fn request(&self, message: &TextMessage) -> anyhow::Result<Request<Vec<u8>>> {
        let GatewaySettings { url, method, headers, body, secrets, .. } = &*self.settings;
        let (bytes, kind) = body.fill(message, secrets);
        let mut request =
            Request::builder().method(method).uri(url.as_str()).body(bytes).context("a request")?;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        for (name, template) in headers {
            let mut value = HeaderValue::try_from(fill(template, message, secrets)).context("a header")?;
            value.set_sensitive(true);
            request.headers_mut().insert(name.clone(), value);
        }
        Ok(request)
    }

    async fn ask(&self, message: &TextMessage) -> Result<(), Undelivered> {
        let request = self.request(message);
        let request = request.map_err(|_| Undelivered::new("gateway.unwritable", Fate::Refused))?;
        let answer = self.client.send(request).await.map_err(|error| unheard(&error))?;
        self.meaning(message, answer.status(), answer.headers(), answer.body())
    }

    fn meaning(
        &self,
        message: &TextMessage,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), Undelivered> {
        let GatewaySettings { acceptance, secrets, .. } = &*self.settings;
        if acceptance.statuses.contains(&status.as_u16()) {
            let Ok(said) = serde_json::from_slice::<Value>(body) else {
                return Err(Undelivered::new("gateway.unreadable", Fate::Unknown));
            };
            let expected = fill(&acceptance.value, message, secrets);
            return match word(&said, &acceptance.pointer).map(|word| says(word, &expected)) {
                Some(true) => Ok(()),
                Some(false) => Err(Undelivered::new("gateway.not_taken", Fate::Refused)),
                None => Err(Undelivered::new("gateway.unreadable", Fate::Unknown)),
            };
        }
        let retry_after = rest(headers);
        Err(match status {
            _ if acceptance.refused.contains(&status.as_u16()) => {
                Undelivered::new("gateway.refused", Fate::Refused)
            }
            StatusCode::TOO_MANY_REQUESTS => {
                Undelivered { retry_after, ..Undelivered::new("gateway.busy", Fate::Unreachable) }
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                Undelivered { retry_after, ..Undelivered::new("gateway.closed", Fate::NotNow) }
            }
            // It, or something between, failed after it was told: before or after the message left, nobody knows.
            _ if status.is_server_error() => Undelivered::new("gateway.failed", Fate::Unknown),
            _ if status.is_success() => Undelivered::new("gateway.unreadable", Fate::Unknown),
            _ => Undelivered::new("gateway.denied", Fate::Unreachable),
        })
    }
}

/// What stands where it says whether it took the message. That a list has not so many items is its word too; a field
/// that is not there, or says nothing, is none: a gateway that says it elsewhere now may have taken all of them.
fn word<'a>(said: &'a Value, pointer: &str) -> Option<&'a Value> {
    let short = || {
        let (list, place) = pointer.rsplit_once('/')?;
        let (list, place) = (said.pointer(list)?.as_array()?, place.parse::<usize>().ok()?);
        (place >= list.len()).then_some(&Value::Null)
    };
    said.pointer(pointer).filter(|word| !word.is_null()).or_else(short)
}

/// Whether what stands there is what was expected, or, with nothing expected, anything at all.
fn says(found: &Value, expected: &str) -> bool {
    let text = match found {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(said) => said.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return false,
    };
    if expected.is_empty() { !text.is_empty() } else { text == expected }
}

/// Without a connection nothing was said. After it everything may have been.
fn unheard(error: &OutgoingError) -> Undelivered {
    match error {
        OutgoingError::Unreachable(error) if error.is_connect() => {
            Undelivered::new("gateway.unreachable", Fate::Unreachable)
        }
        OutgoingError::Unreachable(_) => Undelivered::new("gateway.silent", Fate::Unknown),
        OutgoingError::TooLarge { .. } => Undelivered::new("gateway.unreadable", Fate::Unknown),
    }
}

fn rest(headers: &HeaderMap) -> Option<TimeDelta> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    TimeDelta::try_seconds(seconds).map(|rest| rest.clamp(TimeDelta::zero(), LONGEST_REST))
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("host", &self.settings.url.host_str()).finish_non_exhaustive()
    }
}

impl TextMessages for Gateway {
    fn offer(&self, message: TextMessage) -> PortReply<'_, Box<dyn HandOver>> {
        let request = Asked { gateway: self.clone(), message };
        Box::pin(async move { Ok(Box::new(request) as Box<dyn HandOver>) })
    }

    fn takes_once(&self) -> bool {
        self.settings.knows_reference
    }
}

/// One request is one step: there is nothing to make ready before.
struct Asked {
    gateway: Gateway,
    message: TextMessage,
}

impl HandOver for Asked {
    fn hand_over(self: Box<Self>) -> PortReply<'static, ()> {
        Box::pin(async move {
            let asked = self.gateway.ask(&self.message).await;
            asked.map_err(|failure| match failure.fate {
                // The same reference again is the same message: what nobody knows can be asked again.
                Fate::Unknown if self.gateway.takes_once() => Undelivered { fate: Fate::NotNow, ..failure },
                Fate::Unheard | Fate::Unknown | Fate::Refused | Fate::NotNow | Fate::Unreachable => failure,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_list_that_is_too_short_says_no_by_what_it_lacks() {
        for (said, pointer, heard) in [
            (json!({ "id": 7 }), "/id", Some(json!(7))),
            (json!({ "taken": ["+336"] }), "/taken/0", Some(json!("+336"))),
            (json!({ "taken": [] }), "/taken/0", Some(Value::Null)),
            (json!([]), "/0", Some(Value::Null)),
            (json!({}), "/id", None),
            (json!({}), "/taken/0", None),
            (json!({ "id": null }), "/id", None),
            (json!({ "taken": [null] }), "/taken/0", None),
            (json!({ "taken": {} }), "/taken/0", None),
            (json!({ "taken": [{ "id": 7 }] }), "/taken/id", None),
            (json!(7), "/id", None),
        ] {
            assert_eq!(word(&said, pointer), heard.as_ref(), "{pointer} in {said}");
        }
    }
}
