//! Member organisations, and other records of them.

/// An organisation.
pub mod organisation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub network_id: Uuid,
        pub slug: String,
        pub name: String,
        pub kind: String,
        pub siret: Option<String>,
        pub address: Option<String>,
        pub postcode: Option<String>,
        pub commune: Option<String>,
        pub insee: Option<String>,
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        pub phone: Option<String>,
        pub email: Option<String>,
        pub website: Option<String>,
        pub member: bool,
        pub status: String,
        pub source: String,
        pub external_id: String,
        pub search_key: String,
        pub version: i32,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Another record by which a source knows an organisation.
pub mod organisation_alias {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation_alias")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub network_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub source: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub external_id: String,
        pub organisation_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
