//! The whole-application tests live in `it/`.
#![cfg(test)]

mod api;
mod bearer_negatives;
mod certified;
mod coming_in;
mod oidc;
mod oidc_certified;
mod oidc_negatives;
