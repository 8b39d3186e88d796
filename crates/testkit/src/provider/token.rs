//! Keys and tokens: signed rightly, then spoilt as the fault says.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::{CLIENT_SECRET, fault::Spoil};

/// A published RSA key whose private half nobody has: enough to try algorithm confusion against RS256.
const RSA_MODULUS: &str = "tzX80fpKRzTV6YTPN6VMG1B0Gol7P0R4gYrHvdDuudjtVbqXY5rSoqfzRzNG-jhvhTtCDh7o6IVbIxuSOTCI7roJSj0B5cxVs9Y1M2gJeCj-EK-MIDAL34rLwXDTdpQlIXhV9oIoMABEj_x5aS6OPbe1uav7WahSCNVnJDuhKIBMr80TsxbQXSkWwKtup1WHBSYWzBN_2nsNMIGbJVOtvegEVaC9FoHSGQuU8FtJ_1NokiFRsvb8iXXtNvD7CF6wsug_EeEnfQnjVHHZeGPe34TgxJowgp6ihzH1Bu-GzMwv3fPWFor1rf0W78yMxE3eb3bNO0SDx_eBu1ZrVzftfw";

/// An ES256 key under a name.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) name: String,
    secret: SigningKey,
}

impl Key {
    /// A key that is the same in each run.
    pub(super) fn new(name: &str) -> anyhow::Result<Self> {
        let secret = SigningKey::from_slice(&Sha256::digest(name.as_bytes()))?;
        Ok(Self { name: name.to_owned(), secret })
    }

    pub(super) fn public(&self) -> Value {
        let point = self.secret.verifying_key().to_sec1_point(false);
        let coordinate = |bytes: Option<&[u8]>| URL_SAFE_NO_PAD.encode(bytes.unwrap_or_default());
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name,
            "x": coordinate(point.x().map(AsRef::as_ref)), "y": coordinate(point.y().map(AsRef::as_ref)),
        })
    }

    /// Signs claims as they are.
    pub(super) fn sign(&self, claims: &Value) -> String {
        self.sign_under(&json!({ "alg": "ES256", "kid": self.name, "typ": "JWT" }), claims)
    }

    pub(super) fn sign_under(&self, header: &Value, claims: &Value) -> String {
        let input = format!("{}.{}", part(header), part(claims));
        let signature: Signature = self.secret.sign(input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// Signs claims and spoils the result. `elsewhere` is an address the relying party must never visit.
    pub(super) fn spoil(&self, spoil: &Spoil, mut claims: Value, stranger: &Self, elsewhere: &str) -> String {
        let header = |extra: Value| with(json!({ "alg": "ES256", "kid": self.name }), extra);
        match spoil {
            Spoil::AlgNone => format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims)),
            Spoil::BadSignature => {
                let (input, signature) = split(&self.sign(&claims));
                let turned = if signature.starts_with('A') { "B" } else { "A" };
                format!("{input}.{turned}{}", signature.get(1..).unwrap_or_default())
            }
            Spoil::Hs256WithPublicKey => self.hs256(self.public().to_string().as_bytes(), &claims),
            Spoil::Hs256WithClientSecret => self.hs256(CLIENT_SECRET.as_bytes(), &claims),
            Spoil::UnknownKey => self.sign_under(&header(json!({ "kid": "nobody" })), &claims),
            Spoil::UnnamedKey => self.sign_under(&json!({ "alg": "ES256" }), &claims),
            Spoil::ForeignKey => stranger.sign_under(&header(json!({})), &claims),
            Spoil::EmbeddedKey => stranger.sign_under(&header(json!({ "jwk": stranger.public() })), &claims),
            Spoil::KeyByAddress => {
                stranger.sign_under(&header(json!({ "jku": elsewhere, "x5u": elsewhere })), &claims)
            }
            Spoil::Critical => self.sign_under(&header(json!({ "crit": ["x"], "x": 1 })), &claims),
            Spoil::Type(typ) => self.sign_under(&header(json!({ "typ": typ })), &claims),
            Spoil::Encrypted => {
                let part = URL_SAFE_NO_PAD.encode("bomb");
                let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF"}"#);
                format!("{head}.{part}.{part}.{part}.{part}")
            }
            Spoil::Huge => self.sign(&with(claims, json!({ "custom": "x".repeat(100_000) }))),
            Spoil::Set(name, value) => self.sign(&with(claims, json!({ *name: value }))),
            Spoil::Without(name) => {
                if let Some(claims) = claims.as_object_mut() {
                    claims.remove(*name);
                }
                self.sign(&claims)
            }
        }
    }

    fn hs256(&self, secret: &[u8], claims: &Value) -> String {
        let header = json!({ "alg": "HS256", "kid": self.name });
        let input = format!("{}.{}", part(&header), part(claims));
        let tag = Hmac::<Sha256>::new_from_slice(secret)
            .map(|mac| mac.chain_update(input.as_bytes()).finalize().into_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag.unwrap_or_default()))
    }
}

/// A P-256 key for encryption, as PKCS#8 PEM.
pub(super) fn encryption_key(name: &str) -> anyhow::Result<String> {
    let secret = p256::SecretKey::from_slice(&Sha256::digest(format!("encryption {name}").as_bytes()))?;
    Ok(secret.to_pkcs8_pem(LineEnding::LF).map_err(|error| anyhow::anyhow!("{error}"))?.to_string())
}

/// The RSA key under a name, for key sets of providers that sign RS256.
pub(super) fn rsa_public(name: &str) -> Value {
    json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": name, "e": "AQAB", "n": RSA_MODULUS })
}

/// The left half of the SHA-256, as `at_hash` and `c_hash` are made.
pub(super) fn half_hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()).get(..16).unwrap_or_default())
}

/// The S256 challenge of a verifier.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// An object with the fields of another laid over it.
pub(super) fn with(base: Value, over: Value) -> Value {
    let fields = |value: Value| match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let mut merged = fields(base);
    merged.extend(fields(over));
    Value::Object(merged)
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn split(token: &str) -> (String, String) {
    token
        .rsplit_once('.')
        .map(|(input, signature)| (input.to_owned(), signature.to_owned()))
        .unwrap_or_default()
}
