//! Services, and the themes they cover.

/// A service of an organisation.
pub mod service {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "service")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub place_id: Option<Uuid>,
        pub slug: String,
        pub name: String,
        pub description: String,
        pub audience: Option<String>,
        pub conditions: Option<String>,
        pub address: Option<String>,
        pub commune: Option<String>,
        pub insee: Option<String>,
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        pub capacity: String,
        pub capacity_until: Option<DateTimeUtc>,
        pub answer_days: Option<i32>,
        pub accepts_referrals: bool,
        pub active: bool,
        pub search_key: String,
        pub version: i32,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A theme a service covers.
pub mod service_theme {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "service_theme")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub service_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub theme: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
