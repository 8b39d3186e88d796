//! Queries of agreements.

use relais_domain::{
    agreement::Agreement,
    ids::{AgreementId, NetworkId, OrganisationId, RelationId},
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, UnitOfWork,
    agreements::{entity::agreement, mapping, sealed_terms::SealedTerms},
    live::Change,
    sealing::{Kind, Place, Sealed, sealed_columns},
};

/// The sealed evidence of an agreement: names a witness, keeps the exact text and the terms.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AgreementEvidence {
    /// The exact text shown or read aloud; its hash stands in the row.
    pub text: String,
    /// Who witnessed a spoken agreement.
    pub witness: Option<String>,
    /// Where a paper was signed.
    pub signed_at: Option<String>,
    /// What she agreed to, once she did.
    pub terms: Option<SealedTerms>,
}

impl std::fmt::Debug for AgreementEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AgreementEvidence([secret])")
    }
}

/// An agreement with its sealed columns.
#[derive(Clone, Debug)]
pub struct StoredAgreement {
    /// The agreement.
    pub agreement: Agreement,
    pub(super) sealed: Sealed,
}

/// An agreement whose term has passed.
#[derive(Clone, Copy, Debug)]
pub struct PastTerm {
    /// The agreement.
    pub agreement: AgreementId,
    /// The organisation that collected it.
    pub controller: OrganisationId,
    /// Its network.
    pub network: NetworkId,
}

impl TryFrom<agreement::Model> for StoredAgreement {
    type Error = StoreError;

    fn try_from(row: agreement::Model) -> Result<Self, StoreError> {
        let sealed = sealed_columns!(row);
        Ok(Self { agreement: mapping::agreement(row)?, sealed })
    }
}

impl StoredAgreement {
    pub(super) fn place(&self) -> Place {
        place(&self.agreement)
    }
}

fn place(agreement: &Agreement) -> Place {
    let (tenant, row) = (agreement.controller().uuid(), agreement.id().uuid());
    Place { kind: Kind::Agreement, tenant, row, subject: agreement.person().uuid() }
}

impl UnitOfWork<'_> {
    /// Stores an agreement put to the person, with its evidence so far.
    pub async fn insert_agreement(
        &self,
        agreement: &Agreement,
        relation: RelationId,
        evidence: &AgreementEvidence,
    ) -> Result<(), StoreError> {
        self.make_slot(place(agreement)).await?;
        let sealed = self.seal(place(agreement), 0, evidence).await?;
        let row = agreement::ActiveModel {
            relation_id: Set(relation.uuid()),
            wrap: Set(sealed.wrap),
            payload: Set(sealed.payload),
            revision: Set(sealed.revision),
            tenant_version: Set(sealed.tenant_version),
            ..mapping::row(agreement)
        };
        agreement::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// An agreement in which the actor's organisation collects or receives.
    pub async fn find_agreement(&self, id: AgreementId) -> Result<Option<StoredAgreement>, StoreError> {
        let organisation = self.organisation()?.uuid();
        let sides = agreement::Column::ControllerId
            .eq(organisation)
            .or(agreement::Column::RecipientOrganisationId.eq(organisation));
        let row = agreement::Entity::find_by_id(id.uuid()).filter(sides).one(self.transaction()).await?;
        row.map(TryInto::try_into).transpose()
    }

    /// Given agreements whose term has passed, the longest first, with whose they are. For the job that ends them.
    pub async fn list_agreements_past_term(&self, limit: u64) -> Result<Vec<PastTerm>, StoreError> {
        let rows = agreement::Entity::find()
            .filter(agreement::Column::State.is_in(["given", "renewed"]))
            .filter(agreement::Column::ValidUntil.lte(self.now()))
            .order_by_asc(agreement::Column::ValidUntil)
            .limit(limit)
            .all(self.transaction())
            .await?;
        let past = |row: agreement::Model| PastTerm {
            agreement: AgreementId::new(row.id),
            controller: OrganisationId::new(row.controller_id),
            network: NetworkId::new(row.network_id),
        };
        Ok(rows.into_iter().map(past).collect())
    }

    /// Saves an agreement over the version that was read. Open pages that show what it let be seen are told of its end.
    pub async fn save_agreement(&self, agreement: &Agreement, read_version: i32) -> Result<(), StoreError> {
        let saved = agreement::Entity::update_many()
            .set(mapping::row(agreement))
            .filter(agreement::Column::Id.eq(agreement.id().uuid()))
            .filter(agreement::Column::Version.eq(read_version))
            .exec(self.transaction())
            .await?;
        if saved.rows_affected != 1 {
            return Err(StoreError::Conflict);
        }
        if let Some(change) = Change::of_ended(agreement) {
            self.mark_changed(change);
        }
        Ok(())
    }
}
