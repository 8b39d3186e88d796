//! The ways out of the house that a configuration names.

use relais_notices::WaysOut;

use crate::config::Config;

/// What a process that serves sends by. Commands send nothing.
pub fn ways_out(config: &Config) -> anyhow::Result<WaysOut> {
    let mailer = config.mail.mailer(&config.server.public_url)?;
    Ok(WaysOut::new(mailer, config.text_messages.text_messages()?))
}
