//! The whole-application tests live in `it/`.
#![cfg(test)]

mod access_matrix;
mod api;
mod bearer_negatives;
mod canaries;
mod certified;
mod coming_in;
mod doors;
mod explanations;
mod live;
mod mail;
mod membership;
mod oidc;
mod oidc_certified;
mod oidc_negatives;
mod requests;
mod story;
mod text_messages;
