//! A mail as bytes (RFC 5322, MIME): every header is made here, from parsed values, by the library that encodes them.

use anyhow::Context as _;
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use relais_domain::text::Email;
use relais_notices::ports::Mail;

/// Who writes, and in whose name ids are given.
#[derive(Clone, Debug)]
pub struct Letterhead {
    from: Mailbox,
    host: String,
}

impl Letterhead {
    /// `host` names this installation in the `Message-ID` of its mails.
    pub fn new(from: &Email, name: &str, host: &str) -> anyhow::Result<Self> {
        let name = (!name.is_empty()).then(|| name.to_owned());
        Ok(Self { from: Mailbox::new(name, address(from)?), host: host.to_owned() })
    }

    /// The envelope's sender.
    pub(super) fn sender(&self) -> &Address {
        &self.from.email
    }

    /// The installation's name.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The mail as it is sent. Written again, it bears the same `Message-ID`: servers and readers know it as the same.
    pub fn write(&self, mail: &Mail) -> anyhow::Result<Vec<u8>> {
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address(&mail.to)?))
            .subject(&mail.subject)
            .date(mail.at.into())
            .message_id(Some(format!("<{}@{}>", mail.id, self.host)))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .context("write the mail")?;
        // No machine answers a machine (RFC 3834), and whoever files by list can (RFC 2919).
        for (name, value) in
            [("Auto-Submitted", "auto-generated".to_owned()), ("List-Id", format!("<notices.{}>", self.host))]
        {
            let name = HeaderName::new_from_ascii(name.to_owned()).context("name a header")?;
            message.headers_mut().insert_raw(HeaderValue::new(name, value));
        }
        Ok(message.formatted())
    }
}

/// The same address in the library's words. It has its own rule: what it does not read leaves for nowhere.
pub(super) fn address(email: &Email) -> anyhow::Result<Address> {
    email.as_str().parse().context("read the address")
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use relais_domain::ids::DeliveryId;

    use super::*;

    fn written(subject: &str, text: &str) -> String {
        let from = Email::parse("relais@example.org").unwrap();
        let head =
            Letterhead::new(&from, "Relais, « le réseau » <x@evil.example>", "relais.example.org").unwrap();
        let mail = Mail {
            id: DeliveryId::new(uuid::Uuid::from_u128(7)),
            to: Email::parse("agent@example.org").unwrap(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            at: DateTime::UNIX_EPOCH + TimeDelta::days(20_000),
        };
        String::from_utf8(head.write(&mail).unwrap()).unwrap()
    }

    #[test]
    fn a_mail_says_what_it_is_and_can_be_known_again() {
        let (once, twice) = (written("Relais : été", "Bonjour,\n"), written("Relais : été", "Bonjour,\n"));
        assert_eq!(once, twice);
        for header in [
            "Message-ID: <00000000-0000-0000-0000-000000000007@relais.example.org>",
            "Auto-Submitted: auto-generated",
            "List-Id: <notices.relais.example.org>",
            "Content-Type: text/plain; charset=utf-8",
            "To: agent@example.org",
        ] {
            assert!(once.contains(header), "{header} in\n{once}");
        }
        let date = once.lines().find(|line| line.starts_with("Date: ")).unwrap();
        assert!(date.contains("4 Oct 2024"), "{date}");
    }

    #[test]
    fn no_text_becomes_a_header_or_ends_the_mail() {
        let evil = "x\r\nBcc: all@example.org\r\n\r\nhello";
        let mail = written(evil, "un\r\n.\r\nMAIL FROM:<x@y.fr>\r\n.\n");
        let head = mail.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert_eq!(head.lines().filter(|line| line.starts_with("From: ")).count(), 1);
        assert_eq!(head.lines().filter(|line| line.starts_with("To: ")).count(), 1);
    }
}
