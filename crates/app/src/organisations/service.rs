//! A service as its organisation describes it: the raw fields, read once, and where it is given.

use std::ops::RangeInclusive;

use relais_domain::{
    code_set::CodeSet,
    ids::{OrganisationId, PlaceId, ServiceId},
    organisation::{Capacity, Slug, Theme},
    text::{FreeText, InseeCode, SearchKey, ShortText, TextError},
};
use relais_store::{
    StoreError, UnitOfWork,
    services::{NewService, ServiceRow},
};

use crate::{
    AppError,
    fields::{Fields, present},
};

/// How many days a usual answer may be said to take.
pub const ANSWER_DAYS: RangeInclusive<i32> = 1..=90;

/// Raw fields of a service.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields")]
pub struct ServiceInput {
    pub name: String,
    pub description: String,
    pub audience: String,
    pub address: String,
    /// A name or an INSEE code.
    pub commune: String,
    pub themes: Vec<String>,
    pub capacity: String,
    pub answer_days: String,
    /// None where it was not said.
    pub accepts_referrals: Option<bool>,
}

/// The fields, read.
pub(super) struct Described {
    pub name: ShortText,
    pub slug: Slug,
    pub description: FreeText,
    pub audience: Option<ShortText>,
    pub address: Option<ShortText>,
    pub commune: Option<ShortText>,
    pub themes: CodeSet<Theme>,
    pub capacity: Capacity,
    pub answer_days: Option<i32>,
    pub accepts_referrals: bool,
}

/// Where a service is given.
#[derive(Default)]
pub(super) struct Whereabouts {
    pub place: Option<PlaceId>,
    pub commune: Option<String>,
    pub insee: Option<String>,
    pub position: Option<(f64, f64)>,
}

impl ServiceInput {
    pub(super) fn read(&self) -> Result<Described, AppError> {
        let mut fields = Fields::default();
        let name = fields.required("name", &self.name, named);
        let description = fields.required("description", &self.description, FreeText::parse);
        let audience = fields.optional("audience", &self.audience, ShortText::parse);
        let address = fields.optional("address", &self.address, ShortText::parse);
        let commune = fields.optional("commune", &self.commune, ShortText::parse);
        let themes = self.themes(&mut fields);
        let capacity = fields.code("capacity", &self.capacity);
        let answer_days = self.answer_days(&mut fields);
        if self.accepts_referrals.is_none() {
            fields.refuse("accepts_referrals", "choice.required");
        }
        fields.finish()?;
        let (name, slug) = present("name", name)?;
        let (description, capacity) = (present("description", description)?, present("capacity", capacity)?);
        Ok(Described {
            name,
            slug,
            description,
            audience,
            address,
            commune,
            themes,
            capacity,
            answer_days,
            accepts_referrals: self.accepts_referrals.unwrap_or_default(),
        })
    }

    /// A theme left empty is none.
    fn themes(&self, fields: &mut Fields) -> CodeSet<Theme> {
        let codes = self.themes.iter().filter(|code| !code.trim().is_empty());
        let themes: Vec<Option<Theme>> = codes.map(|code| code.trim().parse().ok()).collect();
        if themes.is_empty() {
            fields.refuse("themes", "choice.required");
        } else if themes.contains(&None) {
            fields.refuse("themes", "choice.unknown");
        }
        themes.into_iter().flatten().collect()
    }

    fn answer_days(&self, fields: &mut Fields) -> Option<i32> {
        let typed = self.answer_days.trim();
        let days = typed.parse().ok().filter(|days| ANSWER_DAYS.contains(days));
        if days.is_none() && !typed.is_empty() {
            fields.refuse("answer_days", "days.range");
        }
        days
    }
}

/// A name, and the short name made of it.
fn named(text: &str) -> Result<(ShortText, Slug), TextError> {
    let name = ShortText::parse(text)?;
    let slug = Slug::from_name(name.as_str())?;
    Ok((name, slug))
}

