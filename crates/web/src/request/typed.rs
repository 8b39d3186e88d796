//! A form or a query as it was typed: names and values in order, nothing guessed, nothing lost.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use relais_app::AppError;

use relais_views::{Form, made_for};

use crate::{error::WebError, once};

/// Names and values. Never printed: forms hold what persons say.
#[derive(Clone, Default)]
pub struct Typed(Vec<(String, String)>);

/// A form that was sent (POST).
#[derive(Debug)]
pub struct Sent(pub Typed);

/// A query (GET). It holds no personal data.
#[derive(Debug)]
pub struct Asked(pub Typed);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed([secret])")
    }
}

impl Typed {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The value of a field; empty when it is absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The value of a field, owned.
    pub fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// The values of a field of check boxes.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// Whether a box is ticked.
    pub fn yes(&self, name: &str) -> bool {
        self.get(name) == "yes"
    }

    /// The version that was read.
    ///
    /// Errors: a form of ours always carries one.
    pub fn version(&self) -> Result<i32, WebError> {
        self.get("version").parse().map_err(|_| WebError::Unreadable)
    }

    /// The form to show again, with everything typed, over the version that was read.
    pub fn form(&self) -> Form {
        let own = |name: &str| {
            ["csrf", "version", "was", "done", made_for::MARK, made_for::NAME, once::FIELD].contains(&name)
        };
        let was = Some(self.text("was")).filter(|was| !was.is_empty());
        let form = Form::typed(self.0.iter().filter(|(name, _)| !own(name)).cloned());
        Form { was, version: self.version().ok(), ..form }
    }

    /// The form to show again after a use case refused it, with the reason of each field. After a conflict it is over no
    /// version: whoever shows it again shows how the record stands, and takes that one's.
    ///
    /// Errors: what no other words in the form can mend.
    pub fn again(&self, error: AppError) -> Result<(StatusCode, Form), WebError> {
        let form = self.form();
        match error {
            AppError::Invalid(errors) => {
                let refused = errors.iter().fold(form, |form, error| form.refused(error.field, error.code));
                Ok((StatusCode::UNPROCESSABLE_ENTITY, refused))
            }
            AppError::Conflict => {
                let form = Form { version: None, ..form };
                Ok((StatusCode::CONFLICT, form.refused("form", "version.conflict")))
            }
            AppError::Rule { code } => Ok((StatusCode::UNPROCESSABLE_ENTITY, form.refused("form", code))),
            AppError::NotFound
            | AppError::Forbidden
            | AppError::TooMany
            | AppError::Unavailable(_)
            | AppError::Internal(_) => Err(error.into()),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let body = Bytes::from_request(request, state).await.map_err(|_| WebError::Unreadable)?;
        if !form && !body.is_empty() {
            return Err(WebError::Unreadable);
        }
        Ok(Self(Typed::parse(&body)))
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Typed::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_without_our_own_fields() {
        let typed = Typed::parse("csrf=x&version=3&items=phone&items=email&name=Am%C3%A9lie".as_bytes());
        assert_eq!(typed.version().unwrap(), 3);
        assert_eq!(typed.all("items"), ["phone", "email"]);
        let (status, form) = typed.again(AppError::field("name", "text.too_long")).unwrap();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((form.values["name"][0].as_str(), form.version), ("Amélie", Some(3)));
        assert!(!form.values.contains_key("csrf") && !form.values.contains_key("version"));
        assert_eq!(form.errors[0].code, "text.too_long");
    }

    #[test]
    fn a_conflict_keeps_everything_typed() {
        let (status, form) = Typed::parse(b"note=long&version=3").again(AppError::Conflict).unwrap();
        assert_eq!(form.version, None);
        assert_eq!((status, form.values["note"][0].as_str()), (StatusCode::CONFLICT, "long"));
    }

    #[test]
    fn what_a_form_cannot_mend_is_an_error() {
        assert!(Typed::default().again(AppError::NotFound).is_err());
    }
}
