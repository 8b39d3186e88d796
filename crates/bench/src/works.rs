//! What agents do, as the requests their browsers send.

use anyhow::{Context as _, Result, ensure};
use relais_bench::{Chance, PUBLIC_URL};
use serde::Deserialize;

use crate::client::{Answer, Connection};

/// An organisation's readers and what they may ask for.
#[derive(Debug, Deserialize)]
pub struct Organisation {
    cookies: Vec<String>,
    received: Vec<String>,
    sent: Vec<String>,
    fresh: Vec<String>,
    relations: Vec<String>,
}

/// One of the works measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Referrals received.
    Inbox,
    /// Referrals sent.
    Sent,
    /// The first page.
    Day,
    /// The sheet of a referral, on either side.
    Referral,
    /// The sheet of a person.
    Person,
    /// A search by name.
    Search,
    /// A referral is accepted.
    Accept,
    /// A contact with a person is recorded.
    Contact,
}

impl Work {
    /// All of them, those that change most last.
    pub const ALL: [Self; 8] = [
        Self::Inbox,
        Self::Sent,
        Self::Day,
        Self::Referral,
        Self::Person,
        Self::Search,
        Self::Contact,
        Self::Accept,
    ];

    /// Its name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Sent => "sent",
            Self::Day => "day",
            Self::Referral => "referral",
            Self::Person => "person",
            Self::Search => "search",
            Self::Accept => "accept",
            Self::Contact => "contact",
        }
    }

    /// Whether it is a view: the bars of pages speak of it.
    pub const fn is_page(self) -> bool {
        !matches!(self, Self::Accept | Self::Contact)
    }

    /// Its route, as the server's figures name it.
    pub const fn route(self) -> &'static str {
        match self {
            Self::Inbox => "method=\"GET\",path=\"/inbox",
            Self::Sent => "method=\"GET\",path=\"/sent",
            Self::Day => "method=\"GET\",path=\"/",
            Self::Referral => "method=\"GET\",path=\"/referrals/{id}",
            Self::Person => "method=\"GET\",path=\"/persons/{id}",
            Self::Search => "method=\"POST\",path=\"/persons/search",
            Self::Accept => "method=\"POST\",path=\"/referrals/{id}/accept",
            Self::Contact => "method=\"POST\",path=\"/persons/{id}/contacts",
        }
    }

    /// Whether the answer is the one that work has when it is done.
    pub const fn is_done(self, answer: &Answer) -> bool {
        match self {
            Self::Accept | Self::Contact => answer.status == 303,
            _ => answer.status == 200,
        }
    }

    /// How many requests a work has at most: those that act need an object each, prepared before.
    pub const fn prepared(self) -> Option<usize> {
        match self {
            Self::Accept => Some(1_000),
            Self::Contact => Some(2_000),
            _ => None,
        }
    }
}

/// Words a search begins with: beginnings of names that many have, and of names that few have.
const NAMES: [&str; 8] = ["ami", "le g", "diallo", "ya", "rozenn q", "ker", "samira", "paul b"];

/// The network as its agents ask it.
#[derive(Debug)]
pub struct Desk {
    organisations: Vec<Organisation>,
    tokens: Vec<Vec<String>>,
}

impl Desk {
    /// Opens every session's first page, for the token its forms carry.
    pub async fn open(organisations: Vec<Organisation>, connection: &mut Connection) -> Result<Self> {
        let mut tokens = Vec::new();
        for organisation in &organisations {
            let mut own = Vec::new();
            for cookie in &organisation.cookies {
                let answer = connection.exchange(&get("/organisation", cookie, own.len())).await?;
                let page = String::from_utf8_lossy(&answer.body).into_owned();
                own.push(hidden(&page, "csrf").context("a page without a form's token")?.to_owned());
            }
            tokens.push(own);
        }
        Ok(Self { organisations, tokens })
    }

