//! Random walks of the use cases over three desks, against a small model; after each step the database is asked.
//!
//! `PROPTEST_CASES` makes the walk longer; a failing walk is shrunk to the steps that matter.

use proptest::prelude::*;
use relais_app::{
    AppError,
    referrals::{
        RejectInput, Saved, StartReferral, accept_referral, acknowledge_referral, cancel_referral,
        choose_items, choose_service, complete_referral, confirm_cancel, reject_referral, send_referral,
        show_referral, start_referral, start_work, withdraw_consent, write_need,
    },
};
use relais_domain::{
    ids::RelationId,
    referral::{Holder, visibility::Sight},
};
use relais_testdb::{
    Desk, World,
    story::{self, ITEMS, Step, answer, create, need},
};

use crate::main_line::assert_events_are_journalled;

/// What somebody tries at a desk.
#[derive(Clone, Copy, Debug)]
enum Act {
    ChooseItems(bool),
    Rewrite(bool),
    Yes,
    No,
    Send,
    Acknowledge,
    Accept,
    Reject,
    Start,
    Complete,
    Cancel,
    Confirm,
    Withdraw,
}

#[derive(Clone, Copy, Debug)]
enum Move {
    /// A desk drafts for its own person, to a service of another desk.
    Draft { desk: usize, to: usize, service: usize },
    /// A desk tries an act on one of the referrals.
    Try { desk: usize, referral: usize, act: Act },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Draft,
    Awaiting,
    Requested,
    Received,
    Accepted,
    InProgress,
    Completed,
    Rejected,
    Cancelled,
    Withdrawn,
}

impl State {
    const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Awaiting => "awaiting_consent",
            Self::Requested => "requested",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Withdrawn => "consent_withdrawn",
        }
    }

    const fn is_open(self) -> bool {
        !matches!(self, Self::Completed | Self::Rejected | Self::Cancelled | Self::Withdrawn)
    }

    const fn is_asked(self) -> bool {
        matches!(self, Self::Requested | Self::Received)
    }

    const fn is_taken(self) -> bool {
        matches!(self, Self::Accepted | Self::InProgress)
    }

    const fn is_unsent(self) -> bool {
        matches!(self, Self::Draft | Self::Awaiting)
    }
}

/// What the model knows of a referral.
#[expect(clippy::struct_excessive_bools, reason = "a model of facts, each true or not")]
#[derive(Clone, Copy, Debug)]
struct Known {
    step: Step,
    sender: usize,
    recipient: usize,
    service: usize,
    state: State,
    items: bool,
    /// Whether the need is in its second words.
    reworded: bool,
    /// The items a yes covers.
    agreed: Option<bool>,
    sent: bool,
    taken: bool,
    confirmed: bool,
}

struct Walk {
    world: World,
    persons: Vec<RelationId>,
    known: Vec<Known>,
    /// Entries the acts so far must have left.
    entries: i64,
}

impl Walk {
    async fn begin() -> Self {
        let world = World::open().await;
        let mut persons = Vec::new();
        for (desk, name) in [(&world.ccas, "Anna"), (&world.mission, "Berthe"), (&world.caf, "Chloé")] {
            persons.push(create(&world, &desk.social_worker(), story::somebody(name)).await);
        }
        let entries = world.db().count("journal_entry", []).await;
        Self { world, persons, known: Vec::new(), entries }
    }

    fn desk(&self, number: usize) -> &Desk {
        [&self.world.ccas, &self.world.mission, &self.world.caf][number]
    }

    async fn make(&mut self, step: Move) {
        match step {
            Move::Draft { desk, to, service } => self.draft(desk, (desk + 1 + to) % 3, service).await,
            Move::Try { desk, referral, act } if !self.known.is_empty() => {
                let index = referral % self.known.len();
                self.attempt(desk, index, act).await;
                self.check(index).await;
            }
            Move::Try { .. } => {}
        }
        let entries = self.world.db().count("journal_entry", []).await;
        assert_eq!(entries, self.entries, "an entry for each act, and none without");
    }

    async fn draft(&mut self, sender: usize, recipient: usize, service: usize) {
        let actor = self.desk(sender).social_worker();
        let relation = self.persons[sender];
        let id = start_referral(&self.world.app, &actor, &need(relation)).await.unwrap();
        let target = self.desk(recipient).services[service];
        let saved = choose_service(&self.world.app, &actor, id, 1, target).await.unwrap();
        let step = Step { relation, id, version: saved.version };
        self.entries += 3;
        let (agreed, state) = (None, State::Draft);
        let known = Known {
            step,
            sender,
            recipient,
            service,
            state,
            items: false,
            reworded: false,
            agreed,
            sent: false,
            taken: false,
            confirmed: false,
        };
        self.known.push(known);
    }

