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

/// Before a process ends: seals what it wrote, and gives the sealer's place up to whoever comes next.
pub async fn finish_journal(app: &App) -> Result<usize, AppError> {
    let sealed = seal_journal(app).await?;
    app.store.leave_sealing(app.instance).await?;
    Ok(sealed)
}
