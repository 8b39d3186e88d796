//! Closed code lists: an enum, its stable code in storage and API, and the list of all its values.

/// A text that is not one of a closed list's codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a code of {list}")]
pub struct UnknownCode {
    /// The Rust name of the list.
    pub list: &'static str,
}

/// Declares a closed list: `as_str`, `ALL`, `Display` and `FromStr` from one table of variants and codes.
#[macro_export]
macro_rules! codes {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code, the same in storage, API and texts.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::code::UnknownCode { list: stringify!($name) }),
                }
            }
        }
    };
}
