//! The only wiring: configuration in, application and router out. Nothing else names a concrete adapter.

mod health;
mod jobs;
mod router;

pub use jobs::run_jobs;
pub use router::{Served, router};
