//! Who follows what in this process, and who is told.
//!
//! A page says since when it knows; what it missed between being drawn and beginning to follow it is told at once. What
//! happened longer ago than [`MEMORY`], or before this process began to hear, is not known any more: then the page is
//! told that it may have changed, and looks.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::TimeDelta;
use relais_domain::clock::{Clock, Timestamp};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Change, Topic};

/// How long a change is remembered: longer than any page takes from being read to following.
const MEMORY: TimeDelta = TimeDelta::minutes(2);
/// Followers of one process.
const AT_MOST: usize = 8_000;
/// Followers of one reader: her open windows, some of them on their way out.
const AT_MOST_EACH: usize = 12;
/// After so many notes those that are too old are forgotten, or memory would grow for ever.
const SWEEP_EVERY: usize = 1_024;

/// No more followers fit in; the page stays as it is until it is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowded;

/// What a follower hears, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It has changed.
    Changed,
    /// This process ends: another one will tell.
    Closed,
}

/// The followers of this process.
pub struct Hub {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

struct State {
    /// Of what happened before, nothing is known.
    since: Timestamp,
    topics: HashMap<Topic, Heard>,
    readers: HashMap<Uuid, usize>,
    followers: usize,
    noted: usize,
    closed: bool,
}

struct Heard {
    at: Timestamp,
    bell: watch::Sender<()>,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("followers", &self.followers()).finish_non_exhaustive()
    }
}

