//! Audits the whole journal for the operator and the DPO.

use relais_audit::{Report, audit_journal};

use crate::{App, AppError};

/// Every finding, and how much was read; a sound journal has none.
pub async fn verify_journal(app: &App) -> Result<Report, AppError> {
    Ok(audit_journal(&app.store, &app.settings.journal_name, app.checkpoint_memory.as_ref()).await?)
}
