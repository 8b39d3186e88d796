//! Organisations as partners read them.

use chrono::{DateTime, Utc};
use relais_app::organisations::{EditOrganisation, OrganisationRow, OrganisationView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{codes, v1::partners::dto::Service};

/// A member organisation.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0b5e7c1c-3f5d-4a55-9c55-9f2b1c7d8e90", "name": "CCAS de Kerlann", "kind": "ccas",
    "siret": "21290019700016", "commune": "Kerlann", "insee": "29019", "phone": "+33261910002",
    "members": 4, "updated_at": "2026-11-21T09:00:00Z"
}))]
pub(crate) struct Organisation {
    /// Its id.
    id: Uuid,
    /// Name.
    name: String,
    /// What kind of organisation it is.
    #[schema(value_type = codes::OrganisationKind)]
    kind: String,
    /// SIRET, 14 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    siret: Option<String>,
    /// Street address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Postcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<String>,
    /// Commune's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<String>,
    /// Commune's INSEE code.
    #[serde(skip_serializing_if = "Option::is_none")]
    insee: Option<String>,
    /// Phone number, E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Web site.
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<String>,
    /// How many agents work in it.
    members: i64,
    /// Last change.
    updated_at: DateTime<Utc>,
}

/// An organisation with what it offers.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrganisationSheet {
    /// The organisation.
    organisation: Organisation,
    /// Its services.
    services: Vec<Service>,
}

/// A page of organisations, by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrganisationPage {
    /// At most 50.
    pub items: Vec<Organisation>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What an organisation corrects of itself. What is left out is emptied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "CCAS de Kerlann", "phone": "02 61 91 00 02", "email": "accueil@ccas.exemple" }))]
pub(crate) struct OrganisationBody {
    /// Name.
    name: String,
    /// Phone number, French or international.
    #[serde(default)]
    phone: String,
    /// E-mail address.
    #[serde(default)]
    email: String,
    /// Street address.
    #[serde(default)]
    address: String,
}

/// Which page of organisations.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrganisationQuery {
    /// `next` of the page before.
    pub cursor: Option<String>,
}

impl OrganisationBody {
    pub(crate) fn at_version(self, version: i32) -> EditOrganisation {
        let Self { name, phone, email, address } = self;
        EditOrganisation { version, name, phone, email, address }
    }
}

impl From<OrganisationRow> for Organisation {
    fn from(row: OrganisationRow) -> Self {
        Self {
            id: row.id().uuid(),
            name: row.name,
            kind: row.kind,
            siret: row.siret,
            address: row.address,
            postcode: row.postcode,
            commune: row.commune,
            insee: row.insee,
            phone: row.phone,
            email: row.email,
            website: row.website,
            members: row.members,
            updated_at: row.updated_at,
        }
    }
}

impl From<OrganisationView> for OrganisationSheet {
    fn from(view: OrganisationView) -> Self {
        let services = view.services.into_iter().map(Service::from).collect();
        Self { organisation: view.organisation.into(), services }
    }
}
