//! The binary `relais`, as a library so that tests run what ships: configuration, commands, logs, the stop.
//!
//! Here, and only here, the environment is read and the parts are put together.

pub mod adapters;
pub mod commands;
pub mod compose;
pub mod config;
pub mod doctor;
pub mod graceful;
pub mod open_files;
pub mod storage;
pub mod telemetry;
