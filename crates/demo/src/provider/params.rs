//! Parameters of OAuth messages as RFC 6749 3.1 reads them: none twice, an empty one is an absent one.

use url::form_urlencoded;

/// The parameters of one request.
#[derive(Debug)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads a query or a form body.
    pub(super) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The value of a parameter, when it was sent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether any parameter was sent twice, which RFC 6749 forbids.
    pub(super) fn repeated(&self) -> bool {
        self.0
            .iter()
            .enumerate()
            .any(|(at, (key, _))| self.0.iter().skip(at + 1).any(|(other, _)| other == key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_parameter_is_an_absent_one() {
        assert_eq!(Params::parse(b"state=&scope=openid+email").get("state"), None);
        assert_eq!(Params::parse(b"state=&scope=openid+email").get("scope"), Some("openid email"));
    }

    #[test]
    fn a_parameter_sent_twice_is_noticed() {
        assert!(Params::parse(b"a=1&b=2&a=3").repeated());
        assert!(!Params::parse(b"a=1&b=1").repeated());
    }
}
