//! Who may give a mandate: an adult who decides for herself and is free to.

use crate::{mandate::MandateError, person::Protection};

/// What she answered, alone with the helper where she can (« parler seul »).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// She is 18 or over.
    pub adult: bool,
    /// The measure of protection she declares.
    pub protection: Protection,
    /// Nobody pushes her.
    pub free: bool,
    /// She said in her own words what it is for.
    pub understood: bool,
}

impl Capacity {
    /// Whether she may give one. Under tutelle, curatelle or habilitation somebody else speaks with or for her (Code
    /// civil, 467, 473, 494-6): his own power, not a mandate to us, is the way.
    pub const fn check(self) -> Result<(), MandateError> {
        if !self.adult {
            return Err(MandateError::Minor);
        }
        match self.protection {
            Protection::Tutelle | Protection::Curatelle | Protection::Habilitation => {
                Err(MandateError::Protected)
            }
            Protection::Unknown => Err(MandateError::ProtectionUnasked),
            Protection::None | Protection::Sauvegarde => {
                if !self.free {
                    Err(MandateError::NotFree)
                } else if !self.understood {
                    Err(MandateError::NotUnderstood)
                } else {
                    Ok(())
                }
            }
        }
    }
}
