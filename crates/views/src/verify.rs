//! What anybody who holds the paper of a mandate may ask: does it exist, is it in force.

use serde::Serialize;

use super::{Form, Shell, View};
use crate::{
    parts::{Fact, Phrase, Tag, Tone},
    say::Say,
};

/// What is told of a mandate: nothing of the person, nothing of the organisation.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    /// Whether something may be done under it now.
    pub tag: Tag,
    /// Its number, its dates.
    pub facts: Vec<Fact>,
    /// What may be done, in words.
    pub things: Vec<String>,
}

/// The question, and the answer once it was asked.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyPage {
    /// Number and code as typed.
    pub form: Form,
    /// What was found.
    pub found: Option<Verified>,
}

impl Verified {
    /// « En cours », or how it stands instead.
    #[must_use]
    pub fn tag(in_force: bool, state: &str) -> Tag {
        if in_force {
            return Tag::new(Tone::Ok, Say::new("verify-in-force"));
        }
        let living = matches!(state, "active" | "suspended");
        Tag::new(if living { Tone::Wait } else { Tone::Stop }, Say::code("verify-state", state))
    }
}

impl View for VerifyPage {
    const TEMPLATE: &'static str = "about/verify.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let found = |in_force, state| Verified {
            tag: Verified::tag(in_force, state),
            facts: vec![
                Fact::new("verify-number", Phrase::from("M-7F3K-90TZ".to_owned())),
                Fact::new("verify-until", Phrase::from("23 mai 2027".to_owned())),
            ],
            things: vec!["Aide personnalisée au logement (APL), auprès de : Caf".to_owned()],
        };
        let typed = Form::new().with("number", "M-7F3K-90TZ").with("code", "4K7Q01");
        let wrong = typed.clone().refused("code", "mandate.not_verified");
        vec![
            ("empty", Self { form: Form::new(), found: None }),
            ("in-force", Self { form: typed.clone(), found: Some(found(true, "active")) }),
            ("ended", Self { form: typed, found: Some(found(false, "revoked")) }),
            ("unknown", Self { form: wrong, found: None }),
        ]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}
