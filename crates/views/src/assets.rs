//! Stylesheet, fonts and script: embedded, compressed once, addressed by their content.
//!
//! An address holds the hash of what it serves (`/assets/{hash}/{name}`), so a browser keeps it for good and a new
//! release needs no purge. `relais.css` names its fonts by bare file name; they are rewritten to their addresses.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, Write},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
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

/// One file, ready to be sent.
#[derive(Debug)]
pub struct Asset {
    hash: String,
    content_type: &'static str,
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

    /// What its address is made of: another content has another hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Its media type.
    pub const fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// The bytes as written.
    pub const fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// The bytes compressed, for a file that is worth it.
    pub const fn gzip(&self) -> Option<&Bytes> {
        self.gzip.as_ref()
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

fn kind(name: &str) -> (&'static str, bool) {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => ("text/css; charset=utf-8", true),
        Some("js") => ("text/javascript; charset=utf-8", true),
        Some("svg") => ("image/svg+xml", true),
        Some("woff2") => ("font/woff2", false),
        _ => ("application/octet-stream", false),
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

    #[test]
    fn the_stylesheet_names_its_fonts_by_hashed_address() {
        let assets = Assets::load().unwrap();
        let css = String::from_utf8(assets.get("relais.css").unwrap().plain().to_vec()).unwrap();
        assert!(css.contains(&assets.url("atkinson-400.woff2").unwrap()));
        assert!(!css.contains("url(\"atkinson"));
    }
}
