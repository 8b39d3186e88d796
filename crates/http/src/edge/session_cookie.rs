//! The two cookies: the session's reference token, and the token that ties a sign-in to its browser.

use axum::http::{HeaderMap, HeaderValue, header};
use url::Url;

use crate::{oidc::ATTEMPT_LIFE, secret::ReferenceToken};

/// Names and attributes of the cookies. Under https they carry the `__Host-` prefix: the browser then guarantees
/// that they are Secure, for the whole site and set by this very host. On loopback http that prefix is not
/// allowed, and they go without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookies {
    secure: bool,
}

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The session. Ends with the browser; the server ends it earlier.
    Session,
    /// The tie of a sign-in to its browser. Lives as long as a sign-in may take.
    SignIn,
}

impl Cookies {
    /// The cookies of a public address.
    #[must_use]
    pub fn for_public_url(public_url: &Url) -> Self {
        Self { secure: public_url.scheme() == "https" }
    }

    /// The name in use.
    #[must_use]
    pub const fn name(self, cookie: Cookie) -> &'static str {
        match (cookie, self.secure) {
            (Cookie::Session, true) => "__Host-relais",
            (Cookie::Session, false) => "relais",
            (Cookie::SignIn, true) => "__Host-relais-sign-in",
            (Cookie::SignIn, false) => "relais-sign-in",
        }
    }

    /// Reads a cookie. Sent twice, it is as good as absent: one of the two was planted.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, cookie: Cookie) -> Option<ReferenceToken> {
        let name = self.name(cookie);
        let mut found = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => ReferenceToken::parse(value),
            _ => None,
        }
    }

    /// The `Set-Cookie` that gives a token; `None` only for a text that no token of ours can be.
    pub fn set(self, cookie: Cookie, token: &str) -> Option<HeaderValue> {
        let life = match cookie {
            Cookie::Session => String::new(),
            Cookie::SignIn => format!("; Max-Age={}", ATTEMPT_LIFE.num_seconds()),
        };
        self.header(cookie, token, &life)
    }

    /// The `Set-Cookie` that takes it back.
    pub fn clear(self, cookie: Cookie) -> Option<HeaderValue> {
        self.header(cookie, "", "; Max-Age=0")
    }

    fn header(self, cookie: Cookie, value: &str, life: &str) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        // Lax, not Strict: the callback is a navigation from the provider's site and must find the browser's token.
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}", self.name(cookie));
        let mut header = HeaderValue::from_str(&text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// What logout asks the browser to forget (`Clear-Site-Data`).
pub const CLEAR_SITE_DATA: HeaderValue = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");

#[cfg(test)]
mod tests {
    use relais_domain::random::Random;

    use super::*;

    #[derive(Debug)]
    struct Fixed;
    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(9);
        }
    }

    fn cookies(public: &str) -> Cookies {
        Cookies::for_public_url(&Url::parse(public).expect("url"))
    }

    #[test]
    fn under_https_the_host_prefix_and_its_conditions_hold() {
        let token = ReferenceToken::random(&Fixed);
        let set = cookies("https://relais.example").set(Cookie::Session, token.expose()).expect("header");
        let text = set.to_str().expect("text");
        assert_eq!(text, format!("__Host-relais={}; Path=/; HttpOnly; SameSite=Lax; Secure", token.expose()));
        let plain = cookies("http://127.0.0.1:8080").set(Cookie::SignIn, token.expose()).expect("header");
        assert!(
            !plain.to_str().expect("text").contains("Secure")
                && plain.to_str().expect("text").ends_with("Max-Age=600")
        );
    }

    #[test]
    fn a_cookie_is_read_among_others_and_not_when_doubled_or_malformed() {
        let token = ReferenceToken::random(&Fixed);
        let read = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, line.parse().expect("header"));
            }
            cookies("http://127.0.0.1").read(&headers, Cookie::Session)
        };
        let pair = format!("relais={}", token.expose());
        assert!(read(&[&format!("a=b; {pair}; c=d")]).is_some_and(|found| found.is_behind(&token.hash())));
        assert!(read(&[&format!("{pair}; {pair}")]).is_none());
        assert!(read(&[&pair, &pair]).is_none());
        assert!(read(&["relais=short"]).is_none());
        assert!(read(&[&format!("x{pair}")]).is_none());
    }
}
