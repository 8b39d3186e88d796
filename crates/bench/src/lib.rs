//! What the measuring program and the maker of the network share: where an installation lies, and draws that repeat.

mod address;
mod chance;
mod installation;

pub use address::libpq;
pub use chance::Chance;
pub use installation::{ISSUER, Installation, PUBLIC_URL};
