//! What is known of a referral, and what an act must lead to: the transition table again, in as few words as possible.

use relais_domain::{
    agreement::TermRules,
    clock::Timestamp,
    referral::{ClockRules, Clocks, Holder, visibility::Sight},
};
use relais_testdb::story::Step;

use super::moves::{Act, Who};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    Awaiting,
    Requested,
    Received,
    OnHold,
    Accepted,
    InProgress,
    Completed,
    Rejected,
    Cancelled,
    Withdrawn,
    Expired,
    Error,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Awaiting => "awaiting_consent",
            Self::Requested => "requested",
            Self::Received => "received",
            Self::OnHold => "on_hold",
            Self::Accepted => "accepted",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Withdrawn => "consent_withdrawn",
            Self::Expired => "expired",
            Self::Error => "entered_in_error",
        }
    }

    pub const fn is_asked(self) -> bool {
        matches!(self, Self::Requested | Self::Received)
    }

    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Accepted | Self::InProgress)
    }

    pub const fn is_open(self) -> bool {
        self.is_asked() || self.is_taken() || matches!(self, Self::Draft | Self::Awaiting | Self::OnHold)
    }
}

/// What the model knows of a referral.
#[expect(clippy::struct_excessive_bools, reason = "a model of facts, each true or not")]
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub step: Step,
    /// Attempts at the same need have the same number.
    pub need: usize,
    pub service: usize,
    pub author: Who,
    pub state: State,
    /// Where a hold goes back to.
    pub before: State,
    pub items: bool,
    /// Whether the need is in its second words.
    pub reworded: bool,
    /// The items a yes covers, and until when it holds.
    pub agreed: Option<(bool, Timestamp)>,
    pub sent: bool,
    pub taken: bool,
    pub confirmed: bool,
    pub claim: Option<Who>,
    /// When what waits ends by itself: an answer, a hold, her agreement.
    pub ends: Option<Timestamp>,
    pub held_at: Option<Timestamp>,
    /// Days it stood still before the answer.
    pub stood: i64,
    /// The dates promised at sending.
    pub promised: Option<Clocks>,
    pub closed: Option<(Timestamp, Option<Who>)>,
    pub wrong_service: bool,
    pub superseded: bool,
    /// Whether her own answer is noted.
    pub answered: bool,
}

/// Who tries what, and when.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not depend on one another")]
pub struct Attempt {
    pub sends: bool,
    pub receives: bool,
    pub who: Who,
    pub act: Act,
    pub now: Timestamp,
    /// Another referral asks the same service the same.
    pub duplicate: bool,
    /// Another attempt at its need is under way or has met it.
    pub elsewhere: bool,
}

impl Known {
    pub const fn draft(step: Step, author: Who, (need, service): (usize, usize)) -> Self {
        Self {
            step,
            need,
            service,
            author,
            state: State::Draft,
            before: State::Draft,
            items: false,
            reworded: false,
            agreed: None,
            sent: false,
            taken: false,
            confirmed: false,
            claim: None,
            ends: None,
            held_at: None,
            stood: 0,
            promised: None,
            closed: None,
            wrong_service: false,
            superseded: false,
            answered: false,
        }
    }

    pub fn in_force(&self, now: Timestamp) -> bool {
        self.agreed.is_some_and(|(_, until)| now < until)
    }

    /// Whether the recipient may know that it exists.
    pub fn is_known_to_recipient(&self) -> bool {
        self.sent && self.state != State::Error
    }

    /// Whether the recipient works on it, now or after a hold.
    pub fn is_at_work(&self) -> bool {
        self.state.is_taken() || self.state == State::OnHold && self.before.is_taken()
    }

    /// Whether the recipient must hold a living copy of what was agreed: no, yes, or as long as her agreement runs.
    pub fn has_copy(&self) -> bool {
        self.agreed.is_some() && (self.is_at_work() || self.state == State::Completed)
    }

    pub fn holder(&self) -> Holder {
        if self.state == State::Error {
            Holder::Sender
        } else if !self.state.is_open() {
            Holder::Nobody
        } else if self.is_at_work() {
            Holder::Recipient
        } else {
            Holder::Sender
        }
    }

    pub fn recipient_sight(&self, now: Timestamp) -> Sight {
        if !self.state.is_open() || !self.in_force(now) {
            Sight::Existence
        } else if self.is_at_work() {
            Sight::Agreed
        } else {
            Sight::Reduced
        }
    }

