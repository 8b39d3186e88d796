//! Optimistic versions: what was read carries `ETag: "v3"`, a change says `If-Match: "v3"`.

use axum::{
    extract::FromRequestParts,
    http::{HeaderName, HeaderValue, header, request::Parts},
};
use utoipa::{
    IntoParams,
    openapi::{
        Object, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};

use crate::error::ApiError;

/// The header that names a version.
pub(crate) const ETAG: HeaderName = header::ETAG;

/// The version the caller has read; a change without it is refused (RFC 6585: 428).
pub(crate) struct IfMatch(pub i32);

/// The tag of a version.
pub(crate) fn etag(version: i32) -> HeaderValue {
    HeaderValue::try_from(format!("\"v{version}\"")).unwrap_or(HeaderValue::from_static("\"v0\""))
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let value = parts.headers.get(header::IF_MATCH).ok_or(ApiError::VersionMissing)?;
        value.to_str().ok().and_then(version).map(Self).ok_or(ApiError::VersionUnreadable)
    }
}

/// Reads `"v3"`; proxies that compress mark a tag as weak, which changes nothing about the version it names.
fn version(tag: &str) -> Option<i32> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let digits = tag.strip_prefix("\"v")?.strip_suffix('"')?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("The version that was read, as its `ETag` said."))
            .schema(Some(Object::with_type(Type::String)))
            .example(Some("\"v3\"".into()));
        vec![parameter.build()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_as_it_is_written() {
        assert_eq!(etag(3), "\"v3\"");
        assert_eq!(version("\"v3\""), Some(3));
        assert_eq!(version("W/\"v12\""), Some(12));
        for wrong in ["", "*", "v3", "3", "\"3\"", "\"v\"", "\"v-1\"", "\"v3\", \"v4\"", "\"v99999999999\""] {
            assert_eq!(version(wrong), None, "{wrong}");
        }
    }
}
