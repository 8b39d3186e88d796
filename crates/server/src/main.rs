//! The `relais` binary.
fn main() {}
