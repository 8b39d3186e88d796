//! The doors: the landing page, sign-in and its failures, the choice of a membership.

use serde::Serialize;

use super::{Form, Shell, View, parts::Choice};
use crate::{paths, say::Say};

/// What a visitor sees before sign-in.
#[derive(Clone, Debug, Serialize)]
pub struct Landing {
    /// Where to sign in.
    pub sign_in: &'static str,
}

impl View for Landing {
    const TEMPLATE: &'static str = "entry/landing.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("any", Self { sign_in: paths::LOGIN })]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}

/// Why a sign-in came back without an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInFailure {
    /// The attempt is too old, was used already, or was begun in another browser.
    Expired,
    /// The provider, or the agent there, said no.
    Denied,
    /// The provider does not answer.
    Unavailable,
    /// The answer did not pass a check; the journal of the service says which.
    Untrusted,
}

/// The page after a sign-in that failed.
#[derive(Clone, Debug, Serialize)]
pub struct SignInError {
    /// Why.
    pub failure: SignInFailure,
    /// To be read to whoever helps.
    pub request_id: String,
    /// Where to begin again.
    pub sign_in: &'static str,
}

impl View for SignInError {
    const TEMPLATE: &'static str = "entry/sign_in_error.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |failure| Self { failure, request_id: "7F3K-92QD".to_owned(), sign_in: paths::LOGIN };
        vec![
            ("expired", page(SignInFailure::Expired)),
            ("denied", page(SignInFailure::Denied)),
            ("unavailable", page(SignInFailure::Unavailable)),
            ("untrusted", page(SignInFailure::Untrusted)),
        ]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}

/// After signing out, here and at the provider.
#[derive(Clone, Debug, Serialize)]
pub struct SignedOut {
    /// Where to sign in again.
    pub sign_in: &'static str,
}

impl View for SignedOut {
    const TEMPLATE: &'static str = "entry/signed_out.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("any", Self { sign_in: paths::LOGIN })]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}

/// The choice of the membership to work in: one organisation and one role at a time.
#[derive(Clone, Debug, Serialize)]
pub struct ChooseMembership {
    /// Field `membership`.
    pub form: Form,
    /// One tile a membership: the organisation, the role below.
    pub memberships: Vec<Choice>,
}

impl View for ChooseMembership {
    const TEMPLATE: &'static str = "entry/memberships.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let choice =
            |id, name: &str, role| Choice::new(id, name).detail(Say::code("role", role)).icon("building-2");
        let page = |form| Self {
            form,
            memberships: vec![
                choice("1", "CCAS de Brest", "social_worker"),
                choice("2", "Réseau de Brest métropole", "network_admin"),
            ],
        };
        vec![
            ("new", page(Form::new().with("membership", "1"))),
            ("refused", page(Form::new().refused("membership", "choice.required"))),
        ]
    }
}

/// Signed in, and invited nowhere yet.
#[derive(Clone, Debug, Serialize)]
pub struct NoMembership {
    /// The name the provider gave, so that she sees with which account she came.
    pub name: String,
}

impl View for NoMembership {
    const TEMPLATE: &'static str = "entry/no_membership.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("any", Self { name: "Hugo Riou".to_owned() })]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}