    /// It ended: the agreement runs some days more.
    fn close(self, now: Timestamp, by: Option<Who>, clocks: &ClockRules) -> Self {
        let agreed = self.agreed.map(|(items, until)| (items, until.min(clocks.reopen_limit(now))));
        Self { agreed, closed: Some((now, by)), ends: None, ..self }
    }

    fn at(self, state: State) -> Self {
        Self { state, ..self }
    }

    fn sent_at(self, now: Timestamp, clocks: &ClockRules) -> Self {
        Self { stood: 0, ..self }.promising(clocks.at_sending(now)).sent_again()
    }

    fn promising(self, promised: Clocks) -> Self {
        Self { promised: Some(promised), ends: Some(promised.expires_on), ..self }
    }

    fn sent_again(self) -> Self {
        Self { sent: true, closed: None, ..self.at(State::Requested) }
    }

    /// Whether a member may do such a thing at all (`product.md`, Roles).
    const fn may(who: Who, act: Act) -> bool {
        match who {
            Who::Worker | Who::Colleague => !matches!(act, Act::Assign),
            Who::Manager => !matches!(
                act,
                Act::ChooseItems(_)
                    | Act::Rewrite(_)
                    | Act::Yes
                    | Act::No
                    | Act::Send
                    | Act::Hold
                    | Act::Start
                    | Act::Complete
                    | Act::StartAgain
            ),
        }
    }

    /// What the act leads to; nothing when it must be refused.
    pub fn expect(self, attempt: Attempt, clocks: &ClockRules, terms: &TermRules) -> Option<Self> {
        let Attempt { sends, receives, who, act, .. } = attempt;
        if !Self::may(who, act) {
            return None;
        }
        if sends && let Some(next) = self.by_sender(attempt, clocks, terms) {
            return Some(next);
        }
        if receives
            && self.is_known_to_recipient()
            && let Some(next) = self.by_recipient(attempt, clocks)
        {
            return Some(next);
        }
        let either = sends || receives && self.is_known_to_recipient();
        if either { self.by_either(attempt, clocks, terms) } else { None }
    }

    fn by_sender(self, attempt: Attempt, clocks: &ClockRules, terms: &TermRules) -> Option<Self> {
        let Attempt { who, act, now, duplicate, .. } = attempt;
        let draft = self.state == State::Draft;
        let given = |items| Some((items, now + chrono::TimeDelta::days(terms.longest_days.into())));
        match act {
            Act::ChooseItems(items) if draft => Some(Self { items, ..self }),
            Act::Rewrite(reworded) if draft => {
                let agreed = self.agreed.filter(|_| self.reworded == reworded);
                Some(Self { reworded, agreed, ..self })
            }
            Act::Yes if draft => Some(Self { agreed: given(self.items), ..self }),
            Act::Yes if self.state == State::Awaiting => {
                Some(Self { agreed: given(self.items), ..self }.sent_at(now, clocks))
            }
            Act::No if matches!(self.state, State::Draft | State::Awaiting) => Some(Self {
                agreed: None,
                ends: None,
                closed: Some((now, None)),
                ..self.at(State::Cancelled)
            }),
            Act::Send if draft && !duplicate => match self.agreed {
                None => Some(Self { ends: Some(clocks.consent_limit(now)), ..self.at(State::Awaiting) }),
                Some((items, _)) if items == self.items => Some(self.sent_at(now, clocks)),
                Some(_) => None,
            },
            Act::Cancel if self.state.is_open() => Some(self.at(State::Cancelled).close(now, None, clocks)),
            Act::MarkError if self.state != State::Error && (who == self.author || who == Who::Manager) => {
                Some(Self { agreed: None, ends: None, ..self.at(State::Error) })
            }
            Act::TellSender if self.state == State::Completed => Some(self),
            Act::StartAgain if !self.state.is_open() && self.state != State::Error => Some(self),
            _ => None,
        }
    }

