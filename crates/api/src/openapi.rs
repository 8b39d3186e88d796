//! The description of the interface (OpenAPI 3.1), drawn from the routes and types themselves.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{http::header, response::IntoResponse};
use utoipa::{
    IntoResponses, OpenApi,
    openapi::{
        Content, Object, OpenApi as Document, Ref, RefOr, Required, Response, ResponseBuilder,
        SecurityRequirement, Type,
        path::{Operation, ParameterBuilder, ParameterIn, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{
    problem::Problem,
    router::{self, PREFIX, ROUTES},
};

const ABOUT: &str = "A person is handed over to a partner with her agreement; the partner answers; the loop closes.

**Credentials.** An agent's software sends the provider's access token (JWT, RFC 9068); an agent of several \
organisations names one in `Relais-Organisation`. An organisation's own software sends its key (`relais_k_…`). \
Both go into `Authorization: Bearer`. Cookies are not looked at.

**Versions.** What may be changed carries `ETag: \"v3\"`; a change names it in `If-Match`. Without it: 428. When \
somebody else was first: 409, with the present version, and nothing is overwritten.

**Repeating.** Send `Idempotency-Key` with a POST that creates or acts. The same request repeated gets the first \
status and `Location` again (`Idempotency-Replayed: true`) and acts once; its body is not kept. The same key with \
another request: 422. While the first still runs: 409. A refused request frees its key. Keys are kept for a day.

**Refusals** are problem documents (RFC 9457) with a stable `code` and a plain French sentence. What does not exist \
and what the caller may not know of are both 404.

**Pages.** 50 lines; `next` is opaque. What is not known is left out of an answer.

All examples are invented.";

#[derive(OpenApi)]
#[openapi(
    info(title = "Relais", description = ABOUT, version = "1", license(name = "EUPL-1.2", identifier = "EUPL-1.2")),
    components(schemas(Problem))
)]
struct Base;

static TEXT: LazyLock<String> = LazyLock::new(|| document().to_pretty_json().unwrap_or_default());

/// The document as JSON, for `relais openapi` and the golden file.
#[must_use]
pub fn openapi() -> String {
    TEXT.clone()
}

/// Serves the document; it holds nothing secret.
pub(crate) async fn serve() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str())
}

pub(crate) fn document() -> Document {
    let routes = router::reads().merge(router::edits()).merge(router::acts());
    let mut document = Base::openapi().nest(PREFIX, routes.into_openapi());
    for (method, path, name) in ROUTES {
        let item = document.paths.paths.get_mut(&format!("{PREFIX}{path}"));
        if let Some(operation) = item.and_then(|item| operation(item, method)) {
            operation.operation_id = Some((*name).to_owned());
            operation.tags = name.split_once('_').map(|(area, _)| vec![area.to_owned()]);
        }
    }
    let acts = router::acts().into_openapi().paths.paths;
    for path in acts.keys() {
        let item = document.paths.paths.get_mut(&format!("{PREFIX}{path}"));
        if let Some(operation) = item.and_then(|item| item.post.as_mut()) {
            operation.parameters.get_or_insert_default().push(RefOr::T(key_parameter()));
        }
    }
    secure(&mut document);
    document
}

pub(crate) fn operation<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Operation> {
    match method {
        "GET" => item.get.as_mut(),
        "PUT" => item.put.as_mut(),
        "POST" => item.post.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

fn key_parameter() -> utoipa::openapi::path::Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Up to 100 visible characters, chosen by the caller for this one request."))
        .schema(Some(Object::with_type(Type::String)))
        .example(Some("8f14e45f-ceea-467a-9575-b1c1bd4e2c11".into()))
        .build()
}

fn secure(document: &mut Document) {
    let bearer = |format: &str, words: &str| {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format(format);
        SecurityScheme::Http(scheme.description(Some(words)).build())
    };
    let components = document.components.get_or_insert_default();
    let token = bearer("JWT", "An access token of the identity provider for this interface (RFC 9068).");
    components.add_security_scheme("token", token);
    let key =
        bearer("relais_k_…", "A key of an organisation's own software; it may not answer for a person.");
    components.add_security_scheme("key", key);
    let none: [&str; 0] = [];
    document.security =
        Some(vec![SecurityRequirement::new("token", none), SecurityRequirement::new("key", none)]);
}

/// The refusals every reading may meet.
pub(crate) struct ReadProblems;

/// The refusals every change may meet.
pub(crate) struct ActProblems;

const READ: &[(&str, &str)] = &[
    ("400", "A parameter or a cursor that cannot be read"),
    ("401", "No valid credential; `WWW-Authenticate` says what to bring"),
    ("403", "Known, but not for this role"),
    ("404", "Absent, or not to be known"),
    ("429", "Too many requests; `Retry-After` says when"),
    ("500", "A fault of ours"),
    ("503", "Unavailable for a moment"),
];

const ACT: &[(&str, &str)] = &[
    ("409", "Changed meanwhile, or a key in use"),
    ("413", "The body is too large"),
    ("415", "The body is not JSON"),
    ("422", "Fields to write differently, or a rule that refuses"),
    ("428", "`If-Match` is missing"),
];

fn problems<'a>(list: impl Iterator<Item = &'a (&'a str, &'a str)>) -> BTreeMap<String, RefOr<Response>> {
    let content = || Content::new(Some(Ref::from_schema_name("Problem")));
    let response = |words: &str| {
        ResponseBuilder::new().description(words).content("application/problem+json", content()).build()
    };
    list.map(|(status, words)| ((*status).to_owned(), RefOr::T(response(words)))).collect()
}

