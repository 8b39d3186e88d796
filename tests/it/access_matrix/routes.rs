//! The routes as the composed router itself holds them, so that none can be served and stay out of the matrix.

use axum::Router;

/// Method and pattern of every route, by address. The router tells them in its debug output only; what cannot be read
/// there fails.
pub(super) fn of(served: &Router) -> Vec<(String, String)> {
    let told = format!("{served:?}");
    let (own, _) = told.split_once("fallback_router").expect("the router's own routes come first");
    let (endpoints, paths) = own.split_once("node: Node { paths: {").expect("endpoints, then paths");
    let mut routes = Vec::new();
    for (id, path) in paths.split("RouteId(").skip(1).filter_map(|route| route.split_once("): \"")) {
        let path = path.split('"').next().unwrap_or_default();
        let endpoint = endpoints.split_once(&format!("RouteId({id}): ")).map(|(_, rest)| rest);
        let methods = endpoint.and_then(methods).unwrap_or_else(|| panic!("which methods has {path}?"));
        routes.extend(methods.into_iter().map(|method| (path.to_owned(), method.to_owned())));
    }
    routes.sort();
    assert!(!routes.is_empty(), "the router lists its routes: {told}");
    routes.into_iter().map(|(path, method)| (method, path)).collect()
}

/// What the endpoint allows; HEAD is GET without a body.
fn methods(endpoint: &str) -> Option<Vec<&str>> {
    let (_, allow) = endpoint.strip_prefix("MethodRouter(")?.split_once("allow_header: ")?;
    let (methods, _) = allow.strip_prefix("Bytes(b\"")?.split_once('"')?;
    Some(methods.split(',').filter(|method| *method != "HEAD").collect())
}