    async fn attempt(&mut self, desk: usize, index: usize, act: Act) {
        let expected = self.expect(desk, index, act);
        let result = self.run(desk, self.known[index].step, act).await;
        let known = self.known[index];
        let stranger = desk != known.sender && !(desk == known.recipient && known.sent);
        match (expected, result) {
            (Some((next, entries)), Ok(saved)) => {
                // An agreement taken back after the end leaves the referral as it ended.
                let rises = known.state.is_open() || matches!(act, Act::Confirm);
                assert_eq!(saved.version > known.step.version, rises, "{act:?}: the version rises");
                self.known[index] = Known { step: known.step.after(saved), ..next };
                self.entries += entries;
            }
            (None, Err(AppError::NotFound)) => {}
            (None, Err(AppError::Forbidden | AppError::Rule { .. })) => {
                assert!(!stranger, "{act:?} tells a stranger that {known:?} exists");
            }
            (expected, result) => panic!("{act:?} at desk {desk} on {known:?}: {expected:?}, got {result:?}"),
        }
    }

    /// The state an act leads to and the entries it leaves; nothing when it must be refused.
    fn expect(&self, desk: usize, index: usize, act: Act) -> Option<(Known, i64)> {
        let known = self.known[index];
        let (sends, receives) = (desk == known.sender, desk == known.recipient && known.sent);
        let to = |state: State| Known { state, ..known };
        let agreement = i64::from(known.agreed.is_some());
        // The recipient's relation ends, and its key.
        let copy = if known.state.is_taken() { 2 } else { 0 };
        match act {
            Act::ChooseItems(items) if sends && known.state == State::Draft => {
                Some((Known { items, ..known }, 1))
            }
            Act::Rewrite(reworded) if sends && known.state == State::Draft => {
                let same = known.reworded == reworded;
                let ended = if same { 0 } else { agreement };
                let agreed = known.agreed.filter(|_| same);
                Some((Known { reworded, agreed, ..known }, 2 + ended))
            }
            Act::Yes if sends && known.state == State::Draft => {
                // A second yes takes the place of the first.
                Some((Known { agreed: Some(known.items), ..known }, 2 + agreement))
            }
            Act::Yes if sends && known.state == State::Awaiting => {
                let next = Known { agreed: Some(known.items), sent: true, ..to(State::Requested) };
                Some((next, 3))
            }
            // A no after a yes takes the yes back.
            Act::No if sends && known.state == State::Draft => {
                Some((Known { agreed: None, ..to(State::Cancelled) }, 5 + agreement))
            }
            Act::No if sends && known.state == State::Awaiting => Some((to(State::Cancelled), 4)),
            Act::Send if sends && known.state == State::Draft && !self.duplicate(index) => match known.agreed
            {
                None => Some((to(State::Awaiting), 1)),
                Some(items) if items == known.items => {
                    Some((Known { sent: true, ..to(State::Requested) }, 1))
                }
                Some(_) => None,
            },
            Act::Acknowledge if receives && known.state == State::Requested => Some((to(State::Received), 1)),
            Act::Accept if receives && known.state.is_asked() => {
                Some((Known { taken: true, ..to(State::Accepted) }, 2))
            }
            Act::Reject if receives && known.state.is_asked() => Some((to(State::Rejected), 2)),
            Act::Start if receives && known.state.is_taken() => Some((to(State::InProgress), 1)),
            Act::Complete if receives && known.state.is_taken() => Some((to(State::Completed), 2)),
            Act::Cancel if sends && known.state.is_open() => {
                Some((to(State::Cancelled), 1 + agreement + copy))
            }
            Act::Confirm
                if receives && known.state == State::Cancelled && known.taken && !known.confirmed =>
            {
                Some((Known { confirmed: true, ..known }, 1))
            }
            Act::Withdraw if (sends || receives) && known.state.is_open() => {
                Some((Known { agreed: None, ..to(State::Withdrawn) }, 1 + agreement + copy))
            }
            // After the end, while the agreement still runs; a partner's copy lives on after a completion only.
            Act::Withdraw if (sends || receives) && known.agreed.is_some() => {
                let copy = if known.state == State::Completed { 2 } else { 0 };
                Some((Known { agreed: None, ..known }, 1 + copy))
            }
            _ => None,
        }
    }

    /// The same desk already asks the same service for the same person.
    fn duplicate(&self, index: usize) -> bool {
        let known = self.known[index];
        self.known.iter().enumerate().any(|(other, found)| {
            other != index
                && (found.sender, found.recipient, found.service)
                    == (known.sender, known.recipient, known.service)
                && found.state.is_open()
                && found.state != State::Draft
        })
    }

