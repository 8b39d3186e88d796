//! From a stored row back to an agreement: every column must fit the state, none may be left over.

use crate::{
    agreement::{
        Agreement, AgreementRecipient, AgreementRecord, AgreementStage, AgreementState, AgreementText, Given,
        Method, Term, Terms,
    },
    clock::Timestamp,
    record::{Inconsistent, needed, same_columns},
};

impl Agreement {
    /// Rebuilds an agreement from its row; names the first column that no agreement could have written.
    pub fn restore(row: &AgreementRecord) -> Result<Self, Inconsistent> {
        if row.version < 1 {
            return Err(Inconsistent { column: "version" });
        }
        if row.purposes.is_empty() {
            return Err(Inconsistent { column: "purposes" });
        }
        let agreement = Self {
            id: row.id,
            network: row.network,
            person: row.person,
            controller: row.controller,
            collected_by: row.collected_by,
            referral: row.referral,
            terms: row.terms(),
            stage: row.stage()?,
            replaces: row.replaces,
            replaced_by: row.replaced_by,
            version: row.version,
            created_at: row.created_at,
        };
        if row.replaced_by.is_some() && row.given_at.is_none() {
            return Err(Inconsistent { column: "replaced_by" });
        }
        same_columns!(
            agreement.record(), row,
            state method witnessed given_at valid_from hard_end closing_end valid_until renewed_at ended_at
            withdrawn_via invalid_reason
        );
        Ok(agreement)
    }
}

impl AgreementRecord {
    fn terms(&self) -> Terms {
        Terms {
            recipient: AgreementRecipient {
                organisation: self.recipient_organisation,
                service: self.recipient_service,
            },
            purposes: self.purposes.clone(),
            items: self.items.clone(),
            secrecy: self.secrecy,
            legal_basis: self.legal_basis,
            indicated_by: self.indicated_by,
            text: AgreementText {
                version: self.text_version.clone(),
                language: self.text_language.clone(),
                sha256: self.text_sha256,
            },
        }
    }

    fn stage(&self) -> Result<AgreementStage, Inconsistent> {
        Ok(match self.state {
            AgreementState::Requested => AgreementStage::Requested,
            AgreementState::Given | AgreementState::Renewed => AgreementStage::Given(self.given()?),
            AgreementState::Refused => AgreementStage::Refused { at: self.end()? },
            AgreementState::Withdrawn => AgreementStage::Withdrawn {
                given: self.given()?,
                via: needed(self.withdrawn_via, "withdrawn_via")?,
                at: self.end()?,
            },
            AgreementState::Revoked => AgreementStage::Revoked { given: self.given()?, at: self.end()? },
            AgreementState::Expired => AgreementStage::Expired {
                given: if self.given_at.is_some() { Some(self.given()?) } else { None },
                at: self.end()?,
            },
            AgreementState::Invalidated => AgreementStage::Invalidated {
                given: self.given()?,
                reason: needed(self.invalid_reason, "invalid_reason")?,
                at: self.end()?,
            },
        })
    }

    fn end(&self) -> Result<Timestamp, Inconsistent> {
        needed(self.ended_at, "ended_at")
    }

    fn given(&self) -> Result<Given, Inconsistent> {
        let method = needed(self.method, "method")?;
        let witnessed = needed(self.witnessed, "witnessed")?;
        if method == Method::SpokenWithWitness && !witnessed {
            return Err(Inconsistent { column: "witnessed" });
        }
        Ok(Given {
            method,
            witnessed,
            at: needed(self.given_at, "given_at")?,
            term: Term {
                from: needed(self.valid_from, "valid_from")?,
                hard_end: needed(self.hard_end, "hard_end")?,
                closing_end: self.closing_end,
            },
            renewed_at: self.renewed_at,
        })
    }
}
