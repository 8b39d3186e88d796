//! What the browser brings back from the provider, read strictly.

use super::error::OidcError;

/// Longest query of a callback, in bytes.
const LONGEST_QUERY: usize = 8 * 1024;

/// The parameters of an authorisation response (RFC 6749 4.1.2, RFC 9207).
#[derive(Clone)]
pub struct Callback {
    pub(super) state: String,
    pub(super) issuer: Option<String>,
    pub(super) answer: Answer,
}

/// A code, or the provider's refusal.
#[derive(Clone)]
pub(super) enum Answer {
    Code(String),
    Denied,
    Error,
}

impl Callback {
    /// Reads the query. Refused: repeated parameters, tokens in the address (another flow than ours), both a code
    /// and an error, neither of them, no state. Parameters we do not know are ignored, as RFC 6749 demands.
    pub fn parse(query: Option<&str>) -> Result<Self, OidcError> {
        let query = query.filter(|q| q.len() <= LONGEST_QUERY).ok_or(OidcError::CallbackUnreadable)?;
        let (mut state, mut issuer, mut code, mut error) = (None, None, None, None);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "state" => &mut state,
                "iss" => &mut issuer,
                "code" => &mut code,
                "error" => &mut error,
                "access_token" | "id_token" | "token_type" | "response" => {
                    return Err(OidcError::CallbackUnreadable);
                }
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(OidcError::CallbackUnreadable);
            }
        }
        let answer = match (code, error.as_deref()) {
            (Some(code), None) if !code.is_empty() => Answer::Code(code),
            (None, Some("access_denied")) => Answer::Denied,
            (None, Some(_)) => Answer::Error,
            _ => return Err(OidcError::CallbackUnreadable),
        };
        let state = state.ok_or(OidcError::CallbackUnreadable)?;
        Ok(Self { state, issuer, answer })
    }
}

impl std::fmt::Debug for Callback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Callback([secret])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_read_and_anything_else_is_not() {
        assert!(Callback::parse(Some("code=c&state=s&iss=i&session_state=x")).is_ok());
        assert!(matches!(
            Callback::parse(Some("error=access_denied&state=s")).expect("readable").answer,
            Answer::Denied
        ));
        for query in [
            "",
            "x=1",
            "code=c",
            "state=s",
            "code=&state=s",
            "code=c&state=s&state=t",
            "code=c&code=d&state=s",
            "code=c&error=access_denied&state=s",
            "code=c&state=s&access_token=t",
            "code=c&state=s&id_token=t",
            &format!("code={}&state=s", "c".repeat(LONGEST_QUERY)),
        ] {
            assert!(Callback::parse(Some(query)).is_err(), "{query}");
        }
        assert!(Callback::parse(None).is_err());
    }
}
