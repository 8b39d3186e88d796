//! Version 1, one folder an area: `handlers` call the use cases, `dto` is what travels.

pub(crate) mod contacts;
pub(crate) mod me;
pub(crate) mod members;
pub(crate) mod notices;
pub(crate) mod organisations;
pub(crate) mod partners;
pub(crate) mod persons;
pub(crate) mod referrals;
