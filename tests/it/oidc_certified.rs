//! Sign-in against a certified provider: what works with ours must work with the engine others run.

use std::sync::Arc;

use axum::http::{Request, header};
use relais_domain::text::Siret;
use relais_http::{
    bearer::AccessTokenVerifier,
    oidc::{
        Assurance, BeginLogin, Callback, DecryptionKeys, Identity, OidcError, RelyingParty, ReturnTo, StepUp,
        config::SigningAlgorithm,
    },
    secret::{ReferenceToken, SecretText},
};
use relais_testkit::{
    fixed::{ManualClock, SeededRandom},
    provider::{CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, encryption_key},
};
use serde_json::Value;
use url::Url;

use crate::{
    certified::{Browser, CertifiedProvider},
    oidc::{config, outgoing},
};

/// The audience the provider gives access tokens for.
const API: &str = "https://relais.example/api";

struct Agency {
    provider: CertifiedProvider,
    relying_party: RelyingParty,
    browser: Browser,
    cookie: ReferenceToken,
    random: Arc<SeededRandom>,
    clock: Arc<ManualClock>,
}

impl Agency {
    async fn start(algorithm: SigningAlgorithm) -> Option<Self> {
        Self::of(CertifiedProvider::start(algorithm.as_str())?, algorithm).await
    }

    async fn of(provider: CertifiedProvider, algorithm: SigningAlgorithm) -> Option<Self> {
        let clock = Arc::new(ManualClock::at(provider.time().await));
        let random = Arc::new(SeededRandom::new(11));
        let mut config = config(&provider.issuer);
        config.algorithm = algorithm;
        config.minimum_assurance = Some(Assurance::Eidas2);
        let relying_party = Self::relying_party(config, &clock, &random);
        let cookie = ReferenceToken::random(&*random);
        Some(Self { provider, relying_party, browser: Browser::new(), cookie, random, clock })
    }

    fn relying_party(
        config: relais_http::oidc::config::ProviderConfig,
        clock: &Arc<ManualClock>,
        random: &Arc<SeededRandom>,
    ) -> RelyingParty {
        RelyingParty::new(config, outgoing(), Arc::clone(clock) as _, Arc::clone(random) as _)
            .expect("configuration")
    }

    /// Forgets what was cached, as a restart would.
    fn restart(&mut self) {
        let mut config = config(&self.provider.issuer);
        config.minimum_assurance = Some(Assurance::Eidas2);
        self.relying_party = Self::relying_party(config, &self.clock, &self.random);
    }

    async fn sign_in(&mut self, hint: &str, step_up: Option<StepUp>) -> Result<Identity, OidcError> {
        let wish = BeginLogin {
            browser: &self.cookie,
            return_to: ReturnTo::home(),
            login_hint: Some(hint.to_owned()),
            assurance: None,
            step_up,
        };
        let start = self.relying_party.begin(wish).await?;
        let callback = self.browser.walk(&start.redirect).await.expect("back from the provider");
        assert!(callback.as_str().starts_with(REDIRECT_URI), "{callback}");
        let callback = Callback::parse(callback.query())?;
        self.relying_party.finish(callback, Some(start.attempt), Some(&self.cookie)).await
    }

    async fn outcome(&mut self, hint: &str) -> &'static str {
        self.sign_in(hint, None).await.map_or_else(|error| error.code(), |_| "accepted")
    }
}

