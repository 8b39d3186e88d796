//! One walk: what is tried, what must come of it, what the rows say after it.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use relais_app::{
    AppError,
    jobs::{expire_agreements, hand_over_absent, strike_clocks},
    journal::seal_journal,
    persons::{CreatePerson, Created, create_person},
    referrals::{Saved, choose_service, list_inbox, show_referral, start_again, start_referral},
};
use relais_domain::{
    actor::{Actor, Role},
    ids::RelationId,
    referral::{Holder, visibility::Sight},
};
use relais_testdb::{
    World,
    story::{self, Step, need},
};

use super::{
    acts::act_on,
    model::{Attempt, Known, State},
    moves::{Act, Desk, How, Move, Who},
    rows::Sheet,
};

/// Days a walk may take: an agreement's half year is never over.
const DAYS: u16 = 150;
/// Referrals of a walk.
const MOST: usize = 4;
/// Tables an act may find away.
const TABLES: [&str; 3] = ["outbox", "referral_event", "journal_entry"];

/// Tells names of tables that are away apart.
static AWAY: AtomicUsize = AtomicUsize::new(0);

pub struct Walk<'a> {
    world: &'a World,
    person: RelationId,
    known: Vec<Known>,
    needs: usize,
    days: u16,
}

impl<'a> Walk<'a> {
    /// Walks. Begins with a referral on its way, so that short walks reach far, and ends what is open, so that the next
    /// walk in the same world is alone with its own.
    pub async fn lead(world: &'a World, moves: &[Move]) {
        let person = somebody(world).await;
        let mut walk = Self { world, person, known: Vec::new(), needs: 0, days: 0 };
        walk.draft(0).await;
        for act in [Act::Yes, Act::Send] {
            walk.attempt((Desk::Right, Who::Worker), (0, act), How::Once).await;
        }
        for step in moves {
            walk.make(*step).await;
        }
        for index in 0..walk.known.len() {
            walk.attempt((Desk::Right, Who::Worker), (index, Act::Cancel), How::Once).await;
        }
    }

    async fn make(&mut self, step: Move) {
        match step {
            Move::Draft(service) if self.known.len() < MOST => self.draft(service).await,
            Move::Draft(_) => {}
            Move::Try { desk, who, referral, act, how } => {
                let index = referral % self.known.len();
                self.attempt((desk, who), (index, act), how).await;
            }
            Move::Look => self.look().await,
            Move::Days(days) => self.pass(days).await,
        }
    }

    async fn draft(&mut self, service: usize) {
        let actor = self.world.ccas.social_worker();
        let id = start_referral(&self.world.app, &actor, &need(self.person)).await.unwrap();
        self.needs += 1;
        let step = Step { relation: self.person, id, version: 1 };
        self.choose(step, Who::Worker, (self.needs, service)).await;
    }

    async fn choose(&mut self, step: Step, author: Who, (need, service): (usize, usize)) {
        let actor = self.world.ccas.social_worker();
        let target = self.world.mission.services[service];
        let saved = choose_service(&self.world.app, &actor, step.id, step.version, target).await.unwrap();
        self.known.push(Known::draft(step.after(saved), author, (need, service)));
    }

    fn actor(&self, (desk, who): (Desk, Who), act: Act) -> (Actor, bool, bool) {
        let answers = matches!(
            act,
            Act::Acknowledge
                | Act::Claim
                | Act::Release
                | Act::Assign
                | Act::Accept
                | Act::Hold
                | Act::Start
                | Act::Reject(_)
                | Act::Complete
                | Act::Confirm
        );
        let either = matches!(act, Act::Reopen | Act::Resume | Act::TellPerson | Act::Withdraw);
        let sender = match desk {
            Desk::Right if either => who == Who::Colleague,
            Desk::Right => !answers,
            Desk::Sender => true,
            Desk::Recipient | Desk::Stranger => false,
        };
        let stranger = desk == Desk::Stranger;
        let house = match (stranger, sender) {
            (true, _) => &self.world.caf,
            (false, true) => &self.world.ccas,
            (false, false) => &self.world.mission,
        };
        let role = match who {
            Who::Worker => Role::SocialWorker,
            Who::Colleague => Role::DigitalMediator,
            Who::Manager => Role::Manager,
        };
        (house.actor(role), sender && !stranger, !sender && !stranger)
    }

