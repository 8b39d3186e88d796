//! From a draft to a power: the text is fixed, put to her, and she agrees or does not.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::{
    actor::{Actor, Who},
    agreement::TextHash,
    calendar::Calendar,
    clock::Timestamp,
    mandate::{
        Capacity, Consent, ConsentEvidence, Ending, FixedText, Helper, IdentityCheck, Mandate, MandateError,
        MandateEventKind, MandateStage, MandateStep, MandateTerm, Power, ReadingMode, RenounceReason, Scope,
        Validity,
    },
    organisation::Theme,
    text::LanguageCode,
};

/// How long a text put to her may be agreed to.
pub const TEXT_LIFE: TimeDelta = TimeDelta::hours(48);

/// What is known when the text is fixed.
#[derive(Clone, Debug)]
pub struct TextFacts<'a> {
    /// The dated version of the template.
    pub version: String,
    /// SHA-256 of the exact text.
    pub sha256: TextHash,
    /// The dates it says.
    pub validity: Validity,
    /// What she answered.
    pub capacity: Capacity,
    /// The themes the organisation's manager switched off.
    pub themes_off: &'a BTreeSet<Theme>,
    /// Her other living mandates to this organisation.
    pub living: &'a [Mandate],
}

/// What is known when she agrees.
#[derive(Clone, Debug)]
pub struct AgreeFacts<'a> {
    /// What proves her yes.
    pub evidence: ConsentEvidence,
    /// How the helper knows who she is.
    pub identity: IdentityCheck,
    /// How the text came to her.
    pub reading: ReadingMode,
    /// In which language.
    pub language: LanguageCode,
    /// Whether somebody interpreted.
    pub interpreter: bool,
    /// Who records it.
    pub helper: Helper,
    /// Where the network is.
    pub calendar: &'a Calendar,
    /// Her other living mandates to this organisation.
    pub living: &'a [Mandate],
}

impl Mandate {
    /// Another scope or term, while it is a draft: nobody was asked yet.
    pub fn rewrite(mut self, scope: Scope, term: MandateTerm, by: &Actor) -> Result<Self, MandateError> {
        self.given_to(by)?;
        if self.stage != MandateStage::Draft {
            return Err(self.refusal(MandateEventKind::TextFixed));
        }
        (self.scope, self.term, self.version) = (scope, term, self.version + 1);
        Ok(self)
    }

    /// The exact text is fixed and put to her. Refused where she cannot give it, where the organisation does not do a
    /// theme of it, and beside a living mandate of the same scope that it does not renew.
    pub fn fix_text(self, facts: TextFacts<'_>, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::TextFixed;
        self.given_to(by)?;
        if self.stage != MandateStage::Draft {
            return Err(self.refusal(kind));
        }
        facts.capacity.check()?;
        if self.scope.themes().iter().any(|theme| facts.themes_off.contains(theme)) {
            return Err(MandateError::ThemeOff);
        }
        self.alone_beside(facts.living)?;
        let TextFacts { version, sha256, validity, .. } = facts;
        let text = FixedText { version, sha256, validity };
        Ok(self.step(kind, MandateStage::Awaiting(text), None, now))
    }

    /// Nobody agreed in time: the text is worth nothing. What it said may be put to her anew as another mandate, with
    /// other dates; its own key is gone for good.
    pub fn lapse_text(self, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::TextLapsed;
        Self::by_the_clock(by)?;
        let MandateStage::Awaiting(text) = &self.stage else { return Err(self.refusal(kind)) };
        if now < text.lapses_at() {
            return Err(MandateError::DeadlineNotReached);
        }
        self.end(kind, Ending::Renounced(RenounceReason::NotAnswered), now)
    }

    /// She agrees. From here on there is a power, and keys for what it needs.
    pub fn agree(self, facts: AgreeFacts<'_>, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Agreed;
        self.given_to(by)?;
        let MandateStage::Awaiting(text) = self.stage.clone() else { return Err(self.refusal(kind)) };
        let membership = facts.helper.check(by, now)?;
        if now >= text.lapses_at() {
            return Err(MandateError::TextLapsed);
        }
        if !text.validity.contains(now) {
            return Err(MandateError::OutsideTerm);
        }
        facts.evidence.check(&text, facts.calendar, now)?;
        self.alone_beside(facts.living)?;
        let way = facts.evidence.way();
        let signed_on =
            if let ConsentEvidence::Paper { signed_on } = facts.evidence { Some(signed_on) } else { None };
        let AgreeFacts { identity, reading, language, interpreter, .. } = facts;
        let consent =
            Consent { way, identity, reading, language, interpreter, by: membership, signed_on, at: now };
        let stage = MandateStage::Active(Power { text, consent });
        Ok(self.step(kind, stage, Some(way.as_str()), now))
    }

    /// No other living mandate lets the same be done, but the one whose place this takes.
    fn alone_beside(&self, living: &[Self]) -> Result<(), MandateError> {
        let rival = |other: &&Self| self.competes_with(other) && self.renews != Some(other.id);
        if living.iter().any(|other| rival(&other)) { Err(MandateError::AlreadyLiving) } else { Ok(()) }
    }

    /// Whether somebody by name prepared it, for whoever writes on.
    #[must_use]
    pub fn is_prepared_by(&self, by: &Actor) -> bool {
        matches!(by.who, Who::Agent { membership, .. } if membership == self.prepared_by)
    }
}

impl FixedText {
    /// From when on nobody agrees to it any more: 48 hours after it was fixed, and not after the term it names.
    #[must_use]
    pub fn lapses_at(&self) -> Timestamp {
        (self.validity.not_before + TEXT_LIFE).min(self.validity.not_after)
    }
}
