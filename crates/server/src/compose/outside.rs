//! The ways out of the house that a configuration names.

use relais_app::App;

use crate::config::Config;

/// The application with its ways out: what a process that serves sends by. Commands send nothing.
pub fn with_ways_out(app: App, config: &Config) -> anyhow::Result<App> {
    let mailer = config.mail.mailer(&config.server.public_url)?;
    Ok(app.telling(mailer, config.text_messages.text_messages()?))
}
