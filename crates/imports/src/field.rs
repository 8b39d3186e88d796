//! The fields a mapping can fill.

use relais_domain::codes;

codes! {
    /// A field of a place or of an organisation, by the name mappings and reports give it.
    pub enum Field {
        /// The producer's own id of the row.
        Id = "id",
        /// SIRET, RNA or another register's number of the place (standard: `pivot`).
        Pivot = "pivot",
        /// SIRET of an organisation.
        Siret = "siret",
        /// The name.
        Name = "name",
        /// What kind of organisation it is.
        Kind = "kind",
        /// Number and street.
        Street = "street",
        /// Building, floor.
        Complement = "complement",
        /// Postcode.
        Postcode = "postcode",
        /// The commune's name.
        Commune = "commune",
        /// The commune's INSEE code.
        Insee = "insee",
        /// Latitude and longitude.
        Position = "position",
        /// Telephone.
        Phone = "phone",
        /// Mailboxes.
        Emails = "emails",
        /// Site.
        Website = "website",
        /// Opening hours in OpenStreetMap's notation.
        Hours = "hours",
        /// Opening hours in words.
        HoursNote = "hours_note",
        /// One line about it.
        Summary = "summary",
        /// More about it.
        Detail = "detail",
        /// Who wrote the row, when the file gathers several producers.
        Origin = "origin",
        /// The organisation the place belongs to.
        Parent = "parent",
        /// The day the producer last wrote the row.
        UpdatedOn = "updated_on",
        /// Typologies of the standard.
        Typologies = "typologies",
        /// Services of the standard.
        Services = "services",
        /// Publics specifically addressed.
        Publics = "publics",
        /// Difficulties the place is prepared for.
        Care = "care",
        /// What the person pays.
        Fees = "fees",
        /// Whether the place moves.
        Itinerance = "itinerance",
        /// National programmes.
        Programmes = "programmes",
        /// Trainings and labels.
        Trainings = "trainings",
        /// Trainings and labels in free words.
        OtherTrainings = "other_trainings",
        /// How one comes to the place.
        Access = "access",
        /// How people are helped there.
        Support = "support",
        /// The place's sheet on acceslibre.
        AccessSheet = "access_sheet",
        /// Where to book.
        Booking = "booking",
        /// The row as a whole.
        Row = "row",
    }
}

impl<'de> serde::Deserialize<'de> for Field {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        name.parse().map_err(|_| serde::de::Error::custom(format!("no field is called {name}")))
    }
}
