//! An id in an address. One that is not an id names nothing: the answer is the same as for an unknown one.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use relais_app::AppError;

use crate::error::WebError;

/// The one variable of an address, parsed.
#[derive(Clone, Copy, Debug)]
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let found = Path::<String>::from_request_parts(parts, state).await.ok();
        found.and_then(|Path(text)| text.parse().ok()).map(Self).ok_or(AppError::NotFound.into())
    }
}
