//! Problem documents (RFC 9457): the one shape of every refusal.
//!
//! A refusal travels as an extension of a response without a body; [`finish`] writes it once the request's id is at
//! hand. Refusals of the layers around the router are written by [`dress`].

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use relais_http::edge::{Refusal, Undressed, request_id::RequestId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{texts::sentence, v1::persons::dto::PersonLine};

/// Why a request was refused.
#[derive(Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "/problems/fields.invalid", "title": "Certains champs sont à reprendre.", "status": 422,
    "code": "fields.invalid", "request_id": "5d41402abc4b2a76b971",
    "errors": [{ "field": "phone", "code": "phone.format", "message": "Écrivez le téléphone comme ceci : 06 12 34 56 78." }]
}))]
pub struct Problem {
    /// `/problems/` and the code: an identifier, not an address to open. What the code means is told by the command
    /// `relais doctor explain CODE` of the installation.
    #[serde(rename = "type")]
    kind: String,
    /// A plain sentence in French.
    title: &'static str,
    /// The status, again.
    status: u16,
    /// The stable code; programs compare this and nothing else.
    code: &'static str,
    /// Where in the body, when it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The request's id, to be told when asking for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// The fields to write differently.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// The present version, when another one was changed meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<i32>,
    /// Persons of the caller's own organisation who look like the one to be created.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    duplicates: Vec<PersonLine>,
}

/// One field to write differently.
#[derive(Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field's name in the body.
    #[schema(example = "phone")]
    pub field: String,
    /// The stable code.
    #[schema(example = "phone.format")]
    pub code: &'static str,
    /// What to write, in plain French.
    #[schema(example = "Écrivez le téléphone comme ceci : 06 12 34 56 78.")]
    pub message: &'static str,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            kind: format!("/problems/{code}"),
            title: sentence(code, status),
            status: status.as_u16(),
            code,
            detail: None,
            request_id: None,
            errors: Vec::new(),
            current_version: None,
            duplicates: Vec::new(),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub(crate) const fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn at(self, place: Option<String>) -> Self {
        Self { detail: place, ..self }
    }

    pub(crate) fn with_fields(self, fields: impl IntoIterator<Item = (String, &'static str)>) -> Self {
        let error = |(field, code)| {
            let message = sentence(code, StatusCode::UNPROCESSABLE_ENTITY);
            FieldProblem { field, code, message }
        };
        Self { errors: fields.into_iter().map(error).collect(), ..self }
    }

    pub(crate) fn with_version(self, current_version: Option<i32>) -> Self {
        Self { current_version, ..self }
    }

    pub(crate) fn with_duplicates(self, duplicates: Vec<PersonLine>) -> Self {
        Self { duplicates, ..self }
    }

    fn write(mut self, id: Option<&RequestId>, response: &mut Response) {
        self.request_id = id.map(ToString::to_string);
        *response.body_mut() = Body::from(serde_json::to_vec(&self).unwrap_or_default());
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
}

/// Writes the problem a handler or a layer of this interface left in its response.
pub(crate) async fn finish(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        problem.write(id.as_ref(), &mut response);
    }
    response
}

/// The problem document of a refusal by a layer, for the composition root's choice between the interfaces.
#[must_use]
pub fn dress(undressed: &Undressed) -> Response {
    let refusal = undressed.refusal;
    let mut response = refusal.status.into_response();
    Problem::new(refusal.status, shown(refusal)).write(undressed.request_id.as_ref(), &mut response);
    response
}

/// A caller without a valid credential does not learn which check failed, nor anybody what broke inside.
const fn shown(refusal: Refusal) -> &'static str {
    match refusal.status {
        StatusCode::UNAUTHORIZED => "request.credential",
        StatusCode::INTERNAL_SERVER_ERROR => "request.internal",
        StatusCode::SERVICE_UNAVAILABLE => "request.unavailable",
        _ => refusal.code,
    }
}
