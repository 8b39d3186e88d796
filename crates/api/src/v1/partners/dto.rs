//! Services as those who refer to them read them.

use chrono::{DateTime, Utc};
use relais_app::{
    AppError,
    partners::{Found, PartnerQuery, ServiceRow},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{codes, cursor, error::ApiError};

/// A service of the network.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "3a1c1a52-6c0f-4c2a-8c1e-6a5b52ab0f37", "organisation": "0b5e7c1c-3f5d-4a55-9c55-9f2b1c7d8e90",
    "name": "Accompagnement numérique", "organisation_name": "Maison France services de Kerlann",
    "organisation_kind": "france_services", "description": "Aide aux démarches en ligne, sans rendez-vous.",
    "commune": "Kerlann", "insee": "29019", "capacity": "open", "answer_days": 3, "accepts_referrals": true,
    "themes": ["papiers", "social"], "updated_at": "2026-11-21T09:00:00Z"
}))]
pub(crate) struct Service {
    /// Its id.
    id: Uuid,
    /// Its organisation.
    organisation: Uuid,
    /// Name.
    name: String,
    /// The organisation's name.
    organisation_name: String,
    /// What kind of organisation it is.
    #[schema(value_type = codes::OrganisationKind)]
    organisation_kind: String,
    /// What it does.
    description: String,
    /// For whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<String>,
    /// Under which conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    conditions: Option<String>,
    /// Street address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Commune's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<String>,
    /// Commune's INSEE code.
    #[serde(skip_serializing_if = "Option::is_none")]
    insee: Option<String>,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    /// The organisation's phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// How much room it has.
    #[schema(value_type = codes::Capacity)]
    capacity: String,
    /// How many days an answer usually takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_days: Option<i32>,
    /// Whether referrals may be sent to it.
    accepts_referrals: bool,
    /// Its themes.
    #[schema(value_type = Vec<codes::Theme>)]
    themes: Vec<String>,
    /// Last change.
    updated_at: DateTime<Utc>,
}

/// A service found.
#[derive(Serialize, ToSchema)]
pub(crate) struct ServiceFound {
    /// The service.
    service: Service,
    /// Metres from the place that was asked about, as the crow flies.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
}

/// A page of services: the nearest first where a place was given, else by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct ServicePage {
    /// What was found.
    pub items: Vec<ServiceFound>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What is looked for. No person is named in it.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ServiceQuery {
    /// Words of the service's name, its organisation's or its commune's.
    #[serde(default)]
    words: String,
    /// A commune's INSEE code.
    #[serde(default)]
    #[param(example = "29019")]
    commune: String,
    /// A theme code.
    #[serde(default)]
    #[param(value_type = codes::Theme)]
    theme: String,
    /// From where: degrees north.
    latitude: Option<f64>,
    /// From where: degrees east.
    longitude: Option<f64>,
    /// How far, in kilometres.
    kilometres: Option<f64>,
    /// Only services of others that take referrals.
    #[serde(default)]
    to_refer: bool,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl ServiceQuery {
    pub(crate) fn read(self) -> Result<PartnerQuery, ApiError> {
        let offset = self.cursor.as_deref().map(cursor::lines).transpose()?.unwrap_or_default();
        Ok(PartnerQuery {
            words: self.words,
            insee: self.commune,
            theme: self.theme,
            from: position(self.latitude, self.longitude)?,
            kilometres: self.kilometres,
            to_refer: self.to_refer,
            offset,
        })
    }
}

/// Both degrees, on Earth, or neither.
fn position(latitude: Option<f64>, longitude: Option<f64>) -> Result<Option<(f64, f64)>, ApiError> {
    let refused = |field| Err(AppError::field(field, "position.degrees").into());
    match (latitude, longitude) {
        (None, None) => Ok(None),
        (Some(latitude), Some(_)) if !(-90.0..=90.0).contains(&latitude) => refused("latitude"),
        (Some(_), Some(longitude)) if !(-180.0..=180.0).contains(&longitude) => refused("longitude"),
        (Some(latitude), Some(longitude)) => Ok(Some((latitude, longitude))),
        (None, Some(_)) => refused("latitude"),
        (Some(_), None) => refused("longitude"),
    }
}

impl From<ServiceRow> for Service {
    fn from(row: ServiceRow) -> Self {
        let mut themes: Vec<String> = row.theme_codes().map(str::to_owned).collect();
        themes.sort();
        Self {
            id: row.id().uuid(),
            organisation: row.organisation().uuid(),
            name: row.name,
            organisation_name: row.organisation_name,
            organisation_kind: row.organisation_kind,
            description: row.description,
            audience: row.audience,
            conditions: row.conditions,
            address: row.address,
            commune: row.commune,
            insee: row.insee,
            latitude: row.latitude,
            longitude: row.longitude,
            phone: row.phone,
            capacity: row.capacity,
            answer_days: row.answer_days,
            accepts_referrals: row.accepts_referrals,
            themes,
            updated_at: row.updated_at,
        }
    }
}

impl From<Found> for ServiceFound {
    fn from(found: Found) -> Self {
        Self { service: found.service.into(), distance_m: found.distance_m }
    }
}
