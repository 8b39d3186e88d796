//! From what a use case answers to a status and a page. The page itself is drawn by [`crate::frame`], which knows
//! who reads it; here only is decided what an error means.

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use relais_app::AppError;
use relais_http::{
    actor::Turned,
    edge::{Reported, Severity},
};

use crate::render::RenderError;

/// Why a page is not shown.
#[derive(Debug)]
pub enum WebError {
    /// A use case did not do what was asked.
    App(AppError),
    /// The request cannot be read.
    Unreadable,
    /// The address takes another method.
    WrongMethod,
    /// The session could not be looked up, or makes too many requests.
    Turned(Turned),
    /// Another page comes first: sign-in, the choice of a membership.
    Elsewhere(String),
    /// The same before a form that was sent: nothing of it may be lost.
    Late(Late),
    /// The same form is being acted on at this moment.
    Running,
    /// A page could not be drawn.
    Draw(RenderError),
}

/// What every handler answers.
pub type WebResult = Result<Response, WebError>;

/// A failed request, in the response's extensions: [`crate::frame`] makes a page of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The status.
    pub status: StatusCode,
    /// The rule that stands against it.
    pub rule: Option<&'static str>,
    /// The texts of its page, where the status does not say enough.
    pub texts: Option<&'static str>,
}

/// Why a form cannot be taken yet, in the response's extensions: [`crate::frame`] gives it back, to be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// The session has ended meanwhile.
    SignedOut,
    /// The membership she worked in has not been chosen, or has ended.
    NoMembership,
    /// She made it for an organisation, and works for another one now.
    OtherOrganisation,
    /// Somebody else made it, at the same machine.
    OtherAgent,
}

impl From<AppError> for WebError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<RenderError> for WebError {
    fn from(error: RenderError) -> Self {
        Self::Draw(error)
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match self {
            Self::App(error) => of_app(error),
            Self::Unreadable => {
                failed(StatusCode::BAD_REQUEST, None, reported(Severity::Validation, "web.unreadable"))
            }
            Self::WrongMethod => {
                failed(StatusCode::METHOD_NOT_ALLOWED, None, reported(Severity::Validation, "web.method"))
            }
            Self::Turned(turned) => turned.into_response(),
            Self::Elsewhere(url) => Redirect::to(&url).into_response(),
            Self::Late(late) => {
                let mut response = StatusCode::FORBIDDEN.into_response();
                response.extensions_mut().insert(late);
                response.extensions_mut().insert(reported(Severity::Refused, "web.late"));
                response
            }
            Self::Running => {
                let mut response = StatusCode::CONFLICT.into_response();
                let texts = Some("running");
                response.extensions_mut().insert(Failure { status: StatusCode::CONFLICT, rule: None, texts });
                response.extensions_mut().insert(reported(Severity::Refused, "web.running"));
                response
            }
            Self::Draw(error) => {
                let cause = Some(Arc::new(error) as Arc<dyn std::error::Error + Send + Sync>);
                let reported = Reported { severity: Severity::Internal, code: "web.draw", cause };
                failed(StatusCode::INTERNAL_SERVER_ERROR, None, reported)
            }
        }
    }
}

/// The one table of statuses (`architecture.md` 4).
fn of_app(error: AppError) -> Response {
    match error {
        AppError::NotFound => {
            failed(StatusCode::NOT_FOUND, None, reported(Severity::Refused, "app.not_found"))
        }
        AppError::Forbidden => {
            failed(StatusCode::FORBIDDEN, None, reported(Severity::Refused, "app.forbidden"))
        }
        AppError::Invalid(_) => {
            failed(StatusCode::UNPROCESSABLE_ENTITY, None, reported(Severity::Validation, "app.invalid"))
        }
        AppError::Conflict => failed(StatusCode::CONFLICT, None, reported(Severity::Refused, "app.conflict")),
        AppError::Rule { code } => {
            failed(StatusCode::UNPROCESSABLE_ENTITY, Some(code), reported(Severity::Refused, code))
        }
        AppError::TooMany => {
            failed(StatusCode::TOO_MANY_REQUESTS, None, reported(Severity::Refused, "app.too_many"))
        }
        AppError::Unavailable(source) => {
            let cause = Some(Arc::new(source) as Arc<dyn std::error::Error + Send + Sync>);
            let reported = Reported { severity: Severity::Internal, code: "app.unavailable", cause };
            failed(StatusCode::SERVICE_UNAVAILABLE, None, reported)
        }
        AppError::Internal(source) => {
            let reported = Reported {
                severity: Severity::Internal,
                code: "app.internal",
                cause: Some(Arc::from(source)),
            };
            failed(StatusCode::INTERNAL_SERVER_ERROR, None, reported)
        }
    }
}

const fn reported(severity: Severity, code: &'static str) -> Reported {
    Reported { severity, code, cause: None }
}

fn failed(status: StatusCode, rule: Option<&'static str>, reported: Reported) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(Failure { status, rule, texts: None });
    response.extensions_mut().insert(reported);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_its_status() {
        let status = |error: AppError| WebError::from(error).into_response().status().as_u16();
        assert_eq!(status(AppError::NotFound), 404);
        assert_eq!(status(AppError::Forbidden), 403);
        assert_eq!(status(AppError::field("a", "text.required")), 422);
        assert_eq!(status(AppError::Conflict), 409);
        assert_eq!(status(AppError::rule("referral.already_closed")), 422);
        assert_eq!(status(AppError::TooMany), 429);
        assert_eq!(status(AppError::internal("broken")), 500);
    }
}
