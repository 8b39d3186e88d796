//! What somebody tries, drawn.

use proptest::prelude::*;

/// Who at a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The one who wrote, or usually answers.
    Worker,
    Colleague,
    Manager,
}

/// An act on a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    ChooseItems(bool),
    Rewrite(bool),
    Yes,
    No,
    Send,
    Acknowledge,
    Claim,
    Release,
    /// To the colleague.
    Assign,
    Accept,
    Hold,
    Resume,
    Start,
    /// As the wrong service, or for want of places.
    Reject(bool),
    Complete,
    Cancel,
    Confirm,
    Withdraw,
    Reopen,
    MarkError,
    TellSender,
    TellPerson,
    StartAgain,
}

/// How it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Once, on the present version.
    Once,
    /// And at once again, as by a second click.
    Twice,
    /// On the version before.
    Stale,
    /// While the outbox, the history or the journal cannot be written.
    Broken(usize),
}

/// At which desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// On the side whose act it is.
    Right,
    Sender,
    Recipient,
    Stranger,
}

#[derive(Clone, Copy, Debug)]
pub enum Move {
    /// Another draft for the same person, to a service of the recipient.
    Draft(usize),
    Try {
        desk: Desk,
        who: Who,
        referral: usize,
        act: Act,
        how: How,
    },
    /// Everybody looks, at everything there is.
    Look,
    /// Days pass, and the jobs run.
    Days(u16),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        1 => any::<bool>().prop_map(Act::ChooseItems),
        1 => any::<bool>().prop_map(Act::Rewrite),
        3 => Just(Act::Yes),
        1 => Just(Act::No),
        3 => Just(Act::Send),
        2 => Just(Act::Acknowledge),
        1 => Just(Act::Claim),
        1 => Just(Act::Release),
        1 => Just(Act::Assign),
        4 => Just(Act::Accept),
        2 => Just(Act::Hold),
        2 => Just(Act::Resume),
        2 => Just(Act::Start),
        2 => any::<bool>().prop_map(Act::Reject),
        2 => Just(Act::Complete),
        1 => Just(Act::Cancel),
        1 => Just(Act::Confirm),
        1 => Just(Act::Withdraw),
        3 => Just(Act::Reopen),
        1 => Just(Act::MarkError),
        1 => Just(Act::TellSender),
        1 => Just(Act::TellPerson),
        2 => Just(Act::StartAgain),
    ]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        20 => Just(How::Once),
        3 => Just(How::Twice),
        2 => Just(How::Stale),
        2 => (0..3_usize).prop_map(How::Broken),
    ]
}

fn desk() -> impl Strategy<Value = Desk> {
    prop_oneof![
        16 => Just(Desk::Right),
        1 => Just(Desk::Sender),
        1 => Just(Desk::Recipient),
        2 => Just(Desk::Stranger),
    ]
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![6 => Just(Who::Worker), 1 => Just(Who::Colleague), 2 => Just(Who::Manager)]
}

fn one() -> impl Strategy<Value = Move> {
    let attempt = (desk(), who(), 0..3_usize, act(), how());
    prop_oneof![
        1 => (0..2_usize).prop_map(Move::Draft),
        24 => attempt.prop_map(|(desk, who, referral, act, how)| Move::Try { desk, who, referral, act, how }),
        1 => Just(Move::Look),
        2 => prop_oneof![Just(2_u16), Just(9), Just(16), Just(33), Just(63)].prop_map(Move::Days),
    ]
}

/// A walk.
pub fn walk() -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec(one(), 8..28)
}
