//! Time goes by: agents act at their hour by the use cases their clicks would call, and the product's own jobs run
//! as if nobody looked.

use chrono::{Days, NaiveDate, TimeDelta};
use relais_app::{
    App,
    auth::{AgentClaims, SignIn, sign_in},
    jobs::{expire_agreements, strike_clocks},
    members::{AbsenceInput, accept_invitation, end_member, invite, note_absence, show_member},
    referrals::{
        HoldInput, Saved, confirm_cancel, hold_referral, mark_referral_error, reopen_referral,
        resume_referral, show_referral,
    },
};
use relais_demo::{
    seed::Life,
    story::{Act, Hand, Step as ToldStep},
};
use relais_domain::{
    access::Action,
    actor::{Actor, Who},
    calendar::Calendar,
    clock::Timestamp,
    referral::HoldReason,
};
use relais_notices::{WaysOut, run_all, send_messages};
use relais_testdb::TestStore;
use std::collections::{BTreeMap, HashMap};

use super::plan::{Doing, Step};
use crate::founded::ISSUER;

/// What the day brings.
#[derive(Clone, Debug)]
pub enum Event {
    /// The house's own work.
    Jobs,
    /// Somebody at a desk, so many days later than planned.
    Step(Step, i64),
    /// Somebody will not come for some days; what she would have done waits for her.
    Absence { who: Hand, days: u64, cover: Option<Hand> },
    /// Somebody leaves, and another one takes her place.
    Departure { who: Hand, manager: Hand, successor: &'static str },
}

/// The network as time goes by.
pub struct Walk<'a> {
    pub app: &'a App,
    ways: &'a WaysOut,
    pub base: &'a TestStore,
    pub life: Life<'a>,
    events: BTreeMap<(Timestamp, usize), Event>,
    /// Until when somebody is away.
    away: HashMap<String, NaiveDate>,
    /// By how many days everything about a person has been put off.
    put_off: HashMap<usize, i64>,
    /// The end of the days that are walked.
    until: Timestamp,
    /// Who acts in whose place.
    successors: HashMap<String, String>,
    /// Acts that were done, and those that the page no longer offered when their hour came.
    pub done: usize,
    pub too_late: usize,
}