    async fn run(&self, desk: usize, step: Step, act: Act) -> Result<Saved, AppError> {
        let (app, actor) = (&self.world.app, self.desk(desk).social_worker());
        let Step { id, version, .. } = step;
        let items: Vec<String> = ITEMS.iter().map(|item| (*item).to_owned()).collect();
        let no = RejectInput { version, reason: "no_capacity".into(), ..RejectInput::default() };
        match act {
            Act::ChooseItems(all) => {
                let items = if all { &items[..] } else { &[] };
                choose_items(app, &actor, id, version, items).await
            }
            Act::Rewrite(reworded) => {
                let first = need(step.relation);
                let second = StartReferral { situation: "À la rue".into(), ..need(step.relation) };
                write_need(app, &actor, id, version, if reworded { &second } else { &first }).await
            }
            Act::Yes => answer(&self.world, &actor, step, "yes").await,
            Act::No => answer(&self.world, &actor, step, "no").await,
            Act::Send => send_referral(app, &actor, id, version).await,
            Act::Acknowledge => acknowledge_referral(app, &actor, id, version).await,
            Act::Accept => accept_referral(app, &actor, id, version).await,
            Act::Reject => reject_referral(app, &actor, id, &no).await,
            Act::Start => start_work(app, &actor, id, version).await,
            Act::Complete => complete_referral(app, &actor, id, version, ("helped", "")).await,
            Act::Cancel => cancel_referral(app, &actor, id, version, ("other", "")).await,
            Act::Confirm => confirm_cancel(app, &actor, id, version).await,
            Act::Withdraw => withdraw_consent(app, &actor, id, "counter").await,
        }
    }

    /// What the database says of a referral, and what each of the three desks can read of it.
    async fn check(&mut self, index: usize) {
        let known = self.known[index];
        let id = || [known.step.id.uuid().into()];
        let db = self.world.db();
        assert_eq!(db.texts("SELECT state FROM referral WHERE id = $1", id()).await, [known.state.code()]);
        let version = "SELECT CAST(version AS BIGINT) FROM referral WHERE id = $1";
        assert_eq!(db.number(version, id()).await, i64::from(known.step.version));
        let living = "relation WHERE ground_referral_id = $1 AND ended_at IS NULL AND payload IS NOT NULL";
        let permitting = "agreement WHERE referral_id = $1 AND state = 'given' AND replaced_by IS NULL";
        let agreed = i64::from(known.agreed.is_some());
        assert_eq!(db.count(permitting, id()).await, agreed, "never two that permit the same: {known:?}");
        let completed = known.state == State::Completed && known.agreed.is_some();
        let copies = i64::from(known.state.is_taken() || completed);
        assert_eq!(db.count(living, id()).await, copies, "{known:?}");
        for desk in 0..3 {
            let actor = self.desk(desk).social_worker();
            let view = show_referral(&self.world.app, &actor, known.step.id).await;
            if desk == known.sender {
                let view = view.unwrap();
                self.entries += 1;
                assert_eq!(view.sight, Sight::Own);
                assert_eq!(view.holder, holder(known.state), "{known:?}");
            } else if desk == known.recipient && known.sent {
                let view = view.unwrap();
                self.entries += 1;
                assert_eq!(view.sight, recipient_sight(known.state), "{known:?}");
                assert_eq!(view.content.is_some(), view.sight >= Sight::Reduced, "{known:?}");
                assert_eq!(view.person.is_some(), view.sight == Sight::Agreed, "{known:?}");
            } else {
                assert!(matches!(view, Err(AppError::NotFound)), "desk {desk} reads {known:?}: {view:?}");
            }
        }
    }
}

const fn holder(state: State) -> Holder {
    if !state.is_open() {
        Holder::Nobody
    } else if state.is_taken() {
        Holder::Recipient
    } else {
        Holder::Sender
    }
}

const fn recipient_sight(state: State) -> Sight {
    if state.is_taken() {
        Sight::Agreed
    } else if state.is_open() && !state.is_unsent() {
        Sight::Reduced
    } else {
        Sight::Existence
    }
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        any::<bool>().prop_map(Act::ChooseItems),
        any::<bool>().prop_map(Act::Rewrite),
        Just(Act::Yes),
        Just(Act::Yes),
        Just(Act::No),
        Just(Act::Send),
        Just(Act::Send),
        Just(Act::Acknowledge),
        Just(Act::Accept),
        Just(Act::Accept),
        Just(Act::Reject),
        Just(Act::Start),
        Just(Act::Complete),
        Just(Act::Cancel),
        Just(Act::Confirm),
        Just(Act::Withdraw),
    ]
}

fn step() -> impl Strategy<Value = Move> {
    prop_oneof![
        1 => (0..3_usize, 0..2_usize, 0..2_usize)
            .prop_map(|(desk, to, service)| Move::Draft { desk, to, service }),
        9 => (0..3_usize, 0..3_usize, act()).prop_map(|(desk, referral, act)| Move::Try { desk, referral, act }),
    ]
}

/// Begins with drafts that are on their way, so that short walks reach far.
async fn walk(moves: Vec<Move>) {
    let mut walk = Walk::begin().await;
    for desk in 0..2 {
        walk.make(Move::Draft { desk, to: 0, service: 0 }).await;
        for act in [Act::Yes, Act::Send] {
            walk.make(Move::Try { desk, referral: desk, act }).await;
        }
    }
    for step in moves {
        walk.make(step).await;
    }
    assert_events_are_journalled(&walk.world).await;
}

fn cases() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let few = if asked { ProptestConfig::default() } else { ProptestConfig::with_cases(4) };
    ProptestConfig { failure_persistence: None, max_shrink_iters: 60, ..few }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_rules_hold_on_any_walk(moves in prop::collection::vec(step(), 10..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(Box::pin(walk(moves)));
    }
}
