//! Lists by pages, each beginning after the last line of the page before.

/// Lines a page shows.
pub(crate) const PAGE: usize = 50;
/// Lines to ask for: one more than a page tells whether there is a next.
pub(crate) const ASKED: usize = PAGE + 1;

/// Cuts the line that only said there is a next page, and tells where that begins.
pub(crate) fn page<T, C>(lines: Vec<T>, after: impl FnOnce(&T) -> C) -> (Vec<T>, Option<C>) {
    page_of(PAGE, lines, after)
}

/// The same for pages of so many lines.
pub(crate) fn page_of<T, C>(
    most: usize,
    mut lines: Vec<T>,
    after: impl FnOnce(&T) -> C,
) -> (Vec<T>, Option<C>) {
    let more = lines.len() > most;
    lines.truncate(most);
    let next = lines.last().filter(|_| more).map(after);
    (lines, next)
}
