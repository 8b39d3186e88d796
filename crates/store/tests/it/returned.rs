//! What is back with the sender, what the recipient is to confirm, and in which list each referral stands: the rules of
//! `relais-domain`, and the database's reading of them.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use relais_domain::{
    actor::Actor,
    clock::{Clock as _, Timestamp},
    ids::ReferralId,
    need::NeedState,
    referral::{CancelReason, Outcome, Referral, ReferralState},
};
use relais_store::referrals::{DayLine, ListFilter, Order, ReferralLine, StoredReferral, Which};
use relais_testdb::World;
use uuid::Uuid;

use crate::{desk::id, rows::draft};

/// Marks a referral of each length of way has set.
const SENT: &[&str] = &[
    "sent_at",
    "asked_at",
    "acknowledge_due",
    "first_reminder_due",
    "second_reminder_due",
    "third_reminder_due",
    "escalation_due",
    "expires_on",
];
const MARKS: &[&str] = &[
    "received_at",
    "accepted_at",
    "nudge_due",
    "no_contact_due",
    "started_at",
    "held_at",
    "hold_review_at",
    "hold_until",
    "consent_asked_at",
    "consent_due",
    "cancel_acknowledged_at",
    "closed_at",
];

/// A state, the marks it has beside those of sending, whether it was sent, and its codes.
#[derive(Clone, Debug)]
struct Attempt {
    state: ReferralState,
    sent: bool,
    marks: &'static [&'static str],
    codes: Vec<(&'static str, &'static str)>,
}

/// The mark with which a date is promised; any other mark stands for itself.
fn promised_with<'a>(column: &&'a str) -> &'a str {
    match *column {
        "nudge_due" | "no_contact_due" => "accepted_at",
        "consent_due" => "consent_asked_at",
        other => other,
    }
}

impl Attempt {
    fn new(state: ReferralState, sent: bool, marks: &'static [&'static str]) -> Self {
        Self { state, sent, marks, codes: Vec::new() }
    }

    fn code(mut self, column: &'static str, value: &'static str) -> Self {
        self.codes.push((column, value));
        self
    }

    fn completed(outcome: Outcome) -> Self {
        let marks = &["received_at", "accepted_at", "closed_at"];
        Self::new(ReferralState::Completed, true, marks).code("outcome", outcome.as_str())
    }

    fn cancelled(sent: bool, marks: &'static [&'static str], reason: CancelReason) -> Self {
        Self::new(ReferralState::Cancelled, sent, marks).code("cancel_reason", reason.as_str())
    }

    /// The row, with every column that the state does not use empty.
    fn columns(&self) -> String {
        let mark = |column: &&str, set: bool| format!("{column} = {}", if set { "$1" } else { "NULL" });
        let sent = SENT.iter().map(|column| mark(column, self.sent));
        let marks = MARKS.iter().map(|column| mark(column, self.marks.contains(&promised_with(column))));
        let code = |column: &&str| {
            let value = self.codes.iter().find(|(name, _)| name == column);
            value.map_or(format!("{column} = NULL"), |(_, value)| format!("{column} = '{value}'"))
        };
        let codes = [
            "outcome",
            "cancel_reason",
            "reject_reason",
            "denied_by",
            "error_reason",
            "hold_sub_reason",
            "held_from",
        ];
        let rejected = self.state == ReferralState::Rejected;
        let rest = [
            format!("state = '{}'", self.state.as_str()),
            format!("agreement_id = {}", if self.sent { "id" } else { "NULL" }),
            format!("waiting_list = {}", if rejected { "FALSE" } else { "NULL" }),
            format!(
                "hold_review_on = {}",
                if self.marks.contains(&"held_at") { "'2026-12-01'" } else { "NULL" }
            ),
        ];
        let all = sent.chain(marks).chain(codes.iter().map(code)).chain(rest);
        all.collect::<Vec<_>>().join(", ")
    }
}

fn rejected() -> Attempt {
    let rejected = Attempt::new(ReferralState::Rejected, true, &["received_at", "closed_at"]);
    rejected.code("reject_reason", "no_capacity").code("denied_by", "service")
}

fn in_error() -> Attempt {
    Attempt::new(ReferralState::EnteredInError, false, &["closed_at"]).code("error_reason", "double_entry")
}

