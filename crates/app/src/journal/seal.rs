//! Seals what waits, step by step, until nothing does.

use crate::{App, AppError};

/// Seals all waiting entries; how many. Nothing while another instance is at it.
pub async fn seal_journal(app: &App) -> Result<usize, AppError> {
    let mut sealed = 0;
    loop {
        match seal_step(app).await? {
            0 => return Ok(sealed),
            step => sealed += step,
        }
    }
}

/// Seals one step where a whole one waits; how many entries.
pub async fn seal_whole_step(app: &App) -> Result<usize, AppError> {
    if app.store.has_step_to_seal() { seal_step(app).await } else { Ok(0) }
}

async fn seal_step(app: &App) -> Result<usize, AppError> {
    let (name, memory) = (&app.settings.journal_name, app.checkpoint_memory.as_ref());
    let step = app.store.seal_journal(name, app.instance, memory).await?;
    Ok(step.map_or(0, |step| step.entries))
}

/// Before a process ends: seals what it wrote, and gives the sealer's place up to whoever comes next.
pub async fn finish_journal(app: &App) -> Result<usize, AppError> {
    let sealed = seal_journal(app).await?;
    app.store.leave_sealing(app.instance).await?;
    Ok(sealed)
}
