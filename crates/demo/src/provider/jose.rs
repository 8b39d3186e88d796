//! The little of JOSE a provider needs: one ES256 key (RFC 7518 3.4), its public JWK (RFC 7517) and compact
//! signatures (RFC 7515). Nothing here chooses an algorithm from a token: there is one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use p256::ecdsa::{
    Signature, VerifyingKey,
    signature::{Signer, Verifier},
};
use relais_domain::random::{Random, fill_array};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The public half of a key as published in a key set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jwk {
    kty: &'static str,
    crv: &'static str,
    x: String,
    y: String,
    /// The key's name: its RFC 7638 thumbprint, so that two different keys never share one.
    pub kid: String,
    #[serde(rename = "use")]
    usage: &'static str,
    alg: &'static str,
}

impl Jwk {
    fn of(key: &VerifyingKey) -> Self {
        let point = key.to_sec1_bytes(); // 0x04 || x || y
        let coordinate = |range| BASE64URL.encode(point.get(range).unwrap_or_default());
        let (x, y) = (coordinate(1..33), coordinate(33..65));
        let thumbprint = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let kid = digest_base64url(thumbprint.as_bytes());
        Self { kty: "EC", crv: "P-256", x, y, kid, usage: "sig", alg: "ES256" }
    }
}

/// A private P-256 key that signs tokens. It never prints.
pub struct SigningKey {
    secret: p256::ecdsa::SigningKey,
    jwk: Jwk,
}

impl SigningKey {
    /// A new key; draws again in the 2⁻³² chance that the bytes are not a scalar of the curve.
    pub fn generate(random: &(impl Random + ?Sized)) -> Self {
        loop {
            if let Some(key) = Self::from_bytes(&fill_array::<32>(random)) {
                return key;
            }
        }
    }

    /// The key kept as [`Self::to_bytes`] gave it; `None` when these are not 32 bytes of a scalar of the curve.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let scalar: &[u8; 32] = bytes.try_into().ok()?; // `from_slice` alone would pad a shorter one
        let secret = p256::ecdsa::SigningKey::from_slice(scalar).ok()?;
        let jwk = Jwk::of(secret.verifying_key());
        Some(Self { secret, jwk })
    }

    /// The secret scalar, to keep the key between runs.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.secret.to_bytes().into()
    }

    /// The public half.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Signs claims as a compact JWT of type `typ`.
    pub fn sign(&self, typ: &str, claims: &Value) -> String {
        self.sign_with_header(&json!({ "alg": "ES256", "typ": typ, "kid": self.jwk.kid }), claims)
    }

    /// Signs under a header of the caller's choice: how a faulty provider lies about `alg` or `kid`.
    pub fn sign_with_header(&self, header: &Value, claims: &Value) -> String {
        let input =
            format!("{}.{}", BASE64URL.encode(header.to_string()), BASE64URL.encode(claims.to_string()));
        let signature: Signature = self.secret.sign(input.as_bytes());
        format!("{input}.{}", BASE64URL.encode(signature.to_bytes()))
    }

    /// The claims of a token this very key signed; `None` for anything else. Expiry is the caller's to judge.
    pub fn open(&self, token: &str) -> Option<Value> {
        let (input, signature) = token.rsplit_once('.')?;
        let signature = Signature::from_slice(&BASE64URL.decode(signature).ok()?).ok()?;
        self.secret.verifying_key().verify(input.as_bytes(), &signature).ok()?;
        let (_, claims) = input.split_once('.')?;
        serde_json::from_slice(&BASE64URL.decode(claims).ok()?).ok()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({}, [secret])", self.jwk.kid)
    }
}

/// SHA-256 in base64url, the form of PKCE challenges and thumbprints.
pub fn digest_base64url(bytes: &[u8]) -> String {
    BASE64URL.encode(Sha256::digest(bytes))
}

/// `at_hash` of an access token: the left half of its SHA-256 (OpenID Connect Core 3.1.3.6).
pub fn left_half_digest(token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    BASE64URL.encode(digest.get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(fill: u8) -> SigningKey {
        SigningKey::from_bytes(&[fill; 32]).expect("a scalar of the curve")
    }

    #[test]
    fn a_token_opens_under_its_own_key_only() {
        let token = key(7).sign("JWT", &json!({ "sub": "a" }));
        assert_eq!(key(7).open(&token), Some(json!({ "sub": "a" })));
        assert_eq!(key(8).open(&token), None);
    }

    #[test]
    fn a_changed_token_does_not_open() {
        let token = key(7).sign("JWT", &json!({ "sub": "a" }));
        let other = key(7).sign("JWT", &json!({ "sub": "b" }));
        let (claims_of_other, _) = other.rsplit_once('.').expect("three parts");
        let (_, signature) = token.rsplit_once('.').expect("three parts");
        assert_eq!(key(7).open(&format!("{claims_of_other}.{signature}")), None);
        assert_eq!(key(7).open("not a token"), None);
    }

    #[test]
    fn the_jwk_is_the_published_test_vector_of_rfc_7515_a_3() {
        let secret = BASE64URL.decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI").expect("base64url");
        let jwk = SigningKey::from_bytes(&secret).expect("a key").jwk().clone();
        assert_eq!(jwk.x, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
        assert_eq!(jwk.y, "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    }

    #[test]
    fn a_kept_key_is_the_same_key_and_never_prints() {
        let kept = SigningKey::from_bytes(&key(9).to_bytes()).expect("a key");
        assert_eq!(kept.jwk(), key(9).jwk());
        assert!(format!("{kept:?}").ends_with("[secret])"));
    }

    #[test]
    fn bytes_that_are_no_scalar_make_no_key() {
        assert!(SigningKey::from_bytes(&[0; 32]).is_none());
        assert!(SigningKey::from_bytes(&[255; 32]).is_none());
        assert!(SigningKey::from_bytes(&[1; 31]).is_none());
    }
}