impl Hub {
    /// A hub that hears from now on.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Arc<Self> {
        let (topics, readers) = (HashMap::new(), HashMap::new());
        let state = State { since: clock.now(), topics, readers, followers: 0, noted: 0, closed: false };
        Arc::new(Self { clock, state: Mutex::new(state) })
    }

    /// Begins to follow for a reader whose page shows what was there at `since`.
    ///
    /// Errors: [`Crowded`].
    pub fn follow(
        self: &Arc<Self>,
        topic: Topic,
        since: Timestamp,
        reader: Uuid,
    ) -> Result<Follower, Crowded> {
        let mut state = self.state();
        let own = state.readers.get(&reader).copied().unwrap_or_default();
        if own >= AT_MOST_EACH || state.followers >= AT_MOST {
            return Err(Crowded);
        }
        state.readers.insert(reader, own + 1);
        state.followers += 1;
        let (unknown, closed) = (since < state.since, state.closed);
        state.note(self.clock.now());
        let heard = state.topics.entry(topic).or_insert_with(|| Heard::at(Timestamp::UNIX_EPOCH));
        let missed = unknown || heard.at >= since;
        let bell = (!closed).then(|| heard.bell.subscribe());
        Ok(Follower { hub: Arc::clone(self), reader, missed, bell })
    }

    /// Tells everybody who follows what was saved.
    pub fn tell(&self, change: Change) {
        let now = self.clock.now();
        let mut state = self.state();
        for topic in change.topics() {
            let heard = state.topics.entry(topic).or_insert_with(|| Heard::at(now));
            heard.at = now;
            heard.bell.send_replace(());
        }
        state.note(now);
    }

    /// What other instances did was not heard for a while: whoever follows anything looks.
    pub fn lost(&self) {
        let mut state = self.state();
        state.since = self.clock.now();
        for heard in state.topics.values() {
            heard.bell.send_replace(());
        }
    }

    /// Lets every follower go: this process ends.
    pub fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.topics.clear();
    }

    /// How many follow.
    #[must_use]
    pub fn followers(&self) -> usize {
        self.state().followers
    }

    fn leave(&self, reader: Uuid) {
        let mut state = self.state();
        state.followers -= 1;
        let own = state.readers.get(&reader).copied().unwrap_or_default();
        if own > 1 {
            state.readers.insert(reader, own - 1);
        } else {
            state.readers.remove(&reader);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn note(&mut self, now: Timestamp) {
        self.noted += 1;
        if self.noted.is_multiple_of(SWEEP_EVERY) {
            let kept_since = now - MEMORY;
            self.topics.retain(|_, heard| heard.bell.receiver_count() > 0 || heard.at >= kept_since);
            self.since = self.since.max(kept_since);
        }
    }
}

impl Heard {
    fn at(at: Timestamp) -> Self {
        Self { at, bell: watch::Sender::new(()) }
    }
}

/// One open page.
#[derive(Debug)]
pub struct Follower {
    hub: Arc<Hub>,
    reader: Uuid,
    missed: bool,
    bell: Option<watch::Receiver<()>>,
}

impl Follower {
    /// Waits until there is something to tell. Dropped and asked again, it misses nothing.
    pub async fn news(&mut self) -> News {
        let Some(bell) = &mut self.bell else { return News::Closed };
        if self.missed {
            return News::Changed;
        }
        match bell.changed().await {
            Ok(()) => News::Changed,
            Err(_) => News::Closed,
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.hub.leave(self.reader);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use relais_domain::ids::{OrganisationId, ReferralId};
    use relais_testdb::fixed::ManualClock;

    use super::*;

    const READER: Uuid = Uuid::from_u128(9);

    fn change(referral: u128, recipient: Option<u128>) -> Change {
        Change {
            referral: ReferralId::new(Uuid::from_u128(referral)),
            sender: OrganisationId::new(Uuid::from_u128(100)),
            recipient: recipient.map(|id| OrganisationId::new(Uuid::from_u128(id))),
        }
    }

    fn desk(id: u128) -> Topic {
        Topic::Desk(OrganisationId::new(Uuid::from_u128(id)))
    }

    fn referral(id: u128) -> Topic {
        Topic::Referral(ReferralId::new(Uuid::from_u128(id)))
    }

    fn hub() -> (Arc<ManualClock>, Arc<Hub>) {
        let clock = Arc::new(ManualClock::default());
        let hub = Hub::new(Arc::clone(&clock) as _);
        clock.advance(TimeDelta::seconds(1));
        (clock, hub)
    }

    #[test]
    fn both_desks_and_the_sheet_hear_and_nobody_else() {
        let (clock, hub) = hub();
        let now = clock.now();
        let mut followers: Vec<_> = [referral(1), desk(100), desk(200), referral(2), desk(300)]
            .into_iter()
            .map(|topic| hub.follow(topic, now, READER).unwrap())
            .collect();
        assert!(followers.iter_mut().all(|it| it.news().now_or_never().is_none()), "nothing happened yet");
        hub.tell(change(1, Some(200)));
        let heard: Vec<_> = followers.iter_mut().map(|it| it.news().now_or_never()).collect();
        let changed = Some(News::Changed);
        assert_eq!(heard, [changed, changed, changed, None, None]);
        assert_eq!(hub.followers(), 5);
        drop(followers);
        assert_eq!(hub.followers(), 0);
    }

    #[test]
    fn what_happened_after_the_page_was_read_is_told_when_it_begins_to_follow() {
        let (clock, hub) = hub();
        let drawn = clock.now();
        clock.advance(TimeDelta::seconds(1));
        hub.tell(change(1, None));
        let late = |since| hub.follow(referral(1), since, READER).unwrap().news().now_or_never();
        assert_eq!(late(drawn), Some(News::Changed));
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(late(clock.now()), None, "a page read after it shows it already");
    }

    #[test]
    fn what_is_not_known_any_more_is_taken_for_a_change() {
        let (clock, hub) = hub();
        let before = clock.now() - TimeDelta::minutes(5);
        let follow = |since| hub.follow(referral(1), since, READER).unwrap().news().now_or_never();
        assert_eq!(follow(before), Some(News::Changed), "before this process began");
        let drawn = clock.now();
        clock.advance(MEMORY * 2);
        assert_eq!(follow(drawn), None, "nothing was forgotten yet");
        for other in 0..u128::try_from(SWEEP_EVERY).unwrap() {
            hub.tell(change(1_000 + other, None));
        }
        assert_eq!(follow(drawn), Some(News::Changed));
        clock.advance(TimeDelta::seconds(1));
        let now = clock.now();
        let mut waiting = hub.follow(referral(1), now, READER).unwrap();
        hub.lost();
        assert_eq!(waiting.news().now_or_never(), Some(News::Changed), "others were not heard");
    }

    #[test]
    fn memory_does_not_grow_with_what_nobody_follows() {
        let (clock, hub) = hub();
        for other in 0..50_000 {
            clock.advance(TimeDelta::milliseconds(100));
            hub.tell(change(other, None));
        }
        assert!(hub.state().topics.len() < 3_000, "{}", hub.state().topics.len());
    }

    #[test]
    fn one_reader_takes_no_room_from_the_others_and_gives_hers_back() {
        let (clock, hub) = hub();
        let now = clock.now();
        let mine: Vec<_> = (0..AT_MOST_EACH).map(|_| hub.follow(desk(1), now, READER).unwrap()).collect();
        assert_eq!(hub.follow(desk(1), now, READER).unwrap_err(), Crowded);
        let mut other = hub.follow(desk(1), now, Uuid::from_u128(10)).unwrap();
        drop(mine);
        let mut again = hub.follow(desk(1), now, READER).unwrap();
        hub.close();
        assert_eq!(other.news().now_or_never(), Some(News::Closed));
        assert_eq!(again.news().now_or_never(), Some(News::Closed));
        let after = hub.follow(desk(1), now, READER).unwrap().news().now_or_never();
        assert_eq!(after, Some(News::Closed), "whoever comes after the end is sent on");
    }
}
