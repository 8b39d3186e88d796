//! From a stored row back to a mandate: every column must fit the state, none may be left over.

use crate::{
    mandate::{
        Before, Consent, End, Ending, FixedText, Mandate, MandateRecord, MandateStage, MandateState, Pause,
        Power, Validity,
    },
    record::{Inconsistent, needed, same_columns},
};

impl Mandate {
    /// Rebuilds a mandate from its row; names the first column that no mandate could have written.
    pub fn restore(row: &MandateRecord) -> Result<Self, Inconsistent> {
        if row.version < 1 {
            return Err(Inconsistent { column: "version" });
        }
        let mandate = Self {
            id: row.id,
            number: row.number,
            network: row.network,
            person: row.person,
            relation: row.relation,
            organisation: row.organisation,
            prepared_by: row.prepared_by,
            scope: row.scope.clone(),
            term: row.term,
            renews: row.renews,
            stage: row.stage()?,
            version: row.version,
            created_at: row.created_at,
        };
        same_columns!(
            mandate.record(), row,
            state text_version text_sha256 not_before not_after way identity reading language interpreter
            agreed_by signed_on agreed_at pause_cause paused_at pause_until revoked_via renounce_reason
            invalid_reason superseded_by ended_at
        );
        Ok(mandate)
    }
}

impl MandateRecord {
    fn stage(&self) -> Result<MandateStage, Inconsistent> {
        Ok(match self.state {
            MandateState::Draft => MandateStage::Draft,
            MandateState::AwaitingAgreement => MandateStage::Awaiting(self.text()?),
            MandateState::Active => MandateStage::Active(self.power()?),
            MandateState::Suspended => MandateStage::Suspended(self.power()?, self.pause()?),
            MandateState::Expired => self.ended(Ending::Expired)?,
            MandateState::Fulfilled => self.ended(Ending::Fulfilled)?,
            MandateState::Revoked => self.ended(Ending::Revoked(needed(self.revoked_via, "revoked_via")?))?,
            MandateState::Renounced => {
                self.ended(Ending::Renounced(needed(self.renounce_reason, "renounce_reason")?))?
            }
            MandateState::Superseded => {
                self.ended(Ending::Superseded(needed(self.superseded_by, "superseded_by")?))?
            }
            MandateState::Invalidated => {
                self.ended(Ending::Invalidated(needed(self.invalid_reason, "invalid_reason")?))?
            }
        })
    }

    fn ended(&self, how: Ending) -> Result<MandateStage, Inconsistent> {
        let before = if self.agreed_at.is_some() {
            Before::Power(self.power()?)
        } else if self.text_sha256.is_some() {
            Before::Asked(self.text()?)
        } else {
            Before::Draft
        };
        let possible = match (&how, &before) {
            (Ending::Renounced(_), _)
            | (_, Before::Power(_))
            | (Ending::Invalidated(_), Before::Asked(_)) => true,
            (
                Ending::Expired
                | Ending::Fulfilled
                | Ending::Revoked(_)
                | Ending::Superseded(_)
                | Ending::Invalidated(_),
                Before::Draft | Before::Asked(_),
            ) => false,
        };
        if !possible {
            return Err(Inconsistent { column: "agreed_at" });
        }
        let at = needed(self.ended_at, "ended_at")?;
        Ok(MandateStage::Ended(Box::new(End { how, before, at })))
    }

    fn text(&self) -> Result<FixedText, Inconsistent> {
        Ok(FixedText {
            version: needed(self.text_version.clone(), "text_version")?,
            sha256: needed(self.text_sha256, "text_sha256")?,
            validity: Validity {
                not_before: needed(self.not_before, "not_before")?,
                not_after: needed(self.not_after, "not_after")?,
            },
        })
    }

    fn power(&self) -> Result<Power, Inconsistent> {
        let consent = Consent {
            way: needed(self.way, "way")?,
            identity: needed(self.identity, "identity")?,
            reading: needed(self.reading, "reading")?,
            language: needed(self.language.clone(), "language")?,
            interpreter: needed(self.interpreter, "interpreter")?,
            by: needed(self.agreed_by, "agreed_by")?,
            signed_on: self.signed_on,
            at: needed(self.agreed_at, "agreed_at")?,
        };
        Ok(Power { text: self.text()?, consent })
    }

    fn pause(&self) -> Result<Pause, Inconsistent> {
        Ok(Pause {
            cause: needed(self.pause_cause, "pause_cause")?,
            at: needed(self.paused_at, "paused_at")?,
            until: needed(self.pause_until, "pause_until")?,
        })
    }
}
