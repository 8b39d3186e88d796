//! What rows have in common: a row that no aggregate could have written is refused, and says where.

/// A row that contradicts itself: the column that does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("column {column} contradicts the row's state")]
pub struct Inconsistent {
    /// The column.
    pub column: &'static str,
}

/// The value of a column the state requires.
pub(crate) fn needed<T>(value: Option<T>, column: &'static str) -> Result<T, Inconsistent> {
    value.ok_or(Inconsistent { column })
}

/// Names the first column in which a stored row differs from what the rebuilt aggregate would write.
macro_rules! same_columns {
    ($rebuilt:expr, $stored:expr, $($column:ident)+) => {{
        let (rebuilt, stored) = (&$rebuilt, &$stored);
        $(if rebuilt.$column != stored.$column {
            return Err($crate::record::Inconsistent { column: stringify!($column) });
        })+
    }};
}
pub(crate) use same_columns;
