//! Bytes that take the place of others.

use std::ops::Range;

/// Bytes of a text, and what takes their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    /// The bytes that go.
    pub(super) at: Range<usize>,
    /// What comes.
    pub(super) new: String,
    /// Where the literal stands in what comes; empty where none does.
    pub(super) literal: Range<usize>,
}

impl Splice {
    /// A literal with what stands around it.
    pub(super) fn around(at: Range<usize>, before: &str, literal: &str, behind: &str) -> Self {
        let new = format!("{before}{literal}{behind}");
        Self { at, new, literal: before.len()..before.len() + literal.len() }
    }

    /// Nothing in the place of some bytes.
    pub(super) const fn gone(at: Range<usize>) -> Self {
        Self { at, new: String::new(), literal: 0..0 }
    }

    /// The text with this splice. The bytes must be on the boundaries of characters.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        Some([text.get(..self.at.start)?, &self.new, text.get(self.at.end..)?].concat())
    }

    /// Where the literal stands in the new text.
    pub(super) const fn literal(&self) -> Range<usize> {
        self.at.start + self.literal.start..self.at.start + self.literal.end
    }

    /// Where bytes of the old text stand in the new one.
    fn moved(&self, place: &Range<usize>) -> Range<usize> {
        let behind = |at: usize| at - self.at.end + self.at.start + self.new.len();
        let start =
            if place.start >= self.at.end { behind(place.start) } else { place.start.min(self.at.start) };
        let end = if place.end > self.at.start && place.end >= self.at.end {
            behind(place.end)
        } else {
            place.end.min(self.at.start)
        };
        start..end.max(start)
    }
}

/// Where bytes stand behind several splices.
pub(super) fn moved(place: &Range<usize>, splices: &[Splice]) -> Range<usize> {
    splices.iter().fold(place.clone(), |place, splice| splice.moved(&place))
}
