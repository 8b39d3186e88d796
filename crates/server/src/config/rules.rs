//! What a configuration must hold before it serves real people, beyond each value being readable.

use super::{Config, KeyLevel, MailSecurity, MailTransport, TextTransport};
use relais_store::connect::FEWEST;
use url::{Host, Url};

/// A rule that a configuration breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key to change.
    pub key: &'static str,
    /// What is wrong with it, and what to write.
    pub reason: &'static str,
}

/// Whether a rule is kept, the key it is about, and what to say when it is not.
type Rule = (bool, &'static str, &'static str);

impl Config {
    /// Every rule this configuration breaks; `relais serve` starts only without any.
    pub fn problems(&self) -> Vec<Problem> {
        let rules = self.address().into_iter().chain(self.storage()).chain(self.provider());
        let rules = rules.chain(self.bounds()).chain(self.mails()).chain(self.texts());
        rules.filter(|(kept, ..)| !kept).map(|(_, key, reason)| Problem { key, reason }).collect()
    }

    fn address(&self) -> [Rule; 2] {
        let public = &self.server.public_url;
        let bare =
            matches!(public.path(), "" | "/") && public.query().is_none() && public.fragment().is_none();
        [
            (
                is_private(public),
                "server.public_url",
                "must begin with https:// (http:// only on this machine)",
            ),
            (bare, "server.public_url", "is the address of the whole site: no path, no question mark"),
        ]
    }

    fn storage(&self) -> [Rule; 5] {
        let url = self.database.url.as_str();
        let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        let at_file = self.keys.level == KeyLevel::File;
        let keys = self.keys.url.as_ref();
        [
            (known, "database.url", "must begin with sqlite: or postgres://"),
            (!holds_password(url), "database.url", "holds a password: put it in password_file"),
            (
                at_file || keys.is_some(),
                "keys.url",
                "must name the key store's own database at level postgres",
            ),
            (
                at_file || keys.map(Url::as_str) != Some(url),
                "keys.url",
                "must not be the application's database: old backups of one would open the other",
            ),
            (
                keys.is_none_or(|keys| keys.password().is_none()),
                "keys.url",
                "holds a password: put it in password_file",
            ),
        ]
    }

    fn provider(&self) -> [Rule; 4] {
        let issuer = self.oidc.issuer.as_deref();
        [
            (issuer.is_some(), "oidc.issuer", "is not set: write the provider's issuer"),
            (
                issuer.is_none_or(|issuer| Url::parse(issuer).is_ok_and(|url| is_private(&url))),
                "oidc.issuer",
                "must begin with https:// (http:// only on this machine)",
            ),
            (
                self.oidc.client_id.is_some(),
                "oidc.client_id",
                "is not set: write what the provider calls Relais",
            ),
            (
                self.oidc.client_secret_file.is_some(),
                "oidc.client_secret_file",
                "is not set: write the path of the file that holds the client secret",
            ),
        ]
    }

    fn mails(&self) -> [Rule; 6] {
        let mail = &self.mail;
        let (sent, smtp) = (mail.transport != MailTransport::None, mail.transport == MailTransport::Smtp);
        let in_clear = mail.security == MailSecurity::None;
        [
            (!sent || mail.from.is_some(), "mail.from", "is not set: write the address mails come from"),
            (!smtp || !mail.host.is_empty(), "mail.host", "is not set: write the name of the mail server"),
            (
                !smtp || mail.username.is_empty() == mail.password_file.is_none(),
                "mail.password_file",
                "goes with mail.username: both or neither",
            ),
            (
                !smtp || !in_clear || mail.password_file.is_none(),
                "mail.security",
                "must be tls or starttls where there is a password: it is not sent in clear",
            ),
            (
                !smtp || !in_clear || is_this_machine(&mail.host),
                "mail.security",
                "may be none only for a mail server on this machine",
            ),
            ((1..=60).contains(&mail.timeout_seconds), "mail.timeout_seconds", "must be from 1 to 60"),
        ]
    }

    fn texts(&self) -> [Rule; 4] {
        let texts = &self.text_messages;
        let http = texts.transport == TextTransport::Http;
        [
            (
                !http || texts.url.as_ref().is_some_and(is_private),
                "text_messages.url",
                "must be the gateway's address and begin with https:// (http:// only on this machine)",
            ),
            (
                !http || texts.accepted_pointer.starts_with('/'),
                "text_messages.accepted_pointer",
                "is not set: a status alone does not say that a message was taken",
            ),
            (
                !http || ["{number}", "{text}"].iter().all(|place| texts.body.contains(place)),
                "text_messages.body",
                "must have a place for {number} and one for {text}",
            ),
            (
                (1..=60).contains(&texts.timeout_seconds),
                "text_messages.timeout_seconds",
                "must be from 1 to 60",
            ),
        ]
    }

    fn bounds(&self) -> [Rule; 5] {
        const ONE: &str = "must be at least 1";
        let clocks = &self.network.clocks;
        [
            (
                self.database.pool >= FEWEST || self.database.url.starts_with("sqlite"),
                "database.pool",
                "must be at least 5 on PostgreSQL",
            ),
            (self.session.idle_minutes > 0, "session.idle_minutes", ONE),
            (self.session.absolute_hours > 0, "session.absolute_hours", ONE),
            (self.limits.body_kilobytes > 0, "limits.body_kilobytes", ONE),
            (
                clocks.escalate < clocks.expire,
                "network.clocks.escalate",
                "must come before expire: a manager told after the end can do nothing",
            ),
        ]
    }
}

/// HTTPS, or HTTP that never leaves the machine.
fn is_private(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

/// A name of this machine, and of no other.
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

fn holds_password(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.password().is_some())
}
