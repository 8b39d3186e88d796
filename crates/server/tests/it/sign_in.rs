//! The relying party of the product against the provider of the demonstration, over HTTP, both with nothing replaced.

use axum::Router;
use relais_demo::{
    network::DemoNetwork,
    provider::{Client, Configuration, Provider, jose::SigningKey, subject},
};
use relais_http::{
    bearer::AccessTokenVerifier,
    oidc::{Assurance, BeginLogin, Callback, OidcError, RelyingParty, ReturnTo, StepUp},
    outgoing::{Outgoing, OutgoingLimits},
    secret::{ReferenceToken, SecretText},
};
use relais_server::{
    adapters::{OsRandom, SystemClock},
    config::{CALLBACK_PATH, Config, SIGNED_OUT_PATH, Sources},
};
use std::sync::Arc;
use url::{Url, form_urlencoded};

const SCRIPT: &str = "http://127.0.0.1:1/script";

struct Kit {
    issuer: String,
    relying_party: RelyingParty,
    outgoing: Outgoing,
    browser: ReferenceToken,
    _folder: tempfile::TempDir,
}

async fn kit() -> Kit {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let site = format!("http://{}", listener.local_addr().expect("an address"));
    let issuer = format!("{site}/idp");
    let folder = tempfile::tempdir().expect("a folder");
    let config = configuration(&folder, &site, &issuer);
    let client = |id: &str, callback: String| Client {
        id: id.to_owned(),
        secret: "a secret".to_owned(),
        redirect_uris: vec![callback],
        post_logout_redirect_uris: vec![format!("{site}{SIGNED_OUT_PATH}")],
    };
    let provider = Configuration {
        issuer: issuer.clone(),
        api_audience: config.oidc.audience(&config.server.public_url),
        api_scope: config.oidc.api_scope.clone(),
        clients: vec![
            client("relais", format!("{site}{CALLBACK_PATH}")),
            client("script", SCRIPT.to_owned()),
        ],
        accounts: DemoNetwork::load().expect("the network").accounts(),
    };
    let key = SigningKey::generate(&OsRandom);
    let provider =
        Provider::new(provider, key, Arc::new(SystemClock), Arc::new(OsRandom)).expect("a provider");
    let app = Router::new().nest("/idp", provider.router());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let outgoing = Outgoing::new(OutgoingLimits::default()).expect("a client");
    let wanted = config.oidc.provider(&config.server.public_url).expect("whole");
    let relying_party =
        RelyingParty::new(wanted, outgoing.clone(), Arc::new(SystemClock), Arc::new(OsRandom));
    let relying_party = relying_party.expect("a relying party");
    Kit { issuer, relying_party, outgoing, browser: ReferenceToken::random(&OsRandom), _folder: folder }
}

fn configuration(folder: &tempfile::TempDir, site: &str, issuer: &str) -> Config {
    use std::os::unix::fs::PermissionsExt;
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "a secret").expect("written");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).expect("mode set");
    let flags = [
        ("server.public_url", site),
        ("oidc.issuer", issuer),
        ("oidc.client_id", "relais"),
        ("oidc.client_secret_file", secret.to_str().expect("text")),
        ("oidc.minimum_acr", "eidas2"),
    ];
    let flags = flags.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
    Config::load(&Sources { flags, ..Sources::default() }).expect("a configuration")
}

impl Kit {
    fn wish(&self, hint: &str) -> BeginLogin<'_> {
        let login_hint = Some(hint.to_owned());
        BeginLogin {
            browser: &self.browser,
            return_to: ReturnTo::home(),
            login_hint,
            assurance: None,
            step_up: None,
        }
    }

    /// Where a GET is redirected to.
    async fn follow(&self, url: &Url) -> Url {
        let request = axum::http::Request::get(url.as_str()).body(Vec::new()).expect("a request");
        let answer = self.outgoing.send(request).await.expect("an answer");
        let to = answer.headers().get("location").expect("a redirect").to_str().expect("text");
        Url::parse(to).expect("an address")
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> serde_json::Value {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = axum::http::Request::post(format!("{}{path}", self.issuer))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .expect("a request");
        let answer = self.outgoing.send(request).await.expect("an answer");
        serde_json::from_slice(answer.body()).expect("JSON")
    }
}

