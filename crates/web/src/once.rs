//! A form sent twice acts once: a double click, a page loaded again, a button pressed while the first answer is under
//! way. The second leads where the first led.
//!
//! Every page carries a number of its own in each form. The number and all that was typed are the name of the request:
//! a form changed after « back » and sent again is another request.

use axum::{
    extract::{FromRequestParts as _, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_app::idempotency::Repeated;
use relais_domain::random::fill_array;
use relais_http::{actor::CurrentActor, edge::csrf::SentForm, once::Once};

use crate::{error::WebError, web::Web};

/// The hidden field that holds the page's number.
pub const FIELD: &str = "once";

/// A number for a page's forms: 128 bits, so that nobody's forms meet.
pub fn number(web: &Web) -> String {
    URL_SAFE_NO_PAD.encode(fill_array::<16>(web.app.random.as_ref()))
}

/// Lets a form with a number act once. A form of nobody at work changes nothing that could be doubled.
pub async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Some(name) = request.extensions().get::<SentForm>().and_then(name) else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let actor = CurrentActor::from_request_parts(&mut parts, &web).await;
    let request = Request::from_parts(parts, body);
    let Ok(CurrentActor(actor)) = actor else { return next.run(request).await };
    let name: Vec<&[u8]> = name.iter().map(String::as_bytes).collect();
    let once = Once::new(web.app.clone(), actor, &name, &[request.uri().path().as_bytes()]);
    let answer = match once.reserve().await {
        Ok(Repeated::First) => once.run(request, next, leads_on).await,
        Ok(Repeated::Answered { location: Some(location), .. }) => {
            Ok(Redirect::to(&location).into_response())
        }
        Ok(Repeated::Answered { location: None, .. } | Repeated::OtherBody) => Ok(next.run(request).await),
        Ok(Repeated::Running) => Ok(WebError::Running.into_response()),
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| WebError::App(error).into_response())
}

/// An act that is done leads to a page. One that changes the session is not repeated: its cookie is not kept.
fn leads_on(response: &Response) -> bool {
    response.status() == StatusCode::SEE_OTHER && !response.headers().contains_key(header::SET_COOKIE)
}

/// The number a form carries, and all that was typed; nothing of a form without a number.
fn name(form: &SentForm) -> Option<Vec<String>> {
    let numbered = form.typed().any(|(name, value)| name == FIELD && !value.is_empty());
    numbered.then(|| form.typed().flat_map(|(name, value)| [name, value]).collect())
}
