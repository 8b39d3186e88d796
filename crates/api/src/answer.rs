//! What succeeds: a document with its version, a thing made, an act done.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::version::{ETAG, etag};

/// A document that may be changed: its version stands in `ETag`.
pub(crate) struct Versioned<T>(pub T, pub i32);

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        ([(ETAG, etag(self.1))], Json(self.0)).into_response()
    }
}

/// An act that was done: 204, with the new version.
pub(crate) struct Acted(pub i32);

impl IntoResponse for Acted {
    fn into_response(self) -> Response {
        (StatusCode::NO_CONTENT, [(ETAG, etag(self.0))]).into_response()
    }
}

/// Something made: 201, where it stands, and its id.
pub(crate) struct Made {
    pub location: String,
    pub version: Option<i32>,
}

/// What was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeId<'a> {
    /// Its id; `Location` says where it stands.
    #[schema(example = "0b5e7c1c-3f5d-4a55-9c55-9f2b1c7d8e90")]
    id: &'a str,
}

impl IntoResponse for Made {
    fn into_response(self) -> Response {
        let id = self.location.rsplit('/').next().unwrap_or_default();
        let mut response = (StatusCode::CREATED, Json(MadeId { id })).into_response();
        if let Some(version) = self.version {
            response.headers_mut().insert(ETAG, etag(version));
        }
        if let Ok(location) = HeaderValue::try_from(&self.location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}
