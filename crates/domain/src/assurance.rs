//! How surely an identity provider knows who signed in.

use crate::codes;

codes! {
    /// ProConnect's levels, in rising order; each is the lowest of identity, authentication and tie to the
    /// organisation. Asking for a level is a wish: the level received is compared again with what was demanded.
    pub enum Assurance {
        /// Self-declared.
        Eidas0 = "eidas0",
        /// Self-declared, with a second factor.
        Eidas0Mfa = "eidas0-mfa",
        /// Verified, one factor.
        Eidas1 = "eidas1",
        /// Verified, with a one-time code by mail or text message.
        Eidas1Mfa = "eidas1-mfa",
        /// Verified, with an authenticator or synchronised passkey.
        Eidas2 = "eidas2",
        /// Verified, with a hardware key or agent card.
        Eidas3 = "eidas3",
    }
}

impl Assurance {
    /// The levels that satisfy a demand, for the `claims` parameter.
    pub fn at_least(minimum: Self) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |level| *level >= minimum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_rising_order() {
        assert!(Assurance::ALL.is_sorted());
        assert_eq!(
            Assurance::at_least(Assurance::Eidas1Mfa).map(Assurance::as_str).collect::<Vec<_>>(),
            ["eidas1-mfa", "eidas2", "eidas3"]
        );
    }
}
