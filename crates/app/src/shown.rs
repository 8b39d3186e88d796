//! What a list showed, kept sealed in its entry: so whom it was about can be told later.

use std::fmt::Display;

use relais_store::journal::Act;

/// The entry of a list of these rows; one that showed none keeps nothing.
pub(crate) fn shown(act: Act, ids: impl IntoIterator<Item = impl Display>) -> Act {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    if ids.is_empty() { act } else { act.with("shown", ids.join(" ")) }
}
