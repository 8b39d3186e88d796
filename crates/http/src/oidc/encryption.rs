//! Encrypted tokens, where they were agreed with the provider: ECDH-ES on P-256 with A256GCM (RFC 7516, RFC 7518).
//!
//! Several keys may be held at once, so that a new one can be published while the provider still uses the old one.
//! RSA-OAEP is not offered: the RSA implementation at hand leaks its private key by timing (RUSTSEC-2023-0071).

use std::sync::Arc;

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToSec1Point as _};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::jws::{LARGEST_TOKEN, TokenFault};

/// The only content encryption accepted; its name goes into the derived key.
const CONTENT_ENCRYPTION: &str = "A256GCM";

/// A text that is no private key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a P-256 private key in PKCS#8 PEM (openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)"
)]
pub struct NotAKey;

/// The private keys tokens may be encrypted to, the newest first. Cheap to clone; prints no key.
#[derive(Clone, Default)]
pub struct DecryptionKeys(Arc<[DecryptionKey]>);

struct DecryptionKey {
    id: String,
    secret: SecretKey,
}

impl DecryptionKeys {
    /// Reads keys, each a name and a PKCS#8 PEM. Keep a key until the last token made for it has lapsed.
    pub fn from_pem<'a>(keys: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, NotAKey> {
        use p256::pkcs8::DecodePrivateKey as _;
        let read = |(id, pem): (&str, &str)| {
            let secret = SecretKey::from_pkcs8_pem(pem).map_err(|_| NotAKey)?;
            Ok(DecryptionKey { id: id.to_owned(), secret })
        };
        keys.into_iter().map(read).collect::<Result<Vec<_>, _>>().map(|keys| Self(keys.into()))
    }

    /// Whether encryption was agreed: if so, a token that comes in clear is refused.
    #[must_use]
    pub fn are_agreed(&self) -> bool {
        !self.0.is_empty()
    }

    /// The public halves as a JSON Web Key Set, to be published or registered with the provider.
    #[must_use]
    pub fn published(&self) -> Value {
        let keys: Vec<_> = self.0.iter().map(DecryptionKey::published).collect();
        json!({ "keys": keys })
    }

    /// The signed token inside an encrypted one. Where nothing was agreed, a clear token stays as it is and an
    /// encrypted one is refused; where encryption was agreed, it is the other way round.
    pub(super) fn open(&self, token: &str) -> Result<String, TokenFault> {
        let is_encrypted = token.split('.').count() == 5;
        match (self.are_agreed(), is_encrypted) {
            (false, false) => Ok(token.to_owned()),
            (false, true) => Err(TokenFault::Encrypted),
            (true, false) => Err(TokenFault::NotEncrypted),
            (true, true) => self.decrypt(token),
        }
    }

    fn decrypt(&self, token: &str) -> Result<String, TokenFault> {
        if token.len() > LARGEST_TOKEN {
            return Err(TokenFault::TooLarge);
        }
        let parts: Vec<&str> = token.split('.').collect();
        let [protected, "", nonce, ciphertext, tag] = parts.as_slice() else {
            return Err(TokenFault::Decryption);
        };
        let header: Header =
            serde_json::from_slice(&decode(protected)?).map_err(|_| TokenFault::Unreadable)?;
        let content_key = self.content_key(&header)?;
        let nonce: [u8; 12] = decode(nonce)?.try_into().map_err(|_| TokenFault::Decryption)?;
        let mut sealed = decode(ciphertext)?;
        let tag = decode(tag)?;
        if tag.len() != 16 {
            return Err(TokenFault::Decryption);
        }
        sealed.extend_from_slice(&tag);
        let cipher = Aes256Gcm::new_from_slice(&*content_key).map_err(|_| TokenFault::Decryption)?;
        let payload = Payload { msg: &sealed, aad: protected.as_bytes() };
        let clear = cipher.decrypt(&nonce.into(), payload).map_err(|_| TokenFault::Decryption)?;
        String::from_utf8(clear).map_err(|_| TokenFault::Unreadable)
    }

    /// The key both sides compute (RFC 7518 4.6): the header is compared with what was agreed, never obeyed.
    fn content_key(&self, header: &Header) -> Result<Zeroizing<[u8; 32]>, TokenFault> {
        if header.alg != "ECDH-ES" || header.enc != CONTENT_ENCRYPTION {
            return Err(TokenFault::Algorithm);
        }
        if header.zip.is_some() || header.crit.is_some() {
            return Err(TokenFault::Critical);
        }
        let key = match (&header.kid, &*self.0) {
            (Some(id), keys) => keys.iter().find(|key| key.id == *id).ok_or(TokenFault::KeyUnknown)?,
            (None, [only]) => only,
            (None, _) => return Err(TokenFault::KeyUnnamed),
        };
        let theirs = header.epk.point()?;
        let shared = diffie_hellman(key.secret.to_nonzero_scalar(), theirs.as_affine());
        let party = |text: &Option<String>| text.as_deref().map_or(Ok(Vec::new()), decode);
        concat_kdf(shared.raw_secret_bytes(), &party(&header.apu)?, &party(&header.apv)?)
    }
}

