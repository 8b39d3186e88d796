//! Places of the territory; the names are those of the national standard.

/// An imported place.
pub mod place {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "place")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub network_id: Uuid,
        pub source: String,
        pub external_id: String,
        pub pivot: Option<String>,
        pub name: String,
        pub street: Option<String>,
        pub complement: Option<String>,
        pub postcode: Option<String>,
        pub commune: Option<String>,
        pub insee: Option<String>,
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        pub updated_on: Option<Date>,
        pub emails: String,
        pub themes: String,
        pub typologies: String,
        pub services: String,
        pub publics: String,
        pub care: String,
        pub fees: String,
        pub itinerance: String,
        pub programmes: String,
        pub trainings: String,
        pub access: String,
        pub support: String,
        pub phone: Option<String>,
        pub website: Option<String>,
        pub hours: Option<String>,
        pub hours_note: Option<String>,
        pub summary: Option<String>,
        pub detail: Option<String>,
        pub origin: Option<String>,
        pub parent: Option<String>,
        pub other_trainings: Option<String>,
        pub access_sheet: Option<String>,
        pub booking: Option<String>,
        pub search_key: String,
        pub imported_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
