//! Weights a first visit pays (`interface.md` 8), and the stylesheet's own rules.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use relais_views::{View, draw_samples, locale::Locale, referrals::Inbox, render::Renderer};

use crate::html::tags;

const KB: usize = 1_024;

fn renderer() -> Renderer {
    Renderer::new(Locale::french()).unwrap()
}

fn gzipped(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap().len()
}

#[test]
fn the_stylesheet_stays_small() {
    let renderer = renderer();
    let size = renderer.assets().get("relais.css").unwrap().transferred();
    assert!(size <= 12 * KB, "{size} bytes");
}

#[test]
fn script_stays_small() {
    let renderer = renderer();
    let size: usize = renderer
        .assets()
        .iter()
        .filter(|(name, _)| name.ends_with(".js"))
        .map(|(_, asset)| asset.transferred())
        .sum();
    assert!(size <= 40 * KB, "{size} bytes");
}

#[test]
fn a_full_inbox_costs_at_most_150_kb_at_the_first_visit() {
    let renderer = renderer();
    let (_, mut inbox) = Inbox::samples().remove(0);
    let some = inbox.to_answer.rows.clone();
    inbox.to_answer.rows = some.iter().cycle().take(50).cloned().collect();
    let html = renderer.page(&Inbox::sample_shell(), &inbox).unwrap();
    let assets: usize = renderer.assets().iter().map(|(_, asset)| asset.transferred()).sum();
    assert!(gzipped(&html) + assets <= 150 * KB, "{} + {assets}", gzipped(&html));
    let nodes = tags(&html).iter().filter(|tag| !tag.name.starts_with('/')).count();
    assert!(nodes <= 1_500, "{nodes} elements");
}

#[test]
fn every_asset_a_page_names_is_served() {
    let renderer = renderer();
    for sample in draw_samples(&renderer).unwrap() {
        for tag in tags(&sample.html) {
            let Some(url) = ["src", "href"]
                .iter()
                .find_map(|name| tag.get(name))
                .filter(|url| url.starts_with("/assets/"))
            else {
                continue;
            };
            let name = url.rsplit('/').next().unwrap();
            assert_eq!(renderer.assets().url(name).as_deref(), Some(url), "{}", sample.template);
        }
    }
}

#[test]
fn the_stylesheet_knows_no_left_and_right() {
    let renderer = renderer();
    let css = String::from_utf8(renderer.assets().get("relais.css").unwrap().plain().to_vec()).unwrap();
    let comment = regex::Regex::new(r"(?s)/\*.*?\*/").unwrap();
    let rules = comment.replace_all(&css, "");
    for physical in [
        "left",
        "right",
        "margin-top",
        "margin-bottom",
        "padding-top",
        "padding-bottom",
        "border-top",
        "border-bottom",
    ] {
        assert!(!rules.contains(physical), "{physical}");
    }
    let sizes = regex::Regex::new(r"[;{ ](?:min-|max-)?(?:width|height) *:").unwrap();
    let media_free = regex::Regex::new(r"@media[^{]*").unwrap().replace_all(&rules, "").into_owned();
    assert!(!sizes.is_match(&media_free), "{:?}", sizes.find(&media_free));
    assert!(!rules.contains(":has("), "old browsers have no :has");
    assert!(!rules.contains("@import") && !rules.contains("http"), "nothing from elsewhere");
}
