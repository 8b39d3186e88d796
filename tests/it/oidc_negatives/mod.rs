//! Every negative of the sign-in checklist, by row, against a provider that is wrong in exactly one way.
//!
//! The rows are those of the security design: 1 code flow, 2 PKCE, 3 state and nonce, 4 issuer, 5 ID token,
//! 6 userinfo, 7 encryption, 8 account key, 9 membership.

mod callback;
mod honest;
mod id_token;
mod userinfo;

use chrono::TimeDelta;
use relais_testkit::provider::{Fault, Spoil};
use serde_json::Value;
use url::Url;

use crate::oidc::SignIn;

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The code of the refusal under each fault, all against one relying party with a fresh provider.
async fn refused(cases: impl IntoIterator<Item = (Fault, &'static str)>) {
    for (fault, code) in cases {
        let mut sign_in = SignIn::new().await;
        sign_in.provider.fault(fault.clone());
        assert_eq!(sign_in.outcome().await, code, "{fault:?}");
        sign_in.provider.behave();
        sign_in.clock.advance(TimeDelta::seconds(31));
        assert_eq!(sign_in.outcome().await, "accepted", "after {fault:?}");
    }
}

fn id_token(spoil: Spoil) -> Fault {
    Fault::IdToken(spoil)
}

fn set(name: &'static str, value: impl Into<Value>) -> Fault {
    id_token(Spoil::Set(name, value.into()))
}
