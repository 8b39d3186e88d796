//! A provider's metadata and keys, fetched when needed, kept for a time, and never believed beyond the configuration.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;
use openidconnect::{
    AdditionalProviderMetadata, AuthUrl, DiscoveryError, IssuerUrl, JsonWebKeySet, JsonWebKeySetUrl,
    ProviderMetadata, TokenUrl,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use relais_domain::clock::{Clock, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    config::{SigningAlgorithm, UserinfoPolicy, is_safe_address},
    error::OidcError,
};
use crate::{
    jws::{TokenFault, select},
    outgoing::{Outgoing, OutgoingError},
};

/// How long metadata and keys are used before they are asked for again.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long they still serve while the provider cannot be reached: an outage there must not be one here.
const STALE: TimeDelta = TimeDelta::hours(24);
/// Shortest time between two fetches for the sake of an unknown key: forged tokens must not make us flood it.
const KEY_REFRESH: TimeDelta = TimeDelta::seconds(30);
/// How long a provider that did not answer is left alone: those who wait must not each wait out their own time limit.
const PAUSE: TimeDelta = TimeDelta::seconds(5);

/// The metadata fields beyond the library's.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Extra {
    end_session_endpoint: Option<Url>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for Extra {}

type Document = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What Relais uses of the metadata, checked.
#[derive(Clone, Debug)]
pub(super) struct Metadata {
    pub(super) authorization: AuthUrl,
    pub(super) token: TokenUrl,
    pub(super) userinfo: Option<Url>,
    pub(super) end_session: Option<Url>,
    jwks: JsonWebKeySetUrl,
    /// The provider names itself in each callback (RFC 9207).
    pub(super) names_itself: bool,
    /// The provider can sign userinfo with the pinned algorithm.
    pub(super) signs_userinfo: bool,
}

#[derive(Debug)]
struct Snapshot {
    metadata: Metadata,
    keys: Vec<CoreJsonWebKey>,
    fetched_at: Timestamp,
    keys_refreshed_at: Option<Timestamp>,
}

/// One provider: its name, its pinned algorithm, and what it last published.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) issuer: IssuerUrl,
    pub(crate) algorithm: SigningAlgorithm,
    userinfo: UserinfoPolicy,
    pub(super) outgoing: Outgoing,
    pub(crate) clock: Arc<dyn Clock>,
    snapshot: RwLock<Option<Arc<Snapshot>>>,
    /// One fetch at a time; holds when the last one failed.
    fetching: tokio::sync::Mutex<Option<Timestamp>>,
}

impl Provider {
    pub(super) fn new(
        issuer: IssuerUrl,
        algorithm: SigningAlgorithm,
        userinfo: UserinfoPolicy,
        outgoing: Outgoing,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (snapshot, fetching) = (RwLock::default(), tokio::sync::Mutex::default());
        Self { issuer, algorithm, userinfo, outgoing, clock, snapshot, fetching }
    }

    /// The provider's endpoints, fresh or, while it cannot be reached, at most a day old.
    pub(super) async fn metadata(&self) -> Result<Metadata, OidcError> {
        Ok(self.current().await?.metadata.clone())
    }

    /// The key a token names; an unknown name makes the key set be fetched once, and again only after a pause.
    pub(crate) async fn key(&self, key_id: Option<&str>) -> Result<CoreJsonWebKey, KeyError> {
        let snapshot = self.current().await?;
        match select(&snapshot.keys, key_id) {
            Ok(key) => Ok(key.clone()),
            Err(TokenFault::KeyUnknown) => {
                let snapshot = self.refresh_keys(&snapshot).await?;
                Ok(select(&snapshot.keys, key_id)?.clone())
            }
            Err(fault) => Err(fault.into()),
        }
    }

