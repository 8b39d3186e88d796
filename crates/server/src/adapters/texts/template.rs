//! What is said to a gateway, with places for the message's own parts. The shape is read once, and the parts are put into
//! it as values: no text of a message becomes a field of the request.

use anyhow::Context as _;
use relais_notices::ports::TextMessage;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::form_urlencoded;

use crate::config::Secret;

/// What fills the places beside the message.
#[derive(Clone)]
pub struct Secrets {
    /// `{secret}`: the gateway's key or password.
    pub secret: Option<Secret>,
    /// `{sender}`: the name or number the message comes from.
    pub sender: String,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub enum Body {
    /// A JSON document.
    Json(Value),
    /// Fields of a form, in their order.
    Form(Vec<(String, String)>),
}

impl Body {
    /// Reads a JSON document with places in its texts.
    pub fn json(template: &str) -> anyhow::Result<Self> {
        Ok(Self::Json(serde_json::from_str(template).context("read the JSON of text_messages.body")?))
    }

    /// Reads `name={place}&name=text`.
    pub fn form(template: &str) -> anyhow::Result<Self> {
        let field =
            |part: &str| part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        let fields: Option<Vec<_>> = template.split('&').map(field).collect();
        Ok(Self::Form(fields.context("write text_messages.body as name={place}&name=text")?))
    }

    /// Whether the message's number and its text both have their place.
    pub fn is_whole(&self) -> bool {
        let template = match self {
            Self::Json(value) => value.to_string(),
            Self::Form(fields) => fields.iter().map(|(_, value)| value.as_str()).collect(),
        };
        template.contains("{number}") && template.contains("{text}")
    }

    /// The body for a message, and its media type.
    pub fn fill(&self, message: &TextMessage, secrets: &Secrets) -> (Vec<u8>, &'static str) {
        match self {
            Self::Json(template) => {
                (filled(template, message, secrets).to_string().into_bytes(), "application/json")
            }
            Self::Form(fields) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (name, value) in fields {
                    form.append_pair(name, &fill(value, message, secrets));
                }
                (form.finish().into_bytes(), "application/x-www-form-urlencoded")
            }
        }
    }
}

fn filled(template: &Value, message: &TextMessage, secrets: &Secrets) -> Value {
    match template {
        Value::String(text) => Value::String(fill(text, message, secrets)),
        Value::Array(items) => items.iter().map(|item| filled(item, message, secrets)).collect(),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| (name.clone(), filled(value, message, secrets));
            Value::Object(fields.iter().map(field).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => template.clone(),
    }
}

/// A text with its places filled: in one go, so that a place written in a message is not one.
pub(super) fn fill(template: &str, message: &TextMessage, secrets: &Secrets) -> String {
    let reference = message.id.to_string();
    let secret = secrets.secret.as_ref().map_or("", |secret| secret.expose_secret());
    let places = [
        ("{number}", message.to.as_str()),
        ("{text}", message.text.as_str()),
        ("{sender}", secrets.sender.as_str()),
        ("{reference}", reference.as_str()),
        ("{secret}", secret),
    ];
    let (mut said, mut rest) = (String::new(), template);
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        said.push_str(before);
        let place = places.iter().find_map(|(place, value)| Some((from.strip_prefix(place)?, *value)));
        let (after, value) = place.unwrap_or((from.strip_prefix('{').unwrap_or_default(), "{"));
        said.push_str(value);
        rest = after;
    }
    said + rest
}

#[cfg(test)]
mod tests {
    use relais_domain::{ids::DeliveryId, text::Phone};

    use super::*;

    fn message(text: &str) -> TextMessage {
        let id = DeliveryId::new(uuid::Uuid::from_u128(7));
        TextMessage { id, to: Phone::parse("+33612345678").unwrap(), text: text.to_owned() }
    }

    fn secrets() -> Secrets {
        Secrets { secret: Some(Secret::from("s3cret".to_owned())), sender: "RELAIS".to_owned() }
    }

    #[test]
    fn a_message_fills_values_and_never_becomes_one() {
        let body = Body::json(r#"{"to":["{number}"],"text":"{text}","from":"{sender}","ref":"{reference}"}"#)
            .unwrap();
        let evil = "\",\"to\":\"+33600000000 {secret} &To=1";
        let (bytes, kind) = body.fill(&message(evil), &secrets());
        let said: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((said["text"].as_str(), kind), (Some(evil), "application/json"));
        assert_eq!(said["to"], serde_json::json!(["+33612345678"]));
        assert_eq!(said["ref"], "00000000-0000-0000-0000-000000000007");
        let form = Body::form("To={number}&Body={text}&From={sender}").unwrap();
        let (bytes, _) = form.fill(&message("a&To=+336 {x} é"), &secrets());
        let said = String::from_utf8(bytes).unwrap();
        assert_eq!(said, "To=%2B33612345678&Body=a%26To%3D%2B336+%7Bx%7D+%C3%A9&From=RELAIS");
    }

    #[test]
    fn a_body_without_number_or_text_is_not_whole() {
        for (template, whole) in
            [("To={number}&Body={text}", true), ("To={number}", false), ("Body={text}", false)]
        {
            assert_eq!(Body::form(template).unwrap().is_whole(), whole, "{template}");
        }
        assert!(Body::form("nothing").is_err() && Body::json("{").is_err());
    }
}
