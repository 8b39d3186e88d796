//! The two halves of a sign-in: the redirect and the callback.

use std::{fmt, sync::Arc};

use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    IssuerUrl, JsonWebKeySet, LoginHint, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse as _,
    core::{CoreAuthPrompt, CoreClient, CoreErrorResponseType, CoreResponseType, CoreTokenResponse},
};
use relais_domain::{assurance::Assurance, clock::Clock, random::Random};
use serde_json::json;
use url::Url;

use super::{
    attempt::{LoginAttempt, ReturnTo, StepUp},
    callback::{Answer, Callback},
    config::{ProviderConfig, UserinfoPolicy, is_safe_address},
    encryption::DecryptionKeys,
    error::OidcError,
    id_token::{Received, VerifiedIdToken},
    identity::{AgentClaims, Identity, Vouched},
    provider::{Metadata, Provider},
    token_endpoint::{TokenEndpoint, TokenEndpointError},
    userinfo::Expected,
};
use crate::{
    jws::CLOCK_SKEW,
    outgoing::Outgoing,
    secret::{ReferenceToken, SecretText, hash},
};

/// Relais as a client of one provider; cheap to clone.
#[derive(Clone)]
pub struct RelyingParty {
    pub(super) config: Arc<ProviderConfig>,
    pub(crate) provider: Arc<Provider>,
    pub(super) random: Arc<dyn Random>,
    decryption: DecryptionKeys,
}

/// A wish to sign in.
#[derive(Debug)]
pub struct BeginLogin<'a> {
    /// The browser's own token, from its cookie; the callback must bring the same.
    pub browser: &'a ReferenceToken,
    /// The page to go to afterwards.
    pub return_to: ReturnTo,
    /// Passed to the provider so that the agent need not type her address again.
    pub login_hint: Option<String>,
    /// A higher level of assurance than the configured minimum.
    pub assurance: Option<Assurance>,
    /// Demands a fresh authentication of the agent already signed in.
    pub step_up: Option<StepUp>,
}

/// Where to send the browser, and what to store meanwhile.
#[derive(Debug)]
pub struct LoginStart {
    /// The provider's page.
    pub redirect: Url,
    /// To be stored under its `state_hash`.
    pub attempt: LoginAttempt,
}

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

