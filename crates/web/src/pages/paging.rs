//! Lists by pages: the address says after which instant and id a page begins.

use std::{fmt::Display, str::FromStr};

use chrono::DateTime;
use relais_domain::clock::Timestamp;

use crate::{request::Typed, views::parts::Pager};

/// Where a page begins, as its address says; anything unreadable is the first page.
pub fn cursor<T: FromStr>(asked: &Typed) -> Option<(Timestamp, T)> {
    let (at, id) = asked.get("after").split_once('.')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
}

/// Forward by cursor; back is the first page, for a cursor does not go back.
pub fn pager<T: Display>(path: &str, asked: &Typed, next: Option<(Timestamp, T)>) -> Pager {
    Pager {
        previous: (!asked.get("after").is_empty()).then(|| path.to_owned()),
        next: next.map(|(at, id)| format!("{path}?after={}.{id}", at.timestamp_micros())),
    }
}
