//! One sign-in under way: what the caller stores between the redirect and the callback.

use chrono::TimeDelta;
use relais_domain::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    jws::CLOCK_SKEW,
    secret::{SecretText, TokenHash},
};
use relais_domain::assurance::Assurance;

/// How long a sign-in may take.
pub const ATTEMPT_LIFE: TimeDelta = TimeDelta::minutes(10);

/// A sign-in under way. The caller keeps it under [`LoginAttempt::state_hash`] until [`LoginAttempt::expires_at`]
/// and takes it out (delete and return in one statement) at the callback, so that a state works once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LoginAttempt {
    /// SHA-256 of `state`: the key it is stored under.
    pub state_hash: TokenHash,
    /// SHA-256 of the browser's own token: the callback must come from the same browser.
    pub browser_hash: TokenHash,
    /// The nonce the ID token must carry.
    pub nonce: SecretText,
    /// The PKCE verifier (RFC 7636).
    pub verifier: SecretText,
    /// The issuer it was begun with.
    pub issuer: String,
    /// The page to go to afterwards.
    pub return_to: ReturnTo,
    /// When it was begun.
    pub created_at: Timestamp,
    /// The lowest assurance that will do, as its code.
    pub assurance: Option<String>,
    /// The agent who must answer, when a signed-in agent is asked to authenticate afresh.
    pub step_up: Option<StepUp>,
}

/// Whom a step-up is demanded of; anybody else's answer is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUp {
    /// The subject of the present session, at the same issuer.
    pub subject: String,
}

impl LoginAttempt {
    /// When it may be swept away.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.created_at + ATTEMPT_LIFE
    }

    /// Whether it may still be answered. A clock that went back far ends it too.
    pub(super) fn is_alive(&self, now: Timestamp) -> bool {
        now < self.expires_at() && now >= self.created_at - CLOCK_SKEW
    }

    /// The demanded assurance; an unreadable stored code demands the highest rather than nothing.
    pub(super) fn demanded_assurance(&self) -> Option<Assurance> {
        self.assurance.as_deref().map(|code| code.parse().unwrap_or(Assurance::Eidas3))
    }
}

/// A page of ours to go to after sign-in. Anything a browser could read as another site becomes the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReturnTo(String);

impl ReturnTo {
    /// The home page.
    #[must_use]
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    /// Reads a wished page: a path from our root, without `//`, `\` or control characters, ≤ 500 bytes.
    #[must_use]
    pub fn parse(wish: &str) -> Self {
        let ours = wish.starts_with('/')
            && !wish.starts_with("//")
            && !wish.contains('\\')
            && wish.bytes().all(|byte| byte.is_ascii_graphic())
            && wish.len() <= 500;
        if ours { Self(wish.to_owned()) } else { Self::home() }
    }

    /// The path and query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_returned_to() {
        for ours in ["/", "/inbox", "/referrals/1?from=inbox"] {
            assert_eq!(ReturnTo::parse(ours).as_str(), ours);
        }
        for theirs in [
            "",
            "inbox",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/é",
        ] {
            assert_eq!(ReturnTo::parse(theirs), ReturnTo::home(), "{theirs:?}");
        }
    }
}
