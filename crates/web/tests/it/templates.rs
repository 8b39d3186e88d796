//! Every sample of every page: it draws, and it keeps the rules of markup.

use std::collections::{BTreeMap, BTreeSet};

use relais_views::{DrawnSample, draw_samples, locale::Locale, render::Renderer};

use crate::html::{Tag, tags};

fn samples() -> Vec<DrawnSample> {
    draw_samples(&Renderer::new(Locale::french()).unwrap()).unwrap()
}

fn each_page(check: impl Fn(&str, &[Tag])) {
    for sample in samples() {
        check(&format!("{} ({})", sample.template, sample.name), &tags(&sample.html));
    }
}

#[test]
fn every_template_has_a_view_with_samples() {
    let drawn: BTreeSet<_> = samples().into_iter().map(|sample| sample.template.to_owned()).collect();
    let files: BTreeSet<_> = Renderer::new(Locale::french())
        .unwrap()
        .templates()
        .into_iter()
        .filter(|name| name != "base.html" && !name.starts_with("components/"))
        .collect();
    assert_eq!(drawn, files);
}

#[test]
fn every_page_says_its_language_and_direction_and_has_one_heading() {
    each_page(|page, tags| {
        assert_eq!((tags[1].get("lang"), tags[1].get("dir")), (Some("fr"), Some("ltr")), "{page}");
        assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1, "{page}");
        assert_eq!(tags.iter().filter(|tag| tag.name == "main").count(), 1, "{page}");
        assert!(tags.iter().any(|tag| tag.name == "a" && tag.get("href") == Some("#main")), "{page}");
    });
}

#[test]
fn a_title_names_one_page_only() {
    let mut of_title: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for sample in samples() {
        let title = tags(&sample.html).into_iter().find(|tag| tag.name == "title").unwrap().text;
        let bare = title.trim_start_matches("Erreur\u{a0}: ").to_owned();
        assert!(
            bare.ends_with(" · Relais") && bare.len() > " · Relais".len(),
            "{}: {title}",
            sample.template
        );
        of_title.entry(bare).or_default().insert(sample.template);
    }
    let shared: Vec<_> = of_title.iter().filter(|(_, templates)| templates.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:#?}");
}

#[test]
fn headings_do_not_skip_a_level() {
    each_page(|page, tags| {
        let mut before = 0;
        for tag in tags.iter().filter(|tag| matches!(tag.name.as_str(), "h1" | "h2" | "h3" | "h4")) {
            let level: u32 = tag.name[1..].parse().unwrap();
            assert!(level <= before + 1, "{page}: {} after h{before}", tag.name);
            before = level;
        }
    });
}

#[test]
fn every_field_has_a_visible_label() {
    each_page(|page, tags| {
        let labelled: BTreeSet<_> =
            tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
        for field in tags.iter().filter(|tag| matches!(tag.name.as_str(), "input" | "select" | "textarea")) {
            if field.get("type") == Some("hidden") {
                continue;
            }
            let id = field.get("id").unwrap_or_else(|| panic!("{page}: {field:?} has no id"));
            assert!(labelled.contains(id), "{page}: {id} has no label");
        }
    });
}

#[test]
fn ids_are_unique_and_references_reach_them() {
    each_page(|page, tags| {
        let mut ids = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(ids.insert(id), "{page}: {id} twice");
        }
        for tag in tags {
            let points = ["for", "aria-labelledby", "aria-describedby", "data-copy"]
                .into_iter()
                .filter_map(|name| tag.get(name));
            for id in points
                .flat_map(str::split_whitespace)
                .chain(tag.get("href").and_then(|href| href.strip_prefix('#')))
            {
                assert!(ids.contains(id), "{page}: {} points to {id}, which is nowhere", tag.name);
            }
        }
    });
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    each_page(|page, tags| {
        for tag in tags {
            for (name, value) in &tag.attributes {
                assert!(name != "style" && !name.starts_with("on"), "{page}: {name}={value}");
                let loads = matches!(name.as_str(), "src" | "href" | "action" | "formaction" | "data-copy");
                assert!(
                    !loads
                        || !(value.contains("//")
                            || value.starts_with("data:")
                            || value.starts_with("javascript:")),
                    "{page}: {value}"
                );
            }
            assert_ne!(tag.name, "style", "{page}");
            if tag.name == "script" {
                assert!(
                    tag.get("src").is_some_and(|src| src.starts_with("/assets/"))
                        && tag.text.trim().is_empty(),
                    "{page}"
                );
            }
        }
    });
}

#[test]
fn every_post_carries_the_hidden_token_and_for_whom_it_was_made() {
    each_page(|page, tags| {
        let at_work = tags.iter().any(|tag| tag.get("class") == Some("me"));
        for (at, form) in tags.iter().enumerate().filter(|(_, tag)| tag.name == "form") {
            let inside: Vec<_> = tags[at..].iter().take_while(|tag| tag.name != "/form").collect();
            let post = form.get("method") == Some("post");
            let token = inside
                .iter()
                .any(|tag| tag.get("name") == Some("csrf") && tag.get("value") == Some("sample-csrf"));
            assert_eq!(post, token, "{page}: {:?}", form.get("action"));
            let mark = inside
                .iter()
                .any(|tag| tag.get("name") == Some("made_for") && tag.get("value") == Some("sample-mark"));
            assert_eq!(post && at_work, mark, "{page}: {:?}", form.get("action"));
            assert!(inside.iter().any(|tag| tag.name == "button"), "{page}: a form without a button");
        }
    });
}

#[test]
fn a_refused_form_leads_to_its_fields_and_says_so_in_the_title() {
    let mut seen = 0;
    each_page(|page, tags| {
        let refused = tags.iter().any(|tag| tag.get("class") == Some("summary"));
        let title = &tags.iter().find(|tag| tag.name == "title").unwrap().text;
        assert_eq!(refused, title.starts_with("Erreur"), "{page}: {title}");
    });
    for sample in samples().iter().filter(|sample| sample.html.contains("class=\"summary\"")) {
        assert!(
            sample.html.contains("aria-invalid=\"true\"") || sample.html.contains("class=\"error\""),
            "{}",
            sample.template
        );
        seen += 1;
    }
    assert!(seen > 10, "only {seen} samples show a refused form");
}

#[test]
fn agreement_is_never_ticked_in_advance() {
    for sample in samples()
        .iter()
        .filter(|sample| sample.template.ends_with("agreement.html") && sample.name.starts_with("new"))
    {
        assert!(!sample.html.contains(" checked"), "{}", sample.name);
    }
}

#[test]
fn what_is_inserted_is_escaped() {
    use relais_views::{Shell, View, my_day::MyDay};
    let renderer = Renderer::new(Locale::french()).unwrap();
    let (_, mut day) = MyDay::samples().remove(0);
    day.today = "<script>alert(1)</script>\"'".to_owned();
    let html = renderer.page(&Shell::sample(), &day).unwrap();
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script>alert"));
}
