//! Source texts and places in them.

use std::sync::OnceLock;

/// Names one text of a run; an index into [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A byte range in one text. `start <= end`, both on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// One text with the path it is shown under.
#[derive(Debug)]
pub struct Source {
    /// The path as the user knows it, with forward slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Whether it is the team's own Terraform, of which only what a place covers may be shown.
    pub(crate) veiled: bool,
    line_starts: OnceLock<Vec<u32>>,
}

/// A line and a column, both counted from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Source {
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = self.text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            std::iter::once(0).chain(newlines.map(|(at, _)| offset(at + 1))).collect()
        })
    }

    /// The line (from 0) that holds byte `at`.
    fn line_of(&self, at: u32) -> usize {
        self.line_starts().partition_point(|start| *start <= at) - 1
    }

    /// Where byte `at` stands.
    #[must_use]
    pub(crate) fn line_column(&self, at: u32) -> LineColumn {
        let line = self.line_of(at);
        let start = self.line_starts()[line] as usize;
        let before = self.text.get(start..at as usize).unwrap_or("");
        LineColumn { line: line + 1, column: before.chars().count() + 1 }
    }

    /// The bytes of the whole lines that hold `start..end`, and the number of the first one (from 1).
    #[must_use]
    pub(crate) fn lines_around(&self, start: u32, end: u32) -> (std::ops::Range<usize>, usize) {
        let first = self.line_of(start);
        let last = self.line_of(end.max(start));
        let starts = self.line_starts();
        let stop = starts.get(last + 1).map_or(self.text.len(), |s| *s as usize);
        (starts[first] as usize..stop, first + 1)
    }
}

/// All texts of a run.
#[derive(Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Keeps a text and names it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(offset(self.0.len()));
        self.push(path.into(), text.into(), false);
        id
    }

    fn push(&mut self, path: String, text: String, veiled: bool) {
        self.0.push(Source { path, text, veiled, line_starts: OnceLock::new() });
    }

    /// Keeps copies of texts of the team's own Terraform under the paths that `shown` makes of theirs. What is added to
    /// the places in them is returned.
    pub(crate) fn adopt(&mut self, others: &Self, shown: impl Fn(&str) -> String) -> Moved {
        let by = offset(self.0.len());
        for other in &others.0 {
            self.push(shown(&other.path), other.text.clone(), true);
        }
        Moved(by)
    }

    /// Keeps the name of a file of the team's own Terraform that could not be read, and returns its place.
    pub(crate) fn add_unread(&mut self, path: String) -> Place {
        let source = SourceId(offset(self.0.len()));
        self.push(path, String::new(), true);
        Place::top(source)
    }

    /// Gives a text that is added empty, and read only later, what it holds.
    pub(crate) fn fill(&mut self, id: SourceId, text: impl Into<String>) {
        if let Some(source) = self.0.get_mut(id.0 as usize) {
            source.text = text.into();
            source.line_starts = OnceLock::new();
        }
    }

    /// All texts with their names.
    pub(crate) fn all(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.0.iter().enumerate().map(|(at, source)| (SourceId(offset(at)), source))
    }

    /// The text behind a name.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// `path:line:column`, as compilers print it.
    #[must_use]
    pub fn describe(&self, place: Place) -> String {
        let source = self.get(place.source);
        let at = source.line_column(place.start);
        format!("{}:{}:{}", source.path, at.line, at.column)
    }

    /// The text that a place covers.
    #[must_use]
    pub fn snippet(&self, place: Place) -> &str {
        let text = &self.get(place.source).text;
        text.get(place.start as usize..place.end as usize).unwrap_or("")
    }
}

/// How far the names of texts have moved that were adopted from other ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moved(u32);

impl Moved {
    /// The place in the copy of the text.
    pub(crate) const fn place(self, place: Place) -> Place {
        let Place { source: SourceId(id), start, end } = place;
        Place { source: SourceId(id + self.0), start, end }
    }
}

impl Place {
    /// The very start of a text, for findings about the text as a whole.
    #[must_use]
    pub const fn top(source: SourceId) -> Self {
        Self { source, start: 0, end: 0 }
    }
}

/// Byte offsets are 32 bits wide: the loader refuses larger texts.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The length in bytes of the quoted scalar of YAML that `text` begins with, its quotes included. Between single quotes, a quote
/// is written twice; between double quotes, behind the escape character.
pub(crate) fn quoted_length(text: &str, quote: char, escape: Option<char>) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    characters.next_if(|(_, first)| *first == quote)?;
    while let Some((at, character)) = characters.next() {
        let twice = |(_, next): &(usize, char)| escape.is_none() && *next == quote;
        if Some(character) == escape {
            characters.next();
        } else if character == quote && characters.next_if(twice).is_none() {
            return Some(at + quote.len_utf8());
        }
    }
    None
}
