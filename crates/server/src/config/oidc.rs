//! `[oidc]`: the identity provider, and how the relying party is made of it.

use super::{
    ConfigError, read_secret,
    sections::{filled, parsed},
};
use relais_http::{
    oidc::{
        Assurance, DecryptionKeys,
        config::{ClientAuth, ProviderConfig, SigningAlgorithm, SiretPolicy, UserinfoPolicy},
    },
    secret::SecretText,
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use std::path::PathBuf;
use url::Url;

/// Where the provider sends a signed-in browser: the redirect URI to register is public_url followed by this.
pub const CALLBACK_PATH: &str = "/login/callback";
/// Where the provider sends a signed-out browser.
pub const SIGNED_OUT_PATH: &str = "/signed-out";

/// `[oidc]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// The issuer, character by character.
    #[serde(deserialize_with = "filled")]
    pub issuer: Option<String>,
    /// Relais's name at the provider.
    #[serde(deserialize_with = "filled")]
    pub client_id: Option<String>,
    /// Its secret there.
    #[serde(deserialize_with = "filled")]
    pub client_secret_file: Option<PathBuf>,
    /// How the secret is sent.
    #[serde(deserialize_with = "parsed")]
    pub client_auth: ClientAuth,
    /// The pinned signature algorithm.
    #[serde(deserialize_with = "parsed")]
    pub algorithm: SigningAlgorithm,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// The lowest assurance let in.
    #[serde(deserialize_with = "filled")]
    pub minimum_acr: Option<Assurance>,
    /// Treatment of userinfo.
    #[serde(deserialize_with = "parsed")]
    pub userinfo: UserinfoPolicy,
    /// Treatment of a missing SIRET.
    #[serde(deserialize_with = "parsed")]
    pub siret: SiretPolicy,
    /// Keys tokens may be encrypted to, the newest first.
    pub decryption_key_files: Vec<PathBuf>,
    /// Audience of access tokens, when it is not the API's address.
    #[serde(deserialize_with = "filled")]
    pub api_audience: Option<String>,
    /// Scope of access tokens for the API.
    pub api_scope: String,
}

impl Oidc {
    /// The provider as the relying party needs it, its secret read from its file.
    pub fn provider(&self, public_url: &Url) -> Result<ProviderConfig, ConfigError> {
        let missing = |key: &'static str| ConfigError::Missing { key };
        let secret = self.client_secret_file.as_ref().ok_or(missing("oidc.client_secret_file"))?;
        let secret = read_secret("oidc.client_secret_file", secret)?;
        let back = |path: &str| {
            let mut url = public_url.clone();
            url.set_path(path);
            url
        };
        Ok(ProviderConfig {
            issuer: self.issuer.clone().ok_or(missing("oidc.issuer"))?,
            client_id: self.client_id.clone().ok_or(missing("oidc.client_id"))?,
            client_secret: SecretText::new(secret.expose_secret().to_owned()),
            client_auth: self.client_auth,
            algorithm: self.algorithm,
            redirect_uri: back(CALLBACK_PATH),
            post_logout_redirect_uri: back(SIGNED_OUT_PATH),
            scopes: self.scopes.clone(),
            minimum_assurance: self.minimum_acr,
            userinfo: self.userinfo,
            siret: self.siret,
        })
    }

    /// The keys tokens may be encrypted to, each under the name of its file; none when encryption is not agreed.
    pub fn decryption(&self) -> Result<DecryptionKeys, ConfigError> {
        const KEY: &str = "oidc.decryption_key_files";
        let mut pems = Vec::with_capacity(self.decryption_key_files.len());
        for path in &self.decryption_key_files {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let pem = read_secret(KEY, path)?;
            // Read alone first, so that the refusal names the file.
            DecryptionKeys::from_pem([(name.as_str(), pem.expose_secret())]).map_err(|error| {
                ConfigError::Secret { key: KEY, path: path.clone(), reason: format!("is {error}") }
            })?;
            pems.push((name, pem));
        }
        let pairs = pems.iter().map(|(name, pem)| (name.as_str(), pem.expose_secret()));
        DecryptionKeys::from_pem(pairs).map_err(|_| ConfigError::Missing { key: KEY })
    }

    /// The audience of access tokens: as written, else `/api` of the public address.
    pub fn audience(&self, public_url: &Url) -> String {
        self.api_audience
            .clone()
            .unwrap_or_else(|| format!("{}/api", public_url.as_str().trim_end_matches('/')))
    }
}
