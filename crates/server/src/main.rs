//! The `relais` binary.

use clap::Parser;
use relais_app::AppError;
use relais_server::commands::Cli;
use std::process::ExitCode;

/// A page takes and gives back thousands of small pieces, on one thread and on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // First: a TLS client made without a chosen provider would end the process.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        eprintln!("relais: a TLS provider was already chosen");
        return ExitCode::FAILURE;
    }
    // What lies idle would be held in pieces of 2 MiB: twice the memory at rest, and no page the faster for it.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        eprintln!("relais: the system keeps its large pages of memory: {error}");
    }
    Cli::parse().run().unwrap_or_else(|error| {
        eprintln!("relais: {error:#}");
        if error.chain().any(|cause| matches!(cause.downcast_ref(), Some(AppError::Invalid(_)))) {
            eprintln!("relais: `relais doctor explain CODE` says what to write");
        }
        ExitCode::FAILURE
    })
}
