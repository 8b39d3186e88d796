//! Nearness in statements: what lies in a box, and the nearest first.

use relais_domain::directory::{BoundingBox, Position};

use crate::sql::Sql;

/// Only rows whose `latitude` and `longitude` lie in a box; `of` is the table's name in the statement and a dot, or
/// nothing.
pub(crate) fn inside(sql: Sql, of: &str, within: &BoundingBox) -> Sql {
    let (north, east) = (format!(" AND {of}latitude"), format!("{of}longitude"));
    let sql = sql.filter(&format!("{north} >= "), within.south).filter(&format!("{north} <= "), within.north);
    let across = if within.crosses_antimeridian() { " OR " } else { " AND " };
    sql.filter(&format!(" AND ({east} >= "), within.west)
        .filter(&format!("{across}{east} <= "), within.east)
        .push(")")
}

/// Orders by the distance from a point, what has no position last. The Earth is taken as flat between the two points:
/// a degree of longitude is shorter than one of latitude by the cosine of the latitude between them, which is right
/// within a thousandth up to 500 km.
pub(crate) fn nearest_first(sql: Sql, of: &str, from: Position) -> Sql {
    let (north, east) = (format!("({of}latitude - "), format!("({of}longitude - "));
    let (narrow, slope) = (from.latitude().to_radians().cos(), from.latitude().to_radians().sin());
    let narrower = 1.0_f64.to_radians() / 2.0 * slope;
    let mut sql = sql
        .push(&format!(
            " ORDER BY CASE WHEN {of}latitude IS NULL OR {of}longitude IS NULL THEN 1 ELSE 0 END, "
        ))
        .filter(&north, from.latitude())
        .filter(&format!(") * {north}"), from.latitude())
        .push(")");
    for begin in [" + ", " * "] {
        sql = sql.filter(&format!("{begin}{east}"), from.longitude()).filter(") * (", narrow);
        sql = sql.filter(" - ", narrower).filter(&format!(" * {north}"), from.latitude()).push("))");
    }
    sql.push(&format!(", {of}search_key, {of}id"))
}
