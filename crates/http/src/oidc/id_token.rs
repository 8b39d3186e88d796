//! The checks of an ID token (OpenID Connect Core 3.1.3.7), the library's and those it leaves to us.

use openidconnect::{
    AccessToken, AccessTokenHash, Audience, ClaimsVerificationError, ClientId, IdTokenVerifier,
    JsonWebKeySet, Nonce, SignatureVerificationError,
    core::{CoreIdToken, CoreIdTokenClaims, CoreJsonWebKey},
};
use relais_domain::clock::Timestamp;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::{
    error::OidcError,
    identity::AgentClaims,
    provider::{KeyError, Provider},
};
use crate::jws::{Audiences, CLOCK_SKEW, Times, TokenFault, UnverifiedToken, check_times};

/// The claims whose signature, issuer, audience, times and nonce hold.
pub(super) struct VerifiedIdToken {
    pub(super) subject: String,
    pub(super) acr: Option<String>,
    pub(super) amr: Vec<String>,
    pub(super) auth_time: Option<Timestamp>,
    pub(super) agent: AgentClaims,
}

/// What came from the token endpoint, and what it must fit.
pub(super) struct Received<'a> {
    pub(super) id_token: &'a CoreIdToken,
    pub(super) access_token: &'a AccessToken,
    pub(super) client_id: &'a ClientId,
    pub(super) nonce: &'a Nonce,
}

/// The claims looked at again after the library, under rules it does not have.
#[derive(Deserialize)]
struct OwnClaims {
    aud: Audiences,
    azp: Option<String>,
    #[serde(flatten)]
    times: Times,
    #[serde(flatten)]
    agent: AgentClaims,
}

impl Provider {
    /// Verifies an ID token. Our own reading of the header comes first (pinned algorithm, named key), then the
    /// library's verification against that one key, then `azp`, `nbf` and `at_hash`, which it does not check.
    pub(super) async fn verify_id_token(
        &self,
        received: &Received<'_>,
    ) -> Result<VerifiedIdToken, OidcError> {
        let text = received.id_token.to_string();
        let token = UnverifiedToken::read(&text, self.algorithm)
            .and_then(|token| token.of_type(&[None, Some("jwt")]))
            .map_err(OidcError::id_token)?;
        let key = self.key(token.key_id()).await.map_err(|error| match error {
            KeyError::Token(fault) => OidcError::id_token(fault),
            KeyError::Provider(error) => error,
        })?;
        let payload = token.verify(&key).map_err(OidcError::id_token)?;
        let claims = self.library_checks(received, &key)?;
        let own: OwnClaims =
            serde_json::from_slice(&payload).map_err(|_| OidcError::id_token(TokenFault::Unreadable))?;
        self.own_checks(received, &own, claims, &key).map_err(OidcError::id_token)?;
        Ok(VerifiedIdToken {
            subject: claims.subject().to_string(),
            acr: claims.auth_context_ref().map(|acr| acr.to_string()),
            amr: claims.auth_method_refs().into_iter().flatten().map(|amr| amr.to_string()).collect(),
            auth_time: claims.auth_time(),
            agent: own.agent,
        })
    }

    fn library_checks<'t>(
        &self,
        received: &Received<'t>,
        key: &CoreJsonWebKey,
    ) -> Result<&'t CoreIdTokenClaims, OidcError> {
        let now = self.clock.now();
        // A verifier of a public client cannot be made to use our secret as a key (RS256 read as HS256).
        let verifier = IdTokenVerifier::new_public_client(
            received.client_id.clone(),
            self.issuer.clone(),
            JsonWebKeySet::new(vec![key.clone()]),
        )
        .set_allowed_algs([self.algorithm.jws()])
        .set_other_audience_verifier_fn(|_: &Audience| false)
        .set_time_fn(move || now - CLOCK_SKEW)
        .set_issue_time_verifier_fn(move |issued| {
            if issued <= now + CLOCK_SKEW { Ok(()) } else { Err(FUTURE.to_owned()) }
        });
        received
            .id_token
            .claims(&verifier, received.nonce)
            .map_err(|error| OidcError::id_token(fault_of(&error)))
    }

    fn own_checks(
        &self,
        received: &Received<'_>,
        own: &OwnClaims,
        claims: &CoreIdTokenClaims,
        key: &CoreJsonWebKey,
    ) -> Result<(), TokenFault> {
        if !own.aud.is_only(received.client_id) {
            return Err(TokenFault::Audience);
        }
        if own.azp.as_ref().is_some_and(|party| party != received.client_id.as_str()) {
            return Err(TokenFault::AuthorisedParty);
        }
        check_times(&own.times, self.clock.now())?;
        if claims.subject().is_empty() || claims.subject().len() > 255 {
            return Err(TokenFault::Subject);
        }
        let Some(stated) = claims.access_token_hash() else { return Ok(()) };
        let computed = AccessTokenHash::from_token(received.access_token, &self.algorithm.jws(), key)
            .map_err(|_| TokenFault::AccessTokenHash)?;
        if bool::from(stated.as_bytes().ct_eq(computed.as_bytes())) {
            Ok(())
        } else {
            Err(TokenFault::AccessTokenHash)
        }
    }
}

/// The mark by which a token from the future is told from an expired one: the library has one error for both.
const FUTURE: &str = "issued in the future";

fn fault_of(error: &ClaimsVerificationError) -> TokenFault {
    match error {
        ClaimsVerificationError::Expired(why) if why == FUTURE => TokenFault::NotYetValid,
        ClaimsVerificationError::Expired(_) => TokenFault::Expired,
        ClaimsVerificationError::InvalidAudience(_) => TokenFault::Audience,
        ClaimsVerificationError::InvalidIssuer(_) => TokenFault::Issuer,
        ClaimsVerificationError::InvalidNonce(_) => TokenFault::Nonce,
        ClaimsVerificationError::InvalidSubject(_) => TokenFault::Subject,
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::NoSignature
            | SignatureVerificationError::UnsupportedAlg(_),
        ) => TokenFault::Algorithm,
        ClaimsVerificationError::SignatureVerification(_) => TokenFault::Signature,
        _ => TokenFault::Unreadable,
    }
}