impl std::fmt::Debug for DecryptionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.id)).finish()
    }
}

impl DecryptionKey {
    fn published(&self) -> Value {
        let point = self.secret.public_key().to_sec1_point(false);
        let [x, y] =
            [point.x(), point.y()].map(|half| URL_SAFE_NO_PAD.encode(half.map_or(&[][..], |half| half)));
        json!({ "kty": "EC", "crv": "P-256", "use": "enc", "alg": "ECDH-ES", "kid": self.id, "x": x, "y": y })
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    enc: String,
    kid: Option<String>,
    epk: EphemeralKey,
    apu: Option<String>,
    apv: Option<String>,
    zip: Option<Value>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct EphemeralKey {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl EphemeralKey {
    /// The point, which must lie on the curve: else the shared secret would tell of ours.
    fn point(&self) -> Result<PublicKey, TokenFault> {
        if self.kty != "EC" || self.crv != "P-256" {
            return Err(TokenFault::Algorithm);
        }
        let (x, y) = (decode(&self.x)?, decode(&self.y)?);
        let uncompressed = [&[4][..], &x, &y].concat();
        PublicKey::from_sec1_bytes(&uncompressed).map_err(|_| TokenFault::Decryption)
    }
}

/// One round of the Concat KDF (NIST SP 800-56A 5.8.1) under SHA-256, as RFC 7518 4.6.2 fills it in.
fn concat_kdf(shared: &[u8], apu: &[u8], apv: &[u8]) -> Result<Zeroizing<[u8; 32]>, TokenFault> {
    let mut hash = Sha256::new().chain_update(1_u32.to_be_bytes()).chain_update(shared);
    for field in [CONTENT_ENCRYPTION.as_bytes(), apu, apv] {
        let length = u32::try_from(field.len()).map_err(|_| TokenFault::Unreadable)?;
        hash = hash.chain_update(length.to_be_bytes()).chain_update(field);
    }
    Ok(Zeroizing::new(hash.chain_update(256_u32.to_be_bytes()).finalize().into()))
}

fn decode(part: &str) -> Result<Vec<u8>, TokenFault> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenFault::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: [u8; 12] = [7; 12];

    fn secret(byte: u8) -> SecretKey {
        SecretKey::from_slice(&[byte; 32]).expect("a key")
    }

    fn keys(byte: u8) -> DecryptionKeys {
        DecryptionKeys(Arc::new([DecryptionKey { id: "k".to_owned(), secret: secret(byte) }]))
    }

    /// What a provider does, with some of its header replaced.
    fn encrypt(to: &DecryptionKeys, clear: &str, changes: &[(&str, Value)]) -> String {
        let ephemeral = DecryptionKey { id: String::new(), secret: secret(9) }.published();
        let mut header =
            json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": "k", "apv": "cmVsYWlz", "epk": ephemeral });
        for (name, value) in changes {
            header[*name] = value.clone();
        }
        let protected = URL_SAFE_NO_PAD.encode(header.to_string());
        let shared = diffie_hellman(secret(9).to_nonzero_scalar(), to.0[0].secret.public_key().as_affine());
        let key = concat_kdf(shared.raw_secret_bytes(), b"", b"relais").expect("derived");
        let payload = Payload { msg: clear.as_bytes(), aad: protected.as_bytes() };
        let cipher = Aes256Gcm::new_from_slice(&*key).expect("cipher");
        let sealed = cipher.encrypt(&NONCE.into(), payload).expect("sealed");
        let (text, tag) = sealed.split_at(sealed.len() - 16);
        let parts = [&NONCE[..], text, tag].map(|part| URL_SAFE_NO_PAD.encode(part));
        format!("{protected}..{}", parts.join("."))
    }

    #[test]
    fn what_was_encrypted_to_us_is_opened_and_nothing_else() {
        let ours = keys(1);
        let token = encrypt(&ours, "a.b.c", &[]);
        assert_eq!(ours.open(&token).as_deref(), Ok("a.b.c"));
        assert_eq!(keys(2).open(&token), Err(TokenFault::Decryption), "to another key of the same name");
        assert_eq!(ours.open("a.b.c"), Err(TokenFault::NotEncrypted));
        assert_eq!(DecryptionKeys::default().open(&token), Err(TokenFault::Encrypted));
        assert_eq!(DecryptionKeys::default().open("a.b.c").as_deref(), Ok("a.b.c"));
    }

    #[test]
    fn every_part_is_bound_to_the_others() {
        let ours = keys(1);
        let token = encrypt(&ours, "a.b.c", &[]);
        let parts: Vec<&str> = token.split('.').collect();
        for altered in [2, 3, 4] {
            let mut parts = parts.clone();
            let turned = if parts[altered].starts_with('A') { "B" } else { "A" };
            let part = format!("{turned}{}", &parts[altered][1..]);
            parts[altered] = &part;
            assert_eq!(ours.open(&parts.join(".")), Err(TokenFault::Decryption), "part {altered}");
        }
        let mut with_key = parts.clone();
        with_key[1] = "AAAA";
        assert_eq!(
            ours.open(&with_key.join(".")),
            Err(TokenFault::Decryption),
            "an encrypted key beside ECDH-ES"
        );
        let mut short_tag = parts;
        short_tag[4] = "AAAA";
        assert_eq!(ours.open(&short_tag.join(".")), Err(TokenFault::Decryption), "a short tag");
    }

    #[test]
    fn the_header_is_compared_and_never_obeyed() {
        let ours = keys(1);
        let off_curve = json!({ "kty": "EC", "crv": "P-256", "x": "A".repeat(43), "y": "A".repeat(43) });
        for (name, value, fault) in [
            ("alg", json!("RSA-OAEP"), TokenFault::Algorithm),
            ("alg", json!("dir"), TokenFault::Algorithm),
            ("enc", json!("A128GCM"), TokenFault::Algorithm),
            ("zip", json!("DEF"), TokenFault::Critical),
            ("crit", json!(["x"]), TokenFault::Critical),
            ("kid", json!("other"), TokenFault::KeyUnknown),
            ("epk", off_curve, TokenFault::Decryption),
            ("epk", json!({ "kty": "EC", "crv": "P-384", "x": "", "y": "" }), TokenFault::Algorithm),
            ("epk", Value::Null, TokenFault::Unreadable),
        ] {
            let token = encrypt(&ours, "a.b.c", &[(name, value.clone())]);
            assert_eq!(ours.open(&token), Err(fault), "{name} {value}");
        }
    }

    #[test]
    fn keys_show_their_public_half_only() {
        let published = keys(1).published().to_string();
        assert!(published.contains("\"use\":\"enc\"") && !published.contains("\"d\""), "{published}");
        assert_eq!(format!("{:?}", keys(1)), "[\"k\"]");
    }
}
