//! The person: a random pseudonym in a network; everything readable about her lives in relations, one per
//! organisation, sealed with that organisation's key.
//!
//! Where to look: what she said of herself in `identity`, how she wants to be received in `reception_card`, why an
//! organisation may know her in `ground`, the warning about a double entry in `duplicates`.

mod age;
pub mod duplicates;
mod ground;
mod identity;
mod reception_card;

pub use age::AgeBand;
pub use duplicates::{Likeness, likeness};
pub use ground::{Ground, GroundKind};
pub use identity::{Birth, Identity};
pub use reception_card::{Channel, Protection, Reading, ReceptionCard};
