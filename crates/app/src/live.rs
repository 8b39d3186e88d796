//! Open pages that follow what they show. A page is told once that it has changed, and then asks for itself again:
//! what it may show is decided anew each time, and a page that may show nothing any more is told no more.

use relais_domain::{actor::Actor, clock::Timestamp, ids::MembershipId};
use relais_store::live::{Follower, News as Heard, Topic};
use tokio::time::{Instant, interval_at};

use crate::{
    App, AppError,
    auth::{Presence, SessionToken, find_session},
};

/// What an open page is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// What it shows has changed.
    Changed,
    /// The session has ended, or the membership: what it shows is to be taken away.
    Over,
    /// This instance stops; another one will tell.
    Closed,
}

/// The page from which something is followed.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// Who reads it.
    pub actor: &'a Actor,
    /// In which session.
    pub token: &'a SessionToken,
    /// What the page shows is as it was then.
    pub since: Timestamp,
}

/// A page that waits to be told.
pub struct Following {
    app: App,
    actor: Actor,
    token: SessionToken,
    follower: Follower,
}

impl std::fmt::Debug for Following {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Following").finish_non_exhaustive()
    }
}

impl Following {
    /// Waits for the one thing this page is told. That a page waits keeps no session alive.
    pub async fn news(mut self) -> News {
        let every = self.app.settings.session_look;
        let mut looks = interval_at(Instant::now() + every, every);
        loop {
            tokio::select! {
                heard = self.follower.news() => return match heard {
                    Heard::Changed => News::Changed,
                    Heard::Closed => News::Closed,
                },
                _ = looks.tick() => {
                    // A database that does not answer ends no session.
                    let Ok(session) = find_session(&self.app, &self.token, Presence::Nobody).await else { continue };
                    match session.and_then(|session| session.actor) {
                        // Signed out, or no member any more.
                        None => return News::Over,
                        // In another role, or at another desk: what she may see is decided anew.
                        Some(actor) if actor != self.actor => return News::Changed,
                        Some(_) => {}
                    }
                }
            }
        }
    }
}

/// Begins to follow, once the reader was allowed to.
///
/// Errors: [`AppError::TooMany`] when too many pages are open, here or of this reader.
pub(crate) fn follow(app: &App, reader: Reader<'_>, topic: Topic) -> Result<Following, AppError> {
    let who = reader.actor.membership().map(MembershipId::uuid).unwrap_or_default();
    let follower = app.store.live().follow(topic, reader.since, who).map_err(|_| AppError::TooMany)?;
    Ok(Following { app: app.clone(), actor: *reader.actor, token: reader.token.clone(), follower })
}
