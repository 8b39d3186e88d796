//! Bodies, read strictly: JSON, of the limit's size at most, with the fields that exist and no others.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse as _,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::error::Category;

use crate::error::ApiError;

/// A body of this shape.
pub(crate) struct Body<T>(pub T);

/// No body, or an empty object: the act needs no words.
pub(crate) struct NoBody;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::MediaType);
        }
        parse(&bytes(request, state).await?).map(Self)
    }
}

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = bytes(request, state).await?;
        if !bytes.is_empty() {
            parse::<Nothing>(&bytes)?;
        }
        Ok(Self)
    }
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        let status = rejection.into_response().status();
        if status == StatusCode::PAYLOAD_TOO_LARGE { ApiError::TooLarge } else { ApiError::Unreadable(None) }
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        refusal(&error.into_inner(), &path)
    })?;
    reader.end().map_err(|error| refusal(&error, ""))?;
    Ok(read)
}

fn refusal(error: &serde_json::Error, path: &str) -> ApiError {
    let place = Some(format!("{}:{}", error.line(), error.column()));
    match error.classify() {
        Category::Io | Category::Syntax | Category::Eof => ApiError::Unreadable(place),
        Category::Data => misshapen(&error.to_string(), path, place),
    }
}

/// Names the field: the one the reader names, else the one it stood at. The value itself is never repeated.
fn misshapen(said: &str, path: &str, place: Option<String>) -> ApiError {
    let named = |opening: &str| {
        let rest = said.strip_prefix(opening)?;
        rest.split_once('`').map(|(name, _)| name.chars().take(64).collect::<String>())
    };
    if let Some(field) = named("unknown field `") {
        return ApiError::Shape(field, "json.unknown_field", place);
    }
    if let Some(field) = named("missing field `") {
        return ApiError::Shape(field, "text.required", place);
    }
    // « . » is the body itself.
    let stood = path.chars().take(64).collect::<String>();
    let field = named("duplicate field `").unwrap_or(if stood == "." { String::new() } else { stood });
    ApiError::Shape(field, "json.shape", place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Note {
        #[expect(dead_code, reason = "only its name matters here")]
        text: String,
    }

    fn fault(body: &str) -> (String, &'static str) {
        match parse::<Note>(body.as_bytes()).map(|_| ()).expect_err("refused") {
            ApiError::Shape(field, code, Some(_)) => (field, code),
            ApiError::Unreadable(Some(_)) => (String::new(), "json.unreadable"),
            _ => panic!("another refusal"),
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert_eq!(fault(r#"{"text":"a","nir":"x"}"#), ("nir".into(), "json.unknown_field"));
        assert_eq!(fault("{}"), ("text".into(), "text.required"));
        assert_eq!(fault(r#"{"text":"a","text":"b"}"#), ("text".into(), "json.shape"));
        assert_eq!(fault(r#"{"text":7}"#), ("text".into(), "json.shape"));
        assert_eq!(fault(r#"{"text":null}"#), ("text".into(), "json.shape"));
        assert_eq!(fault("[]"), (String::new(), "json.shape"));
        assert_eq!(fault(r#"{"text":"a"} {}"#), (String::new(), "json.unreadable"));
        assert_eq!(fault(r#"{"text":"#), (String::new(), "json.unreadable"));
        assert_eq!(fault("text=a"), (String::new(), "json.unreadable"));
        assert_eq!(fault("\u{feff}{}"), (String::new(), "json.unreadable"));
    }
}
