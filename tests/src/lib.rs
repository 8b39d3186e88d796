//! The whole-application tests live in `it/`.