#[tokio::test]
async fn certified_sign_in_step_up_and_logout_with_es256() {
    let Some(mut agency) = Agency::start(SigningAlgorithm::Es256).await else { return };
    let identity = agency.sign_in("agent.paris", None).await.expect("identity");
    assert_eq!(identity.subject, "agent.paris");
    assert_eq!(identity.siret.as_ref().map(Siret::as_str), Some("21750001600019"));
    assert_eq!(identity.usual_name.as_deref(), Some("D'Aubigné-Lefèvre"));
    assert_eq!(identity.organization_label.as_deref(), Some("Ville de Paris"));
    assert_eq!(identity.acr, Some(Assurance::Eidas2));
    assert_eq!(identity.amr, ["pwd", "mfa"]);

    let again = agency.sign_in("agent.paris", None).await.expect("the provider's session holds");
    assert_eq!(again.subject, identity.subject);
    let step_up = Some(StepUp { subject: "agent.paris".to_owned() });
    let fresh = agency.sign_in("agent.paris", step_up.clone()).await.expect("authenticated afresh");
    assert!(fresh.auth_time.is_some());
    let first_browser = std::mem::replace(&mut agency.browser, Browser::new());
    let error = agency.sign_in("agent.lyon", step_up).await.expect_err("another agent");
    assert_eq!(error.code(), "oidc.other_subject");
    agency.browser = first_browser;

    let logout = agency.relying_party.logout(&fresh.id_token).await.expect("asked").expect("offered");
    let page = agency.browser.walk(&logout.redirect).await.expect_err("the provider asks");
    let field =
        |before: &str| page.split(before).nth(1).and_then(|rest| rest.split('"').next()).expect("field");
    let action = Url::parse(field("action=\"")).expect("address");
    let form = [("xsrf", field("name=\"xsrf\" value=\"")), ("logout", "yes")];
    let back = agency.browser.submit(&action, &form).await.expect("back after logout");
    let state = back.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned());
    assert_eq!(back.path(), "/signed-out");
    assert_eq!(state.as_deref(), Some(logout.state.expose()));
}

#[tokio::test]
async fn certified_refusals_of_agents_are_told_apart() {
    let Some(mut agency) = Agency::start(SigningAlgorithm::Es256).await else { return };
    assert_eq!(agency.outcome("deny").await, "oidc.access_denied");
    assert_eq!(agency.outcome("agent.nosiret").await, "oidc.siret_missing");
}

#[tokio::test]
async fn certified_sign_in_with_rs256_and_across_key_rotations() {
    let Some(mut agency) = Agency::start(SigningAlgorithm::Rs256).await else { return };
    assert_eq!(agency.outcome("agent.lyon").await, "accepted");
    for keep_old in [true, false] {
        agency.provider.rotate(keep_old).await;
        assert_eq!(agency.outcome("agent.lyon").await, "accepted", "rotated, the old key kept: {keep_old}");
        agency.clock.advance(chrono::TimeDelta::seconds(31));
    }
}

fn keys(names: &[&str]) -> DecryptionKeys {
    let pems: Vec<_> = names.iter().map(|name| (*name, encryption_key(name).expect("a key"))).collect();
    DecryptionKeys::from_pem(pems.iter().map(|(name, pem)| (*name, pem.as_str()))).expect("keys")
}

#[tokio::test]
async fn certified_oidc_row7_encrypted_tokens_are_opened_with_the_new_and_the_old_key() {
    let old = keys(&["2026-10"]).published().to_string();
    let Some(provider) = CertifiedProvider::start_encrypting("ES256", &old) else { return };
    let mut agency = Agency::of(provider, SigningAlgorithm::Es256).await.expect("started");
    let plain = agency.relying_party.clone();
    for (known, outcome) in [
        (&["2026-10"][..], "accepted"),
        (&["2026-11", "2026-10"], "accepted"),
        (&["2026-11"], "token.key_unknown"),
        (&[], "token.encrypted"),
    ] {
        agency.relying_party = plain.clone().with_decryption(keys(known));
        assert_eq!(agency.outcome("agent.paris").await, outcome, "{known:?}");
    }
}

