//! Lists by pages: the address says after which line a page begins. An address of one order is unreadable in another,
//! and anything unreadable is the first page.

use std::{fmt::Display, str::FromStr};

use chrono::DateTime;
use relais_app::referrals::{Order, Turn};
use relais_domain::{clock::Timestamp, ids::ReferralId};

use crate::{request::Typed, views::parts::Pager};

/// Where a page begins in a list by an instant and an id.
pub fn cursor<T: FromStr>(asked: &Typed) -> Option<(Timestamp, T)> {
    instant_and_id(asked.get("after"))
}

/// After this line of such a list.
pub fn after<T: Display>((at, id): (Timestamp, T)) -> String {
    format!("{}.{id}", at.timestamp_micros())
}

/// Where a page begins in a list of what awaits an answer.
pub fn turn(asked: &Typed) -> Option<Turn> {
    let (rank, rest) = asked.get("after").strip_prefix('t')?.split_once('.')?;
    let (at, id) = instant_and_id(rest)?;
    Turn::new(rank.parse().ok()?, at, id)
}

/// After this line of such a list.
pub fn after_turn(turn: Turn) -> String {
    format!("t{}.{}", turn.rank, after((turn.at, turn.id)))
}

/// Where a page begins in a list of either order.
pub fn order(asked: &Typed) -> Order {
    match turn(asked) {
        Some(turn) => Order::Turn(Some(turn)),
        None => Order::Changed(cursor::<ReferralId>(asked)),
    }
}

/// After this line of a list of either order; nothing after no line.
pub fn after_order(order: Order) -> Option<String> {
    match order {
        Order::Changed(place) => place.map(after),
        Order::Turn(place) => place.map(after_turn),
    }
}

/// Forward by cursor; back is the first page, for a cursor does not go back.
pub fn pager(path: &str, asked: &Typed, next: Option<String>) -> Pager {
    let more = if path.contains('?') { '&' } else { '?' };
    Pager {
        previous: (!asked.get("after").is_empty()).then(|| path.to_owned()),
        next: next.map(|after| format!("{path}{more}after={after}")),
    }
}

fn instant_and_id<T: FromStr>(typed: &str) -> Option<(Timestamp, T)> {
    let (at, id) = typed.split_once('.')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
}
