//! What every page is given: the application, the drawn templates, the provider of identities.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use chrono_tz::Tz;
use relais_app::App;
use relais_domain::clock::Timestamp;
use relais_http::{edge::rate_limit::RateLimits, gate::Gate, oidc::RelyingParty};
use url::Url;

use crate::{render::Renderer, words::Words};

/// The parts of the pages, put together once by the composition root.
#[derive(Debug)]
pub struct Parts {
    /// The use cases.
    pub app: App,
    /// The templates, compiled.
    pub renderer: Renderer,
    /// Where agents sign in.
    pub relying_party: RelyingParty,
    /// How many requests an agent may make.
    pub rate_limits: Arc<RateLimits>,
    /// The address under which browsers see Relais: invitations name it, cookies follow it.
    pub public_url: Url,
    /// The demonstration: every page says that its data are invented.
    pub demonstration: bool,
    /// Whom to tell that a page does not work (accessibility statement).
    pub accessibility_contact: String,
    /// Whom to ask for one's rights.
    pub privacy_contact: String,
    /// The zone of dates before anybody has signed in.
    pub time_zone: Tz,
}

/// [`Parts`], shared by all requests, and the gate at which their sessions are read.
#[derive(Clone, Debug)]
pub struct Web {
    parts: Arc<Parts>,
    gate: Gate,
}

impl Web {
    /// Shares the parts.
    pub fn new(parts: Parts) -> Self {
        let (app, provider, limits) =
            (parts.app.clone(), parts.relying_party.clone(), Arc::clone(&parts.rate_limits));
        let gate = Gate::new(app, &parts.public_url, provider, limits);
        Self { parts: Arc::new(parts), gate }
    }

    /// Where sessions are read, begun and ended.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Words for a reader in a zone; one that is not known reads in the installation's.
    pub fn words(&self, zone: Option<&str>) -> Words {
        let zone = zone.and_then(|zone| zone.parse().ok()).unwrap_or(self.time_zone);
        Words::new(zone, self.now())
    }
}

impl Deref for Web {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl FromRef<Web> for Gate {
    fn from_ref(web: &Web) -> Self {
        web.gate.clone()
    }
}
