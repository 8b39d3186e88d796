//! Networks (« réseaux »): the territories of an installation. Their queries stand with the organisations.

pub use entity::network::Model as NetworkRow;
pub(crate) use relais_rows::networks as entity;
