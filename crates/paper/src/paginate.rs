//! From bands to pages.

use std::ops::Range;

use crate::error::PaperError;
use crate::flow::Band;
use crate::sheet::MARGIN;

/// A band on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Placed {
    /// Its index.
    pub band: usize,
    /// Its top.
    pub y: f32,
    /// Drawn again for the eye, not read again: the head of a table that goes on.
    pub again: bool,
}

/// Places `bands` on pages whose body ends at `bottom`. Bands that keep together move together to the next page,
/// unless they are more than a page: then they are split where they must.
pub(crate) fn paginate(bands: &[Band], bottom: f32, most: usize) -> Result<Vec<Vec<Placed>>, PaperError> {
    let mut pages = Pages { bands, bottom, done: Vec::new(), page: Vec::new(), y: MARGIN };
    let mut first = 0;
    while let Some(band) = bands.get(first) {
        let group = group(bands, first);
        let needed = pages.height(group.clone()) + if pages.page.is_empty() { 0.0 } else { band.before };
        let is_whole = pages.height(group.clone()) <= bottom - MARGIN - pages.head_height(first);
        if band.fresh || is_whole && pages.y + needed > bottom {
            pages.turn();
        }
        for index in group.clone() {
            pages.place(index)?;
        }
        if pages.done.len() >= most {
            return Err(PaperError::TooManyPages);
        }
        first = group.end;
    }
    pages.turn();
    Ok(pages.done)
}

/// The bands from `first` on that stay together: an author who asks for a new page gets one.
fn group(bands: &[Band], first: usize) -> Range<usize> {
    let pairs = bands.iter().skip(first).zip(bands.iter().skip(first + 1));
    let held = pairs.take_while(|(band, next)| band.keep && !next.fresh).count();
    first..first + held + 1
}

struct Pages<'a> {
    bands: &'a [Band],
    bottom: f32,
    done: Vec<Vec<Placed>>,
    page: Vec<Placed>,
    y: f32,
}

impl Pages<'_> {
    /// Height of bands below each other, without the space above the first.
    fn height(&self, range: Range<usize>) -> f32 {
        let bands = self.bands.get(range).unwrap_or_default();
        let first = bands.first().map_or(0.0, |band| band.before);
        bands.iter().map(|band| band.before + band.height).sum::<f32>() - first
    }

    /// Height of what is drawn again above a band that begins a page.
    fn head_height(&self, index: usize) -> f32 {
        let head = self.bands.get(index).and_then(|band| band.head.clone());
        head.map_or(0.0, |head| self.height(head))
    }

    /// Ends the page, unless nothing is on it.
    fn turn(&mut self) {
        if !self.page.is_empty() {
            self.done.push(std::mem::take(&mut self.page));
        }
        self.y = MARGIN;
    }

    fn place(&mut self, index: usize) -> Result<(), PaperError> {
        let Some(band) = self.bands.get(index) else { return Ok(()) };
        if !self.page.is_empty() && self.y + band.before + band.height > self.bottom {
            self.turn();
        }
        if self.page.is_empty() {
            for head in band.head.clone().into_iter().flatten() {
                self.put(head, 0.0, true);
            }
            self.put(index, 0.0, false);
        } else {
            self.put(index, band.before, false);
        }
        if self.y > self.bottom + 1.0 {
            return Err(PaperError::TooTall);
        }
        Ok(())
    }

    fn put(&mut self, band: usize, before: f32, again: bool) {
        self.y += before;
        self.page.push(Placed { band, y: self.y, again });
        self.y += self.bands.get(band).map_or(0.0, |band| band.height);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty points of body.
    const BOTTOM: f32 = MARGIN + 20.0;

    fn band(height: f32, keep: bool) -> Band {
        Band { height, keep, before: 1.0, ..Band::default() }
    }

    fn pages(bands: &[Band]) -> Vec<Vec<usize>> {
        let pages = paginate(bands, BOTTOM, 9).unwrap();
        pages.iter().map(|page| page.iter().map(|placed| placed.band).collect()).collect()
    }

    #[test]
    fn a_heading_goes_with_what_follows() {
        let bands = [band(10.0, false), band(5.0, true), band(5.0, false)];
        assert_eq!(pages(&bands), [vec![0], vec![1, 2]]);
    }

    #[test]
    fn what_is_more_than_a_page_is_split_where_it_must() {
        let bands = [band(3.0, false), band(9.0, true), band(9.0, true), band(9.0, false)];
        assert_eq!(pages(&bands), [vec![0, 1], vec![2, 3]]);
        let tall = [band(50.0, false)];
        assert_eq!(paginate(&tall, BOTTOM, 9), Err(PaperError::TooTall));
    }

    #[test]
    fn breaks_leave_no_empty_page() {
        let fresh = |height| Band { fresh: true, ..band(height, false) };
        assert_eq!(pages(&[fresh(2.0), fresh(2.0)]), [vec![0], vec![1]]);
        assert_eq!(paginate(&[fresh(2.0), fresh(2.0)], BOTTOM, 1), Err(PaperError::TooManyPages));
    }

    #[test]
    fn the_head_of_a_table_is_drawn_again() {
        let row = || Band { head: Some(0..1), ..band(12.0, false) };
        let pages = paginate(&[band(4.0, true), row(), row()], BOTTOM, 9).unwrap();
        let second = pages.last().unwrap();
        assert_eq!((second[0].band, second[0].again), (0, true));
        assert_eq!((second[1].band, second[1].again, second[1].y), (2, false, MARGIN + 4.0));
    }
}
