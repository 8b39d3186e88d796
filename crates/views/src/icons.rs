//! Lucide icons (ISC, licence beside them), inlined where they are used: no request, no sprite to load.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "icons/"]
#[include = "*.svg"]
struct Files;

/// The drawings by name, as ready `<svg>` elements that screen readers pass over.
#[derive(Clone, Debug)]
pub struct Icons(BTreeMap<String, String>);

impl Icons {
    /// Reads the embedded drawings and keeps the shapes of each.
    pub fn load() -> Self {
        Self(Files::iter().filter_map(|file| drawing(&file)).collect())
    }

    /// The element of an icon, or none when there is no such drawing.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

fn drawing(file: &str) -> Option<(String, String)> {
    let name = file.strip_suffix(".svg")?;
    let content = Files::get(file)?;
    let text = std::str::from_utf8(&content.data).ok()?;
    let (_, after_tag) = text.split_once("<svg")?.1.split_once('>')?;
    let shapes: String = after_tag.rsplit_once("</svg>")?.0.lines().map(str::trim).collect();
    // Arrows follow the reading direction; clocks, ticks and logos do not.
    let turn = if name.starts_with("arrow-") || name == "corner-down-left" || name == "undo-2" {
        " turn"
    } else {
        ""
    };
    let svg = format!(r#"<svg class="icon{turn}" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>"#);
    Some((name.to_owned(), svg))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_keeps_its_shapes_and_nothing_else() {
        let icons = Icons::load();
        assert!(icons.0.len() > 20);
        for (name, svg) in &icons.0 {
            assert!(
                svg.contains("<path")
                    || svg.contains("<circle")
                    || svg.contains("<rect")
                    || svg.contains("<poly"),
                "{name}"
            );
            assert_eq!(svg.matches("<svg").count(), 1, "{name}");
            assert!(!svg.contains("<!--"), "{name}");
        }
    }
}
