//! Logout at the provider (OpenID Connect RP-Initiated Logout 1.0). The local session is ended first, by the caller.

use std::str::FromStr as _;

use openidconnect::{
    ClientId, CsrfToken, EndSessionUrl, LogoutRequest, PostLogoutRedirectUrl, core::CoreIdToken,
};
use url::Url;

use super::{error::OidcError, sign_in::RelyingParty};
use crate::secret::{ReferenceToken, SecretText};

/// Where to send the browser so that the provider ends its session too.
#[derive(Clone, Debug)]
pub struct LogoutStart {
    /// The provider's page.
    pub redirect: Url,
    /// Comes back as `state` with the browser; a return without it is a stranger's link.
    pub state: ReferenceToken,
}

impl RelyingParty {
    /// The logout page of the provider, or `None` where it has none: the local logout is then the whole logout.
    pub async fn logout(&self, id_token: &SecretText) -> Result<Option<LogoutStart>, OidcError> {
        let Some(endpoint) = self.provider.metadata().await?.end_session else { return Ok(None) };
        let state = ReferenceToken::random(&*self.random);
        let mut request = LogoutRequest::from(EndSessionUrl::from_url(endpoint))
            .set_client_id(ClientId::new(self.config.client_id.clone()))
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::from_url(
                self.config.post_logout_redirect_uri.clone(),
            ))
            .set_state(CsrfToken::new(state.expose().to_owned()));
        // The hint was verified when it was received; one that no longer reads is simply not sent.
        if let Ok(hint) = CoreIdToken::from_str(id_token.expose()) {
            request = request.set_id_token_hint(&hint);
        }
        Ok(Some(LogoutStart { redirect: request.http_get_url(), state }))
    }
}
