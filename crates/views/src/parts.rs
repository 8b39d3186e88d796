//! The pieces pages are made of: rows, states, clocks, facts, histories, choices.

use relais_domain::referral::ReferralState;
use serde::Serialize;

use crate::say::Say;

/// Words as they are, or a sentence to say.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Phrase {
    /// A name, a number, what somebody wrote.
    Plain(String),
    /// A sentence of the locale files.
    Say(Say),
}

impl Phrase {
    /// What a field of a record holds, or that it holds nothing.
    pub fn held(values: &[String]) -> Self {
        let values: Vec<_> = values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
        if values.is_empty() {
            Say::new("saved-meanwhile-nothing").into()
        } else {
            Self::Plain(values.join(", "))
        }
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<Say> for Phrase {
    fn from(say: Say) -> Self {
        Self::Say(say)
    }
}

/// The colour of a state; the word and the shape say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Under way.
    Note,
    /// Waits for somebody.
    Wait,
    /// Stopped.
    Stop,
    /// Done as hoped.
    Ok,
    /// Finished, nothing to look at.
    Plain,
    /// Not yet possible.
    Off,
}

/// A state: a word with a shape.
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    tone: Tone,
    icon: &'static str,
    text: Phrase,
}

impl Tag {
    /// The state of a referral.
    pub fn referral(state: ReferralState) -> Self {
        use ReferralState as S;
        let tone = match state {
            S::Draft | S::Cancelled | S::EnteredInError => Tone::Plain,
            S::AwaitingConsent | S::Requested | S::OnHold => Tone::Wait,
            S::Received | S::InProgress => Tone::Note,
            S::Accepted | S::Completed => Tone::Ok,
            S::Rejected | S::ConsentWithdrawn | S::Expired => Tone::Stop,
        };
        Self::new(tone, Say::code("state", state.as_str()))
    }

    /// How much room a service has.
    pub fn capacity(capacity: &str) -> Self {
        let tone = match capacity {
            "open" => Tone::Ok,
            "closed" => Tone::Stop,
            "assessment_first" => Tone::Note,
            _ => Tone::Wait,
        };
        Self::new(tone, Say::code("capacity", capacity))
    }

    /// A state of its own words.
    pub fn new(tone: Tone, text: impl Into<Phrase>) -> Self {
        let icon = match tone {
            Tone::Note => "arrow-right",
            Tone::Wait => "clock",
            Tone::Stop => "ban",
            Tone::Ok => "check",
            Tone::Plain | Tone::Off => "",
        };
        Self { tone, icon, text: text.into() }
    }
}

/// How a term stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// Time enough.
    Calm,
    /// Soon.
    Near,
    /// Passed.
    Late,
}

/// A term in words, with a bar.
#[derive(Clone, Debug, Serialize)]
pub struct Clock {
    /// How it stands.
    pub pace: Pace,
    /// How much of the time is gone, 0 to 100.
    pub percent: u8,
    /// The words.
    pub text: Say,
}

/// A link whose words alone say where it goes; `about` completes them for who hears them out of the row.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Where it goes.
    pub url: String,
    /// What it says.
    pub label: Say,
    /// Of whom or what, read by screen readers only.
    pub about: Option<Phrase>,
}

impl Link {
    /// A link.
    pub fn new(url: impl Into<String>, label: &'static str) -> Self {
        Self { url: url.into(), label: Say::new(label), about: None }
    }

    /// The same link, about somebody.
    #[must_use]
    pub fn about(mut self, about: impl Into<Phrase>) -> Self {
        self.about = Some(about.into());
        self
    }
}

/// A line of a list that reads as a sentence: who, what, how it stands, one button.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Whom it is about, in bold.
    pub who: Phrase,
    /// What, joined by dots.
    pub lines: Vec<Phrase>,
    /// The state.
    pub tag: Option<Tag>,
    /// The term.
    pub clock: Option<Clock>,
    /// The one button; none where the reader's role opens nothing.
    pub action: Option<Link>,
    /// Whether the button is the page's next step (filled) or not (outlined).
    pub primary: bool,
}

impl Row {
    /// A row with its button.
    pub fn new(who: impl Into<Phrase>, action: Link) -> Self {
        let who = who.into();
        Self {
            action: Some(action.about(who.clone())),
            who,
            lines: Vec::new(),
            tag: None,
            clock: None,
            primary: false,
        }
    }

