//! The token endpoint as the library sees it: its answers come with the ID token already opened, since the library
//! reads signed tokens only.

use std::{future::Future, pin::Pin};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde_json::Value;

use super::encryption::DecryptionKeys;
use crate::{
    jws::TokenFault,
    outgoing::{Outgoing, OutgoingError},
};

/// The client for one exchange. It owns what it needs: borrowed, its futures could not be proven to be `Send`.
pub(super) struct TokenEndpoint {
    pub(super) outgoing: Outgoing,
    pub(super) decryption: DecryptionKeys,
}

/// Why the token endpoint gave nothing the library could read on.
#[derive(Debug, thiserror::Error)]
pub(super) enum TokenEndpointError {
    #[error(transparent)]
    Outgoing(#[from] OutgoingError),
    #[error(transparent)]
    Token(#[from] TokenFault),
}

impl TokenEndpoint {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TokenEndpointError> {
        let mut answer = self.outgoing.send(request).await?;
        // What is no JSON object goes on as it is: the library says what is wrong with it.
        let Ok(Value::Object(mut fields)) = serde_json::from_slice(answer.body()) else { return Ok(answer) };
        if let Some(Value::String(token)) = fields.get_mut("id_token") {
            *token = self.decryption.open(token)?;
            *answer.body_mut() = Value::Object(fields).to_string().into_bytes();
        }
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for TokenEndpoint {
    type Error = TokenEndpointError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TokenEndpointError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
