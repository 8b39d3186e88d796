//! What an answer lets its reader see of the persons of the matrix.

use relais_testkit::app::Answer;

use crate::story;

/// Part of every family name.
pub(super) const NAME: &str = "Quervaelleg";
/// How a search for it begins; an echo of this shows no name.
pub(super) const NAME_BEGINS: &str = "quervael";
/// Every address; nobody agreed to pass it on.
pub(super) const ADDRESS: &str = "3 rue des Ajoncs";

/// One letter for each thing seen.
pub(super) fn seen(answer: &Answer) -> String {
    let signs = [('N', NAME), ('A', ADDRESS), ('B', story::NEED), ('S', story::SITUATION)];
    signs.into_iter().filter(|(_, words)| answer.body.contains(words)).map(|(sign, _)| sign).collect()
}