    /// The same row, saying one thing more.
    #[must_use]
    pub fn line(mut self, line: impl Into<Phrase>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// The same row, saying one thing more where there is one.
    #[must_use]
    pub fn maybe(self, line: Option<Say>) -> Self {
        match line {
            Some(line) => self.line(line),
            None => self,
        }
    }

    /// The same row with a state.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    /// The same row with a term.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The same row, whose button is the next step.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.primary = true;
        self
    }
}

/// A line of a summary list. An absent value says « Non renseigné ».
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What is told.
    pub label: Say,
    /// What it is.
    pub value: Phrase,
    /// Where it can be changed.
    pub change: Option<String>,
}

impl Fact {
    /// A fact.
    pub fn new(label: &'static str, value: impl Into<Phrase>) -> Self {
        Self { label: Say::new(label), value: value.into(), change: None }
    }

    /// A fact that may be absent.
    pub fn maybe(label: &'static str, value: Option<impl Into<Phrase>>) -> Self {
        Self::new(label, value.map_or_else(|| Phrase::Say(Say::new("not-given")), Into::into))
    }

    /// The same fact, which can be changed there.
    #[must_use]
    pub fn change(mut self, url: impl Into<String>) -> Self {
        self.change = Some(url.into());
        self
    }
}

/// A line of a history, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryLine {
    /// What happened.
    pub title: Phrase,
    /// When, by whom, what follows: one sentence each.
    pub details: Vec<Phrase>,
}

impl HistoryLine {
    /// A line.
    pub fn new(title: impl Into<Phrase>) -> Self {
        Self { title: title.into(), details: Vec::new() }
    }

    /// The same line, saying one thing more.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Phrase>) -> Self {
        self.details.push(detail.into());
        self
    }
}

/// One answer of a question.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// The code that is sent.
    pub value: String,
    /// What it says.
    pub label: Phrase,
    /// Lines below.
    pub sub: Vec<Phrase>,
    /// An icon's name, empty for none.
    pub icon: &'static str,
}

impl Choice {
    /// An answer.
    pub fn new(value: impl Into<String>, label: impl Into<Phrase>) -> Self {
        Self { value: value.into(), label: label.into(), sub: Vec::new(), icon: "" }
    }

    /// The answer for a code of a closed list, labelled `{list}-{code}`.
    pub fn code(list: &str, code: &str) -> Self {
        Self::new(code, Say::code(list, code))
    }

    /// The answers of a closed list, labelled `{list}-{code}`.
    pub fn list<T: std::fmt::Display>(list: &str, codes: &[T]) -> Vec<Self> {
        codes.iter().map(|code| Self::code(list, &code.to_string())).collect()
    }

    /// The same answer with one more line below.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Phrase>) -> Self {
        self.sub.push(detail.into());
        self
    }

    /// The same answer with a drawing.
    #[must_use]
    pub fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }
}

/// Where a list stands among its pages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pager {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// The ten themes as tiles with their drawings, in the order of service-public.fr (`domain::organisation::Theme`).
pub fn theme_choices() -> Vec<Choice> {
    const THEMES: [(&str, &str); 10] = [
        ("papiers", "id-card"),
        ("famille", "users"),
        ("social", "heart-pulse"),
        ("travail", "briefcase"),
        ("logement", "house"),
        ("transports", "bus"),
        ("argent", "wallet"),
        ("justice", "scale"),
        ("etranger", "globe"),
        ("loisirs", "palette"),
    ];
    let choice =
        |(code, icon)| Choice::code("theme", code).detail(Say::new(format!("theme-{code}-sub"))).icon(icon);
    THEMES.into_iter().map(choice).collect()
}

/// The part of a page that follows what it shows: where script is on, it is drawn again by itself.
#[derive(Clone, Debug, Serialize)]
pub struct Live {
    url: String,
    drawn: Say,
}

impl Live {
    /// What listens at `path` for what happens after `since` (microseconds since 1970), the instant of what is shown,
    /// which is said as `hour`.
    pub fn new(path: &str, since: i64, hour: String) -> Self {
        Self { url: format!("{path}?since={since}"), drawn: Say::new("live-drawn").with("hour", hour) }
    }

    /// The part as samples show it.
    pub(crate) fn sample(path: &str) -> Self {
        Self::new(path, 1_773_300_000_000_000, "8 h 20".to_owned())
    }
}
