//! The lines of a text that YAML cannot read, as far as they can be told apart: what stands before the place where it
//! was given up.

/// A line that is neither empty, a remark, nor a part of a longer text.
pub(super) struct Line<'a> {
    /// Its first byte in the text.
    pub start: usize,
    /// All of it, without its end.
    pub text: &'a str,
    /// The bytes of white space before its first word.
    pub indent: usize,
}

impl<'a> Line<'a> {
    /// The line behind its indentation and the dashes of lists, with where it begins.
    fn content(&self) -> (usize, &'a str) {
        let mut at = self.indent;
        while let Some(rest) = self.text[at..].strip_prefix("- ") {
            at = self.text.len() - rest.trim_start().len();
        }
        (at, self.text[at..].trim_end())
    }

    /// How deep the first key of an item of a list stands.
    pub(super) fn inner(&self) -> Option<usize> {
        let (at, _) = self.content();
        (at > self.indent).then_some(at)
    }

    fn split(&self) -> Option<(&'a str, &'a str)> {
        let (_, content) = self.content();
        let closed = match content.chars().next()? {
            quote @ ('"' | '\'') => 1 + content[1..].find(quote)? + 1,
            '{' | '[' => return None,
            _ => 0,
        };
        let colon = content[closed..].match_indices(':').map(|(at, _)| closed + at);
        let mut colon =
            colon.filter(|at| matches!(content.as_bytes().get(at + 1), None | Some(b' ' | b'\t')));
        let at = colon.next()?;
        Some((content[..at].trim_matches(['"', '\'']), content[at + 1..].trim()))
    }

    /// Its key, where it has one.
    pub(super) fn key(&self) -> Option<&'a str> {
        self.split().map(|(key, _)| key)
    }

    /// What stands behind its key, without a remark.
    pub(super) fn value(&self) -> Option<&'a str> {
        let (_, value) = self.split()?;
        let value = if value.starts_with('#') { "" } else { value };
        let value = value.split_once(" #").map_or(value, |(value, _)| value).trim_end();
        (!value.is_empty()).then_some(value)
    }

    /// Whether lines below it may stand deeper: it is a key without a value, or no key at all.
    pub(super) fn opens(&self) -> bool {
        self.key().is_none() || self.value().is_none()
    }

    /// Whether it begins like a key: with a letter.
    pub(super) fn is_word(&self) -> bool {
        self.content().1.starts_with(|first: char| first.is_ascii_alphabetic())
    }
}

/// What stands before a place in a text.
pub(super) struct Outline<'a> {
    /// The lines, the one with the place included.
    pub lines: Vec<Line<'a>>,
    /// The brackets that are open there, outermost first, each with its byte.
    pub open: Vec<(usize, char)>,
    /// The quote that is open there, with its byte.
    pub quote: Option<(usize, char)>,
    /// The first quote that is not closed on its own line, with its byte.
    pub over_lines: Option<(usize, char)>,
}

impl<'a> Outline<'a> {
    /// The outline of a text up to the end of the line with the byte `at`.
    pub(super) fn of(text: &'a str, at: usize) -> Self {
        let mut outline = Self { lines: Vec::new(), open: Vec::new(), quote: None, over_lines: None };
        let mut start = 0;
        // The indentation of the key of a text of several lines.
        let mut block: Option<usize> = None;
        for whole in text.split_inclusive('\n') {
            if start > at {
                break;
            }
            let line = whole.trim_end_matches(['\n', '\r']);
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let is_blank = indent == line.len() || line[indent..].starts_with('#');
            if block.is_some_and(|owner| indent > owner || line.trim().is_empty()) {
                start += whole.len();
                continue;
            }
            block = None;
            let inside = !outline.open.is_empty() || outline.quote.is_some();
            if !is_blank && !inside {
                let own = Line { start, text: line, indent };
                let marks = own.value().map(str::as_bytes);
                if marks.is_some_and(|value| matches!(value, [b'|' | b'>', ..] if value.len() <= 3)) {
                    block = Some(indent);
                }
                outline.lines.push(own);
            }
            if block.is_none() && (!is_blank || outline.quote.is_some()) {
                outline.marks(start, line);
                outline.over_lines = outline.over_lines.or(outline.quote);
            }
            start += whole.len();
        }
        outline
    }

    /// Follows the quotes and brackets of a line.
    fn marks(&mut self, start: usize, line: &str) {
        let mut before = ' ';
        let mut characters = line.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let begins = before.is_whitespace() || "[{,".contains(before) || before == ':';
            match (self.quote, character) {
                (Some((_, '"')), '\\') => drop(characters.next()),
                (Some((_, '\'')), '\'') if characters.next_if(|(_, next)| *next == '\'').is_some() => {}
                (Some((_, quote)), own) if quote == own => self.quote = None,
                (None, '#') if before.is_whitespace() => return,
                (None, '"' | '\'') if begins => self.quote = Some((start + at, character)),
                (None, '{' | '[') if begins || !self.open.is_empty() => {
                    self.open.push((start + at, character));
                }
                (None, '}' | ']') => drop(self.open.pop()),
                _ => {}
            }
            before = character;
        }
    }
}
