//! The pages as a browser gets them: every sample of every template, its texts, its assets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unnecessary_debug_formatting,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on fails where it stands"
)]

mod browser;
mod budgets;
mod contacts;
mod html;
mod journeys;
mod meanwhile;
mod members;
mod paper;
mod places;
mod readable;
mod received;
mod services;
mod templates;
mod texts;
mod told;
mod too_late;
mod twice;
mod verify;