    async fn attempt(&mut self, by: (Desk, Who), (index, act): (usize, Act), how: How) {
        let (actor, sends, receives) = self.actor(by, act);
        let known = self.known[index];
        let before = Sheet::of(self.world, known.step.id).await;
        let now = self.world.app.clock.now();
        let (duplicate, elsewhere) = (self.duplicate(index), self.elsewhere(index));
        let attempt = Attempt { sends, receives, who: by.1, act, now, duplicate, elsewhere };
        let stale = how == How::Stale && !matches!(act, Act::Withdraw | Act::StartAgain);
        let expected = if stale { None } else { self.expect(known, attempt) };
        if act == Act::StartAgain {
            return self.start_again((&actor, by.1), index, expected).await;
        }
        let step = if stale { Step { version: known.step.version - 1, ..known.step } } else { known.step };
        let (result, broken) = self.act(&actor, step, (act, how)).await;
        let what = format!("{act:?} {how:?} by {by:?} on {known:?}");
        match (expected, result) {
            (Some(next), Ok(saved)) => {
                self.done((index, next), saved, (act, &before)).await;
                if how == How::Twice && act != Act::Withdraw && !repeatable(act) {
                    self.again(&actor, index, (known.step, act)).await;
                }
            }
            (_, Err(error)) if broken => {
                assert!(expected.is_none() || is_failure(&error), "{what}: {error:?}");
                assert_eq!(Sheet::of(self.world, known.step.id).await, before, "{what}: done by half");
            }
            (None, Err(error)) => {
                let stranger = !(sends || receives && known.is_known_to_recipient());
                assert!(is_refusal(&error), "{what}: {error:?}");
                assert!(
                    !stranger || matches!(error, AppError::NotFound),
                    "{what} tells a stranger: {error:?}"
                );
                assert_eq!(Sheet::of(self.world, known.step.id).await, before, "{what}: refused and done");
            }
            (expected, result) => panic!("{what}: {expected:?} was due, and it came to {result:?}"),
        }
    }

    fn expect(&self, known: Known, attempt: Attempt) -> Option<Known> {
        known.expect(attempt, &self.world.app.settings.clocks, &self.world.app.settings.terms)
    }

    /// The act; whether a table was away meanwhile.
    async fn act(
        &self,
        actor: &Actor,
        step: Step,
        (act, how): (Act, How),
    ) -> (Result<Saved, AppError>, bool) {
        let colleague = self.world.mission.actor(Role::DigitalMediator).membership().unwrap().to_string();
        let How::Broken(table) = how else {
            return (act_on(self.world, actor, step, (act, &colleague)).await, false);
        };
        let table = TABLES[table % TABLES.len()];
        let rename = async |from: &str, to: &str| {
            let sql = format!("ALTER TABLE {from} RENAME TO {to}");
            self.world.db().execute(&sql, []).await.unwrap();
        };
        // Another name each time: connections of the embedded engine look at their own memory of the schema first.
        let away = format!("away_{}", AWAY.fetch_add(1, Ordering::Relaxed));
        rename(table, &away).await;
        let result = act_on(self.world, actor, step, (act, &colleague)).await;
        rename(&away, table).await;
        (result, true)
    }

    /// An act is done: the rows say so, and what it tells the other side was queued once.
    async fn done(&mut self, (index, next): (usize, Known), saved: Saved, (act, before): (Act, &Sheet)) {
        let was = self.known[index];
        self.known[index] = Known { step: was.step.after(saved), ..next };
        if matches!(act, Act::Send | Act::Yes)
            && was.state != State::Requested
            && next.state == State::Requested
        {
            self.link_refused(index);
        }
        let after = self.check(index).await;
        let ends_with_version =
            was.state.is_open() || was.state != next.state || !matches!(act, Act::Withdraw);
        assert_eq!(
            after.version > before.version,
            ends_with_version,
            "{act:?} on {was:?}: the version rises"
        );
        let told = next.sent && !matches!(act, Act::Claim | Act::Release | Act::Assign);
        assert_eq!(after.messages - before.messages, i64::from(told), "{act:?} on {was:?}: told once");
        let edits = |sheet: &Sheet| (sheet.version - sheet.events, sheet.entries - sheet.events);
        assert!(
            was.state == State::Draft || act == Act::Yes || edits(&after) == edits(before),
            "{act:?} on {was:?}"
        );
    }

