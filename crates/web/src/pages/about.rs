//! Statements and assets.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};

use crate::{
    assets,
    error::{WebError, WebResult},
    request::Visitor,
    views::about::{AccessibilityPage, PrivacyPage},
    web::Web,
};

/// `GET /accessibility`
pub async fn accessibility(visitor: Visitor) -> WebResult {
    visitor.draw(&AccessibilityPage { contact: visitor.web.accessibility_contact.clone() })
}

/// `GET /privacy`
pub async fn privacy(visitor: Visitor) -> WebResult {
    visitor.draw(&PrivacyPage::new(visitor.web.privacy_contact.clone()))
}

/// `GET /assets/{hash}/{name}`
pub async fn asset(
    State(web): State<Web>,
    Path((hash, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    assets::respond(web.renderer.assets(), &hash, &name, &headers)
}

/// Every other address.
pub async fn nowhere(_: Visitor) -> WebError {
    relais_app::AppError::NotFound.into()
}

/// A known address asked in a way it does not take.
pub async fn wrong_method(_: Visitor) -> WebError {
    WebError::WrongMethod
}
