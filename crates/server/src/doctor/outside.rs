//! The ways out: settings that can be used, and somebody who answers. Who does not answer now keeps nothing from its start:
//! messages wait.

use std::time::Duration;

use relais_app::errors::explanation;
use tokio::{net::TcpStream, time::timeout};
use url::Url;

use super::{Check, chain};
use crate::config::{Config, MailTransport, TextTransport};

const MAIL: &str = "mail";
const TEXTS: &str = "text messages";
/// How long a gateway has to take a connection.
const CONNECT: Duration = Duration::from_secs(5);

pub(super) async fn examine(config: &Config) -> [Check; 2] {
    [mail(config).await, texts(config).await]
}

async fn mail(config: &Config) -> Check {
    let mail = &config.mail;
    match mail.transport {
        MailTransport::None => Check::good(MAIL, "none is sent: agents are told in Relais alone"),
        MailTransport::File => Check::good(MAIL, format!("written to {}", mail.folder.display())),
        MailTransport::Smtp => {
            let server = format!("{}:{}", mail.host, mail.port);
            match mail.smtp(&config.server.public_url) {
                Err(error) => unusable(MAIL, error.as_ref(), "[mail]"),
                Ok(smtp) => match smtp.probe().await {
                    Ok(()) => Check::good(MAIL, format!("{server} is ready to take ours")),
                    Err(failure) => {
                        let remedy = explanation(failure.code).unwrap_or_default().replace('\n', " ");
                        Check::doubtful(MAIL, format!("{server}: {}; mails wait", failure.code), remedy)
                    }
                },
            }
        }
    }
}

async fn texts(config: &Config) -> Check {
    let texts = &config.text_messages;
    match texts.transport {
        TextTransport::None => Check::good(TEXTS, "none is sent"),
        TextTransport::File => Check::good(TEXTS, format!("written to {}", texts.folder.display())),
        TextTransport::Http => match (texts.gateway(), &texts.url) {
            (Err(error), _) => unusable(TEXTS, error.as_ref(), "[text_messages]"),
            (Ok(_), url) => reachable(url.as_ref()).await,
        },
    }
}

async fn reachable(url: Option<&Url>) -> Check {
    let place = url.and_then(|url| Some((url.host_str()?.to_owned(), url.port_or_known_default()?)));
    let Some((host, port)) = place else {
        return Check::bad(TEXTS, "the gateway's address names no machine", "write text_messages.url whole");
    };
    let shown = format!("{host}:{port}");
    if let Ok(Ok(_)) = timeout(CONNECT, TcpStream::connect((host, port))).await {
        return Check::good(TEXTS, format!("{shown} takes a connection"));
    }
    let remedy = "look at text_messages.url, and whether this machine may reach it";
    Check::doubtful(TEXTS, format!("{shown} does not answer; text messages wait"), remedy)
}

fn unusable(name: &'static str, error: &(dyn std::error::Error + 'static), section: &str) -> Check {
    Check::bad(name, chain(error), format!("mend the section {section} of the configuration"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    async fn checks(flags: &[(&str, &str)]) -> [Check; 2] {
        let flags = flags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        examine(&Config::load(&Sources { flags, ..Sources::default() }).unwrap()).await
    }

    #[tokio::test]
    async fn no_way_out_is_a_choice_and_one_that_does_not_answer_is_told() {
        assert!(checks(&[]).await.iter().all(Check::is_good));
        let [mail, texts] = checks(&[
            ("mail.transport", "smtp"),
            ("mail.from", "relais@example.org"),
            ("mail.host", "127.0.0.1"),
            ("mail.port", "1"),
            ("text_messages.transport", "http"),
            ("text_messages.url", "http://127.0.0.1:1/messages"),
        ])
        .await;
        for check in [&mail, &texts] {
            assert!(!check.is_good() && !check.stops(), "{check}");
        }
        assert!(
            mail.to_string().contains("mail.unreachable") && mail.to_string().contains("mail.port"),
            "{mail}"
        );
    }

    #[tokio::test]
    async fn settings_that_cannot_be_used_stop_a_start() {
        let [mail, texts] = checks(&[
            ("mail.transport", "smtp"),
            ("mail.host", "localhost"),
            ("text_messages.transport", "http"),
            ("text_messages.body", "{"),
            ("text_messages.url", "http://127.0.0.1:1/messages"),
        ])
        .await;
        assert!(mail.stops() && mail.to_string().contains("mail.from"), "{mail}");
        assert!(texts.stops() && texts.to_string().contains("text_messages.body"), "{texts}");
    }
}
