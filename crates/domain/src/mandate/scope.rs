//! What a mandate lets be done: themes, narrowed to named procedures and, where known, to where they are done.

use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::organisation::Theme;

/// The most things one mandate may name: a longer list is not read, and one mandate for everything is a blank cheque.
const MOST: usize = 20;
/// The longest code of a catalogue.
const LONGEST: usize = 40;

/// A code that the catalogue cannot have, or a scope that says nothing or everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a scope of a mandate")]
pub struct ScopeCodeError;

/// Lower-case letters, digits, `-`, `_`, `.`: none of what parts a scope's codes.
fn code(text: &str) -> Result<String, ScopeCodeError> {
    let text = text.trim().to_ascii_lowercase();
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    let sound = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(fits);
    if sound { Ok(text) } else { Err(ScopeCodeError) }
}

macro_rules! catalogue_codes {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The code, in lower case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ScopeCodeError;

            fn from_str(text: &str) -> Result<Self, ScopeCodeError> {
                code(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

catalogue_codes! {
    /// A procedure of the catalogue (« démarche »), by its code.
    ProcedureCode;
    /// Where a procedure is done: an administration or an on-line service, by its code.
    TargetCode;
}

/// One thing that may be done. A theme without a procedure is allowed, and shown as broad.
///
/// Its text is `theme`, `theme:procedure`, `theme@target` or `theme:procedure@target`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeItem {
    /// The theme.
    pub theme: Theme,
    /// The one procedure of it; none for all.
    pub procedure: Option<ProcedureCode>,
    /// The one place where; none for all.
    pub target: Option<TargetCode>,
}

impl ScopeItem {
    /// Whether whoever may do this may do `other`: the same theme, and nothing narrower.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        self.theme == other.theme
            && (self.procedure.is_none() || self.procedure == other.procedure)
            && (self.target.is_none() || self.target == other.target)
    }

    /// Whether something may be done under both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.theme == other.theme
            && meet(self.procedure.as_ref(), other.procedure.as_ref())
            && meet(self.target.as_ref(), other.target.as_ref())
    }

    /// Whether it names a whole theme.
    #[must_use]
    pub const fn is_broad(&self) -> bool {
        self.procedure.is_none()
    }
}

/// Whether two narrowings leave something in common.
fn meet<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_none() || other.is_none() || one == other
}

impl fmt::Display for ScopeItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.theme.fmt(f)?;
        self.procedure.iter().try_for_each(|procedure| write!(f, ":{procedure}"))?;
        self.target.iter().try_for_each(|target| write!(f, "@{target}"))
    }
}

impl FromStr for ScopeItem {
    type Err = ScopeCodeError;

    fn from_str(text: &str) -> Result<Self, ScopeCodeError> {
        let (what, target) = text.split_once('@').map_or((text, None), |(what, to)| (what, Some(to)));
        let (theme, procedure) =
            what.split_once(':').map_or((what, None), |(theme, procedure)| (theme, Some(procedure)));
        Ok(Self {
            theme: theme.parse().map_err(|_| ScopeCodeError)?,
            procedure: procedure.map(str::parse).transpose()?,
            target: target.map(str::parse).transpose()?,
        })
    }
}

/// All that may be done: never nothing, at most 20 things, none of which another says already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(BTreeSet<ScopeItem>);

impl Scope {
    /// A scope of these things; what a broader one includes is left out.
    pub fn of(items: impl IntoIterator<Item = ScopeItem>) -> Result<Self, ScopeCodeError> {
        let all: BTreeSet<_> = items.into_iter().collect();
        let said = |item: &ScopeItem| all.iter().any(|other| other != item && other.includes(item));
        let kept: BTreeSet<_> = all.iter().filter(|item| !said(item)).cloned().collect();
        if kept.is_empty() || kept.len() > MOST { Err(ScopeCodeError) } else { Ok(Self(kept)) }
    }

    /// The things, in order.
    pub fn iter(&self) -> impl Iterator<Item = &ScopeItem> {
        self.0.iter()
    }

    /// The themes, in order, each once.
    #[must_use]
    pub fn themes(&self) -> BTreeSet<Theme> {
        self.0.iter().map(|item| item.theme).collect()
    }

    /// Whether this may be done.
    #[must_use]
    pub fn includes(&self, asked: &ScopeItem) -> bool {
        self.0.iter().any(|item| item.includes(asked))
    }

    /// Whether all of `other` may be done under this.
    #[must_use]
    pub fn includes_all(&self, other: &Self) -> bool {
        other.iter().all(|item| self.includes(item))
    }

    /// Whether something may be done under both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().any(|item| other.iter().any(|theirs| item.overlaps(theirs)))
    }

    /// What is left without a theme; nothing when it was the last.
    #[must_use]
    pub fn without(&self, theme: Theme) -> Option<Self> {
        let left: BTreeSet<_> = self.0.iter().filter(|item| item.theme != theme).cloned().collect();
        if left.is_empty() { None } else { Some(Self(left)) }
    }

    /// The texts of its items, in order: what an envelope is bound to.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        self.0.iter().map(ScopeItem::to_string).collect()
    }
}

impl fmt::Display for Scope {
    /// The codes with one space between, as stored.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.codes().join(" "))
    }
}

impl FromStr for Scope {
    type Err = ScopeCodeError;

    fn from_str(text: &str) -> Result<Self, ScopeCodeError> {
        Self::of(text.split_ascii_whitespace().map(str::parse).collect::<Result<Vec<_>, _>>()?)
    }
}
