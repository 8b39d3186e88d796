//! The pages: what an agent sees and fills in.
//!
//! What a page shows, its template and its texts are `relais-views`; handlers only turn a request into a use case and
//! its answer into a view. Invariants, each held by a test:
//! every page works without script; no text stands in a template; no key and no variable is ever missing;
//! nothing is loaded from another host; a person's name never stands in an address.

mod assets;
mod done;
mod error;
mod frame;
mod hours;
mod made_for;
mod once;
mod pages;
mod present;
mod request;
mod router;
mod web;
pub mod words;

pub use frame::dress;
pub use router::{ROUTES, router};
pub use web::{Parts, Web};

// What pages show is named as if it stood here.
use relais_views::{self as views, paths, render, say};
