//! C4 « Passer le relais »: a task list, one question a page, nothing sent before the person has said yes.

mod agreement;
mod check;
mod letter;
mod steps;
mod tasks;
mod withdrawal;

use serde::Serialize;

pub use self::{
    agreement::{AgreementStep, second_voices},
    check::{CheckSection, CheckStep, Desk, Receipt},
    letter::{Letter, TOLD, completed, happened},
    steps::{ItemsStep, NeedStep, ServiceStep},
    tasks::{DraftTasks, Task, TaskState},
    withdrawal::Withdrawal,
};

/// How many steps the task list has.
pub const STEPS: u32 = 5;

/// Where a step stands in the task list.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The task list.
    pub back: String,
    /// First name and initial, as lists show her.
    pub person: String,
    /// 1 to [`STEPS`].
    pub number: u32,
    /// [`STEPS`].
    pub of: u32,
}

impl Step {
    /// A step of the task list at `back`.
    pub fn new(back: impl Into<String>, person: impl Into<String>, number: u32) -> Self {
        Self { back: back.into(), person: person.into(), number, of: STEPS }
    }

    fn sample(number: u32) -> Self {
        Self::new("/referrals/4/draft", "Amina B.", number)
    }
}
