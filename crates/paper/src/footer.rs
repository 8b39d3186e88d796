//! The foot of every page: a rule, words, number and date, and the page's number.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::clean::{Words, isolated};
use crate::error::PaperError;
use crate::model::{Document, Language, Text};
use crate::sheet::{ABOVE_FOOTER, Frame, HAIRLINE, HEIGHT, MARGIN, Style};
use crate::typeset::{Set, Typesetter};

/// Most that a footer may take of a page.
const MOST: f32 = HEIGHT / 5.0;
/// Between the rule and the words.
const BELOW_RULE: f32 = 5.0;
/// Share of the width left to number and date.
const NUMBER: f32 = 0.68;
/// Between them and the number of the page.
const GAP: f32 = 12.0;

/// The foot of the pages of one document.
pub(crate) struct Foot {
    words: Option<Rc<Set>>,
    number: Option<Rc<Set>>,
    page: Frame,
    /// The words of the page's number, with its placeholders.
    label: String,
    language: Language,
    /// Where the rule is.
    top: f32,
    /// What was replaced in its words.
    pub replaced: BTreeSet<char>,
}

/// A text at the foot of a page, and where its top left is.
pub(crate) struct Standing {
    pub x: f32,
    pub y: f32,
    pub set: Rc<Set>,
}

impl Foot {
    /// Sets what is the same on every page.
    pub fn new(document: &Document, setter: &mut Typesetter) -> Result<Self, PaperError> {
        let label = document.footer.page.clone();
        if !(label.contains("{page}") && label.contains("{pages}")) {
            return Err(PaperError::PageWords);
        }
        let language = document.language.clone();
        let page = Frame::of_page(language.direction());
        let replaced = BTreeSet::new();
        let mut foot = Self { words: None, number: None, page, label, language, top: 0.0, replaced };
        let parts = [document.number.as_str(), document.date.as_str()].map(str::trim);
        let parts = parts.into_iter().filter(|part| !part.is_empty()).map(isolated);
        let number = parts.collect::<Vec<_>>().join(" · ");
        foot.number = foot.set(&number, Style::FOOTER, foot.columns().0, setter)?;
        foot.words = foot.set(&document.footer.words, Style::FOOTER, page, setter)?;
        // The widest number the label may have to hold decides how high every foot is.
        let widest = foot.page_number(crate::MOST_PAGES, crate::MOST_PAGES, setter)?;
        let height = |set: &Option<Rc<Set>>| set.as_ref().map_or(0.0, |set| set.height());
        let tall = BELOW_RULE + height(&foot.words) + height(&foot.number).max(height(&widest));
        foot.top = HEIGHT - MARGIN - tall;
        if tall > MOST { Err(PaperError::FooterTooTall) } else { Ok(foot) }
    }

    /// Where the body of a page ends.
    pub fn body_ends(&self) -> f32 {
        self.top - ABOVE_FOOTER
    }

    /// The rule: its left edge, top, width and height.
    pub fn rule(&self) -> [f32; 4] {
        [self.page.x, self.top, self.page.width, HAIRLINE]
    }

    /// What stands at the foot of page `number` of `count`; the first is 1.
    pub fn on(
        &mut self,
        number: usize,
        count: usize,
        setter: &mut Typesetter,
    ) -> Result<Vec<Standing>, PaperError> {
        let (start, corner) = self.columns();
        let label = self.page_number(number, count, setter)?;
        let first = self.top + BELOW_RULE;
        let second = first + self.words.as_ref().map_or(0.0, |set| set.height());
        let all = [
            (self.page.x, first, self.words.clone()),
            (start.x, second, self.number.clone()),
            (corner.x, second, label),
        ];
        Ok(all.into_iter().filter_map(|(x, y, set)| set.map(|set| Standing { x, y, set })).collect())
    }

    /// Number and date, and the number of the page where lines end.
    fn columns(&self) -> (Frame, Frame) {
        self.page.columns(self.page.width * NUMBER, GAP)
    }

    fn page_number(
        &mut self,
        number: usize,
        count: usize,
        setter: &mut Typesetter,
    ) -> Result<Option<Rc<Set>>, PaperError> {
        let label = self.label.replace("{page}", &number.to_string()).replace("{pages}", &count.to_string());
        self.set(&label, Style::PAGE_NUMBER, self.columns().1, setter)
    }

    fn set(
        &mut self,
        words: &str,
        style: Style,
        frame: Frame,
        setter: &mut Typesetter,
    ) -> Result<Option<Rc<Set>>, PaperError> {
        let mut words = Words::of(&Text::from(words), &self.language);
        let set = if words.is_blank() {
            None
        } else {
            Some(Rc::new(setter.set(&mut words, &self.language, style, frame)?))
        };
        self.replaced.append(&mut words.replaced);
        Ok(set)
    }
}