    /// The same act on the version it was made on.
    async fn again(&self, actor: &Actor, index: usize, (step, act): (Step, Act)) {
        let before = Sheet::of(self.world, step.id).await;
        let (result, _) = self.act(actor, step, (act, How::Once)).await;
        let error = result.unwrap_err();
        assert!(is_refusal(&error), "{act:?} again on {:?}: {error:?}", self.known[index]);
        assert_eq!(Sheet::of(self.world, step.id).await, before, "{act:?} again: done twice");
    }

    async fn start_again(&mut self, (actor, who): (&Actor, Who), index: usize, expected: Option<Known>) {
        let known = self.known[index];
        let open =
            self.known.iter().rfind(|other| other.need == known.need && other.state.is_open()).copied();
        if expected.is_some() && open.is_none() && self.known.len() >= MOST {
            return;
        }
        let before = Sheet::of(self.world, known.step.id).await;
        match (expected, start_again(&self.world.app, actor, known.step.id).await) {
            (Some(_), Ok(attempt)) => {
                if let Some(open) = open {
                    assert_eq!(attempt.id, open.step.id, "the attempt that goes on");
                } else {
                    let step = Step { relation: self.person, id: attempt.id, version: 1 };
                    self.choose(step, who, (known.need, 1 - known.service)).await;
                }
            }
            (None, Err(error)) => assert!(is_refusal(&error), "again on {known:?}: {error:?}"),
            (expected, result) => {
                panic!("again on {known:?}: {expected:?} was due, and it came to {result:?}")
            }
        }
        assert_eq!(
            Sheet::of(self.world, known.step.id).await,
            before,
            "again: what has ended stays as it is"
        );
    }

    /// What was sent goes on with the attempt that was refused as the wrong service, the last one.
    fn link_refused(&mut self, index: usize) {
        let need = self.known[index].need;
        let refused = self.known.iter_mut().filter(|other| {
            other.need == need && other.state == State::Rejected && other.wrong_service && !other.superseded
        });
        if let Some(last) = refused.max_by_key(|other| other.closed.map(|(at, _)| at)) {
            last.superseded = true;
            last.step.version += 1;
        }
    }

    /// The same desk asks the same service for the same person.
    fn duplicate(&self, index: usize) -> bool {
        let known = self.known[index];
        self.known.iter().enumerate().any(|(other, found)| {
            other != index
                && found.service == known.service
                && found.state.is_open()
                && found.state != State::Draft
        })
    }

    /// Another attempt at the same need is asked, in hand, or has met it: work here always helps.
    fn elsewhere(&self, index: usize) -> bool {
        let need = self.known[index].need;
        self.known.iter().enumerate().any(|(other, found)| {
            let counts =
                found.state.is_open() && found.state != State::Draft || found.state == State::Completed;
            other != index && found.need == need && counts
        })
    }

    async fn pass(&mut self, days: u16) {
        if self.days + days > DAYS {
            return;
        }
        self.days += days;
        seal_journal(&self.world.app).await.unwrap();
        self.world.advance(TimeDelta::days(days.into()));
        let app = &self.world.app;
        self.world.deliver_messages().await.unwrap();
        expire_agreements(app).await.unwrap();
        strike_clocks(app).await.unwrap();
        hand_over_absent(app).await.unwrap();
        self.world.deliver_messages().await.unwrap();
        let now = app.clock.now();
        for index in 0..self.known.len() {
            let known = self.known[index];
            let next = known.after_jobs(now, &app.settings.clocks);
            let sheet = Sheet::of(self.world, known.step.id).await;
            let struck = sheet.version - i64::from(known.step.version);
            let must = i64::from(next.state != known.state);
            assert!(
                struck == must || struck == 1 && known.state.is_open(),
                "{known:?} after {days} days: {sheet:?}"
            );
            let version = i32::try_from(sheet.version).unwrap();
            self.known[index] = Known { step: Step { version, ..known.step }, ..next };
            self.check(index).await;
        }
    }