impl IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(READ.iter())
    }
}

impl IntoResponses for ActProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(READ.iter().chain(ACT))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_and_the_document_name_the_same_routes() {
        let mut document = document();
        let listed: BTreeSet<_> =
            ROUTES.iter().map(|(method, path, _)| (*method, format!("{PREFIX}{path}"))).collect();
        assert_eq!(listed.len(), ROUTES.len());
        let mut drawn = BTreeSet::new();
        for (path, item) in &mut document.paths.paths {
            for method in ["GET", "PUT", "POST", "DELETE"] {
                if operation(item, method).is_some() {
                    drawn.insert((method, path.clone()));
                }
            }
        }
        assert_eq!(listed, drawn);
    }

    #[test]
    fn every_operation_says_what_it_does_and_how_it_refuses() {
        let document = serde_json::to_value(document()).expect("json");
        assert_eq!(document["openapi"], "3.1.0");
        let names: BTreeSet<_> = ROUTES.iter().map(|(_, _, name)| name).collect();
        assert_eq!(names.len(), ROUTES.len(), "operation ids are unique");
        for (method, path, name) in ROUTES {
            let operation = &document["paths"][format!("{PREFIX}{path}")][method.to_lowercase()];
            assert_eq!(operation["operationId"], *name);
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
            for status in ["401", "403", "404"] {
                assert!(operation["responses"][status].is_object(), "{name} {status}");
            }
        }
    }

    #[test]
    fn every_schema_and_field_is_described() {
        let document = serde_json::to_value(document()).expect("json");
        for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
            let parts = schema["allOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
            assert!(schema["description"].is_string(), "{name}");
            for (field, shape) in parts.iter().filter_map(|part| part["properties"].as_object()).flatten() {
                let said = [
                    &shape["description"],
                    &shape["oneOf"][0]["description"],
                    &shape["oneOf"][1]["description"],
                ];
                assert!(said.iter().any(|words| words.is_string()), "{name}.{field}: {shape}");
            }
        }
    }

    /// The names of the schemas a field may hold.
    fn named(shape: &serde_json::Value) -> Vec<&str> {
        let parts = shape["oneOf"].as_array().into_iter().flatten();
        let shapes = parts.chain([shape, &shape["items"]]);
        shapes.filter_map(|shape| shape["$ref"].as_str()?.rsplit('/').next()).collect()
    }

    #[test]
    fn an_example_holds_only_codes_that_exist() {
        let document = serde_json::to_value(document()).expect("json");
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        let mut held = 0;
        for (name, schema) in schemas {
            let parts = schema["allOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
            let examples = [&schema["example"], &schema["examples"][0]];
            let fields = parts.iter().filter_map(|part| part["properties"].as_object()).flatten();
            for (field, shape) in fields {
                for list in named(shape).into_iter().filter_map(|named| schemas[named]["enum"].as_array()) {
                    for value in examples.into_iter().map(|example| &example[field]) {
                        let alone = vec![value.clone()];
                        let given = value.as_array().unwrap_or(&alone).iter().filter(|it| !it.is_null());
                        for code in given {
                            assert!(list.contains(code), "{name}.{field}: {code} is no code");
                            held += 1;
                        }
                    }
                }
            }
        }
        assert!(held > 10, "only {held} codes were looked at");
    }
}
