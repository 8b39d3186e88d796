//! The interface from its front door: the real layers, router, use cases and database, with keys and tokens.

mod golden;
