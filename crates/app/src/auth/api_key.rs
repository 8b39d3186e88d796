//! Keys of organisations: made by a command or a manager, shown once, kept hashed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_domain::{actor::Actor, ids::ApiKeyId, random::fill_array};
use relais_store::{
    api_keys::{ApiKeyRow, NewApiKey},
    journal::{Act, Action},
};

use crate::{App, AppError, auth::token_hash};

/// How every key begins, so that scanners find a leaked one.
pub const PREFIX: &str = "relais_k_";

/// Makes a key for an organisation, by its short name. The key is told here and never again.
pub async fn create_api_key(app: &App, organisation: &str, label: &str) -> Result<String, AppError> {
    let unit = app.store.begin_house().await?;
    let found = unit.find_organisation_by_slug(organisation).await?.ok_or(AppError::NotFound)?;
    let key = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(fill_array::<32>(app.random.as_ref())));
    let hint: String = key.chars().take(PREFIX.len() + 4).collect();
    let id = ApiKeyId::random(app.random.as_ref());
    let secret_hash = token_hash(&key);
    let new = NewApiKey { id, organisation: found.id(), label: label.to_owned(), hint, secret_hash };
    unit.insert_api_key(new).await?;
    unit.record(Act::new(Action::ApiKeyCreated).on(id.uuid()).at(found.id())).await?;
    unit.commit().await?;
    Ok(key)
}

/// The keys of an organisation, by its short name.
pub async fn list_api_keys(app: &App, organisation: &str) -> Result<Vec<ApiKeyRow>, AppError> {
    let unit = app.store.read_house().await?;
    let found = unit.find_organisation_by_slug(organisation).await?.ok_or(AppError::NotFound)?;
    let keys = unit.list_api_keys(found.id()).await?;
    unit.commit().await?;
    Ok(keys)
}

/// Stops a key for good, from its next request on. One that was stopped already, or never made, is not found.
pub async fn revoke_api_key(app: &App, id: ApiKeyId) -> Result<(), AppError> {
    let unit = app.store.begin_house().await?;
    if !unit.revoke_api_key(id).await? {
        return Err(AppError::NotFound);
    }
    unit.record(Act::new(Action::ApiKeyRevoked).on(id.uuid())).await?;
    Ok(unit.commit().await?)
}

/// The actor behind a key's hash.
pub async fn find_api_key(app: &App, hash: [u8; 32]) -> Result<Option<Actor>, AppError> {
    let unit = app.store.read_house().await?;
    let actor = unit.find_api_key(hash).await?;
    unit.commit().await?;
    Ok(actor)
}
