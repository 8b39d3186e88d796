//! Tests of the crate from outside: what callers rely on.

mod conformance;
mod keeper;
mod support;