    /// A request for a view, of somebody who may, for something of her organisation.
    pub fn view(&self, work: Work, chance: &Chance) -> Result<Vec<u8>> {
        let house = chance.below(self.organisations.len());
        let organisation = self.organisations.get(house).context("an organisation")?;
        let agent = chance.below(organisation.cookies.len());
        let cookie = organisation.cookies.get(agent).context("a session")?;
        let of = |ids: &Vec<String>| ids.get(chance.below(ids.len())).cloned().context("nothing to ask for");
        let address = chance.below(4_096);
        Ok(match work {
            Work::Inbox => get("/inbox", cookie, address),
            Work::Sent => get("/sent", cookie, address),
            Work::Day => get("/", cookie, address),
            Work::Referral => {
                let side = if chance.below(2) == 0 { &organisation.received } else { &organisation.sent };
                get(&format!("/referrals/{}", of(side)?), cookie, address)
            }
            Work::Person => get(&format!("/persons/{}", of(&organisation.relations)?), cookie, address),
            Work::Search => {
                let token = self.tokens.get(house).and_then(|own| own.get(agent)).context("a token")?;
                let name = chance.one(&NAMES).unwrap_or_default().replace(' ', "+");
                post("/persons/search", cookie, address, &format!("csrf={token}&query={name}"))
            }
            Work::Accept | Work::Contact => anyhow::bail!("an act is prepared, not drawn"),
        })
    }

    /// Requests that act, each with the form of a page that was opened for it; the objects of all organisations in turn.
    pub async fn acts(&self, work: Work, most: usize, connection: &mut Connection) -> Result<Vec<Vec<u8>>> {
        let mut acts = Vec::new();
        for turn in 0..most {
            let before = acts.len();
            for organisation in &self.organisations {
                let of = if work == Work::Accept { &organisation.fresh } else { &organisation.relations };
                let Some(id) = of.get(turn).filter(|_| acts.len() < most) else { continue };
                let cookie =
                    organisation.cookies.get(turn % organisation.cookies.len()).context("a session")?;
                acts.extend(act(work, (id, acts.len()), cookie, connection).await?);
            }
            if acts.len() == before {
                break;
            }
        }
        ensure!(!acts.is_empty(), "nothing to {} in this network", work.name());
        Ok(acts)
    }
}

/// One act, as the form of its page sends it; none where the page does not offer it.
async fn act(
    work: Work,
    (id, number): (&str, usize),
    cookie: &str,
    connection: &mut Connection,
) -> Result<Option<Vec<u8>>> {
    let address = number % 4_096;
    let (page, target, typed) = match work {
        Work::Accept => (format!("/referrals/{id}"), format!("/referrals/{id}/accept"), ""),
        _ => (
            format!("/persons/{id}/contacts"),
            format!("/persons/{id}/contacts"),
            "&text=Passage+%C3%A0+l%27accueil+%3A+le+courrier+a+%C3%A9t%C3%A9+lu+avec+elle.&theme=papiers&mode=helped\
             &posture=with&channel=desk&minutes=20&outcome=appointment",
        ),
    };
    let answer = connection.exchange(&get(&page, cookie, address)).await?;
    ensure!(answer.status == 200, "{page} answered {}", answer.status);
    let text = String::from_utf8_lossy(&answer.body);
    let Some((_, form)) = text.split_once(&format!("action=\"{target}\"")) else { return Ok(None) };
    let form = form.split("</form>").next().unwrap_or_default();
    let mut fields = Vec::new();
    for name in ["csrf", "made_for", "made_at", "once", "version"] {
        fields.extend(hidden(form, name).map(|value| format!("{name}={value}")));
    }
    Ok(Some(post(&target, cookie, address, &format!("{}{typed}", fields.join("&")))))
}

/// The value of a hidden field.
fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next()
}

fn get(path: &str, cookie: &str, address: usize) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\n{}\r\n", headers(cookie, address)).into_bytes()
}

fn post(path: &str, cookie: &str, address: usize, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\n{}origin: {PUBLIC_URL}\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        headers(cookie, address),
        body.len()
    )
    .into_bytes()
}

/// What a browser says each time, through a proxy that names its address.
fn headers(cookie: &str, address: usize) -> String {
    let host = PUBLIC_URL.trim_start_matches("http://");
    let (high, low) = (address / 256, address % 256);
    format!(
        "host: {host}\r\ncookie: relais={cookie}\r\nx-forwarded-for: 10.0.{high}.{low}\r\n\
         user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
         accept: text/html,application/xhtml+xml\r\naccept-language: fr,fr-FR;q=0.8\r\naccept-encoding: gzip, br\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_field_is_read() {
        let form =
            r#"<input type="hidden" name="csrf" value="abc"><input type="hidden" name="once" value="x_y">"#;
        assert_eq!(hidden(form, "once"), Some("x_y"));
        assert_eq!(hidden(form, "version"), None);
    }

    #[test]
    fn a_form_says_how_long_it_is() {
        let sent = String::from_utf8(post("/x", "c", 300, "a=é")).expect("text");
        assert!(sent.contains("content-length: 4\r\n") && sent.contains("x-forwarded-for: 10.0.1.44\r\n"));
    }
}
