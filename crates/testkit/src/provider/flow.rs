//! Authorisation and token exchange, as strict as a good provider.

use std::collections::HashMap;

use axum::http::HeaderMap;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use url::Url;

use super::{
    CLIENT_ID, CLIENT_SECRET, Fault, REDIRECT_URI, SUBJECT, State,
    token::{Key, challenge, half_hash, with},
};

/// What a code stands for.
pub(super) struct Grant {
    subject: String,
    nonce: Option<String>,
    challenge: String,
    claims: Value,
    fresh: bool,
}

/// Why the token endpoint refuses, in the words of RFC 6749.
pub(super) enum Refusal {
    Client,
    Grant,
}

impl State {
    pub(super) fn authorize(&self, request: &Url) -> Result<Url, &'static str> {
        let query: HashMap<String, String> = request.query_pairs().into_owned().collect();
        let field = |name: &str| query.get(name).map(String::as_str);
        if field("client_id") != Some(CLIENT_ID) {
            return Err("unknown client");
        }
        if field("redirect_uri") != Some(REDIRECT_URI) {
            return Err("unknown redirect address");
        }
        if field("response_type") != Some("code") {
            return Err("unsupported response type");
        }
        let (Some(challenge), Some("S256")) = (field("code_challenge"), field("code_challenge_method"))
        else {
            return Err("no S256 challenge");
        };
        let mut callback = Url::parse(REDIRECT_URI).map_err(|_| "unreadable redirect address")?;
        let state = field("state").unwrap_or_default();
        if field("login_hint") == Some("deny") {
            callback.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", state);
            callback.query_pairs_mut().append_pair("iss", &self.issuer);
            return Ok(callback);
        }
        let asked = field("login_hint").filter(|hint| self.inner().accounts.contains_key(*hint));
        let grant = Grant {
            subject: asked.unwrap_or(SUBJECT).to_owned(),
            nonce: field("nonce").map(ToOwned::to_owned),
            challenge: challenge.to_owned(),
            claims: field("claims").and_then(|claims| serde_json::from_str(claims).ok()).unwrap_or_default(),
            fresh: field("prompt") == Some("login"),
        };
        let code = self.draw("code");
        self.inner().grants.insert(code.clone(), grant);
        self.answer(&mut callback, &code, state);
        Ok(callback)
    }

    fn answer(&self, callback: &mut Url, code: &str, state: &str) {
        let fault = self.current_fault();
        let mut query = callback.query_pairs_mut();
        query.append_pair("code", code);
        query.append_pair("state", if fault == Some(Fault::CallbackState) { "forged" } else { state });
        match fault {
            Some(Fault::CallbackIssuer) => query.append_pair("iss", "https://evil.example"),
            Some(Fault::CallbackWithoutIssuer) => &mut query,
            Some(Fault::CallbackTokens) => query
                .append_pair("iss", &self.issuer)
                .append_pair("access_token", "t")
                .append_pair("id_token", "t"),
            _ => query.append_pair("iss", &self.issuer),
        };
    }

    pub(super) fn exchange(
        &self,
        headers: &HeaderMap,
        form: &HashMap<String, String>,
    ) -> Result<Value, Refusal> {
        let field = |name: &str| form.get(name).map(String::as_str);
        let in_body = field("client_id") == Some(CLIENT_ID) && field("client_secret") == Some(CLIENT_SECRET);
        if !in_body && !is_basic(headers) {
            return Err(Refusal::Client);
        }
        let code = field("code").unwrap_or_default();
        let grant = self.inner().grants.remove(code).ok_or(Refusal::Grant)?;
        let proven = field("code_verifier").is_some_and(|verifier| challenge(verifier) == grant.challenge);
        if !proven || field("redirect_uri") != Some(REDIRECT_URI) {
            return Err(Refusal::Grant);
        }
        let access_token = self.draw("access");
        self.inner().access_tokens.insert(access_token.clone(), grant.subject.clone());
        let id_token = self.id_token(&grant, &access_token);
        Ok(json!({
            "access_token": access_token, "token_type": "Bearer", "expires_in": 60, "id_token": id_token,
        }))
    }

    fn id_token(&self, grant: &Grant, access_token: &str) -> String {
        let now = self.clock.now().timestamp();
        let acr = grant.claims.pointer("/id_token/acr/values/0").cloned().unwrap_or_else(|| json!("eidas1"));
        let claims = json!({
            "iss": self.issuer, "sub": grant.subject, "aud": CLIENT_ID, "exp": now + 60, "iat": now,
            "nonce": grant.nonce, "at_hash": half_hash(access_token), "acr": acr, "amr": ["pwd", "mfa"],
            "auth_time": if grant.fresh { now } else { now - 3600 },
        });
        match self.current_fault() {
            Some(Fault::IdToken(spoil)) => self.spoilt(&spoil, claims),
            _ => self.key().sign(&claims),
        }
    }

    /// The claims of the account behind an access token.
    pub(super) fn userinfo(&self, access_token: &str) -> Option<Value> {
        let subject: String = self.inner().access_tokens.get(access_token).cloned()?;
        let usual = json!({
            "sub": subject, "given_name": "Élodie", "usual_name": "D'Aubigné-Lefèvre",
            "email": "elodie@mairie.example", "siret": "217 500 016 00019", "uid": "a-0001", "idp_id": "idp-1",
            "organization_label": "Ville de Paris",
        });
        let own = self.inner().accounts.get(&subject).cloned();
        Some(own.map_or_else(|| usual.clone(), |own| with(usual.clone(), own)))
    }

    pub(super) fn sign_userinfo(&self, claims: Value) -> String {
        let claims = with(claims, json!({ "iss": self.issuer, "aud": CLIENT_ID }));
        match self.current_fault() {
            Some(Fault::Userinfo(spoil)) => self.spoilt(&spoil, claims),
            _ => self.key().sign(&claims),
        }
    }

    fn spoilt(&self, spoil: &super::Spoil, claims: Value) -> String {
        match Key::new("stranger") {
            Ok(stranger) => self.key().spoil(spoil, claims, &stranger, &self.elsewhere()),
            Err(error) => error.to_string(),
        }
    }

    fn draw(&self, kind: &str) -> String {
        let mut inner = self.inner();
        inner.issued += 1;
        format!("{kind}-{}", inner.issued)
    }
}

fn is_basic(headers: &HeaderMap) -> bool {
    let expected = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}")));
    headers.get("authorization").is_some_and(|value| value.as_bytes() == expected.as_bytes())
}
