//! The only wiring: configuration in, application and router out. Nothing else names a concrete adapter.

mod app;
mod health;
mod jobs;
mod metrics;
mod outside;
mod router;

pub(crate) use app::journal_folder;
pub use app::{open, open_for_command, open_for_founding, open_to_audit, seal};
pub use jobs::{follow_changes, run_jobs};
pub use metrics::Metrics;
pub use outside::ways_out;
pub use router::{Served, router};
