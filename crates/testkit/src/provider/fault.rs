//! What the provider does wrong, one fault at a time.

use serde_json::Value;

/// A way to misbehave.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The callback carries a state nobody sent.
    CallbackState,
    /// The callback names another issuer.
    CallbackIssuer,
    /// The callback does not name the issuer although the metadata promise it.
    CallbackWithoutIssuer,
    /// The callback carries tokens as well, as in the implicit flow.
    CallbackTokens,
    /// The metadata name another issuer.
    MetadataIssuer(String),
    /// One field of the metadata is replaced.
    Metadata(&'static str, Value),
    /// The token endpoint answers 500.
    TokenEndpointFails,
    /// The token endpoint answers with two megabytes.
    TokenEndpointFloods,
    /// The token endpoint redirects.
    TokenEndpointRedirects,
    /// The token endpoint never answers.
    TokenEndpointHangs,
    /// The key set cannot be had.
    KeysFail,
    /// Userinfo comes as plain JSON.
    PlainUserinfo,
    /// The ID token is spoilt.
    IdToken(Spoil),
    /// The signed userinfo is spoilt.
    Userinfo(Spoil),
}

/// A way to spoil a signed token.
#[derive(Clone, Debug, PartialEq)]
pub enum Spoil {
    /// No signature at all, `alg` is `none`.
    AlgNone,
    /// One bit of the signature is turned.
    BadSignature,
    /// Signed HS256 with the published key as the secret (algorithm confusion).
    Hs256WithPublicKey,
    /// Signed HS256 with the client's secret.
    Hs256WithClientSecret,
    /// Signed by the right key under an unknown name.
    UnknownKey,
    /// Signed by the right key without its name.
    UnnamedKey,
    /// Signed by a stranger's key under the right name.
    ForeignKey,
    /// Signed by a stranger's key that comes in the header (`jwk`).
    EmbeddedKey,
    /// Signed by a stranger's key whose address comes in the header (`jku`, `x5u`).
    KeyByAddress,
    /// Demands an extension (`crit`).
    Critical,
    /// Calls itself another kind of token (`typ`).
    Type(&'static str),
    /// Five parts, as if encrypted.
    Encrypted,
    /// A hundred kilobytes of claims.
    Huge,
    /// One claim is replaced, then signed rightly.
    Set(&'static str, Value),
    /// One claim is left out, then signed rightly.
    Without(&'static str),
}
