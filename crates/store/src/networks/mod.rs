//! Networks (« réseaux »): the territories of an installation. Their queries stand with the organisations.

pub mod entity;

pub use entity::network::Model as NetworkRow;