impl<'a> Walk<'a> {
    /// About to walk until an instant.
    pub fn new(
        (app, ways, base): (&'a App, &'a WaysOut, &'a TestStore),
        life: Life<'a>,
        until: Timestamp,
    ) -> Self {
        let (events, away, put_off) = (BTreeMap::new(), HashMap::new(), HashMap::new());
        let successors = HashMap::new();
        Self { app, ways, base, life, events, away, put_off, until, successors, done: 0, too_late: 0 }
    }

    /// Puts something on a day that is walked. What comes at the same instant comes in the order it was put.
    pub fn put(&mut self, at: Timestamp, event: Event) {
        if at > self.until {
            return;
        }
        let after = self.events.range((at, 0)..=(at, usize::MAX)).next_back();
        let turn = after.map_or(0, |((_, turn), _)| turn + 1);
        self.events.insert((at, turn), event);
    }

    /// Goes through all of it.
    pub async fn go(&mut self) {
        while let Some(((at, _), event)) = self.events.pop_first() {
            self.reach(at);
            match event {
                Event::Jobs => self.jobs().await,
                Event::Step(step, late) => self.step(step, late).await,
                Event::Absence { who, days, cover } => self.leave_for(&who, days, cover).await,
                Event::Departure { who, manager, successor } => self.depart(&who, &manager, successor).await,
            }
        }
    }

    /// Everything that runs by itself; what a round does at most so often, until nothing of it is left to do.
    pub async fn jobs(&self) {
        while strike_clocks(self.app).await.unwrap() + expire_agreements(self.app).await.unwrap() > 0 {}
        run_all(self.app, self.ways).await.unwrap();
        send_messages(self.app, self.ways, &|| false).await.unwrap();
    }

    /// Who acts for an organisation: whoever has taken the place of one who left.
    pub fn hand(&self, hand: &Hand) -> Hand {
        let username = self.successors.get(&hand.username).unwrap_or(&hand.username).clone();
        Hand { username, organisation: hand.organisation.clone() }
    }

    pub fn actor(&mut self, hand: &Hand) -> Actor {
        let hand = self.hand(hand);
        *self.life.founded().actor(&hand.username, &hand.organisation).unwrap()
    }

    /// The clock steps at each reading, so it may stand a little further already.
    fn reach(&self, at: Timestamp) {
        self.base.advance((at - self.app.clock.now()).max(TimeDelta::zero()));
    }

    async fn step(&mut self, step: Step, late: i64) {
        let by = self.hand(&step.by);
        let today = self.app.today();
        let back = self.away.get(&by.username).copied().filter(|back| *back > today);
        // Whole weeks: what is put off falls on a working day again.
        let waits = back.map_or(0, |back| ((back - today).num_days() + 6) / 7 * 7);
        let put_off = self.put_off.entry(step.person).or_default();
        *put_off = (*put_off).max(late + waits);
        if late < *put_off {
            let (at, late) = (step.at + TimeDelta::days(*put_off), *put_off);
            return self.put(at, Event::Step(step, late));
        }
        let actor = self.actor(&by);
        let (index, action) = match step.what {
            Doing::Told(act @ (Act::Meet(_) | Act::Contact(_) | Act::Draft(_))) => {
                let told = ToldStep { at: step.at, by, act };
                self.done += 1;
                return self.life.live(&told).await.unwrap();
            }
            Doing::Told(act) => (act.referral().unwrap(), act.action()),
            Doing::Hold(index, _) => (index, Action::HoldReferral),
            Doing::Resume(index) => (index, Action::ResumeReferral),
            Doing::Reopen(index) => (index, Action::ReopenReferral),
            Doing::Confirm(index) => (index, Action::AcknowledgeReferral),
            Doing::Mistake(index) => (index, Action::MarkReferralError),
        };
        let id = self.life.saved(index).unwrap().id;
        let page = show_referral(self.app, &actor, id).await.unwrap();
        if page.allowed.contains(&action) {
            self.act(&actor, step.what, Saved { id, version: page.record.version }).await;
            self.done += 1;
        } else {
            self.too_late += 1;
        }
    }

    async fn act(&self, actor: &Actor, what: Doing, Saved { id, version }: Saved) {
        let app = self.app;
        let done = match what {
            Doing::Told(act) => self.life.carry_on(actor, act, Saved { id, version }).await,
            Doing::Hold(_, reason) => {
                let asks = reason == HoldReason::InformationNeeded;
                let note = if asks { "Quel jour peut-elle venir ?" } else { "" }.to_owned();
                let review_on = (app.today() + Days::new(20)).to_string();
                let input = HoldInput { version, reason: reason.as_str().to_owned(), review_on, note };
                hold_referral(app, actor, id, &input).await
            }
            Doing::Resume(_) => resume_referral(app, actor, id, version, "Le mardi matin.").await,
            Doing::Reopen(_) => {
                reopen_referral(app, actor, id, version, "Il reste une pièce à joindre.").await
            }
            Doing::Confirm(_) => confirm_cancel(app, actor, id, version).await,
            Doing::Mistake(_) => mark_referral_error(app, actor, id, version, ("double_entry", "")).await,
        };
        done.unwrap_or_else(|error| panic!("{what:?} was offered and refused: {error:?}"));
    }

    async fn leave_for(&mut self, who: &Hand, days: u64, cover: Option<Hand>) {
        let (actor, today) = (self.actor(who), self.app.today());
        let cover = cover.and_then(|cover| self.actor(&cover).membership());
        let back = today + Days::new(days);
        let input = AbsenceInput {
            from: today.to_string(),
            until: back.pred_opt().unwrap().to_string(),
            cover: cover.map(|cover| cover.to_string()).unwrap_or_default(),
        };
        note_absence(self.app, &actor, actor.membership().unwrap(), &input).await.unwrap();
        self.away.insert(self.hand(who).username, back);
    }

    async fn depart(&mut self, who: &Hand, manager: &Hand, successor: &str) {
        let (leaving, manager) = (self.actor(who), self.actor(manager));
        let email = format!("{successor}@example.org");
        let invited = invite(self.app, &manager, &email, leaving.role.as_str()).await.unwrap();
        let claims = AgentClaims {
            issuer: ISSUER.to_owned(),
            subject: successor.to_owned(),
            given_name: "Inès".to_owned(),
            usual_name: "Abgrall".to_owned(),
            email: Some(email),
            siret: None,
            provider_id: None,
            acr: None,
        };
        let command = SignIn { claims, id_token: "not-asked-for-here".to_owned(), authenticated_at: None };
        let agent = sign_in(self.app, command).await.unwrap().agent;
        let membership = accept_invitation(self.app, agent, &invited.token).await.unwrap();
        let actor = Actor { who: Who::Agent { agent, membership }, ..leaving };
        self.life.founded().join(successor, &who.organisation, actor);
        let gone = leaving.membership().unwrap();
        let version = show_member(self.app, &manager, gone).await.unwrap().version;
        end_member(self.app, &manager, gone, version).await.unwrap();
        self.successors.insert(who.username.clone(), successor.to_owned());
    }
}

/// When the house works, in minutes after desks open: half past six, when they have closed and a phone may still sound.
const ROUND: i64 = 630;

/// The instants at which the house works: once a day.
pub fn rounds(first: NaiveDate, days: u64, calendar: &Calendar) -> Vec<Timestamp> {
    let days = first.iter_days().take(usize::try_from(days).unwrap());
    days.map(|day| calendar.morning_of(day) + TimeDelta::minutes(ROUND)).collect()
}
