//! Gives refusals of the layers a body: a page for browsers, a problem document for software.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    middleware::Next,
    response::Response,
};

use super::{csrf::Resend, refusal::Refusal, request_id::RequestId};

/// Makes the response to show for a refusal; the composition root chooses between the two interfaces. A response
/// without a status of its own (200) gets the refusal's; a redirect, to the sign-in page for example, stays one.
pub type Dress = Arc<dyn Fn(&Undressed) -> Response + Send + Sync>;

/// A refusal and what of the request decides how it is shown.
#[derive(Debug)]
pub struct Undressed {
    /// The refusal.
    pub refusal: Refusal,
    /// How it was asked.
    pub method: Method,
    /// What was asked for; never to be shown or logged with its query.
    pub uri: Uri,
    /// Its headers, for language and kind of answer.
    pub headers: HeaderMap,
    /// To be shown, so that a person can name the event.
    pub request_id: Option<RequestId>,
    /// The form that may be sent again, when only its token was another session's.
    pub resend: Option<Resend>,
}

pub(super) async fn dress(State(dress): State<Dress>, request: Request, next: Next) -> Response {
    let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
    let request_id = request.extensions().get::<RequestId>().cloned();
    let bare = next.run(request).await;
    let Some(refusal) = bare.extensions().get::<Refusal>().copied() else { return bare };
    let resend = bare.extensions().get::<Resend>().cloned();
    let mut dressed = dress(&Undressed { refusal, method, uri, headers, request_id, resend });
    if dressed.status() == StatusCode::OK {
        *dressed.status_mut() = refusal.status;
    }
    // The refusal's own headers (Retry-After) stay; those that describe the missing body do not.
    for (name, value) in bare.headers() {
        if name != axum::http::header::CONTENT_LENGTH && name != axum::http::header::CONTENT_TYPE {
            dressed.headers_mut().insert(name.clone(), value.clone());
        }
    }
    dressed.extensions_mut().insert(refusal);
    dressed
}