/// What a certified relying party still accepted when this list was drawn up: no-kid, acr-down, no-siret, bad-siret.
const FAULTS: &[(&str, &str)] = &[
    ("id:alg-none", "token.algorithm"),
    ("id:bad-sig", "token.signature"),
    ("id:unknown-kid", "token.key_unknown"),
    ("id:no-kid", "token.key_unnamed"),
    ("id:foreign-key", "token.signature"),
    ("id:embedded-jwk", "token.key_unknown"),
    ("id:hs256-pub", "token.algorithm"),
    ("id:crit", "token.critical"),
    ("id:iss", "token.issuer"),
    ("id:aud", "token.audience"),
    ("id:aud-multi", "token.audience"),
    ("id:expired", "token.expired"),
    ("id:future", "token.not_yet_valid"),
    ("id:nonce", "token.nonce"),
    ("id:no-nonce", "token.nonce"),
    ("id:no-exp", "oidc.token_response_unreadable"),
    ("id:huge", "oidc.unavailable"),
    ("id:acr-down", "oidc.assurance_too_low"),
    ("id:sub-swap", "token.subject"),
    ("ui:alg-none", "token.algorithm"),
    ("ui:bad-sig", "token.signature"),
    ("ui:no-kid", "token.key_unnamed"),
    ("ui:foreign-key", "token.signature"),
    ("ui:hs256-pub", "token.algorithm"),
    ("ui:iss", "token.issuer"),
    ("ui:aud", "token.audience"),
    ("ui:sub-swap", "token.subject"),
    ("ui:no-siret", "oidc.siret_missing"),
    ("ui:bad-siret", "oidc.siret_invalid"),
    ("cb-state", "oidc.state_unknown"),
    ("cb-iss", "oidc.response_issuer"),
    ("disco-issuer", "oidc.discovery_issuer"),
    ("500-token", "oidc.token_response_unreadable"),
    ("500-jwks", "oidc.unavailable"),
];

#[tokio::test]
async fn certified_every_fault_is_refused_by_its_own_code() {
    let Some(mut agency) = Agency::start(SigningAlgorithm::Es256).await else { return };
    assert_eq!(agency.outcome("agent.paris").await, "accepted");
    for (fault, code) in FAULTS {
        agency.restart();
        agency.provider.fault(fault).await;
        assert_eq!(agency.outcome("agent.paris").await, *code, "{fault}");
    }
    agency.provider.fault("").await;
    agency.restart();
    assert_eq!(agency.outcome("agent.paris").await, "accepted");
}

#[tokio::test]
async fn certified_access_tokens_for_the_api_are_verified_and_its_id_tokens_are_not() {
    let Some(mut agency) = Agency::start(SigningAlgorithm::Es256).await else { return };
    let wish = BeginLogin {
        browser: &agency.cookie,
        return_to: ReturnTo::home(),
        login_hint: Some("agent.paris".to_owned()),
        assurance: None,
        step_up: None,
    };
    let mut start = agency.relying_party.begin(wish).await.expect("begun");
    let scope: String = "openid relais.api".to_owned();
    let pairs: Vec<_> =
        start.redirect.query_pairs().into_owned().filter(|(name, _)| name != "scope").collect();
    start.redirect.query_pairs_mut().clear().extend_pairs(pairs);
    start.redirect.query_pairs_mut().append_pair("scope", &scope).append_pair("resource", API);
    let callback = agency.browser.walk(&start.redirect).await.expect("back from the provider");
    let code = callback.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();

    let tokens = exchange(&agency.provider.issuer, &code, start.attempt.verifier.expose()).await;
    let verifier = AccessTokenVerifier::new(&agency.relying_party, API.to_owned(), "relais.api".to_owned());
    let token = |name: &str| SecretText::new(tokens[name].as_str().expect("a token").to_owned());
    let caller = verifier.verify(&token("access_token")).await.expect("verified");
    assert_eq!((caller.subject.as_str(), caller.client_id.as_str()), ("agent.paris", CLIENT_ID));
    assert_eq!(caller.issuer, agency.provider.issuer);
    let error = verifier.verify(&token("id_token")).await.expect_err("an ID token is no access token");
    assert_eq!(error.code(), "token.type");
    let other =
        AccessTokenVerifier::new(&agency.relying_party, CLIENT_ID.to_owned(), "relais.api".to_owned());
    let error = other.verify(&token("access_token")).await.expect_err("for another audience");
    assert_eq!(error.code(), "token.audience");
}

async fn exchange(issuer: &str, code: &str, verifier: &str) -> Value {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("code_verifier", verifier),
            ("resource", API),
        ])
        .finish();
    let request = Request::post(format!("{issuer}/token"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form.into_bytes())
        .expect("request");
    let answer = outgoing().send(request).await.expect("an answer");
    serde_json::from_slice(answer.body()).expect("tokens")
}
