//! `[mail]`: how mails leave the house.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use relais_domain::text::Email;
use relais_notices::ports::Mailer;
use serde::Deserialize;
use url::Url;

use super::{
    read_secret,
    sections::{filled, parsed},
};
use crate::adapters::mail::{Account, Letterhead, MailFolder, Security, Smtp, SmtpSettings, Waits};

/// How long a mail server may look at a mail before it answers: what RFC 5321 asks for, within the claim of a worker.
const LOOKING_AT_A_MAIL: Duration = Duration::from_mins(10);

/// How mails leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTransport {
    /// Not at all: agents are told in Relais alone.
    None,
    /// Over a mail server.
    Smtp,
    /// Into a folder.
    File,
}

/// How the mail server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte.
    Tls,
    /// `STARTTLS`.
    Starttls,
    /// In clear.
    None,
}

/// `[mail]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSection {
    /// Whether, and which way.
    pub transport: MailTransport,
    /// The sender's address.
    #[serde(deserialize_with = "filled_email")]
    pub from: Option<Email>,
    /// The sender's name.
    pub from_name: String,
    /// The mail server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Under TLS or not.
    pub security: MailSecurity,
    /// The account there.
    pub username: String,
    /// Its password.
    #[serde(deserialize_with = "filled")]
    pub password_file: Option<PathBuf>,
    /// Certificates to trust beside the system's.
    #[serde(deserialize_with = "filled")]
    pub trusted_certificates_file: Option<PathBuf>,
    /// Longest wait for each step of a conversation.
    pub timeout_seconds: u8,
    /// The folder.
    #[serde(deserialize_with = "parsed")]
    pub folder: PathBuf,
}

impl MailSection {
    /// What sends mails; nothing where none are to be sent.
    pub fn mailer(&self, public_url: &Url) -> anyhow::Result<Option<Arc<dyn Mailer>>> {
        if self.transport == MailTransport::None {
            return Ok(None);
        }
        let mailer: Arc<dyn Mailer> = match self.transport {
            MailTransport::None | MailTransport::File => {
                Arc::new(MailFolder::new(self.folder.clone(), self.letterhead(public_url)?))
            }
            MailTransport::Smtp => Arc::new(self.smtp(public_url)?),
        };
        Ok(Some(mailer))
    }

    /// The mail server, not yet spoken to.
    pub fn smtp(&self, public_url: &Url) -> anyhow::Result<Smtp> {
        let account = match &self.password_file {
            Some(file) => {
                let password = read_secret("mail.password_file", file)?;
                Some(Account { name: self.username.clone(), password })
            }
            None => None,
        };
        let roots = match &self.trusted_certificates_file {
            Some(file) => fs::read(file).context("read mail.trusted_certificates_file")?,
            None => Vec::new(),
        };
        let settings = SmtpSettings {
            host: self.host.clone(),
            port: self.port,
            security: match self.security {
                MailSecurity::Tls => Security::Implicit,
                MailSecurity::Starttls => Security::StartTls,
                MailSecurity::None => Security::None,
            },
            account,
            roots,
            waits: Waits { step: Duration::from_secs(self.timeout_seconds.into()), mail: LOOKING_AT_A_MAIL },
        };
        Smtp::new(settings, self.letterhead(public_url)?)
    }

    fn letterhead(&self, public_url: &Url) -> anyhow::Result<Letterhead> {
        let from = self.from.as_ref().context("`mail.from` is not set")?;
        Letterhead::new(from, &self.from_name, public_url.host_str().unwrap_or("localhost"))
    }
}

/// An address, an empty text meaning « not set ». A text that is none is not repeated.
fn filled_email<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Email>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong = |_| serde::de::Error::custom("is not one e-mail address");
    if text.is_empty() { Ok(None) } else { Email::parse(&text).map(Some).map_err(wrong) }
}
