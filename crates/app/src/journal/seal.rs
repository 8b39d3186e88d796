//! Seals what waits, step by step, until nothing does.

use crate::{App, AppError};

/// Seals all waiting entries; how many. Nothing while another instance is at it.
pub async fn seal_journal(app: &App) -> Result<usize, AppError> {
    let mut sealed = 0;
    loop {
        let step = app
            .store
            .seal_journal(&app.settings.journal_name, app.instance, app.checkpoint_memory.as_ref())
            .await?;
        match step {
            Some(step) if step.entries > 0 => sealed += step.entries,
            Some(_) | None => return Ok(sealed),
        }
    }
}
