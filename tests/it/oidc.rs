//! Sign-in against a real provider over HTTP: the pieces the sign-in tests share.

use std::{collections::HashMap, sync::Arc, time::Duration};

use relais_domain::clock::Clock;
use relais_http::{
    oidc::{
        BeginLogin, Callback, Identity, LoginAttempt, LoginStart, OidcError, RelyingParty, ReturnTo, StepUp,
        config::ProviderConfig,
    },
    outgoing::{Outgoing, OutgoingLimits},
    secret::{ReferenceToken, TokenHash},
};
use relais_testkit::{
    fixed::{ManualClock, SeededRandom},
    provider::FaultyProvider,
};
use url::Url;

pub use relais_testkit::provider::registration as config;

/// A relying party, a provider that may lie, one browser, and the attempts kept between redirect and callback.
pub struct SignIn {
    pub provider: FaultyProvider,
    pub relying_party: RelyingParty,
    pub clock: Arc<ManualClock>,
    pub random: Arc<SeededRandom>,
    pub browser: ReferenceToken,
    pub kept: HashMap<TokenHash, LoginAttempt>,
}

/// A patient client: a slow machine is no fault of the provider's.
pub fn outgoing() -> Outgoing {
    outgoing_within(Duration::from_mins(1))
}

fn outgoing_within(total: Duration) -> Outgoing {
    Outgoing::new(OutgoingLimits { total, ..OutgoingLimits::default() }).expect("client")
}

impl SignIn {
    pub async fn new() -> Self {
        Self::configured(|_| {}).await
    }

    pub async fn configured(change: impl FnOnce(&mut ProviderConfig)) -> Self {
        Self::build(change, outgoing()).await
    }

    /// With a client that waits for answers no longer than this.
    pub async fn waiting(total: Duration) -> Self {
        Self::build(|_| {}, outgoing_within(total)).await
    }

    async fn build(change: impl FnOnce(&mut ProviderConfig), outgoing: Outgoing) -> Self {
        let clock = Arc::new(ManualClock::new());
        let provider = FaultyProvider::start(Arc::clone(&clock) as Arc<dyn Clock>).await.expect("provider");
        let random = Arc::new(SeededRandom::new(7));
        let mut config = config(&provider.issuer);
        change(&mut config);
        let relying_party =
            RelyingParty::new(config, outgoing, Arc::clone(&clock) as _, Arc::clone(&random) as _)
                .expect("configuration");
        let browser = ReferenceToken::random(&*random);
        Self { provider, relying_party, clock, random, browser, kept: HashMap::new() }
    }

    pub async fn begin(&self) -> Result<LoginStart, OidcError> {
        self.begin_with(None, None).await
    }

    pub async fn begin_with(
        &self,
        hint: Option<&str>,
        step_up: Option<StepUp>,
    ) -> Result<LoginStart, OidcError> {
        let wish = BeginLogin {
            browser: &self.browser,
            return_to: ReturnTo::parse("/inbox"),
            login_hint: hint.map(ToOwned::to_owned),
            assurance: None,
            step_up,
        };
        self.relying_party.begin(wish).await
    }

    /// Keeps the attempt and lets the agent sign in: the callback's address.
    pub fn sign_in(&mut self, start: LoginStart) -> Url {
        self.kept.insert(start.attempt.state_hash, start.attempt);
        self.provider.authorize(&start.redirect).expect("the provider lets the agent in")
    }

    /// What the application does at the callback: takes the attempt out, then finishes.
    pub async fn finish(&mut self, callback: &Url) -> Result<Identity, OidcError> {
        let browser = self.browser.clone();
        self.finish_in(callback, Some(&browser)).await
    }

    pub async fn finish_in(
        &mut self,
        callback: &Url,
        browser: Option<&ReferenceToken>,
    ) -> Result<Identity, OidcError> {
        let callback = Callback::parse(callback.query())?;
        let attempt = self.kept.remove(&RelyingParty::state_hash(&callback));
        self.relying_party.finish(callback, attempt, browser).await
    }

    pub async fn whole(&mut self) -> Result<Identity, OidcError> {
        let start = self.begin().await?;
        let callback = self.sign_in(start);
        self.finish(&callback).await
    }

    /// The code of the refusal of a whole sign-in, or `accepted`.
    pub async fn outcome(&mut self) -> &'static str {
        self.whole().await.map_or_else(|error| error.code(), |_| "accepted")
    }
}