#[tokio::test]
async fn an_agent_signs_in_with_every_check_on_and_signs_out_at_the_provider() {
    let kit = kit().await;
    let start = kit.relying_party.begin(kit.wish("malo.mediation-numerique")).await.expect("begun");
    let back = kit.follow(&start.redirect).await;
    assert_eq!(back.path(), CALLBACK_PATH);
    let callback = Callback::parse(back.query()).expect("readable");
    let identity = kit.relying_party.finish(callback, Some(start.attempt), Some(&kit.browser)).await;
    let identity = identity.expect("signed in");
    assert_eq!(
        (identity.issuer.as_str(), identity.subject),
        (kit.issuer.as_str(), subject("malo.mediation-numerique"))
    );
    assert_eq!((identity.usual_name.as_deref(), identity.acr), (Some("Salaün"), Some(Assurance::Eidas2)));
    assert_eq!(identity.siret.expect("a SIRET").as_str(), "21290019500018");
    assert_eq!(identity.organization_label.as_deref(), Some("Ville de Brest, service médiation numérique"));

    let logout = kit.relying_party.logout(&identity.id_token).await.expect("logout").expect("an endpoint");
    let gone = kit.follow(&logout.redirect).await;
    assert_eq!(gone.path(), SIGNED_OUT_PATH);
    assert_eq!(gone.query(), Some(format!("state={}", logout.state.expose()).as_str()));
}

#[tokio::test]
async fn a_step_up_is_answered_with_a_fresh_authentication() {
    let kit = kit().await;
    let step_up = Some(StepUp { subject: subject("lea.ccas-brest") });
    let wish = BeginLogin { step_up, ..kit.wish("lea.ccas-brest") };
    let start = kit.relying_party.begin(wish).await.expect("begun");
    let callback = Callback::parse(kit.follow(&start.redirect).await.query()).expect("readable");
    let identity = kit.relying_party.finish(callback, Some(start.attempt), Some(&kit.browser)).await;
    assert!(identity.expect("signed in").auth_time.is_some());
}

#[tokio::test]
async fn an_assurance_the_provider_does_not_give_ends_the_sign_in() {
    let kit = kit().await;
    let wish = BeginLogin { assurance: Some(Assurance::Eidas3), ..kit.wish("lea.ccas-brest") };
    let start = kit.relying_party.begin(wish).await.expect("begun");
    let callback = Callback::parse(kit.follow(&start.redirect).await.query()).expect("readable");
    let refused = kit.relying_party.finish(callback, Some(start.attempt), Some(&kit.browser)).await;
    assert!(matches!(refused, Err(OidcError::AccessDenied)), "{refused:?}");
}

#[tokio::test]
async fn a_script_gets_an_access_token_that_the_api_accepts() {
    const VERIFIER: &str = "a-verifier-that-has-at-least-forty-three-characters";
    let kit = kit().await;
    let challenge = relais_demo::provider::jose::digest_base64url(VERIFIER.as_bytes());
    let long = "x".repeat(32);
    let parameters = [
        ("response_type", "code"),
        ("client_id", "script"),
        ("redirect_uri", SCRIPT),
        ("scope", "openid relais.api"),
        ("state", &long),
        ("nonce", &long),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("login_hint", "hugo.mission-locale"),
    ];
    let url = Url::parse_with_params(&format!("{}/authorize", kit.issuer), parameters).expect("an address");
    let back = kit.follow(&url).await;
    let code = back.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    let tokens = kit
        .post(
            "/token",
            &[
                ("grant_type", "authorization_code"),
                ("client_id", "script"),
                ("client_secret", "a secret"),
                ("redirect_uri", SCRIPT),
                ("code_verifier", VERIFIER),
                ("code", &code),
            ],
        )
        .await;
    let site = kit.issuer.strip_suffix("/idp").expect("nested");
    let verifier = |audience: String, scope: &str| {
        AccessTokenVerifier::new(&kit.relying_party, audience, scope.to_owned())
    };
    let token = |name: &str| SecretText::new(tokens[name].as_str().expect("a token").to_owned());
    let caller =
        verifier(format!("{site}/api"), "relais.api").verify(&token("access_token")).await.expect("accepted");
    assert_eq!((caller.client_id.as_str(), caller.subject), ("script", subject("hugo.mission-locale")));
    assert!(verifier(format!("{site}/api"), "relais.api").verify(&token("id_token")).await.is_err());
    assert!(verifier("elsewhere".to_owned(), "relais.api").verify(&token("access_token")).await.is_err());
    assert!(verifier(format!("{site}/api"), "other").verify(&token("access_token")).await.is_err());
}
