//! The whole-application tests live in `it/`.
#![cfg(test)]

mod bearer_negatives;
mod oidc;
mod oidc_negatives;
