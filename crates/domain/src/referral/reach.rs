//! How far a referral had gone, kept by every end.

use crate::{
    clock::Timestamp,
    referral::{Asked, Draft, Phase, Stage, Taken},
};

/// How far a referral had gone when it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It never left the sender.
    Unsent(Draft),
    /// It was sent, not answered.
    Asked(Asked),
    /// It had been taken over.
    Taken(Taken),
}

/// How far a referral had gone when its sender called it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// It never left the sender.
    Unsent(Draft),
    /// It was sent, not answered.
    Asked(Asked),
    /// It had been taken over: the recipient must confirm that it has stopped.
    Taken {
        /// The work called back.
        work: Taken,
        /// When the recipient confirmed.
        confirmed_at: Option<Timestamp>,
    },
}

impl From<Phase> for Stage {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Asked(asked) => Self::Asked(asked),
            Phase::Taken(taken) => Self::Taken(taken),
        }
    }
}

impl From<Phase> for Reach {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Asked(asked) => Self::Asked(asked),
            Phase::Taken(taken) => Self::Taken(taken),
        }
    }
}

impl From<Reach> for Called {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Unsent(draft) => Self::Unsent(draft),
            Reach::Asked(asked) => Self::Asked(asked),
            Reach::Taken(work) => Self::Taken { work, confirmed_at: None },
        }
    }
}

impl From<Called> for Reach {
    fn from(called: Called) -> Self {
        match called {
            Called::Unsent(draft) => Self::Unsent(draft),
            Called::Asked(asked) => Self::Asked(asked),
            Called::Taken { work, .. } => Self::Taken(work),
        }
    }
}

impl Stage {
    /// How far the referral has gone, whatever its state.
    #[must_use]
    pub fn reach(self) -> Reach {
        match self {
            Self::Draft(draft) => Reach::Unsent(draft),
            Self::AwaitingConsent { recipient, agreement, .. } => {
                Reach::Unsent(Draft { recipient: Some(recipient), agreement })
            }
            Self::Asked(asked) | Self::Expired { asked, .. } => Reach::Asked(asked),
            Self::Taken(work) | Self::Completed { work, .. } => Reach::Taken(work),
            Self::OnHold(hold) => hold.before.into(),
            Self::Rejected { sent, received_at, .. } => {
                Reach::Asked(Asked { sent, received_at: Some(received_at) })
            }
            Self::Cancelled { reach, .. } => reach.into(),
            Self::ConsentWithdrawn { reach, .. } | Self::EnteredInError { reach, .. } => reach,
        }
    }
}
