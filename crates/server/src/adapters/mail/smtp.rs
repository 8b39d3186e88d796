//! A mail server, by SMTP (RFC 5321) under TLS. One conversation a mail: what is known of it is known exactly.

use std::{fmt, future::Future, time::Duration};

use anyhow::Context as _;
use lettre::{
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail as MailFrom, Rcpt},
        extension::ClientId,
    },
};
use relais_notices::ports::{Fate, HandOver, Mail, Mailer, PortReply, UNHEARD, Undelivered};
use secrecy::ExposeSecret as _;
use tokio::time::timeout;

use super::{Letterhead, written::address};
use crate::config::Secret;

/// How the conversation is kept from others' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465).
    Implicit,
    /// In clear up to `STARTTLS`, then TLS; a server that does not offer it gets nothing (port 587 or 25).
    StartTls,
    /// In clear. For a server on this machine.
    None,
}

/// As whom the server knows us.
#[derive(Clone)]
pub struct Account {
    /// The name.
    pub name: String,
    /// The password.
    pub password: Secret,
}

/// How long the server may think.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// About the connection and each step of it.
    pub step: Duration,
    /// About a mail it was given: a server that looks into mails takes its time, and who hangs up too early sends twice
    /// (RFC 5321, 4.5.3.2.6).
    pub mail: Duration,
}

/// Where mails are handed over, and how.
#[derive(Clone)]
pub struct SmtpSettings {
    /// The server's name: TLS asks for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Under TLS or not.
    pub security: Security,
    /// As whom; without it we do not say who we are.
    pub account: Option<Account>,
    /// Certificates to trust beside the system's, in PEM.
    pub roots: Vec<u8>,
    /// How long it may think.
    pub waits: Waits,
}

/// A mail server.
pub struct Smtp {
    settings: SmtpSettings,
    head: Letterhead,
    tls: TlsParameters,
}

impl Smtp {
    /// Reads the certificates; nothing is said to the server yet. Refuses to prove who we are in clear.
    pub fn new(settings: SmtpSettings, head: Letterhead) -> anyhow::Result<Self> {
        anyhow::ensure!(
            settings.account.is_none() || settings.security != Security::None,
            "a password is not sent in clear"
        );
        let mut tls = TlsParameters::builder(settings.host.clone());
        if !settings.roots.is_empty() {
            tls = tls.add_root_certificate(
                Certificate::from_pem(&settings.roots).context("read the certificates")?,
            );
        }
        let tls = tls.build_rustls().context("make TLS ready")?;
        Ok(Self { settings, head, tls })
    }

