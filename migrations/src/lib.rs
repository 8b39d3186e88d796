//! The schema of Relais, on SQLite and PostgreSQL alike.
//!
//! A migration that has shipped is never edited; each runs up, down and up again on both engines in the tests.
//! Migrations list their identifiers and codes themselves: entities move on, history must not.

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};

mod helpers;
mod m20261121_000001_network;
mod m20261121_000002_sign_in;
mod m20261121_000003_persons;
mod m20261121_000004_referrals;
mod m20261121_000005_journal;
mod m20261121_000006_work;
mod m20261122_000007_invitations;
mod m20261122_000008_memberships;
mod m20261122_000010_clocks;
mod m20261122_000011_absences;
mod m20261122_000020_deliveries;
mod m20261122_000030_reads;
mod m20261122_000031_turns;
mod m20261123_000040_news;
mod m20261123_000041_waits;
mod m20261123_000042_mandates;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_network::Migration),
            Box::new(m20261121_000002_sign_in::Migration),
            Box::new(m20261121_000003_persons::Migration),
            Box::new(m20261121_000004_referrals::Migration),
            Box::new(m20261121_000005_journal::Migration),
            Box::new(m20261121_000006_work::Migration),
            Box::new(m20261122_000007_invitations::Migration),
            Box::new(m20261122_000008_memberships::Migration),
            Box::new(m20261122_000010_clocks::Migration),
            Box::new(m20261122_000011_absences::Migration),
            Box::new(m20261122_000020_deliveries::Migration),
            Box::new(m20261122_000030_reads::Migration),
            Box::new(m20261122_000031_turns::Migration),
            Box::new(m20261123_000040_news::Migration),
            Box::new(m20261123_000041_waits::Migration),
            Box::new(m20261123_000042_mandates::Migration),
        ]
    }
}
