//! Whether something may be done in her name, now, by this helper. It has one place, so that whoever asks from outside
//! one day (a service that was handed a token) asks the same.

use chrono::TimeDelta;

use crate::{
    actor::{Actor, Role, Who},
    assurance::Assurance,
    clock::Timestamp,
    ids::MembershipId,
    mandate::{ActMode, Mandate, MandateError, MandateEventKind, ScopeItem},
};

/// How surely and how recently the helper signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Helper {
    /// When she last proved who she is.
    pub signed_in_at: Timestamp,
    /// How surely; none when the provider does not say.
    pub assurance: Option<Assurance>,
    /// Whether she accepted the charter of her role.
    pub charter: bool,
    /// What is asked of her.
    pub rules: HelperRules,
}

/// What the installation asks of helpers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HelperRules {
    /// The longest time since she proved who she is.
    pub fresh: TimeDelta,
    /// How surely at least (`security.md` 4.2).
    pub assurance: Assurance,
}

impl Default for HelperRules {
    fn default() -> Self {
        Self { fresh: TimeDelta::minutes(15), assurance: Assurance::Eidas2 }
    }
}

impl Helper {
    /// Whether she may take a mandate, or use one, now. A sign-in of the future is none.
    pub fn check(&self, by: &Actor, now: Timestamp) -> Result<MembershipId, MandateError> {
        let (Who::Agent { membership, .. }, Role::SocialWorker | Role::DigitalMediator) = (by.who, by.role)
        else {
            return Err(MandateError::NotAHelper);
        };
        if !self.charter {
            return Err(MandateError::CharterMissing);
        }
        let since = now.signed_duration_since(self.signed_in_at);
        if since < TimeDelta::zero() || since > self.rules.fresh {
            return Err(MandateError::SignInAgain);
        }
        if self.assurance.is_none_or(|assurance| assurance < self.rules.assurance) {
            return Err(MandateError::AssuranceTooLow);
        }
        Ok(membership)
    }
}

/// What a helper wants to do in her name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What, and where.
    pub what: ScopeItem,
    /// With her, or in her place.
    pub mode: ActMode,
    /// Whether it is said why in her place.
    pub why_said: bool,
}

impl Mandate {
    /// Whether this may be done now: state, clock, organisation, helper, scope, in this order. Nothing is changed.
    pub fn permits(
        &self,
        ask: &Ask,
        helper: &Helper,
        by: &Actor,
        now: Timestamp,
    ) -> Result<(), MandateError> {
        if !self.state().gives_power() {
            return Err(self.refusal(MandateEventKind::Used));
        }
        if !self.is_in_force(now) {
            return Err(MandateError::OutsideTerm);
        }
        self.given_to(by)?;
        helper.check(by, now)?;
        if !self.scope.includes(&ask.what) {
            return Err(MandateError::OutsideScope);
        }
        if ask.mode == ActMode::For && !ask.why_said {
            return Err(MandateError::WhyMissing);
        }
        Ok(())
    }
}
