//! The fonts in the program: no font of the machine is ever looked for, so a paper is the same everywhere.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use krilla::text::Font;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache, SourceCacheOptions};
use parley::style::{FontFamily, FontFamilyName};
use parley::{FontContext, FontData};

use crate::error::PaperError;

/// The files of `fonts/`; its README says where they come from and what is in them.
const FILES: [&[u8]; 6] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansMath-Regular.ttf"),
    include_bytes!("../fonts/NotoSansSymbols2-Regular.ttf"),
];

const SANS: FontFamilyName<'static> = FontFamilyName::named("Noto Sans");
const NASKH: FontFamilyName<'static> = FontFamilyName::named("Noto Naskh Arabic");
const ARROWS: FontFamilyName<'static> = FontFamilyName::named("Noto Sans Math");
const SIGNS: FontFamilyName<'static> = FontFamilyName::named("Noto Sans Symbols2");
static LATIN_FIRST: [FontFamilyName<'static>; 4] = [SANS, NASKH, ARROWS, SIGNS];
static ARABIC_FIRST: [FontFamilyName<'static>; 4] = [NASKH, SANS, ARROWS, SIGNS];

/// The fonts, read once, as the setter of lines and as the writer of files want them.
pub(crate) struct Fonts {
    context: FontContext,
    by_blob: HashMap<u64, Font>,
}

impl Fonts {
    /// Reads the fonts of the program.
    pub fn load() -> Result<Self, PaperError> {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut by_blob = HashMap::new();
        for file in FILES {
            let blob = Blob::new(Arc::new(file));
            let font = Font::new(file.into(), 0).ok_or(PaperError::Font)?;
            by_blob.insert(blob.id(), font);
            if collection.register_fonts(blob, None).is_empty() {
                return Err(PaperError::Font);
            }
        }
        let source_cache = SourceCache::new(SourceCacheOptions { shared: false });
        Ok(Self { context: FontContext { collection, source_cache }, by_blob })
    }

    /// A context for one setter; the data of the fonts is shared by all.
    pub fn context(&self) -> FontContext {
        self.context.clone()
    }

    /// The writer's side of a font that the setter chose.
    pub fn of(&self, chosen: &FontData) -> Result<Font, PaperError> {
        self.by_blob.get(&chosen.data.id()).cloned().ok_or(PaperError::Font)
    }
}

/// Families in the order they are asked for a character. A run in Arabic letters asks its own first, so that its
/// spaces are of one font with its letters.
pub(crate) fn families(arabic: bool) -> FontFamily<'static> {
    let families: &'static [FontFamilyName<'static>] = if arabic { &ARABIC_FIRST } else { &LATIN_FIRST };
    FontFamily::List(Cow::Borrowed(families))
}
