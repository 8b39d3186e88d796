//! Text messages out of the house: through a gateway spoken to by HTTP, or into a folder for the demonstration.

mod file;
mod gateway;
mod template;

pub use file::TextFolder;
pub use gateway::{Acceptance, Gateway, GatewaySettings};
pub use template::{Body, Secrets};