impl Described {
    /// The service of an organisation, of this id and name, given there.
    pub(super) fn service(
        self,
        id: ServiceId,
        (organisation, organisation_name): (OrganisationId, &str),
        given: Whereabouts,
    ) -> NewService {
        let search_key = search_key(self.name.as_str(), organisation_name, given.commune.as_deref());
        NewService {
            id,
            organisation,
            place: given.place,
            slug: self.slug.as_str().to_owned(),
            name: self.name.as_str().to_owned(),
            description: self.description.as_str().to_owned(),
            audience: self.audience.map(|audience| audience.as_str().to_owned()),
            address: self.address.map(|address| address.as_str().to_owned()),
            commune: given.commune,
            insee: given.insee,
            position: given.position,
            capacity: self.capacity.as_str().to_owned(),
            answer_days: self.answer_days,
            accepts_referrals: self.accepts_referrals,
            themes: self.themes.iter().map(|theme| theme.as_str().to_owned()).collect(),
            search_key,
        }
    }

    /// Whether the service is given where it was: then its place, its commune's code and its position still hold.
    pub(super) fn stays(&self, service: &ServiceRow) -> bool {
        let address = self.address.as_ref().map(ShortText::as_str);
        self.stays_in_commune(service) && address == service.address.as_deref()
    }

    /// Whether the service is given in the commune where it was.
    pub(super) fn stays_in_commune(&self, service: &ServiceRow) -> bool {
        match (&self.commune, &service.commune) {
            (Some(said), Some(name)) => {
                service.insee.as_deref() == Some(said.as_str())
                    || SearchKey::of(said.as_str()) == SearchKey::of(name)
            }
            (said, name) => said.is_none() && name.is_none(),
        }
    }
}

impl Whereabouts {
    /// Somewhere in the commune of this name or INSEE code, as the network's directory knows it: in its middle. A name
    /// it does not know is kept as it is written. Refuses `commune.unknown` for such a code, `commune.ambiguous` for a
    /// name of several.
    pub(super) async fn in_commune(
        unit: &UnitOfWork<'_>,
        commune: Option<&ShortText>,
    ) -> Result<Self, AppError> {
        let Some(text) = commune.map(ShortText::as_str) else { return Ok(Self::default()) };
        let code = code(text)?;
        let key = SearchKey::of(text);
        let mut known = unit.list_named_communes().await?;
        known.retain(|commune| match &code {
            Some(code) => commune.insee == code.as_str(),
            None => SearchKey::of(&commune.name) == key,
        });
        let Some(first) = known.first() else {
            return match code {
                Some(_) => Err(AppError::field("commune", "commune.unknown")),
                None => Ok(Self { commune: Some(text.to_owned()), ..Self::default() }),
            };
        };
        if known.iter().any(|commune| commune.insee != first.insee) {
            return Err(AppError::field("commune", "commune.ambiguous"));
        }
        Ok(Self {
            place: None,
            commune: Some(first.name.clone()),
            insee: Some(first.insee.clone()),
            position: first.latitude.zip(first.longitude),
        })
    }

    /// At another address of the commune where the service is given: in its middle, where the directory knows it.
    pub(super) async fn elsewhere_in_commune(
        unit: &UnitOfWork<'_>,
        service: &ServiceRow,
    ) -> Result<Self, AppError> {
        let known = unit.list_named_communes().await?;
        let same = known.iter().find(|commune| Some(&commune.insee) == service.insee.as_ref());
        let position = same.and_then(|commune| commune.latitude.zip(commune.longitude));
        Ok(Self { place: None, position, ..Self::of(service) })
    }

    /// Where the service is given already.
    pub(super) fn of(service: &ServiceRow) -> Self {
        Self {
            place: service.place().map(|(place, _)| place),
            commune: service.commune.clone(),
            insee: service.insee.clone(),
            position: service.latitude.zip(service.longitude),
        }
    }
}

/// The words a service is found by.
pub(super) fn search_key(name: &str, organisation: &str, commune: Option<&str>) -> String {
    let words = format!("{name} {organisation} {}", commune.unwrap_or_default());
    SearchKey::of(&words).as_str().to_owned()
}

/// The INSEE code, where the text begins as one: no name of a commune begins with a digit.
fn code(text: &str) -> Result<Option<InseeCode>, AppError> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return Ok(None);
    }
    let code = InseeCode::parse(text);
    code.map(Some).map_err(|error| AppError::field("commune", error.code()))
}

/// What a write of a service refuses, where another of the organisation has its short name.
pub(super) fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Unique(_) => AppError::field("name", "name.taken"),
        error => error.into(),
    }
}
