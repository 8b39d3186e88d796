//! Draws a page: a typed view, its template, the texts of one language.
//!
//! Everything inserted is escaped, a missing variable or text is an error, and the whole set of templates is
//! compiled once at start: a page that cannot be drawn stops the start, not a request.

use std::{borrow::Cow, collections::BTreeMap, io, sync::Arc};

use rust_embed::RustEmbed;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value as Drawn};

use crate::{
    Shell, View,
    assets::Assets,
    icons::Icons,
    locale::{Locale, MissingText},
    say::{Value, said_in},
};

#[derive(RustEmbed)]
#[folder = "templates/"]
#[include = "*.html"]
struct Templates;

/// A page that could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template does not parse, or names what its view does not give.
    #[error("template")]
    Template(#[from] tera::Error),
    /// An asset could not be prepared.
    #[error("asset")]
    Asset(#[from] io::Error),
}

/// The pages of one language, ready to be drawn; cheap to clone.
#[derive(Clone)]
pub struct Renderer {
    tera: Arc<Tera>,
    assets: Arc<Assets>,
    locale: Locale,
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("language", &self.locale.tag()).finish_non_exhaustive()
    }
}

impl Renderer {
    /// Compiles every template against the texts of a language.
    ///
    /// Errors: a template that does not parse, or names an unknown function or component.
    pub fn new(locale: Locale) -> Result<Self, RenderError> {
        let assets = Arc::new(Assets::load()?);
        let mut tera = Tera::default();
        register_texts(&mut tera, &locale);
        register_drawings(&mut tera, &assets);
        register_form(&mut tera, &locale);
        let files: Vec<_> =
            Templates::iter().filter_map(|name| Some((name.clone(), source(&name)?))).collect();
        tera.add_raw_templates(files)?;
        let global = tera.global_context();
        global.insert("lang", &locale.tag());
        global.insert("dir", locale.direction());
        Ok(Self { tera: Arc::new(tera), assets, locale })
    }

    /// The page of a view, as HTML.
    ///
    /// Errors: only when the template and its view disagree, which the test of all samples rules out.
    pub fn page<V: View>(&self, shell: &Shell, view: &V) -> Result<String, RenderError> {
        let context = said_in(&self.locale, || -> TeraResult<_> {
            let mut context = Context::from_serialize(view)?;
            context.insert_value("shell", Drawn::try_from_serializable(shell)?);
            Ok(context)
        })?;
        Ok(self.tera.render(V::TEMPLATE, &context)?)
    }

    /// What `/assets` serves.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// The language of the pages.
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// The names of all templates, those of components and of the frame included.
    pub fn templates(&self) -> Vec<String> {
        self.tera.get_template_names().map(str::to_owned).collect()
    }
}

/// The source of an embedded template.
pub fn source(name: &str) -> Option<String> {
    Templates::get(name).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

/// `t(key, …)` says a text.
fn register_texts(tera: &mut Tera, locale: &Locale) {
    let texts = locale.clone();
    tera.register_function("t", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let key: &str = kwargs.must_get("key")?;
        let mut args = BTreeMap::new();
        for (name, value) in kwargs.iter() {
            if let Some(name) = name.as_str().filter(|name| *name != "key") {
                args.insert(Cow::Owned(name.to_owned()), value_of(value)?);
            }
        }
        texts.text(key, &args).map_err(missing)
    });
}

/// `icon(name)` and `asset(name)`.
fn register_drawings(tera: &mut Tera, assets: &Arc<Assets>) {
    let icons = Icons::load();
    tera.register_function("icon", move |kwargs: Kwargs, _: &State| -> TeraResult<Drawn> {
        let name: &str = kwargs.must_get("name")?;
        let svg = icons.get(name).ok_or_else(|| tera::Error::message(format!("no icon {name}")))?;
        Ok(Drawn::safe_string(svg))
    });
    let assets = Arc::clone(assets);
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let name: &str = kwargs.must_get("name")?;
        assets.url(name).ok_or_else(|| tera::Error::message(format!("no asset {name}")))
    });
}

/// What a form holds for a field: `value(form, name)`, `chosen(form, name, value)`, and the message that refuses it,
/// `problem(form, name)` or `message(error)`; and what a colleague saved there, `meanwhile(form, name)`.
fn register_form(tera: &mut Tera, locale: &Locale) {
    tera.register_function("value", |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        Ok(typed(&kwargs)?.and_then(<[Drawn]>::first).and_then(Drawn::as_str).unwrap_or_default().to_owned())
    });
    tera.register_function("chosen", |kwargs: Kwargs, _: &State| -> TeraResult<bool> {
        let value: &str = kwargs.must_get("value")?;
        Ok(typed(&kwargs)?.is_some_and(|typed| typed.iter().any(|it| it.as_str() == Some(value))))
    });
    let texts = locale.clone();
    tera.register_function("problem", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let form: &Drawn = kwargs.must_get("form")?;
        let name: &str = kwargs.must_get("name")?;
        let errors = form.get_from_path("errors").and_then(Drawn::as_array).unwrap_or_default();
        let refused = errors.iter().find(|error| text_at(error, "field") == Some(name));
        refused.map_or_else(|| Ok(String::new()), |error| message(&texts, error))
    });
    tera.register_function("meanwhile", |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let (form, name): (&Drawn, &str) = (kwargs.must_get("form")?, kwargs.must_get("name")?);
        let saved = form.get_from_path("meanwhile").and_then(|fields| text_at(fields, name));
        Ok(saved.unwrap_or_default().to_owned())
    });
    let texts = locale.clone();
    tera.register_function("message", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        message(&texts, kwargs.must_get::<&Drawn>("error")?)
    });
}

fn typed<'a>(kwargs: &'a Kwargs) -> TeraResult<Option<&'a [Drawn]>> {
    let form: &'a Drawn = kwargs.must_get("form")?;
    let name: &str = kwargs.must_get("name")?;
    let values = form.get_from_path("values");
    Ok(values.and_then(|values| values.get_from_path(name)).and_then(Drawn::as_array))
}

fn message(texts: &Locale, error: &Drawn) -> TeraResult<String> {
    let field = text_at(error, "field").unwrap_or_default();
    let code = text_at(error, "code").unwrap_or_default();
    texts.field_error(field, code).map_err(missing)
}

fn text_at<'a>(map: &'a Drawn, key: &'a str) -> Option<&'a str> {
    map.get_from_path(key).and_then(Drawn::as_str)
}

/// What a template passes to a text: a count, or words.
fn value_of(value: &Drawn) -> TeraResult<Value> {
    if let Some(number) = value.as_i64() {
        return Ok(Value::Number(number));
    }
    let words = value.as_str().ok_or_else(|| tera::Error::message("neither words nor a count"))?;
    Ok(Value::Text(words.to_owned()))
}

fn missing(error: MissingText) -> tera::Error {
    tera::Error::message(error)
}
