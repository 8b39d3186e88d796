//! The task list of a draft.

use serde::Serialize;

use crate::{
    NavPlace, View,
    parts::{Link, Phrase, Tag, Tone},
    say::Say,
};

/// How a task stands. « Terminé » is plain text: only what is left to do has a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// Done; can be opened again.
    Done,
    /// The next to do.
    ToDo,
    /// Waits for the person.
    Waiting,
    /// Needs an earlier task.
    CannotStart,
    /// The person said no.
    SaidNo,
}

/// A task: a verb, what was answered, how it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Task {
    label: &'static str,
    url: Option<String>,
    answer: Option<Phrase>,
    tag: Tag,
}

impl Task {
    /// A task; one that cannot start has no link.
    pub fn new(label: &'static str, url: impl Into<String>, state: TaskState) -> Self {
        let (tone, word) = match state {
            TaskState::Done => (Tone::Plain, "task-done"),
            TaskState::ToDo => (Tone::Note, "task-to-do"),
            TaskState::Waiting => (Tone::Wait, "task-waiting"),
            TaskState::CannotStart => (Tone::Off, "task-cannot-start"),
            TaskState::SaidNo => (Tone::Plain, "task-said-no"),
        };
        let url = (state != TaskState::CannotStart).then(|| url.into());
        Self { label, url, answer: None, tag: Tag::new(tone, Say::new(word)) }
    }

    /// The same task with what was answered.
    #[must_use]
    pub fn answer(mut self, answer: impl Into<Phrase>) -> Self {
        self.answer = Some(answer.into());
        self
    }
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct DraftTasks {
    /// The number it will have on paper and phone.
    pub number: String,
    /// The person's sheet.
    pub person: Link,
    /// First name and initial.
    pub who: String,
    /// The five tasks, in order.
    pub tasks: Vec<Task>,
    /// What helps now: the person has said no, a service has closed.
    pub note: Option<Say>,
    /// Gives the draft up, with a reason.
    pub cancel: Option<String>,
}

impl View for DraftTasks {
    const TEMPLATE: &'static str = "refer/tasks.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |tasks, note| Self {
            number: "R-4K7Q9ZTD".to_owned(),
            person: Link::new("/persons/1", "sheet-open-person").about("Amina B."),
            who: "Amina B.".to_owned(),
            tasks,
            note,
            cancel: Some("/referrals/4/cancel".to_owned()),
        };
        let need = || {
            Task::new("task-need", "/referrals/4/need", TaskState::Done)
                .answer(Say::code("theme", "logement"))
        };
        let service = || {
            Task::new("task-service", "/referrals/4/service", TaskState::Done)
                .answer("Accueil social, CCAS de Guipavas")
        };
        let items = || {
            Task::new("task-items", "/referrals/4/items", TaskState::Done)
                .answer(Say::new("task-items-chosen").with("n", 3_i64))
        };
        let later = |label, url: &str| Task::new(label, url, TaskState::CannotStart);
        let started = vec![
            need(),
            Task::new("task-service", "/referrals/4/service", TaskState::ToDo),
            later("task-items", ""),
            later("task-agreement", ""),
            later("task-check", ""),
        ];
        let asking = vec![
            need(),
            service(),
            items(),
            Task::new("task-agreement", "/referrals/4/agreement", TaskState::Waiting),
            later("task-check", ""),
        ];
        let said_no = vec![
            need(),
            service(),
            items(),
            Task::new("task-agreement", "/referrals/4/agreement", TaskState::SaidNo),
            later("task-check", ""),
        ];
        let ready = vec![
            need(),
            service(),
            items(),
            Task::new("task-agreement", "/referrals/4/agreement", TaskState::Done)
                .answer(Say::code("method", "paper")),
            Task::new("task-check", "/referrals/4/check", TaskState::ToDo),
        ];
        vec![
            ("started", page(started, None)),
            ("asking", page(asking, None)),
            ("said-no", page(said_no, Some(Say::new("draft-said-no")))),
            ("ready", page(ready, None)),
        ]
    }
}
