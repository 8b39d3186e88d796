//! Stylesheet, fonts and script as they are asked for: kept for good, asked for again after a release, or not there.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use relais_views::assets::{Asset, Assets};

/// A browser may keep a hashed address for ever: what it serves never changes (RFC 8246).
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// An address of another release: served, so that a page drawn by the old one stays readable, but asked for again.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers `GET /assets/{hash}/{name}`: 304 when the browser has it, 404 when nobody has.
pub fn respond(assets: &Assets, hash: &str, name: &str, request: &HeaderMap) -> Response<Body> {
    let Some(asset) = assets.get(name) else {
        return status_only(StatusCode::NOT_FOUND);
    };
    let etag = format!("\"{}\"", asset.hash());
    let mut response = if holds(request, header::IF_NONE_MATCH, &etag) {
        status_only(StatusCode::NOT_MODIFIED)
    } else {
        body(asset, request)
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, if hash == asset.hash() { FOR_GOOD } else { ASK_AGAIN });
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

fn body(asset: &Asset, request: &HeaderMap) -> Response<Body> {
    let (bytes, gzip) = match asset.gzip() {
        Some(gzip) if holds(request, header::ACCEPT_ENCODING, "gzip") => (gzip.clone(), true),
        Some(_) | None => (asset.plain().clone(), false),
    };
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type()));
    if gzip {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn status_only(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Whether a comma-separated request header lists a value (weights such as `gzip;q=0.8` are read past).
fn holds(request: &HeaderMap, name: header::HeaderName, value: &str) -> bool {
    request.get_all(name).iter().filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(',')).any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        pieces.next() == Some(value) && pieces.next() != Some("q=0")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_hashed_address_is_kept_for_good_and_an_old_one_is_asked_for_again() {
        let assets = Assets::load().unwrap();
        let hash = assets.get("relais.css").unwrap().hash().to_owned();
        let kept = respond(&assets, &hash, "relais.css", &HeaderMap::new());
        assert_eq!(kept.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(
            respond(&assets, "old", "relais.css", &HeaderMap::new()).headers()[header::CACHE_CONTROL],
            "no-cache"
        );
        assert_eq!(
            respond(&assets, &hash, "../Cargo.toml", &HeaderMap::new()).status(),
            StatusCode::NOT_FOUND
        );
    }

    #[test]
    fn gzip_is_sent_only_to_who_takes_it() {
        let assets = Assets::load().unwrap();
        let taken = respond(&assets, "", "relais.css", &request(header::ACCEPT_ENCODING, "br, gzip;q=0.8"));
        assert_eq!(taken.headers()[header::CONTENT_ENCODING], "gzip");
        for refused in ["br", "gzip;q=0"] {
            let plain = respond(&assets, "", "relais.css", &request(header::ACCEPT_ENCODING, refused));
            assert!(!plain.headers().contains_key(header::CONTENT_ENCODING), "{refused}");
        }
    }

    #[test]
    fn a_browser_that_has_the_file_is_told_so() {
        let assets = Assets::load().unwrap();
        let etag = respond(&assets, "", "relais.js", &HeaderMap::new()).headers()[header::ETAG].clone();
        let again = HeaderMap::from_iter([(header::IF_NONE_MATCH, etag)]);
        assert_eq!(respond(&assets, "", "relais.js", &again).status(), StatusCode::NOT_MODIFIED);
    }
}
