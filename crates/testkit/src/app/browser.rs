//! A browser: it keeps cookies, says where a form came from, and never follows a redirect by itself.

use std::{cell::RefCell, collections::BTreeMap};

use axum::{
    body::Body,
    http::{Method, Request, header, request::Builder},
};
use relais_http::{edge::csrf::CsrfToken, secret::ReferenceToken};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::{Answer, TestApp};

/// A page everybody may see; it holds a form for whoever is at work.
const ANY_PAGE: &str = "/accessibility";

/// One browser of one person.
pub struct Browser<'a> {
    app: &'a TestApp,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    pub(super) fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: RefCell::default() }
    }

    /// The value of a cookie.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Puts a cookie there, as whoever sits at the machine may.
    pub fn plant(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::builder().uri(path).header("sec-fetch-site", "same-origin"), Body::empty()).await
    }

    /// The token of this session's forms, as its pages hold it; where no page holds a form yet, as the edge makes it.
    /// Empty without a session.
    pub async fn csrf(&self) -> String {
        if let Some(token) = self.get(ANY_PAGE).await.hidden("csrf") {
            return token.to_owned();
        }
        let session = self.cookie("relais").and_then(|value| ReferenceToken::parse(&value));
        session.map_or_else(String::new, |session| CsrfToken::of(&session).as_str().to_owned())
    }

    /// Sends a form of ours with its token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf().await;
        self.post_with(path, &csrf, fields).await
    }

    /// Sends a form of ours with a token that is already known.
    pub async fn post_with(&self, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = [&[("csrf", csrf)], fields].concat();
        self.send(form(path).header("sec-fetch-site", "same-origin"), encode(&fields)).await
    }

    /// Sends any request with this browser's cookies, and keeps those that come back.
    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request =
            if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) };
        let answer = self.app.send(request.body(body.into()).expect("a request")).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("a cookie's text");
            let (pair, _) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').expect("a cookie's name");
            if text.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.plant(name, value);
            }
        }
        answer
    }

    /// Begins a sign-in: the address of the provider it leads to.
    pub async fn begin_sign_in(&self, account: &str) -> Url {
        let hint: String = form_urlencoded::byte_serialize(account.as_bytes()).collect();
        let leaving = self.get(&format!("/login?login_hint={hint}")).await;
        assert_eq!(leaving.code(), 303, "{}", leaving.body);
        leaving.location().parse().expect("the provider's address")
    }

    /// Signs in through the provider: the answer at the callback.
    pub async fn sign_in(&self, account: &str) -> Answer {
        let provider = self.begin_sign_in(account).await;
        let callback = self.app.provider.authorize(&provider).expect("the provider lets the agent in");
        self.get(&path_of(&callback)).await
    }
}

/// A request that sends a form.
#[must_use]
pub fn form(path: &str) -> Builder {
    let kind = "application/x-www-form-urlencoded";
    Request::builder().method(Method::POST).uri(path).header(header::CONTENT_TYPE, kind)
}

/// The body of a form.
#[must_use]
pub fn encode(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Path and query of an address.
#[must_use]
pub fn path_of(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// An object's words as the fields of a form; a list is a field several times.
#[must_use]
pub fn fields(words: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let pairs = |(name, value): (&String, &Value)| match value {
        Value::Array(values) => values.iter().map(|value| (name.clone(), text(value))).collect(),
        value => vec![(name.clone(), text(value))],
    };
    words.as_object().into_iter().flatten().flat_map(pairs).collect::<Vec<_>>()
}