    fn by_recipient(self, attempt: Attempt, clocks: &ClockRules) -> Option<Self> {
        let Attempt { who, act, now, .. } = attempt;
        let in_hands = self.state.is_asked()
            || self.state.is_taken()
            || self.state == State::OnHold
            || self.state == State::Cancelled && self.taken && !self.confirmed;
        match act {
            Act::Acknowledge if self.state == State::Requested => Some(self.at(State::Received)),
            Act::Claim if in_hands && self.claim.is_none() => Some(Self { claim: Some(who), ..self }),
            Act::Release if in_hands && self.claim.is_some_and(|by| by == who || who == Who::Manager) => {
                Some(Self { claim: None, ..self })
            }
            Act::Assign if in_hands && self.claim != Some(Who::Colleague) => {
                Some(Self { claim: Some(Who::Colleague), ..self })
            }
            Act::Accept if self.state.is_asked() && self.in_force(now) => {
                Some(Self { taken: true, claim: Some(who), ends: None, ..self.at(State::Accepted) })
            }
            Act::Hold if self.state.is_asked() || self.state.is_taken() => {
                let stood = if self.state.is_asked() { u16::try_from(self.stood).ok()? } else { 0 };
                let ends = clocks.hold_left(stood, now);
                // It asks to look again in three days.
                let day = clocks.calendar.day_of(now) + chrono::Days::new(3);
                ends.filter(|until| day <= clocks.calendar.day_of(*until))?;
                Some(Self { before: self.state, ends, held_at: Some(now), ..self.at(State::OnHold) })
            }
            Act::Start if self.state.is_taken() => Some(self.at(State::InProgress)),
            Act::Reject(wrong)
                if self.state.is_asked() || self.state == State::OnHold && self.before.is_asked() =>
            {
                let ended = Self { wrong_service: wrong, ..self.at(State::Rejected) };
                Some(ended.close(now, Some(who), clocks))
            }
            Act::Complete if self.state.is_taken() => {
                Some(Self { answered: false, ..self.at(State::Completed).close(now, Some(who), clocks) })
            }
            Act::Confirm if self.state == State::Cancelled && self.taken && !self.confirmed => {
                Some(Self { confirmed: true, ..self })
            }
            _ => None,
        }
    }

    fn by_either(self, attempt: Attempt, clocks: &ClockRules, terms: &TermRules) -> Option<Self> {
        let Attempt { receives, who, act, now, duplicate, elsewhere, .. } = attempt;
        match act {
            Act::Resume if self.state == State::OnHold => {
                let back = Self { ends: None, held_at: None, ..self.at(self.before) };
                // The days that stood still are given back.
                let (promised, held_at) = (self.promised?, self.held_at?);
                let resumed = clocks.resumed(promised, held_at, now);
                let days = (clocks.calendar.day_of(now) - clocks.calendar.day_of(held_at)).num_days();
                let again = Self { stood: self.stood + days, ..back.promising(resumed) };
                Some(if self.before.is_asked() { again } else { back })
            }
            Act::Withdraw if self.state.is_open() => {
                Some(Self { agreed: None, ..self.at(State::Withdrawn) }.close(now, None, clocks))
            }
            Act::Withdraw if self.in_force(now) && self.state != State::Error => {
                Some(Self { agreed: None, ..self })
            }
            Act::TellPerson if self.state == State::Completed && !(receives && self.answered) => {
                Some(Self { answered: true, ..self })
            }
            Act::Reopen => {
                let (closed_at, closer) = self.closed?;
                let in_time = now <= clocks.reopen_limit(closed_at);
                if self.superseded || duplicate || elsewhere || !in_time || !self.in_force(now) {
                    return None;
                }
                let (items, _) = self.agreed?;
                let hard_end = now + chrono::TimeDelta::days(terms.longest_days.into());
                let again = Self { agreed: Some((items, hard_end)), closed: None, ..self };
                let closer = receives && (who == Who::Manager || closer == Some(who));
                match self.state {
                    State::Completed if closer => Some(again.at(State::InProgress)),
                    State::Rejected if closer => {
                        Some(Self { claim: None, wrong_service: false, ..again }.sent_at(now, clocks))
                    }
                    State::Expired if who == Who::Manager => {
                        Some(Self { claim: None, ..again }.sent_at(now, clocks))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What a round of jobs makes of it.
    pub fn after_jobs(self, now: Timestamp, clocks: &ClockRules) -> Self {
        let agreed = self.agreed.filter(|(_, until)| now < *until);
        let ended = self.ends.is_some_and(|end| end <= now);
        let was = Self { agreed, ..self };
        match self.state {
            State::Awaiting if ended => {
                Self { ends: None, closed: Some((now, None)), ..was.at(State::Cancelled) }
            }
            State::Requested | State::Received if ended => was.at(State::Expired).close(now, None, clocks),
            State::OnHold if ended && self.before.is_asked() => {
                was.at(State::Expired).close(now, None, clocks)
            }
            State::OnHold if ended => Self { ends: None, held_at: None, ..was.at(self.before) },
            _ => was,
        }
    }
}
