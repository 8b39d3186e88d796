//! Audits the whole journal for the operator and the DPO.

use relais_store::journal::Report;

use crate::{App, AppError};

/// Every finding, and how much was read; a sound journal has none.
pub async fn verify_journal(app: &App) -> Result<Report, AppError> {
    Ok(app.store.audit_journal(&app.settings.journal_name, app.checkpoint_memory.as_ref()).await?)
}