    /// Everybody looks: nothing moves, and nobody sees what is not theirs.
    async fn look(&mut self) {
        for index in 0..self.known.len() {
            let before = Sheet::of(self.world, self.known[index].step.id).await;
            self.check(index).await;
            assert_eq!(
                Sheet::of(self.world, self.known[index].step.id).await,
                before,
                "a read moves nothing"
            );
        }
        let inbox = list_inbox(&self.world.app, &self.world.caf.social_worker(), None).await.unwrap();
        assert!(inbox.lines.is_empty(), "a stranger's inbox");
    }

    /// What the rows say of a referral, and what each desk can read of it.
    async fn check(&self, index: usize) -> Sheet {
        let known = self.known[index];
        let sheet = Sheet::of(self.world, known.step.id).await;
        let what = format!("{known:?} {sheet:?}");
        assert_eq!(sheet.state, known.state.code(), "{what}");
        assert_eq!(sheet.told, sheet.state, "the history ends where the row stands: {what}");
        assert_eq!(sheet.version, i64::from(known.step.version), "{what}");
        assert_eq!(sheet.journalled, sheet.events, "each event has its own entry: {what}");
        assert_eq!(
            sheet.permitting,
            i64::from(known.agreed.is_some()),
            "never two that permit the same: {what}"
        );
        assert_eq!(sheet.copies, i64::from(known.has_copy()), "{what}");
        self.check_views(known).await;
        sheet
    }

    async fn check_views(&self, known: Known) {
        let now = self.world.app.clock.now();
        for (desk, sends) in [(&self.world.ccas, true), (&self.world.mission, false)] {
            let view = show_referral(&self.world.app, &desk.social_worker(), known.step.id).await;
            if !sends && !known.is_known_to_recipient() {
                assert!(matches!(view, Err(AppError::NotFound)), "{known:?}: {view:?}");
                continue;
            }
            let view = view.unwrap_or_else(|error| panic!("{known:?} is not shown: {error:?}"));
            let masked = known.state == State::Error;
            let sight = match sends {
                true if masked => Sight::Existence,
                true => Sight::Own,
                false => known.recipient_sight(now),
            };
            assert_eq!(view.sight, sight, "{known:?}");
            assert_eq!(view.holder, known.holder(), "{known:?}");
            assert!(!known.state.is_open() || view.holder != Holder::Nobody, "open and nobody's: {known:?}");
            if !sends {
                assert_eq!(view.content.is_some(), sight >= Sight::Reduced, "{known:?}");
                assert_eq!(view.person.is_some(), sight == Sight::Agreed, "{known:?}");
            }
        }
        let stranger = self.world.caf.social_worker();
        let view = show_referral(&self.world.app, &stranger, known.step.id).await;
        assert!(matches!(view, Err(AppError::NotFound)), "a stranger reads {known:?}: {view:?}");
    }
}

/// Acts that may be said again, each time as a new event on the version that is then present.
const fn repeatable(act: Act) -> bool {
    matches!(act, Act::StartAgain)
}

fn is_refusal(error: &AppError) -> bool {
    matches!(error, AppError::NotFound | AppError::Forbidden | AppError::Rule { .. } | AppError::Conflict)
}

fn is_failure(error: &AppError) -> bool {
    matches!(error, AppError::Internal(_) | AppError::Unavailable(_))
}

/// A person of the sender's, and of nobody else's walk.
async fn somebody(world: &World) -> RelationId {
    let input = story::somebody("Anna");
    let person = input.read(world.app.today()).unwrap();
    let command = CreatePerson { person, not_a_duplicate: true, contact: None };
    match create_person(&world.app, &world.ccas.social_worker(), command).await.unwrap() {
        Created::Relation(relation) => relation,
        Created::Duplicates(lines) => panic!("asked about, though it was said: {lines:?}"),
    }
}
