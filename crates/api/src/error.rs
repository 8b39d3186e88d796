//! Which answer each refusal becomes: one exhaustive table. Nothing of an internal failure is told.

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use relais_app::AppError;
use relais_http::edge::{Reported, Severity};

use crate::{
    problem::Problem,
    v1::persons::dto::PersonLine,
    version::{ETAG, etag},
};

/// A refused request.
pub enum ApiError {
    /// The use case refused or failed.
    App(AppError),
    /// Changed since the version in `If-Match`; the present one, where the caller may know it.
    Stale(Option<i32>),
    /// Nothing was stored: these of the organisation's own persons look like the same one.
    Duplicates(Vec<PersonLine>),
    /// The body is not JSON; where.
    Unreadable(Option<String>),
    /// The body is JSON of another shape: the field, its code, where.
    Shape(String, &'static str, Option<String>),
    /// The body is larger than the limit.
    TooLarge,
    /// The body is not declared as JSON.
    MediaType,
    /// A query parameter that does not exist or cannot be read.
    Query,
    /// A cursor that no page of this list gave.
    Cursor,
    /// A change without `If-Match`.
    VersionMissing,
    /// An `If-Match` that is no version.
    VersionUnreadable,
    /// An `Idempotency-Key` that is no key.
    Key,
    /// The key was used for another request.
    KeyOfOther,
    /// The first request with this key has not finished.
    KeyRunning,
    /// No such route.
    NoRoute,
    /// The route has no such method.
    Method,
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl ApiError {
    fn problem(&self) -> Problem {
        let plain = Problem::new;
        match self {
            Self::App(error) => app_problem(error),
            Self::Stale(version) => plain(StatusCode::CONFLICT, "version.stale").with_version(*version),
            Self::Duplicates(lines) => {
                plain(StatusCode::CONFLICT, "person.likely_duplicate").with_duplicates(lines.clone())
            }
            Self::Unreadable(place) => plain(StatusCode::BAD_REQUEST, "json.unreadable").at(place.clone()),
            Self::Shape(field, code, place) => plain(StatusCode::UNPROCESSABLE_ENTITY, "fields.invalid")
                .at(place.clone())
                .with_fields([(field.clone(), *code)]),
            Self::TooLarge => plain(StatusCode::PAYLOAD_TOO_LARGE, "edge.too_large"),
            Self::MediaType => plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "json.media_type"),
            Self::Query => plain(StatusCode::BAD_REQUEST, "query.unreadable"),
            Self::Cursor => plain(StatusCode::BAD_REQUEST, "cursor.unreadable"),
            Self::VersionMissing => plain(StatusCode::PRECONDITION_REQUIRED, "version.missing"),
            Self::VersionUnreadable => plain(StatusCode::BAD_REQUEST, "version.unreadable"),
            Self::Key => plain(StatusCode::BAD_REQUEST, "idempotency.key"),
            Self::KeyOfOther => plain(StatusCode::UNPROCESSABLE_ENTITY, "idempotency.other_body"),
            Self::KeyRunning => plain(StatusCode::CONFLICT, "idempotency.running"),
            Self::NoRoute => plain(StatusCode::NOT_FOUND, "request.not_found"),
            Self::Method => plain(StatusCode::METHOD_NOT_ALLOWED, "request.method"),
        }
    }

    const fn severity(&self) -> Severity {
        match self {
            Self::App(AppError::Unavailable(_) | AppError::Internal(_)) => Severity::Internal,
            Self::App(
                AppError::NotFound
                | AppError::Forbidden
                | AppError::Conflict
                | AppError::Rule { .. }
                | AppError::TooMany,
            )
            | Self::Stale(_)
            | Self::Duplicates(_)
            | Self::KeyOfOther
            | Self::KeyRunning => Severity::Refused,
            Self::App(AppError::Invalid(_))
            | Self::Unreadable(_)
            | Self::Shape(..)
            | Self::TooLarge
            | Self::MediaType
            | Self::Query
            | Self::Cursor
            | Self::VersionMissing
            | Self::VersionUnreadable
            | Self::Key
            | Self::NoRoute
            | Self::Method => Severity::Validation,
        }
    }
}

fn app_problem(error: &AppError) -> Problem {
    match error {
        AppError::NotFound => Problem::new(StatusCode::NOT_FOUND, "request.not_found"),
        AppError::Forbidden => Problem::new(StatusCode::FORBIDDEN, "request.forbidden"),
        AppError::Invalid(fields) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "fields.invalid")
            .with_fields(fields.iter().map(|error| (error.field.to_owned(), error.code))),
        AppError::Conflict => Problem::new(StatusCode::CONFLICT, "version.stale"),
        AppError::Rule { code } => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code),
        AppError::TooMany => Problem::new(StatusCode::TOO_MANY_REQUESTS, "request.too_many"),
        AppError::Unavailable(_) => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "request.unavailable"),
        AppError::Internal(_) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "request.internal"),
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (problem, severity) = (self.problem(), self.severity());
        let mut response = problem.status().into_response();
        if let Self::Stale(Some(version)) = self {
            response.headers_mut().insert(ETAG, etag(version));
        }
        let code = problem.code();
        let cause = if let Self::App(error) = self { Some(Arc::new(error) as _) } else { None };
        response.extensions_mut().insert(problem);
        response.extensions_mut().insert(Reported { severity, code, cause });
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_status() {
        for (error, status) in [
            (ApiError::App(AppError::NotFound), 404),
            (ApiError::App(AppError::Forbidden), 403),
            (ApiError::App(AppError::field("phone", "phone.format")), 422),
            (ApiError::App(AppError::Conflict), 409),
            (ApiError::App(AppError::rule("referral.already_closed")), 422),
            (ApiError::App(AppError::TooMany), 429),
            (ApiError::App(AppError::internal("database password is hunter2")), 500),
            (ApiError::Stale(Some(3)), 409),
            (ApiError::Duplicates(Vec::new()), 409),
            (ApiError::Unreadable(None), 400),
            (ApiError::Shape("x".into(), "json.unknown_field", None), 422),
            (ApiError::TooLarge, 413),
            (ApiError::MediaType, 415),
            (ApiError::Query, 400),
            (ApiError::Cursor, 400),
            (ApiError::VersionMissing, 428),
            (ApiError::VersionUnreadable, 400),
            (ApiError::Key, 400),
            (ApiError::KeyOfOther, 422),
            (ApiError::KeyRunning, 409),
            (ApiError::NoRoute, 404),
            (ApiError::Method, 405),
        ] {
            let response = error.into_response();
            assert_eq!(response.status().as_u16(), status);
            let problem = response.extensions().get::<Problem>().expect("a problem");
            let text = serde_json::to_string(problem).expect("json");
            assert!(!text.contains("hunter2") && !text.contains("\"title\":\"\""), "{text}");
        }
    }
}
