//! What the server acknowledged of one referral, and what was on its way when it fell silent.

use uuid::Uuid;

use crate::{http::Answer, rows::Rows, stories::Move};

/// One referral as its clients know it.
#[derive(Clone, Debug)]
pub struct Story {
    /// The sending organisation, by its place.
    pub sender: usize,
    pub name: String,
    pub relation: Option<Uuid>,
    pub referral: Option<Uuid>,
    /// The version the last act led to.
    pub version: i32,
    plan: Vec<Move>,
    next: usize,
    /// What is known to be done, with the version it led to.
    pub done: Vec<(Move, i32)>,
    /// Asked, and not answered.
    pub pending: Option<Move>,
}

impl Story {
    pub const fn new(sender: usize, name: String, plan: Vec<Move>) -> Self {
        Self {
            sender,
            name,
            relation: None,
            referral: None,
            version: 0,
            plan,
            next: 0,
            done: Vec::new(),
            pending: None,
        }
    }

    /// What comes next; nothing at the end.
    pub fn next(&self) -> Option<Move> {
        self.plan.get(self.next).copied()
    }

    /// The server said that it is done.
    pub fn acknowledge(&mut self, act: Move, answer: &Answer) {
        match act {
            Move::Person => self.relation = answer.made(),
            Move::Start => (self.referral, self.version) = (answer.made(), 1),
            _ => self.version = answer.version().unwrap_or(self.version + 1),
        }
        self.keep(act);
    }

    fn keep(&mut self, act: Move) {
        self.pending = None;
        self.done.push((act, self.version));
        self.next += 1;
    }

    /// It was not done.
    const fn forget(&mut self) {
        self.pending = None;
    }

    /// Ends here: what was made has no id that anybody knows.
    fn abandon(&mut self) {
        self.pending = None;
        self.next = self.plan.len();
    }

    /// What became of the unanswered act, as the rows tell it; whether it was done.
    pub fn settle(&mut self, rows: &Rows) -> bool {
        let Some(act) = self.pending else { return false };
        if act.makes() {
            self.abandon();
            return false;
        }
        let found = self.referral.and_then(|id| rows.referrals.get(&id));
        if let Some(version) = found.map(|row| row.version).filter(|version| *version > self.version) {
            self.version = version;
            self.keep(act);
            return true;
        }
        self.forget();
        false
    }
}
