//! E-mail addresses.

use super::{error::TextError, text_type};

text_type! {
    /// An address as mail servers accept it: dot-atom local part, a domain of at least two labels, at most 254
    /// characters (RFC 5321). The domain is lower case; the local part is kept as written.
    pub struct Email: personal
}

impl Email {
    /// Refuses `text.required`, `email.format`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::REQUIRED);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(FORMAT)?;
        if text.len() > 254 || !is_local(local) || !is_domain(domain) {
            return Err(FORMAT);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }
}

const FORMAT: TextError = TextError::new("email.format");

fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(label)
        && top.len() >= 2
        && !top.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(Email::parse(" contact@arqa.FR ").unwrap().as_str(), "contact@arqa.fr");
        for good in ["a.b+c@d-e.gouv.fr", "o'neill@x.org"] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in
            ["a@b", "a b@c.fr", "@c.fr", "a@", "a..b@c.fr", "a@c..fr", "a@-c.fr", "a@c.1", "a@b@", "é@c.fr"]
        {
            assert_eq!(Email::parse(bad).unwrap_err().code(), "email.format", "{bad}");
        }
    }

    #[test]
    fn one_address_and_nothing_beside_it() {
        for hostile in [
            "a@c.fr\r\nBcc: all@c.fr",
            "a\r\n@c.fr",
            "a@c.fr, b@c.fr",
            "a@c.fr b@c.fr",
            "Agent <a@c.fr>",
            "<a@c.fr>",
            "\"a b\"@c.fr",
            "a@c.fr\0",
            "a@[127.0.0.1]",
            "a@b@c.fr",
            "@relay.fr:a@c.fr",
        ] {
            assert_eq!(Email::parse(hostile).unwrap_err().code(), "email.format", "{hostile:?}");
        }
    }
}
