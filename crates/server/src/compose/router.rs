//! The one router: pages, API, health, and the layers around all of it.

use std::sync::Arc;

use anyhow::Context as _;
use axum::{Json, Router, response::Response, routing::get};
use relais_app::App;
use relais_http::{
    bearer::AccessTokenVerifier,
    edge::{
        self, Edge, Undressed,
        client_ip::{Range, TrustedProxies},
        limits::Limits,
        rate_limit::{Rate, RateLimits, Rates},
    },
    gate::Gate,
    oidc::{DecryptionKeys, RelyingParty, config::ProviderConfig},
    outgoing::{Outgoing, OutgoingLimits},
};
use relais_views::{locale::Locale, render::Renderer};
use relais_web::{Parts, Web};

use super::health;
use crate::config::Config;

/// What is served beside the configuration: the application, its provider, and what only the demonstration adds.
pub struct Served {
    /// The use cases.
    pub app: App,
    /// The identity provider.
    pub provider: ProviderConfig,
    /// Routes of the demonstration's own provider; none when an installation is served.
    pub extra: Router,
    /// Every page says that its data are invented.
    pub demonstration: bool,
}

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Served").field("app", &self.app).finish_non_exhaustive()
    }
}

/// The whole router of a configuration.
pub fn router(served: Served, config: &Config) -> anyhow::Result<Router> {
    let Served { app, provider, extra, demonstration } = served;
    let public_url = &config.server.public_url;
    let outgoing = Outgoing::new(OutgoingLimits::default()).context("prepare calls to the provider")?;
    let (clock, random) = (Arc::clone(&app.clock), Arc::clone(&app.random));
    let party = RelyingParty::new(provider, outgoing, clock, Arc::clone(&random)).context("read [oidc]")?;
    let decryption = config.oidc.decryption()?;
    let party = party.with_decryption(decryption.clone());
    let rates = Arc::new(RateLimits::new(&rates(config)));
    let gate = Gate::new(app.clone(), public_url, party.clone(), Arc::clone(&rates));
    let audience = config.oidc.audience(public_url);
    let tokens = AccessTokenVerifier::new(&party, audience, config.oidc.api_scope.clone());
    let renderer = Renderer::new(Locale::french()).context("read the templates")?;
    let web = Web::new(Parts {
        app: app.clone(),
        renderer,
        relying_party: party.clone(),
        rate_limits: Arc::clone(&rates),
        public_url: public_url.clone(),
        demonstration,
        accessibility_contact: config.network.contact.clone(),
        privacy_contact: config.network.contact.clone(),
        time_zone: config.network.time_zone,
    });
    let inner = Router::new()
        .merge(relais_web::router(&web))
        .merge(relais_api::router(gate.for_api(Some(tokens))))
        .merge(health::router(app))
        .merge(published_keys(&decryption));
    let edge = Edge {
        public_url: public_url.clone(),
        form_targets: vec![party.origin()],
        software: relais_api::PREFIX,
        trusted_proxies: TrustedProxies(
            config.server.trusted_proxies.iter().copied().map(Range::from).collect(),
        ),
        rate_limits: rates,
        limits: Limits { body_bytes: config.limits.body_kilobytes * 1024, ..Limits::default() },
        random,
        dress: Arc::new(move |undressed| dress(&web, undressed)),
    };
    // The demonstration's provider is called by software and sets its own headers: it stands outside the layers.
    Ok(edge::surround(inner, edge).merge(extra))
}

/// The public halves of the keys a provider may encrypt to; no such page where encryption is not agreed.
fn published_keys(keys: &DecryptionKeys) -> Router {
    if !keys.are_agreed() {
        return Router::new();
    }
    let published = keys.published();
    Router::new().route("/.well-known/jwks.json", get(|| async move { Json(published) }))
}

/// A refusal is a problem document under the API's addresses and a page elsewhere.
fn dress(web: &Web, undressed: &Undressed) -> Response {
    if undressed.uri.path().starts_with(relais_api::PREFIX) {
        relais_api::dress(undressed)
    } else {
        relais_web::dress(web, undressed)
    }
}

fn rates(config: &Config) -> Rates {
    Rates {
        account: Rate::per_minute(config.limits.requests_per_minute),
        sign_in: Rate::per_minute(config.limits.sign_ins_per_minute),
        ..Rates::default()
    }
}