    /// Connects and signs in, as for a mail, and goes away again.
    pub async fn probe(&self) -> Result<(), Undelivered> {
        let mut connection = self.connect().await?;
        let _ = timeout(self.settings.waits.step, connection.quit()).await;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Undelivered> {
        let SmtpSettings { host, port, security, .. } = &self.settings;
        let hello = ClientId::Domain(self.head.host().to_owned());
        let step = self.settings.waits.step;
        let implicit = (*security == Security::Implicit).then(|| self.tls.clone());
        let connecting =
            AsyncSmtpConnection::connect_tokio1((host.as_str(), *port), Some(step), &hello, implicit, None);
        let mut connection = self.within(connecting, away).await?;
        if *security == Security::StartTls {
            if !connection.can_starttls() {
                return Err(Undelivered::new("mail.no_tls", Fate::Unreachable));
            }
            self.within(connection.starttls(self.tls.clone(), &hello), away).await?;
        }
        if let Some(Account { name, password }) = &self.settings.account {
            // Said by the type of `Security` above, and asked once more of the connection itself.
            if !connection.is_encrypted() {
                return Err(Undelivered::new("mail.no_tls", Fate::Unreachable));
            }
            let credentials = Credentials::new(name.clone(), password.expose_secret().to_owned());
            let proof = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            self.within(proof, |error| not_ours(error, "mail.auth_refused")).await?;
        }
        Ok(connection)
    }

    async fn announce(&self, mail: &Mail) -> Result<AsyncSmtpConnection, Undelivered> {
        let to = address(&mail.to).map_err(|_| Undelivered::new("mail.recipient_refused", Fate::Refused))?;
        let from = self.head.sender().clone();
        // Both addresses as one envelope: whatever the library finds wrong with either is found before a word is said.
        Envelope::new(Some(from.clone()), vec![to.clone()])
            .map_err(|_| Undelivered::new("mail.recipient_refused", Fate::Refused))?;
        let mut connection = self.connect().await?;
        let sender = MailFrom::new(Some(from), Vec::new());
        self.within(connection.command(sender), |error| not_ours(error, "mail.sender_refused")).await?;
        let recipient = Rcpt::new(to, Vec::new());
        self.within(connection.command(recipient), |error| said(error, "mail.recipient_refused")).await?;
        self.within(connection.command(Data), |error| said(error, "mail.refused")).await?;
        Ok(connection)
    }

    async fn within<T>(
        &self,
        step: impl Future<Output = Result<T, Error>>,
        meaning: impl FnOnce(&Error) -> Undelivered,
    ) -> Result<T, Undelivered> {
        match timeout(self.settings.waits.step, step).await {
            Ok(heard) => heard.map_err(|error| meaning(&error)),
            Err(_) => Err(Undelivered::new("mail.unreachable", Fate::Unreachable)),
        }
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SmtpSettings { host, port, security, .. } = &self.settings;
        f.debug_struct("Smtp")
            .field("host", host)
            .field("port", port)
            .field("security", security)
            .finish_non_exhaustive()
    }
}

impl Mailer for Smtp {
    fn offer(&self, mail: Mail) -> PortReply<'_, Box<dyn HandOver>> {
        Box::pin(async move {
            let written = self.head.write(&mail);
            let bytes = written.map_err(|_| Undelivered::new("mail.unwritable", Fate::Refused))?;
            let connection = self.announce(&mail).await?;
            Ok(Box::new(Announced { connection, bytes, waits: self.settings.waits }) as Box<dyn HandOver>)
        })
    }

    fn takes_once(&self) -> bool {
        false
    }
}

/// A server that has said « go ahead ».
struct Announced {
    connection: AsyncSmtpConnection,
    bytes: Vec<u8>,
    waits: Waits,
}

impl HandOver for Announced {
    fn hand_over(mut self: Box<Self>) -> PortReply<'static, ()> {
        Box::pin(async move {
            let heard = timeout(self.waits.mail, self.connection.message(&self.bytes)).await;
            // A conversation that breaks off after the mail: a server that has not answered has not taken it on (RFC 5321,
            // 6.1), and who sends is to send again; a slow one has all the same (RFC 1047). The Message-ID tells then.
            let broken = Undelivered::new(UNHEARD, Fate::Unheard);
            match heard {
                Ok(Ok(_)) => {
                    let _ = timeout(self.waits.step, self.connection.quit()).await;
                    Ok(())
                }
                Ok(Err(error)) if error.status().is_some() => Err(said(&error, "mail.refused")),
                Ok(Err(_)) | Err(_) => Err(broken),
            }
        })
    }
}

/// Nothing was answered, or nothing that a mail could follow on.
fn away(error: &Error) -> Undelivered {
    let code = if is_of_tls(error) { "mail.tls" } else { "mail.unreachable" };
    Undelivered::new(code, Fate::Unreachable)
}

/// Whether the two sides did not come to TLS: the operator looks at certificates then, not at cables.
fn is_of_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let of_tls = |cause: &(dyn std::error::Error + 'static)| {
        let carried = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let of_tls = carried.and_then(|carried| carried.downcast_ref::<rustls::Error>());
        cause.is::<rustls::Error>() || of_tls.is_some()
    };
    std::iter::successors(Some(error), |cause| cause.source()).any(of_tls)
}

/// A refusal of ourselves, which no mail can help: all wait until somebody has mended the settings.
fn not_ours(error: &Error, code: &'static str) -> Undelivered {
    if error.is_permanent() || error.is_client() {
        Undelivered::new(code, Fate::Unreachable)
    } else {
        said(error, code)
    }
}

/// What the server said of this mail or this addressee.
fn said(error: &Error, refused: &'static str) -> Undelivered {
    if error.is_permanent() {
        Undelivered::new(refused, Fate::Refused)
    } else if error.is_transient() {
        Undelivered::new("mail.deferred", Fate::NotNow)
    } else {
        Undelivered::new("mail.unreachable", Fate::Unreachable)
    }
}
