//! The pages: what an agent sees and fills in.
//!
//! A page is one typed context ([`views`]), one template (`templates/`) and texts (`locales/`); handlers only
//! turn a request into a use case and its answer into a view. Invariants, each held by a test:
//! every page works without script; no text stands in a template; no key and no variable is ever missing;
//! nothing is loaded from another host; a person's name never stands in an address.

pub mod assets;
mod icons;
pub mod locale;
pub mod paths;
pub mod render;
pub mod say;
pub mod views;
pub mod words;
