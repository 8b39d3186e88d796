//! Who acts: extractors that put the session, the actor or a permission into a handler's signature.
//!
//! A handler that names none of them is open to strangers, and says so by not naming one. [`Permit`] answers only
//! whether the role may do such a thing at all; whether it may be done to *this* object is decided in the use case,
//! by `domain::access`, where the object is known.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use relais_app::{
    AppError,
    auth::{self, Session, SessionToken},
};
use relais_domain::{
    access::role_allows,
    actor::{Actor, Who},
    ids::OrganisationId,
};

use crate::{
    bearer::{BearerError, Credential},
    can::Permission,
    edge::{Refusal, Reported, Severity},
    gate::{Entrance, Gate},
    live,
};

/// Names the organisation an access token acts for, when the agent has several memberships.
pub const ORGANISATION_HEADER: &str = "relais-organisation";

/// The living session of a browser, and its token for what replaces or ends it.
#[derive(Clone, Debug)]
pub struct CurrentSession {
    /// The session.
    pub session: Session,
    /// Its token.
    pub token: SessionToken,
}

/// The actor of the request: an agent in one membership, or an organisation's own software.
#[derive(Clone, Copy, Debug)]
pub struct CurrentActor(pub Actor);

/// An actor whose role may do `P`; reads as the actor.
#[derive(Clone, Copy, Debug)]
pub struct Permit<P> {
    actor: Actor,
    permission: PhantomData<P>,
}

impl<P> Permit<P> {
    /// The actor.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl<P> Deref for Permit<P> {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}

/// Why nobody, or not this one, may enter.
#[derive(Debug)]
pub enum Turned {
    /// No living session. Pages lead to the sign-in.
    NoSession,
    /// No credential, or one that opens nothing.
    NoCredential(&'static str),
    /// A signed-in agent without a membership in use: an empty shell, or a choice to make.
    NoMembership,
    /// A role that may not do this at all.
    Role,
    /// Too many requests of this account.
    TooMany(Refusal),
    /// The application could not say.
    Failed(AppError),
    /// The provider's keys could not be had.
    Bearer(BearerError),
}

impl Turned {
    /// The refusal, for the page or problem document that will show it.
    #[must_use]
    pub const fn refusal(&self) -> Refusal {
        match self {
            Self::NoSession => Refusal::new(StatusCode::UNAUTHORIZED, "auth.no_session"),
            Self::NoCredential(code) => Refusal::new(StatusCode::UNAUTHORIZED, code),
            Self::NoMembership => Refusal::new(StatusCode::FORBIDDEN, "auth.no_membership"),
            Self::Role => Refusal::new(StatusCode::FORBIDDEN, "auth.role"),
            Self::TooMany(refusal) => *refusal,
            Self::Failed(AppError::Unavailable(_)) => {
                Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "auth.unavailable")
            }
            Self::Failed(_) => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "auth.failed"),
            Self::Bearer(error) => Refusal::new(error.status(), error.code()),
        }
    }
}

impl Turned {
    /// What software without a credential that opens is told to bring (RFC 6750, 3): no error where none came, and
    /// never which check a token failed.
    const fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::Bearer(BearerError::Missing | BearerError::Unreadable) => Some(r#"Bearer realm="relais""#),
            Self::Bearer(BearerError::Token(_)) | Self::NoCredential(_) => {
                Some(r#"Bearer realm="relais", error="invalid_token""#)
            }
            Self::Bearer(BearerError::Provider(_))
            | Self::NoSession
            | Self::NoMembership
            | Self::Role
            | Self::TooMany(_)
            | Self::Failed(_) => None,
        }
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        let refusal = self.refusal();
        let mut response = refusal.into_response();
        if let Some(challenge) = self.challenge() {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Self::Failed(error) = self {
            let cause = Some(Arc::new(error) as _);
            response.extensions_mut().insert(Reported {
                severity: Severity::Internal,
                code: refusal.code,
                cause,
            });
        }
        response
    }
}

impl From<AppError> for Turned {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CurrentSession
where
    Gate: FromRef<S>,
{
    type Rejection = Turned;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Turned> {
        // A handler may name both a session and a permission: the session is looked up once.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let gate = Gate::from_ref(state);
        let token = gate.session_token(&parts.headers).ok_or(Turned::NoSession)?;
        let session = auth::find_session(&gate.app, &token, live::presence(&parts.headers))
            .await?
            .ok_or(Turned::NoSession)?;
        gate.rate_limits.check_account(session.agent.uuid()).map_err(Turned::TooMany)?;
        let current = Self { session, token };
        parts.extensions.insert(current.clone());
        Ok(current)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CurrentActor
where
    Gate: FromRef<S>,
{
    type Rejection = Turned;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Turned> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(*known);
        }
        let gate = Gate::from_ref(state);
        let actor = match gate.entrance {
            Entrance::Pages => {
                let current = CurrentSession::from_request_parts(parts, state).await?;
                current.session.actor.ok_or(Turned::NoMembership)?
            }
            Entrance::Api => gate.actor_of_credential(&parts.headers).await?,
        };
        parts.extensions.insert(Self(actor));
        Ok(Self(actor))
    }
}

impl<S: Send + Sync, P: Permission> FromRequestParts<S> for Permit<P>
where
    Gate: FromRef<S>,
{
    type Rejection = Turned;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Turned> {
        let CurrentActor(actor) = CurrentActor::from_request_parts(parts, state).await?;
        if role_allows(actor.role, P::ACTION) {
            Ok(Self { actor, permission: PhantomData })
        } else {
            Err(Turned::Role)
        }
    }
}

impl Gate {
    /// The actor behind an organisation key or an access token. A key that does not exist and a token of an agent
    /// without membership are answered alike.
    async fn actor_of_credential(&self, headers: &HeaderMap) -> Result<Actor, Turned> {
        let nobody = Turned::NoCredential("auth.no_actor");
        let actor = match Credential::from_headers(headers).map_err(Turned::Bearer)? {
            Credential::OrganisationKey(key) => auth::find_api_key(&self.app, *key.hash()).await?,
            Credential::AccessToken(token) => {
                let verifier = self.access_tokens.as_ref().ok_or(Turned::NoCredential("auth.no_actor"))?;
                let caller = verifier.verify(&token).await.map_err(Turned::Bearer)?;
                let organisation = named_organisation(headers)?;
                auth::find_bearer(&self.app, &caller.issuer, &caller.subject, organisation).await?
            }
        };
        let actor = actor.ok_or(nobody)?;
        let account = match actor.who {
            Who::Agent { agent, .. } => agent.uuid(),
            Who::Key(key) => key.uuid(),
            Who::System => return Err(Turned::NoCredential("auth.no_actor")),
        };
        self.rate_limits.check_account(account).map_err(Turned::TooMany)?;
        Ok(actor)
    }
}

fn named_organisation(headers: &HeaderMap) -> Result<Option<OrganisationId>, Turned> {
    let Some(value) = headers.get(ORGANISATION_HEADER) else { return Ok(None) };
    let id = value.to_str().ok().and_then(|text| text.parse().ok());
    id.map(Some).ok_or(Turned::NoCredential("auth.organisation"))
}