/// One attempt of every kind: each state, each outcome, each reason to cancel after each length of way.
fn kinds() -> Vec<Attempt> {
    use ReferralState as S;
    let held = |marks, from| {
        let held = Attempt::new(S::OnHold, true, marks);
        held.code("hold_sub_reason", "waiting_list").code("held_from", from)
    };
    let mut kinds = vec![
        Attempt::new(S::Draft, false, &[]),
        Attempt::new(S::AwaitingConsent, false, &["consent_asked_at"]),
        Attempt::new(S::Requested, true, &[]),
        Attempt::new(S::Received, true, &["received_at"]),
        held(&["received_at", "held_at", "hold_review_at", "hold_until"], "received"),
        held(&["received_at", "accepted_at", "held_at", "hold_review_at", "hold_until"], "accepted"),
        Attempt::new(S::Accepted, true, &["received_at", "accepted_at"]),
        Attempt::new(S::InProgress, true, &["received_at", "accepted_at", "started_at"]),
        rejected(),
        Attempt::new(S::ConsentWithdrawn, true, &["received_at", "accepted_at", "closed_at"]),
        Attempt::new(S::ConsentWithdrawn, true, &["closed_at"]),
        Attempt::new(S::Expired, true, &["closed_at"]),
        in_error(),
    ];
    kinds.extend(Outcome::ALL.iter().copied().map(Attempt::completed));
    for reason in CancelReason::ALL.iter().copied() {
        kinds.push(Attempt::cancelled(false, &["closed_at"], reason));
        if reason.by_sender() {
            let taken = &["received_at", "accepted_at", "closed_at"];
            let confirmed = &["received_at", "accepted_at", "closed_at", "cancel_acknowledged_at"];
            for marks in [&["closed_at"][..], taken, confirmed] {
                kinds.push(Attempt::cancelled(true, marks, reason));
            }
        }
    }
    kinds
}

/// Three attempts at one need, each begun after the one before.
struct Need {
    world: World,
    attempts: [ReferralId; 3],
    now: Timestamp,
}

impl Need {
    async fn open() -> Self {
        let world = World::open().await;
        let first = draft(&world).await;
        world.db().execute("DROP INDEX uq_referral_draft", []).await.unwrap();
        world.db().copies("referral", &["id", "number"], 2).await;
        let copies = [0, 1].map(|copy| ReferralId::new(Uuid::from_u128(7 << 64 | copy)));
        let now = world.clock().now();
        // The ids do not tell which was begun last.
        let attempts = [copies[1], first, copies[0]];
        for (begun, attempt) in (1_i64..).zip(attempts) {
            let sql = "UPDATE referral SET created_at = $1 WHERE id = $2";
            let at = now - TimeDelta::days(10) + TimeDelta::minutes(begun);
            world.db().execute(sql, [at.into(), id(attempt.uuid())]).await.unwrap();
        }
        Self { world, attempts, now }
    }

    async fn put(&self, attempts: [&Attempt; 3]) {
        for (attempt, row) in attempts.into_iter().zip(self.attempts) {
            let sql = format!("UPDATE referral SET {} WHERE id = $2", attempt.columns());
            let changed = self.world.db().execute(&sql, [self.now.into(), id(row.uuid())]).await;
            assert_eq!(changed.unwrap_or_else(|error| panic!("{attempt:?}: {error}")), 1);
        }
    }

    async fn day(&self, actor: &Actor) -> Vec<DayLine> {
        let unit = self.world.app.store.begin(actor).await.unwrap();
        unit.list_day(self.now, self.now - TimeDelta::days(30), 7).await.unwrap()
    }

    /// The rows as the rules read them: they refuse what they could not have written.
    async fn stored(&self) -> Vec<StoredReferral> {
        let unit = self.world.app.store.begin(&self.world.ccas.social_worker()).await.unwrap();
        let mut stored = Vec::new();
        for attempt in self.attempts {
            stored.push(unit.find_referral(attempt).await.unwrap().unwrap());
        }
        stored
    }

    async fn listed(&self, actor: &Actor, which: Which) -> BTreeSet<ReferralId> {
        let unit = self.world.app.store.begin(actor).await.unwrap();
        let filter = ListFilter { which, order: Order::Changed(None), limit: 10, ..ListFilter::default() };
        unit.list_referrals(&filter).await.unwrap().iter().map(ReferralLine::id).collect()
    }

