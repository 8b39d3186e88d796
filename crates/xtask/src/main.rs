//! Conventions as code.
fn main() {}
