//! Why a sign-in was refused: a stable code for the log and the operator, a sentence for the stranger.

use axum::http::StatusCode;

use crate::{jws::TokenFault, outgoing::OutgoingError};

/// Which token a fault was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The ID token.
    IdToken,
    /// The signed answer of the userinfo endpoint.
    Userinfo,
}

impl TokenKind {
    /// The name used in logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::Userinfo => "userinfo",
        }
    }
}

/// Why a sign-in, a step-up or a logout could not go on. Holds no token, no claim and no provider's prose.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The configuration of the provider contradicts itself.
    #[error("the provider's configuration is wrong: {0}")]
    Misconfigured(&'static str),
    /// The callback carries no readable answer: parameters missing, repeated, too long, or of another flow.
    #[error("the callback cannot be read")]
    CallbackUnreadable,
    /// No sign-in waits under this `state`: never begun, already used, or forged.
    #[error("no sign-in waits under this state")]
    StateUnknown,
    /// The sign-in was begun in another browser.
    #[error("the sign-in was begun in another browser")]
    OtherBrowser,
    /// The sign-in was begun too long ago.
    #[error("the sign-in has taken too long")]
    AttemptExpired,
    /// The sign-in was begun with another provider (mix-up, RFC 9700).
    #[error("the sign-in was begun with another provider")]
    OtherProvider,
    /// The callback names another issuer, or none where the provider always names itself (RFC 9207).
    #[error("the callback is not from the expected issuer")]
    ResponseIssuer,
    /// The agent refused, or may not use this service.
    #[error("the provider says access was denied")]
    AccessDenied,
    /// The provider answered the browser with another error.
    #[error("the provider refused the request")]
    ProviderRefused,
    /// The provider cannot be reached or answers nonsense.
    #[error("the provider is unavailable")]
    Unavailable(#[source] Option<OutgoingError>),
    /// The metadata is of another issuer.
    #[error("the metadata is of another issuer")]
    DiscoveryIssuer,
    /// The metadata lacks what the configuration demands.
    #[error("the provider's metadata does not fit the configuration: {0}")]
    Metadata(&'static str),
    /// The provider does not accept the code (used, expired, wrong verifier).
    #[error("the provider refused the code")]
    CodeRefused,
    /// The token endpoint's answer cannot be read.
    #[error("the answer of the token endpoint cannot be read")]
    TokenResponseUnreadable,
    /// The token endpoint gave no ID token.
    #[error("no ID token was given")]
    IdTokenMissing,
    /// A token is not what it must be.
    #[error("the {} was refused", .token.as_str())]
    Token {
        /// Which token.
        token: TokenKind,
        /// What is wrong with it.
        #[source]
        fault: TokenFault,
    },
    /// Userinfo came without a signature where one is demanded.
    #[error("userinfo is not signed")]
    UserinfoUnsigned,
    /// Userinfo cannot be read.
    #[error("userinfo cannot be read")]
    UserinfoUnreadable,
    /// The level of assurance is lower than demanded, unknown or missing.
    #[error("the level of assurance is too low")]
    AssuranceTooLow,
    /// A fresh authentication was demanded and not given.
    #[error("the authentication is not fresh")]
    NotFresh,
    /// Another agent answered a step-up.
    #[error("another agent answered")]
    OtherSubject,
    /// The organisation's number is missing.
    #[error("the siret is missing")]
    SiretMissing,
    /// The organisation's number is not one.
    #[error("the siret is wrong")]
    SiretInvalid,
}

impl OidcError {
    /// The stable code, for logs, help pages and tests.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Misconfigured(_) => "oidc.misconfigured",
            Self::CallbackUnreadable => "oidc.callback_unreadable",
            Self::StateUnknown => "oidc.state_unknown",
            Self::OtherBrowser => "oidc.other_browser",
            Self::AttemptExpired => "oidc.attempt_expired",
            Self::OtherProvider => "oidc.other_provider",
            Self::ResponseIssuer => "oidc.response_issuer",
            Self::AccessDenied => "oidc.access_denied",
            Self::ProviderRefused => "oidc.provider_refused",
            Self::Unavailable(_) => "oidc.unavailable",
            Self::DiscoveryIssuer => "oidc.discovery_issuer",
            Self::Metadata(_) => "oidc.metadata",
            Self::CodeRefused => "oidc.code_refused",
            Self::TokenResponseUnreadable => "oidc.token_response_unreadable",
            Self::IdTokenMissing => "oidc.id_token_missing",
            Self::Token { fault, .. } => fault.code(),
            Self::UserinfoUnsigned => "oidc.userinfo_unsigned",
            Self::UserinfoUnreadable => "oidc.userinfo_unreadable",
            Self::AssuranceTooLow => "oidc.assurance_too_low",
            Self::NotFresh => "oidc.not_fresh",
            Self::OtherSubject => "oidc.other_subject",
            Self::SiretMissing => "oidc.siret_missing",
            Self::SiretInvalid => "oidc.siret_invalid",
        }
    }

    /// The status of the page that says so: the browser's fault, a refusal, or the provider's absence.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::CallbackUnreadable
            | Self::StateUnknown
            | Self::OtherBrowser
            | Self::AttemptExpired
            | Self::OtherProvider
            | Self::ResponseIssuer
            | Self::CodeRefused => StatusCode::BAD_REQUEST,
            Self::AccessDenied
            | Self::AssuranceTooLow
            | Self::NotFresh
            | Self::OtherSubject
            | Self::SiretMissing
            | Self::SiretInvalid => StatusCode::FORBIDDEN,
            Self::Misconfigured(_)
            | Self::ProviderRefused
            | Self::Unavailable(_)
            | Self::DiscoveryIssuer
            | Self::Metadata(_)
            | Self::TokenResponseUnreadable
            | Self::IdTokenMissing
            | Self::Token { .. }
            | Self::UserinfoUnsigned
            | Self::UserinfoUnreadable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) const fn id_token(fault: TokenFault) -> Self {
        Self::Token { token: TokenKind::IdToken, fault }
    }

    pub(super) const fn userinfo(fault: TokenFault) -> Self {
        Self::Token { token: TokenKind::Userinfo, fault }
    }
}
