//! Stylesheet, fonts and script: embedded, compressed once, addressed by their content.
//!
//! An address holds the hash of what it serves (`/assets/{hash}/{name}`), so a browser keeps it for good and a new
//! release needs no purge. `relais.css` names its fonts by bare file name; they are rewritten to their addresses.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, Write},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, write::GzEncoder};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::paths;

#[derive(RustEmbed)]
#[folder = "assets/"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
#[include = "*.woff2"]
struct Files;

/// The stylesheet, whose `url("…")` are rewritten to hashed addresses.
const STYLESHEET: &str = "relais.css";

/// A browser may keep a hashed address for ever: what it serves never changes (RFC 8246).
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// An address of another release: served, so that a page drawn by the old one stays readable, but asked for again.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// One file, ready to be sent.
#[derive(Debug)]
pub struct Asset {
    hash: String,
    content_type: HeaderValue,
    plain: Bytes,
    gzip: Option<Bytes>,
}

impl Asset {
    fn new(name: &str, content: Vec<u8>) -> io::Result<Self> {
        let digest = Sha256::digest(&content);
        let hash = URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default());
        let (content_type, compress) = kind(name);
        let gzip = compress.then(|| gzip(&content)).transpose()?;
        Ok(Self { hash, content_type, plain: content.into(), gzip })
    }

    /// The bytes a browser that takes gzip receives.
    pub fn transferred(&self) -> usize {
        self.gzip.as_ref().map_or(self.plain.len(), Bytes::len)
    }

    /// The bytes as written.
    pub fn plain(&self) -> &[u8] {
        &self.plain
    }
}

/// All assets by name.
#[derive(Debug)]
pub struct Assets(BTreeMap<Cow<'static, str>, Asset>);

impl Assets {
    /// Reads, hashes and compresses every embedded file.
    ///
    /// Errors: only if a compressor fails on memory, which it does not.
    pub fn load() -> io::Result<Self> {
        let mut assets = Self(BTreeMap::new());
        let (stylesheets, others): (Vec<_>, Vec<_>) = Files::iter().partition(|name| name == STYLESHEET);
        for name in others.into_iter().chain(stylesheets) {
            let Some(file) = Files::get(&name) else { continue };
            let content =
                if name == STYLESHEET { assets.rewrite(&file.data) } else { file.data.into_owned() };
            let asset = Asset::new(&name, content)?;
            assets.0.insert(name, asset);
        }
        Ok(assets)
    }

    /// The hashed address of an asset, or none when there is no such file.
    pub fn url(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|asset| paths::asset(&asset.hash, name))
    }

    /// An asset by name.
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// Every asset, with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.0.iter().map(|(name, asset)| (name.as_ref(), asset))
    }

    /// Answers `GET /assets/{hash}/{name}`: 304 when the browser has it, 404 when nobody has.
    pub fn respond(&self, hash: &str, name: &str, request: &HeaderMap) -> Response<Body> {
        let Some(asset) = self.0.get(name) else {
            return status_only(StatusCode::NOT_FOUND);
        };
        let etag = format!("\"{}\"", asset.hash);
        let mut response = if holds(request, header::IF_NONE_MATCH, &etag) {
            status_only(StatusCode::NOT_MODIFIED)
        } else {
            asset.body(request)
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, if hash == asset.hash { FOR_GOOD } else { ASK_AGAIN });
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            headers.insert(header::ETAG, etag);
        }
        response
    }

    fn rewrite(&self, stylesheet: &[u8]) -> Vec<u8> {
        let mut text = String::from_utf8_lossy(stylesheet).into_owned();
        for (name, asset) in self.iter() {
            text = text.replace(
                &format!("url(\"{name}\")"),
                &format!("url(\"{}\")", paths::asset(&asset.hash, name)),
            );
        }
        text.into_bytes()
    }
}

impl Asset {
    fn body(&self, request: &HeaderMap) -> Response<Body> {
        let (bytes, gzip) = match &self.gzip {
            Some(gzip) if holds(request, header::ACCEPT_ENCODING, "gzip") => (gzip.clone(), true),
            Some(_) | None => (self.plain.clone(), false),
        };
        let mut response = Response::new(Body::from(bytes));
        response.headers_mut().insert(header::CONTENT_TYPE, self.content_type.clone());
        if gzip {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
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

fn kind(name: &str) -> (HeaderValue, bool) {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => (HeaderValue::from_static("text/css; charset=utf-8"), true),
        Some("js") => (HeaderValue::from_static("text/javascript; charset=utf-8"), true),
        Some("svg") => (HeaderValue::from_static("image/svg+xml"), true),
        Some("woff2") => (HeaderValue::from_static("font/woff2"), false),
        _ => (HeaderValue::from_static("application/octet-stream"), false),
    }
}

fn gzip(content: &[u8]) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish().map(Bytes::from)
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
        let hash = assets.get("relais.css").unwrap().hash.clone();
        let kept = assets.respond(&hash, "relais.css", &HeaderMap::new());
        assert_eq!(kept.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(
            assets.respond("old", "relais.css", &HeaderMap::new()).headers()[header::CACHE_CONTROL],
            "no-cache"
        );
        assert_eq!(assets.respond(&hash, "../Cargo.toml", &HeaderMap::new()).status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn gzip_is_sent_only_to_who_takes_it() {
        let assets = Assets::load().unwrap();
        let taken = assets.respond("", "relais.css", &request(header::ACCEPT_ENCODING, "br, gzip;q=0.8"));
        assert_eq!(taken.headers()[header::CONTENT_ENCODING], "gzip");
        for refused in ["br", "gzip;q=0"] {
            let plain = assets.respond("", "relais.css", &request(header::ACCEPT_ENCODING, refused));
            assert!(!plain.headers().contains_key(header::CONTENT_ENCODING), "{refused}");
        }
    }

    #[test]
    fn a_browser_that_has_the_file_is_told_so() {
        let assets = Assets::load().unwrap();
        let etag = assets.respond("", "relais.js", &HeaderMap::new()).headers()[header::ETAG].clone();
        let again = HeaderMap::from_iter([(header::IF_NONE_MATCH, etag)]);
        assert_eq!(assets.respond("", "relais.js", &again).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn the_stylesheet_names_its_fonts_by_hashed_address() {
        let assets = Assets::load().unwrap();
        let css = String::from_utf8(assets.get("relais.css").unwrap().plain().to_vec()).unwrap();
        assert!(css.contains(&assets.url("atkinson-400.woff2").unwrap()));
        assert!(!css.contains("url(\"atkinson"));
    }
}