impl RelyingParty {
    /// Takes the configuration of one provider. Nothing is fetched yet: a provider that is down must not keep
    /// Relais from starting.
    pub fn new(
        config: ProviderConfig,
        outgoing: Outgoing,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OidcError> {
        let wrong = OidcError::Misconfigured;
        let issuer = IssuerUrl::new(config.issuer.clone()).map_err(|_| wrong("the issuer is no address"))?;
        if ![issuer.url(), &config.redirect_uri, &config.post_logout_redirect_uri]
            .into_iter()
            .all(is_safe_address)
        {
            return Err(wrong("an address is in clear text"));
        }
        if config.client_id.is_empty() || config.client_secret.expose().is_empty() {
            return Err(wrong("the client has no name or no secret"));
        }
        let provider = Provider::new(issuer, config.algorithm, config.userinfo, outgoing, clock);
        let decryption = DecryptionKeys::default();
        Ok(Self { config: Arc::new(config), provider: Arc::new(provider), random, decryption })
    }

    /// The same, where the provider encrypts ID tokens and userinfo to us: what comes in clear is then refused.
    #[must_use]
    pub fn with_decryption(self, decryption: DecryptionKeys) -> Self {
        Self { decryption, ..self }
    }

    /// Begins a sign-in.
    pub async fn begin(&self, wish: BeginLogin<'_>) -> Result<LoginStart, OidcError> {
        let metadata = self.provider.metadata().await?;
        let token = || ReferenceToken::random(&*self.random);
        let (state, nonce, verifier) = (token(), token(), token());
        let assurance = self.config.minimum_assurance.max(wish.assurance);
        let redirect = self.authorization_url(&metadata, &wish, [&state, &nonce, &verifier], assurance);
        let attempt = LoginAttempt {
            state_hash: state.hash(),
            browser_hash: wish.browser.hash(),
            nonce: SecretText::new(nonce.expose().to_owned()),
            verifier: SecretText::new(verifier.expose().to_owned()),
            issuer: self.config.issuer.clone(),
            return_to: wish.return_to,
            created_at: self.provider.clock.now(),
            assurance: assurance.map(|level| level.as_str().to_owned()),
            step_up: wish.step_up,
        };
        Ok(LoginStart { redirect, attempt })
    }

    /// Finishes a sign-in. `attempt` is what the store gave up for [`RelyingParty::state_hash`]: it is gone from
    /// there whatever the outcome, so that no answer is tried twice. Order: first what proves that the answer
    /// belongs to this browser and provider, and only then is anything sent to the provider.
    pub async fn finish(
        &self,
        callback: Callback,
        attempt: Option<LoginAttempt>,
        browser: Option<&ReferenceToken>,
    ) -> Result<Identity, OidcError> {
        let attempt = attempt.ok_or(OidcError::StateUnknown)?;
        let metadata = self.provider.metadata().await?;
        self.check_callback(&callback, &attempt, browser, &metadata)?;
        let code = match callback.answer {
            Answer::Code(code) => AuthorizationCode::new(code),
            Answer::Denied => return Err(OidcError::AccessDenied),
            Answer::Error => return Err(OidcError::ProviderRefused),
        };
        let tokens = self.exchange(code, &attempt, &metadata).await?;
        let id_token = tokens.id_token().ok_or(OidcError::IdTokenMissing)?;
        let verified = self
            .provider
            .verify_id_token(&Received {
                id_token,
                access_token: tokens.access_token(),
                client_id: &ClientId::new(self.config.client_id.clone()),
                nonce: &Nonce::new(attempt.nonce.expose().to_owned()),
            })
            .await?;
        let acr = check_assurance(&verified, attempt.demanded_assurance())?;
        check_step_up(&verified, &attempt)?;
        let claims = self.userinfo(&metadata, &tokens, &verified).await?;
        let vouched = Vouched {
            issuer: self.config.issuer.clone(),
            subject: verified.subject,
            acr,
            amr: verified.amr,
            auth_time: verified.auth_time,
            id_token: SecretText::new(id_token.to_string()),
        };
        claims.or(verified.agent).into_identity(vouched, self.config.siret)
    }

    /// The key under which the attempt of a callback is stored.
    #[must_use]
    pub fn state_hash(callback: &Callback) -> crate::secret::TokenHash {
        hash(&callback.state)
    }

    /// The provider's origin, which the pages' `form-action` must allow for redirects after a form.
    #[must_use]
    pub fn origin(&self) -> String {
        self.provider.issuer.url().origin().ascii_serialization()
    }

    fn authorization_url(
        &self,
        metadata: &Metadata,
        wish: &BeginLogin<'_>,
        [state, nonce, verifier]: [&ReferenceToken; 3],
        assurance: Option<Assurance>,
    ) -> Url {
        let client = self.client(metadata);
        let (state, nonce) =
            (CsrfToken::new(state.expose().to_owned()), Nonce::new(nonce.expose().to_owned()));
        let verifier = PkceCodeVerifier::new(verifier.expose().to_owned());
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || state,
                move || nonce,
            )
            .add_scopes(self.config.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_extra_param("claims", claims_parameter(assurance, wish.step_up.is_some()));
        if wish.step_up.is_some() {
            request = request.add_prompt(CoreAuthPrompt::Login);
        }
        if let Some(hint) = wish.login_hint.as_ref().filter(|hint| hint.len() <= 200) {
            request = request.set_login_hint(LoginHint::new(hint.clone()));
        }
        request.url().0
    }

    fn check_callback(
        &self,
        callback: &Callback,
        attempt: &LoginAttempt,
        browser: Option<&ReferenceToken>,
        metadata: &Metadata,
    ) -> Result<(), OidcError> {
        if hash(&callback.state) != attempt.state_hash {
            return Err(OidcError::StateUnknown);
        }
        if !browser.is_some_and(|browser| browser.is_behind(&attempt.browser_hash)) {
            return Err(OidcError::OtherBrowser);
        }
        if !attempt.is_alive(self.provider.clock.now()) {
            return Err(OidcError::AttemptExpired);
        }
        if attempt.issuer != self.config.issuer {
            return Err(OidcError::OtherProvider);
        }
        match &callback.issuer {
            Some(issuer) if *issuer == self.config.issuer => Ok(()),
            None if !metadata.names_itself => Ok(()),
            Some(_) | None => Err(OidcError::ResponseIssuer),
        }
    }

    async fn exchange(
        &self,
        code: AuthorizationCode,
        attempt: &LoginAttempt,
        metadata: &Metadata,
    ) -> Result<CoreTokenResponse, OidcError> {
        let verifier = PkceCodeVerifier::new(attempt.verifier.expose().to_owned());
        let endpoint =
            TokenEndpoint { outgoing: self.provider.outgoing.clone(), decryption: self.decryption.clone() };
        self.client(metadata)
            .exchange_code(code)
            .set_pkce_verifier(verifier)
            .request_async(&endpoint)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(answer) => match answer.error() {
                    CoreErrorResponseType::InvalidGrant => OidcError::CodeRefused,
                    _ => OidcError::ProviderRefused,
                },
                RequestTokenError::Request(TokenEndpointError::Outgoing(source)) => {
                    OidcError::Unavailable(Some(source))
                }
                RequestTokenError::Request(TokenEndpointError::Token(fault)) => OidcError::id_token(fault),
                RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                    OidcError::TokenResponseUnreadable
                }
            })
    }

    async fn userinfo(
        &self,
        metadata: &Metadata,
        tokens: &CoreTokenResponse,
        verified: &VerifiedIdToken,
    ) -> Result<AgentClaims, OidcError> {
        let signature_required = match self.config.userinfo {
            UserinfoPolicy::Never => return Ok(AgentClaims::default()),
            UserinfoPolicy::Signed => true,
            UserinfoPolicy::SignedWhereOffered => metadata.signs_userinfo,
        };
        let Some(endpoint) = &metadata.userinfo else { return Ok(AgentClaims::default()) };
        let expected = Expected {
            client_id: &self.config.client_id,
            subject: &verified.subject,
            signature_required,
            decryption: &self.decryption,
        };
        self.provider.userinfo(endpoint, tokens.access_token(), &expected).await
    }

    fn client(&self, metadata: &Metadata) -> Client {
        let config = &self.config;
        let client_id = ClientId::new(config.client_id.clone());
        CoreClient::new(client_id, self.provider.issuer.clone(), JsonWebKeySet::default())
            .set_client_secret(ClientSecret::new(config.client_secret.expose().to_owned()))
            .set_auth_type(config.client_auth.auth_type())
            .set_redirect_uri(RedirectUrl::from_url(config.redirect_uri.clone()))
            .set_auth_uri(metadata.authorization.clone())
            .set_token_uri(metadata.token.clone())
    }
}

