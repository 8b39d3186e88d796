//! Just enough of HTML for assertions: tags in order with their attributes, and the text between them.

use std::collections::BTreeMap;

/// A tag as written.
#[derive(Debug)]
pub struct Tag {
    /// Lower-case name; closing tags keep their slash (`/form`).
    pub name: String,
    /// Attributes; one without value has an empty one.
    pub attributes: BTreeMap<String, String>,
    /// The text up to the next tag, entities as written.
    pub text: String,
}

impl Tag {
    /// An attribute's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// All tags of a page in order.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut rest = html;
    let mut tags = Vec::new();
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = end_of_tag(rest);
        let (head, tail) = rest.split_at(end);
        let text = tail[1..].split('<').next().unwrap().to_owned();
        rest = &tail[1..];
        let mut pieces = head.trim_end_matches('/').splitn(2, char::is_whitespace);
        let name = pieces.next().unwrap().to_lowercase();
        tags.push(Tag { name, attributes: attributes(pieces.next().unwrap_or_default()), text });
    }
    tags
}

fn end_of_tag(rest: &str) -> usize {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('>', None) => return at,
            _ => {}
        }
    }
    panic!("unclosed tag: {rest}")
}

fn attributes(text: &str) -> BTreeMap<String, String> {
    let mut rest = text.trim();
    let mut found = BTreeMap::new();
    while !rest.is_empty() {
        let stop = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, tail) = rest.split_at(stop);
        if let Some(value) = tail.strip_prefix('=') {
            let quote = value.chars().next().unwrap();
            assert!(quote == '"' || quote == '\'', "unquoted attribute {name} in {text}");
            let (value, after) = value[1..].split_once(quote).unwrap();
            found.insert(name.to_owned(), value.to_owned());
            rest = after.trim_start();
        } else {
            found.insert(name.to_owned(), String::new());
            rest = tail.trim_start();
        }
    }
    found
}