    /// The need is on top of the sender's day, in one line, when the fold says that it is back; and only then.
    async fn check_returned(&self, attempts: [&Attempt; 3]) -> bool {
        self.put(attempts).await;
        let stored = self.stored().await;
        let state = NeedState::fold(stored.iter().map(|stored| &stored.referral));
        let counting = stored.iter().rev().map(|stored| &stored.referral);
        let latest = counting.clone().find(|referral| referral.state() != ReferralState::EnteredInError);
        let expected: Vec<_> =
            latest.filter(|_| state == NeedState::Returned).map(Referral::id).into_iter().collect();
        let day = self.day(&self.world.ccas.social_worker()).await;
        let returned: Vec<_> =
            day.iter().filter(|line| line.block == "returned").map(|line| line.line.id()).collect();
        assert_eq!(returned, expected, "{attempts:?}: {state:?}");
        state == NeedState::Returned
    }
}

#[tokio::test]
async fn a_need_stands_on_top_when_the_fold_says_that_it_is_back() {
    let need = Need::open().await;
    let (kinds, error) = (kinds(), in_error());
    let mut back = 0;
    for kind in &kinds {
        for attempts in [[kind, &error, &error], [&error, kind, &error], [&error, &error, kind]] {
            back += usize::from(need.check_returned(attempts).await);
        }
    }
    assert_eq!(
        back,
        3 * (4 + 4 + 6 + 12),
        "refused, stopped, expired; without help; called back before and after sending"
    );
    // One of every state, and the ends that tell themselves apart.
    let some: Vec<_> = kinds.iter().step_by(2).collect();
    for one in &some {
        for other in &some {
            need.check_returned([one, other, &error]).await;
        }
    }
    let few = [rejected(), kinds[0].clone(), kinds[2].clone(), Attempt::completed(Outcome::Helped), error];
    for one in &few {
        for two in &few {
            for three in &few {
                need.check_returned([one, two, three]).await;
            }
        }
    }
}

#[tokio::test]
async fn each_referral_stands_in_one_list_of_the_recipient_and_asks_for_confirmation_when_it_may_be_given() {
    let need = Need::open().await;
    let (sender, recipient) = (need.world.ccas.social_worker(), need.world.mission.social_worker());
    let (mut to_confirm, error) = (0, in_error());
    for kind in kinds() {
        need.put([&kind, &error, &error]).await;
        let referral = need.stored().await.remove(0).referral;
        let day = need.day(&recipient).await;
        let awaits = referral.clone().confirm_cancel(&recipient, need.now).is_ok();
        assert_eq!(day.iter().any(|line| line.block == "to_confirm"), awaits, "{kind:?}");
        to_confirm += usize::from(awaits);
        let (inbox, ended) =
            (need.listed(&recipient, Which::Inbox).await, need.listed(&recipient, Which::Ended).await);
        assert!(inbox.is_disjoint(&ended), "{kind:?}");
        let told = kind.sent && kind.state != ReferralState::EnteredInError;
        assert_eq!(inbox.union(&ended).count(), usize::from(told), "{kind:?}: in one of them");
        assert_eq!(inbox.len(), day.len(), "{kind:?}: the day is the inbox");
        assert_eq!(inbox.is_empty(), !told || (!referral.state().is_open() && !awaits), "{kind:?}");
        let unit = need.world.app.store.begin(&recipient).await.unwrap();
        let count = unit.count_inbox().await.unwrap();
        let counts = [count.to_confirm, count.to_answer, count.under_way];
        let blocks = ["to_confirm", "to_answer", "working"];
        let expected = blocks.map(|block| i64::from(day.iter().any(|line| line.block == block)));
        assert_eq!(counts, expected, "{kind:?}");
        drop(unit);
        check_sent(&need, &sender, &kind).await;
    }
    assert_eq!(to_confirm, 5, "work called back, for each reason a sender may give");
}

/// Each block of the sender's day is a list of its own.
async fn check_sent(need: &Need, sender: &Actor, kind: &Attempt) {
    let day = need.day(sender).await;
    for (block, which) in [
        ("drafts", Which::Drafts),
        ("returned", Which::Returned(need.now - TimeDelta::days(30))),
        ("silent", Which::Silent(need.now)),
        ("waiting", Which::Waiting(need.now)),
    ] {
        let lines = day.iter().filter(|line| line.block == block);
        let expected: BTreeSet<_> = lines.map(|line| line.line.id()).collect();
        assert_eq!(need.listed(sender, which).await, expected, "{block}: {kind:?}");
    }
    assert_eq!(need.listed(sender, Which::Sent).await.len(), 3, "{kind:?}");
}