impl fmt::Debug for RelyingParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelyingParty").field("issuer", &self.config.issuer).finish_non_exhaustive()
    }
}

/// The `claims` parameter (Core 5.5): the way ProConnect is asked for a level of assurance.
fn claims_parameter(assurance: Option<Assurance>, step_up: bool) -> String {
    let acr = assurance.map(|minimum| {
        let values: Vec<_> = Assurance::at_least(minimum).map(Assurance::as_str).collect();
        json!({ "essential": true, "values": values })
    });
    let mut id_token = json!({ "acr": acr, "amr": null });
    if let (true, Some(claims)) = (step_up, id_token.as_object_mut()) {
        claims.insert("auth_time".to_owned(), json!({ "essential": true }));
    }
    json!({ "id_token": id_token }).to_string()
}

/// Compares the level received with the level demanded: asking for it proves nothing.
fn check_assurance(
    verified: &VerifiedIdToken,
    demanded: Option<Assurance>,
) -> Result<Option<Assurance>, OidcError> {
    let received = verified.acr.as_deref().and_then(|acr| acr.parse().ok());
    if received >= demanded { Ok(received) } else { Err(OidcError::AssuranceTooLow) }
}

/// A step-up is answered by the same agent, who authenticated after it was demanded.
fn check_step_up(verified: &VerifiedIdToken, attempt: &LoginAttempt) -> Result<(), OidcError> {
    let Some(step_up) = &attempt.step_up else { return Ok(()) };
    if verified.subject != step_up.subject {
        return Err(OidcError::OtherSubject);
    }
    match verified.auth_time {
        Some(at) if at >= attempt.created_at - CLOCK_SKEW => Ok(()),
        Some(_) | None => Err(OidcError::NotFresh),
    }
}

/// Handlers run on any thread: the futures of a sign-in must be able to move with them.
const _: () = {
    const fn can_move<T: Send>(_: &T) {}
    #[expect(dead_code, reason = "checked when compiled, never run")]
    fn futures(party: &RelyingParty, wish: BeginLogin<'_>, callback: Callback, token: &SecretText) {
        can_move(&party.begin(wish));
        can_move(&party.finish(callback, None, None));
        can_move(&party.logout(token));
    }
};
