//! Who can sign in at the demonstration's provider, and what it says of each.

use super::jose::digest_base64url;
use serde_json::{Map, Value};

/// A fictitious agent, with the claims ProConnect gives of a real one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What `login_hint` names: `lea.ccas-brest`.
    pub username: String,
    /// First name.
    pub given_name: String,
    /// Name in use (ProConnect's `usual_name`).
    pub usual_name: String,
    /// Address under a reserved domain: nothing can be sent to it.
    pub email: String,
    /// SIRET of the employer, where a source gives it.
    pub siret: Option<String>,
    /// The employer as the sign-in page shows it.
    pub organisation: String,
    /// The role as the sign-in page shows it.
    pub role: String,
}

impl Account {
    /// The `sub` of this account: the same on every run and at every port, so that kept data stay linked.
    pub fn subject(&self) -> String {
        subject(&self.username)
    }

    /// The claims that the granted scopes let through (OpenID Connect Core 5.4, ProConnect's own scopes).
    pub(super) fn claims(&self, scopes: &[String]) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut put = |granted_by: &[&str], name: &str, value: &str| {
            if scopes.iter().any(|scope| granted_by.contains(&scope.as_str())) {
                claims.insert(name.into(), value.into());
            }
        };
        put(&["given_name", "profile"], "given_name", &self.given_name);
        put(&["usual_name", "profile"], "usual_name", &self.usual_name);
        put(&["email"], "email", &self.email);
        put(&["uid"], "uid", &self.username);
        put(&["idp_id"], "idp_id", "relais-demonstration");
        put(&["organization_label"], "organization_label", &self.organisation);
        if let Some(siret) = &self.siret {
            put(&["siret"], "siret", siret);
        }
        claims
    }
}

/// The `sub` of the account that `username` names.
pub fn subject(username: &str) -> String {
    digest_base64url(format!("relais/demo/sub/v1 {username}").as_bytes())
}
