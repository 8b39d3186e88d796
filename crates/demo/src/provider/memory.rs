//! What the provider remembers while it runs: browsers that signed in, requests that wait for a choice, codes and
//! access tokens. Every key is the SHA-256 of the secret it stands for; every row has an end and is swept.

use super::authorize::Request;
use chrono::TimeDelta;
use relais_domain::clock::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A code lives one minute (RFC 9700 2.1.1 asks for short; ProConnect and FAPI 2.0 say 60 s).
pub(super) const CODE_LIFE: TimeDelta = TimeDelta::seconds(60);
/// Access and id tokens live an hour, as ProConnect's.
pub(super) const TOKEN_LIFE: TimeDelta = TimeDelta::hours(1);
/// A browser stays signed in half a day, as at ProConnect.
const BROWSER_LIFE: TimeDelta = TimeDelta::hours(12);
/// A sign-in page left open is forgotten after ten minutes.
const CHOICE_LIFE: TimeDelta = TimeDelta::minutes(10);

/// The SHA-256 under which a secret is filed.
pub(super) type Filed = [u8; 32];

/// Files a secret: what is kept cannot be presented.
pub(super) fn filed(secret: &str) -> Filed {
    Sha256::digest(secret.as_bytes()).into()
}

/// Who signed in, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SignIn {
    pub(super) username: String,
    pub(super) at: Timestamp,
}

/// What a code or an access token stands for.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) client_id: String,
    pub(super) sign_in: SignIn,
    pub(super) scopes: Vec<String>,
}

/// A code handed to a browser.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) request: Request,
    pub(super) sign_in: SignIn,
    /// Whether it was presented already.
    spent: bool,
    /// The access token it gave, to withdraw on a replay (RFC 6749 4.1.2).
    gave: Option<Filed>,
}

/// Rows of one kind with the instant at which each is over.
#[derive(Debug)]
struct Shelf<T>(HashMap<Filed, (T, Timestamp)>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Clone> Shelf<T> {
    fn put(&mut self, key: Filed, row: T, until: Timestamp, now: Timestamp) {
        self.0.retain(|_, (_, end)| *end > now);
        self.0.insert(key, (row, until));
    }

    fn get(&self, key: &Filed, now: Timestamp) -> Option<T> {
        self.0.get(key).filter(|(_, end)| *end > now).map(|(row, _)| row.clone())
    }

    fn take(&mut self, key: &Filed, now: Timestamp) -> Option<T> {
        self.0.remove(key).filter(|(_, end)| *end > now).map(|(row, _)| row)
    }
}

/// The provider's memory; empty at each start.
#[derive(Debug, Default)]
pub(super) struct Memory {
    browsers: Shelf<SignIn>,
    choices: Shelf<(Request, Filed)>,
    codes: Shelf<Code>,
    access: Shelf<Grant>,
}

impl Memory {
    pub(super) fn remember_browser(&mut self, browser: Filed, sign_in: SignIn, now: Timestamp) {
        self.browsers.put(browser, sign_in, now + BROWSER_LIFE, now);
    }

    pub(super) fn browser(&self, browser: &Filed, now: Timestamp) -> Option<SignIn> {
        self.browsers.get(browser, now)
    }

    pub(super) fn forget_browser(&mut self, browser: &Filed) {
        self.browsers.0.remove(browser);
    }

    /// Keeps a request while its browser chooses an account; only that browser can go on with it.
    pub(super) fn wait_for_choice(&mut self, key: Filed, request: Request, browser: Filed, now: Timestamp) {
        self.choices.put(key, (request, browser), now + CHOICE_LIFE, now);
    }

    pub(super) fn take_choice(&mut self, key: &Filed, browser: &Filed, now: Timestamp) -> Option<Request> {
        let (_, of) = self.choices.get(key, now)?;
        if of != *browser {
            return None;
        }
        self.choices.take(key, now).map(|(request, _)| request)
    }

    /// Files a code; kept past its minute, so that a replay is recognised for as long as its tokens live.
    pub(super) fn issue_code(&mut self, key: Filed, request: Request, sign_in: SignIn, now: Timestamp) {
        let code = Code { request, sign_in, spent: false, gave: None };
        self.codes.put(key, code, now + CODE_LIFE + TOKEN_LIFE, now);
    }

    /// Presents a code. The first presentation spends it, whatever comes of it; a later one is a replay: it gets
    /// nothing, and takes back the access token the first one got.
    pub(super) fn spend(&mut self, key: &Filed, now: Timestamp) -> Option<Code> {
        let (code, end) = self.codes.0.get_mut(key)?;
        if std::mem::replace(&mut code.spent, true) {
            if let Some(access) = code.gave {
                self.access.0.remove(&access);
            }
            return None;
        }
        (*end - TOKEN_LIFE > now).then(|| code.clone())
    }

    /// Files an access token beside the code it was given for.
    pub(super) fn issue_access(&mut self, code: &Filed, access: Filed, grant: Grant, now: Timestamp) {
        if let Some((code, _)) = self.codes.0.get_mut(code) {
            code.gave = Some(access);
        }
        self.access.put(access, grant, now + TOKEN_LIFE, now);
    }

    pub(super) fn access(&self, key: &Filed, now: Timestamp) -> Option<Grant> {
        self.access.get(key, now)
    }
}
