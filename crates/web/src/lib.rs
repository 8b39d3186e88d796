//! The pages: what an agent sees and fills in.
//!
//! A page is one typed context ([`views`]), one template (`templates/`) and texts (`locales/`); handlers only
//! turn a request into a use case and its answer into a view. Invariants, each held by a test:
//! every page works without script; no text stands in a template; no key and no variable is ever missing;
//! nothing is loaded from another host; a person's name never stands in an address.

pub mod assets;
mod done;
mod error;
mod frame;
mod hours;
mod icons;
pub mod locale;
mod made_for;
mod once;
mod pages;
pub mod paths;
mod present;
pub mod render;
mod request;
mod router;
pub mod say;
pub mod views;
mod web;
pub mod words;

pub use frame::dress;
pub use router::{ROUTES, router};
pub use web::{Parts, Web};
