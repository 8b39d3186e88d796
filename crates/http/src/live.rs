//! The stream an open page listens to (server-sent events, WHATWG HTML 9.2): it tells one thing and ends.
//!
//! A page that asks by itself, for its stream or to be drawn again, says so: nobody may be there any more, and a session
//! lives by its agent, not by her browser.

use std::{convert::Infallible, time::Duration};

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{StreamExt as _, stream};
use relais_app::{
    auth::Presence,
    live::{Following, News},
};
use relais_domain::random::{Random, fill_array};

/// Sent by a page that asks to be drawn again by itself.
pub const BY_ITSELF: HeaderName = HeaderName::from_static("relais-by-itself");
/// What a browser accepts for a stream.
const STREAM: &str = "text/event-stream";
/// A word that proxies let pass, so that none takes the stream for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How soon, in milliseconds, a browser comes back whose stream was cut: each a little later than the other, or all
/// would knock at once at an instance that starts.
const BACK_AFTER: u64 = 3_000;
const SPREAD: u64 = 7_000;

/// Whether somebody asked, or an open page by itself.
#[must_use]
pub fn presence(headers: &HeaderMap) -> Presence {
    let stream = headers.get(header::ACCEPT).is_some_and(|accepted| accepted == STREAM);
    if stream || headers.contains_key(BY_ITSELF) { Presence::Nobody } else { Presence::Somebody }
}

/// The stream: `changed`, or `over` when the session has ended, or nothing when this instance stops.
#[must_use]
pub fn told(following: Following, random: &dyn Random) -> Response {
    let back = back_after(random);
    let first = Event::default().retry(Duration::from_millis(back));
    let news = stream::once(following.news()).filter_map(async |news| event(news));
    answer(Sse::new(stream::iter([first]).chain(news).map(Ok::<_, Infallible>)))
}

/// The stream of a page whose session has ended.
#[must_use]
pub fn over() -> Response {
    let news = stream::iter(event(News::Over)).map(Ok::<_, Infallible>);
    answer(Sse::new(news))
}

fn event(news: News) -> Option<Event> {
    let name = match news {
        News::Changed => "changed",
        News::Over => "over",
        News::Closed => return None,
    };
    // An event without data is not dispatched.
    Some(Event::default().event(name).data(name))
}

fn answer<S>(sse: Sse<S>) -> Response
where
    S: stream::Stream<Item = Result<Event, Infallible>> + Send + 'static,
{
    let mut response = sse.keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    let headers = response.headers_mut();
    // Proxies that gather an answer before they pass it on would keep the news to themselves.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    // Like every answer but files; the library would say less.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn back_after(random: &dyn Random) -> u64 {
    BACK_AFTER + u64::from_be_bytes(fill_array(random)) % SPREAD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_asks_by_itself_is_told_from_somebody() {
        let asked = |name: HeaderName, value| HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
        assert_eq!(presence(&HeaderMap::new()), Presence::Somebody);
        assert_eq!(presence(&asked(header::ACCEPT, "text/html")), Presence::Somebody);
        assert_eq!(presence(&asked(header::ACCEPT, STREAM)), Presence::Nobody);
        assert_eq!(presence(&asked(BY_ITSELF, "1")), Presence::Nobody);
    }
}
