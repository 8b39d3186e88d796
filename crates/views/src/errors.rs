//! Pages for what could not be done: what happened, that nothing is lost, what to do next. Never a detail of the
//! machine; a request number for whoever helps.

use serde::Serialize;

use super::{
    Shell, View,
    parts::{Fact, Link},
};
use crate::say::Say;

/// A page for a status.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    /// 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503.
    pub status: u16,
    /// The texts of the page: the status, or `too-old`, `running`.
    pub texts: String,
    /// The rule that stands against it, for 422 (`rule-referral-already-closed`).
    pub rule: Option<Say>,
    /// Read to whoever helps.
    pub request_id: String,
    /// Where to go on.
    pub back: Link,
}

/// 409: somebody changed the record meanwhile; what was typed is shown, so that nothing is lost.
#[derive(Clone, Debug, Serialize)]
pub struct ConflictPage {
    /// What was typed.
    pub typed: Vec<Fact>,
    /// The record as it is now.
    pub back: Link,
}

/// A form that cannot be taken yet: everything typed is carried on, to be sent again with one button.
#[derive(Clone, Serialize)]
pub struct LateForm {
    why: &'static str,
    text: Say,
    action: String,
    leave: bool,
    first: Option<Link>,
    typed: Vec<Typed>,
}

/// A field as it was filled in.
#[derive(Clone, Serialize)]
struct Typed {
    name: String,
    value: String,
}

impl std::fmt::Debug for LateForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LateForm").field("why", &self.why).finish_non_exhaustive()
    }
}

impl LateForm {
    /// The session has ended: sign-in in another tab comes first.
    pub fn signed_out(action: String, typed: impl IntoIterator<Item = (String, String)>) -> Self {
        let first = Link::new(crate::paths::LOGIN, "late-sign-in");
        Self { first: Some(first), ..Self::of("signed-out", action, typed) }
    }

    /// No membership is in use: one is chosen in another tab first.
    pub fn no_membership(action: String, typed: impl IntoIterator<Item = (String, String)>) -> Self {
        let first = Link::new(crate::paths::MEMBERSHIPS, "late-choose");
        Self { first: Some(first), ..Self::of("no-membership", action, typed) }
    }

    /// The page was another session's: the same form, with the token of the present one.
    pub fn stale(action: String, typed: impl IntoIterator<Item = (String, String)>) -> Self {
        Self::of("stale", action, typed)
    }

    /// She made it for the first organisation and works for the second now: she changes back in another tab first.
    pub fn other_organisation(
        action: String,
        typed: impl IntoIterator<Item = (String, String)>,
        both: (String, String),
    ) -> Self {
        let first = Link::new(crate::paths::MEMBERSHIPS, "late-choose");
        Self { first: Some(first), ..Self::of("other-organisation", action, typed).naming(both) }
    }

    /// Somebody else made it at this machine, for the first organisation: she signs in again in another tab first.
    pub fn other_agent(
        action: String,
        typed: impl IntoIterator<Item = (String, String)>,
        both: (String, String),
    ) -> Self {
        Self { leave: true, ..Self::of("other-agent", action, typed).naming(both) }
    }

    fn naming(mut self, (made_at, now): (String, String)) -> Self {
        self.text = self.text.with("from", made_at).with("now", now);
        self
    }

    fn of(why: &'static str, action: String, typed: impl IntoIterator<Item = (String, String)>) -> Self {
        let typed = typed.into_iter().map(|(name, value)| Typed { name, value }).collect();
        Self { why, text: Say::new(format!("late-{why}-text")), action, leave: false, first: None, typed }
    }
}

impl ErrorPage {
    /// The statuses that have a page of their own; any other one reads as 500.
    pub const STATUSES: [u16; 10] = [400, 403, 404, 405, 409, 413, 422, 429, 500, 503];

    /// The page of a status.
    pub fn new(status: u16, request_id: impl Into<String>) -> Self {
        let status = if Self::STATUSES.contains(&status) { status } else { 500 };
        Self {
            status,
            texts: status.to_string(),
            rule: None,
            request_id: request_id.into(),
            back: Link::new(crate::paths::HOME, "error-home"),
        }
    }

    /// The page of a form that was left open too long, or sent from elsewhere: no role has to do with it.
    pub fn too_old(request_id: impl Into<String>) -> Self {
        Self { texts: "too-old".to_owned(), ..Self::new(403, request_id) }
    }

    /// The same page, naming the rule.
    #[must_use]
    pub fn rule(mut self, code: &str) -> Self {
        self.rule = Some(Say::code("rule", code));
        self
    }
}

impl View for ErrorPage {
    const TEMPLATE: &'static str = "errors/error.html";

    fn samples() -> Vec<(&'static str, Self)> {
        const NAMES: [&str; 10] = ["400", "403", "404", "405", "409", "413", "422", "429", "500", "503"];
        let mut samples: Vec<_> = NAMES
            .into_iter()
            .zip(Self::STATUSES)
            .map(|(name, status)| (name, Self::new(status, "7F3K-92QD")))
            .collect();
        samples.push(("too-old", Self::too_old("7F3K-92QD")));
        samples.push(("running", Self { texts: "running".to_owned(), ..Self::new(409, "7F3K-92QD") }));
        samples.push(("422-rule", Self::new(422, "7F3K-92QD").rule("referral.already_closed")));
        samples
    }

    fn sample_shell() -> Shell {
        Shell::sample()
    }
}

impl View for ConflictPage {
    const TEMPLATE: &'static str = "errors/conflict.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let typed = vec![
            Fact::new("reject-reason", Say::code("reject", "no_capacity")),
            Fact::new("reject-text", "Prochaine place en mai."),
        ];
        let page = |typed| Self { typed, back: Link::new("/referrals/4", "back-to-referral") };
        vec![("typed", page(typed)), ("nothing-typed", page(Vec::new()))]
    }
}

impl View for LateForm {
    const TEMPLATE: &'static str = "errors/late.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let typed = || [("text", "Elle dort chez une amie."), ("theme", "logement")].map(owned);
        let action = || crate::paths::CONTACT_NEW.to_owned();
        let both = || ("CCAS de Brest".to_owned(), "Mission locale".to_owned());
        vec![
            ("signed-out", Self::signed_out(action(), typed())),
            ("no-membership", Self::no_membership(action(), typed())),
            ("stale", Self::stale(action(), typed())),
            ("other-organisation", Self::other_organisation(action(), typed(), both())),
            ("other-agent", Self::other_agent(action(), typed(), both())),
        ]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