    async fn current(&self) -> Result<Arc<Snapshot>, OidcError> {
        if let Some(fresh) = self.kept_for(FRESH) {
            return Ok(fresh);
        }
        let mut failed_at = self.fetching.lock().await;
        if let Some(fresh) = self.kept_for(FRESH) {
            return Ok(fresh);
        }
        let now = self.clock.now();
        if failed_at.is_some_and(|at| (TimeDelta::zero()..PAUSE).contains(&(now - at))) {
            return self.kept_for(STALE).ok_or(OidcError::Unavailable(None));
        }
        match self.discover().await {
            Ok(snapshot) => Ok(self.keep(snapshot)),
            Err(error @ OidcError::Unavailable(_)) => {
                *failed_at = Some(now);
                self.kept_for(STALE).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    async fn refresh_keys(&self, seen: &Arc<Snapshot>) -> Result<Arc<Snapshot>, KeyError> {
        let _turn = self.fetching.lock().await;
        let latest = self.kept_for(STALE).unwrap_or_else(|| Arc::clone(seen));
        if !Arc::ptr_eq(&latest, seen) {
            return Ok(latest);
        }
        let now = self.clock.now();
        if latest.keys_refreshed_at.is_some_and(|at| now - at < KEY_REFRESH) {
            return Err(TokenFault::KeyUnknown.into());
        }
        let fetched = JsonWebKeySet::fetch_async(&latest.metadata.jwks, &self.outgoing).await;
        let keys = match &fetched {
            Ok(set) => set.keys().clone(),
            Err(_) => latest.keys.clone(),
        };
        let kept = self.keep(Snapshot {
            metadata: latest.metadata.clone(),
            keys,
            fetched_at: latest.fetched_at,
            keys_refreshed_at: Some(now),
        });
        fetched.map_err(unavailable)?;
        Ok(kept)
    }

    async fn discover(&self) -> Result<Snapshot, OidcError> {
        let document =
            Document::discover_async(self.issuer.clone(), &self.outgoing).await.map_err(unavailable)?;
        Ok(Snapshot {
            metadata: self.check(&document)?,
            keys: document.jwks().keys().clone(),
            fetched_at: self.clock.now(),
            keys_refreshed_at: None,
        })
    }

    fn check(&self, document: &Document) -> Result<Metadata, OidcError> {
        let algorithm = self.algorithm.jws();
        if !document.id_token_signing_alg_values_supported().contains(&algorithm) {
            return Err(OidcError::Metadata("the pinned algorithm is not offered"));
        }
        let extra = document.additional_metadata();
        let token = document.token_endpoint().ok_or(OidcError::Metadata("no token endpoint"))?;
        let userinfo = document.userinfo_endpoint().map(|endpoint| endpoint.url().clone());
        if userinfo.is_none() && self.userinfo == UserinfoPolicy::Signed {
            return Err(OidcError::Metadata("no userinfo endpoint"));
        }
        let endpoints = [document.authorization_endpoint().url(), token.url(), document.jwks_uri().url()];
        if !endpoints
            .into_iter()
            .chain(userinfo.as_ref())
            .chain(extra.end_session_endpoint.as_ref())
            .all(is_safe_address)
        {
            return Err(OidcError::Metadata("an endpoint is in clear text"));
        }
        Ok(Metadata {
            authorization: document.authorization_endpoint().clone(),
            token: token.clone(),
            userinfo,
            end_session: extra.end_session_endpoint.clone(),
            jwks: document.jwks_uri().clone(),
            names_itself: extra.authorization_response_iss_parameter_supported.unwrap_or(false),
            signs_userinfo: document
                .userinfo_signing_alg_values_supported()
                .is_some_and(|offered| offered.contains(&algorithm)),
        })
    }

    fn kept_for(&self, life: TimeDelta) -> Option<Arc<Snapshot>> {
        let kept = self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        // A clock that went back makes the age negative: the snapshot is then as good as new, and no better.
        (self.clock.now() - kept.fetched_at < life).then_some(kept)
    }

    fn keep(&self, snapshot: Snapshot) -> Arc<Snapshot> {
        let kept = Arc::new(snapshot);
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&kept));
        kept
    }
}

/// Why no key was found: the token is at fault, or the provider cannot be asked.
#[derive(Debug)]
pub(crate) enum KeyError {
    Token(TokenFault),
    Provider(OidcError),
}

impl From<TokenFault> for KeyError {
    fn from(fault: TokenFault) -> Self {
        Self::Token(fault)
    }
}

impl From<OidcError> for KeyError {
    fn from(error: OidcError) -> Self {
        Self::Provider(error)
    }
}

fn unavailable(error: DiscoveryError<OutgoingError>) -> OidcError {
    match error {
        DiscoveryError::Validation(_) => OidcError::DiscoveryIssuer,
        DiscoveryError::Request(source) => OidcError::Unavailable(Some(source)),
        _ => OidcError::Unavailable(None),
    }
}
