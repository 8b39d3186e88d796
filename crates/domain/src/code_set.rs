//! Sets of codes of one closed list, stored as one text.

use std::{collections::BTreeSet, str::FromStr};

use crate::code::UnknownCode;

/// A set of codes of one closed list, in the list's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSet<T: Ord>(BTreeSet<T>);

impl<T: Ord> Default for CodeSet<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Ord + Copy> CodeSet<T> {
    /// Whether the code is in the set.
    #[must_use]
    pub fn contains(&self, code: T) -> bool {
        self.0.contains(&code)
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The set with these codes too.
    #[must_use]
    pub fn with(mut self, codes: impl IntoIterator<Item = T>) -> Self {
        self.0.extend(codes);
        self
    }

    /// The set without this code.
    #[must_use]
    pub fn without(mut self, code: T) -> Self {
        self.0.remove(&code);
        self
    }

    /// The codes in the list's order.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.0.iter().copied()
    }
}

impl<T: Ord> FromIterator<T> for CodeSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(codes: I) -> Self {
        Self(codes.into_iter().collect())
    }
}

impl<T: Ord + std::fmt::Display> std::fmt::Display for CodeSet<T> {
    /// The codes with one space between, as stored.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (nth, code) in self.0.iter().enumerate() {
            if nth > 0 {
                f.write_str(" ")?;
            }
            code.fmt(f)?;
        }
        Ok(())
    }
}

impl<T: Ord + FromStr<Err = UnknownCode>> FromStr for CodeSet<T> {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_ascii_whitespace().map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::Item;

    #[test]
    fn a_set_reads_back_from_its_text_in_the_lists_order() {
        let set: CodeSet<Item> = [Item::Phone, Item::Identity, Item::Phone].into_iter().collect();
        assert_eq!(set.to_string(), "identity phone");
        assert_eq!(set.to_string().parse(), Ok(set.clone()));
        assert_eq!("".parse(), Ok(CodeSet::<Item>::default()));
        assert!("identity nir".parse::<CodeSet<Item>>().is_err());
        assert!(set.contains(Item::Phone) && !set.contains(Item::Email));
    }
}
