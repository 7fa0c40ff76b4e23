//! A JSON object too large for memory, member by member.
//!
//! `Scanner` walks the levels that it is told to walk, hands out the text of the values that are
//! wanted, for `serde_json` to read, and runs over the others. Of those it checks that they are whole:
//! strings closed, brackets balanced. Half a gigabyte of prices holds a megabyte that is wanted, and
//! `serde_json` over a reader would look at each byte of the rest on its own.

use std::fmt;
use std::io::{self, Read};

use memchr::memchr2;

/// What is read at once, and the least that is kept.
const BLOCK: usize = 256 * 1024;
/// No single value is handed out beyond this: products have 2 kB, and 16 MB are no product.
const LARGEST: usize = 16 * 1024 * 1024;

/// Why a text could not be walked.
#[derive(Debug)]
pub(super) enum ScanError {
    /// It could not be read to its end.
    Io(io::Error),
    /// It ends in the middle.
    Incomplete,
    /// It is no JSON, or not of the shape that it should have; where, in bytes, and what was expected.
    Syntax(u64, &'static str),
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Incomplete => f.write_str("it ends in the middle"),
            Self::Syntax(offset, expected) => write!(f, "byte {offset}: expected {expected}"),
        }
    }
}

impl std::error::Error for ScanError {}

impl From<io::Error> for ScanError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Walks a JSON text as it arrives.
#[derive(Debug)]
pub(super) struct Scanner<R> {
    from: R,
    buffer: Vec<u8>,
    /// What is read and not yet used: this part of the buffer.
    start: usize,
    end: usize,
    /// How many bytes stood before the buffer.
    before: u64,
}

/// How far a value has been looked at.
#[derive(Clone, Copy, Debug, Default)]
struct Inside {
    depth: u32,
    string: bool,
    escaped: bool,
}

impl<R: Read> Scanner<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, buffer: vec![0; 2 * BLOCK], start: 0, end: 0, before: 0 }
    }

    /// Goes into an object.
    pub(super) fn enter(&mut self) -> Result<(), ScanError> {
        match self.peek()? {
            b'{' => self.take(1),
            _ => return Err(self.expected("`{`")),
        }
        Ok(())
    }

    /// The name of the next member of the object that was gone into last, or nothing at its end, behind
    /// which the walk then stands. `first` says whether none has been read of it yet.
    pub(super) fn member(&mut self, first: &mut bool, name: &mut String) -> Result<bool, ScanError> {
        let mut byte = self.peek()?;
        if byte == b'}' {
            self.take(1);
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            if byte != b',' {
                return Err(self.expected("`,` or `}`"));
            }
            self.take(1);
            byte = self.peek()?;
        }
        if byte != b'"' {
            return Err(self.expected("a name"));
        }
        let raw = self.value()?;
        let read = serde_json::from_slice::<std::borrow::Cow<'_, str>>(raw);
        let known = read.map(|read| {
            name.clear();
            name.push_str(&read);
        });
        known.map_err(|_| self.expected("a name"))?;
        match self.peek()? {
            b':' => self.take(1),
            _ => return Err(self.expected("`:`")),
        }
        Ok(true)
    }

    /// The text of the next value.
    pub(super) fn value(&mut self) -> Result<&[u8], ScanError> {
        self.peek()?;
        let length = self.frame(true)?;
        let start = self.start;
        self.take(length);
        Ok(&self.buffer[start..start + length])
    }

    /// Runs over the next value.
    pub(super) fn skip(&mut self) -> Result<(), ScanError> {
        self.peek()?;
        let length = self.frame(false)?;
        self.take(length);
        Ok(())
    }

    /// Nothing stands behind the text, and it has been read to its end.
    pub(super) fn finish(mut self) -> Result<(), ScanError> {
        match self.peek() {
            Err(ScanError::Incomplete) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(self.expected("nothing more")),
        }
    }

    fn expected(&self, what: &'static str) -> ScanError {
        ScanError::Syntax(self.before + self.start as u64, what)
    }

    fn take(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// The next byte that is no space, which stays.
    fn peek(&mut self) -> Result<u8, ScanError> {
        loop {
            let rest = &self.buffer[self.start..self.end];
            if let Some(at) = rest.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t')) {
                let byte = rest[at];
                self.take(at);
                return Ok(byte);
            }
            self.start = self.end;
            self.fill()?;
        }
    }

    /// Reads on.
    fn fill(&mut self) -> Result<(), ScanError> {
        if self.end + BLOCK > self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            self.before += self.start as u64;
            self.end -= self.start;
            self.start = 0;
            if self.end + BLOCK > self.buffer.len() {
                if self.end > LARGEST {
                    return Err(self.expected("a value of less than 16 MB"));
                }
                self.buffer.resize(2 * self.buffer.len(), 0);
            }
        }
        loop {
            match self.from.read(&mut self.buffer[self.end..]) {
                Ok(0) => return Err(ScanError::Incomplete),
                Ok(bytes) => {
                    self.end += bytes;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// How long the value is that begins at the next byte. With `keep` all of it is then in the buffer.
    fn frame(&mut self, keep: bool) -> Result<usize, ScanError> {
        let plain = !matches!(self.buffer[self.start], b'{' | b'[' | b'"');
        if plain && !is_plain(self.buffer[self.start]) {
            return Err(self.expected("a value"));
        }
        let mut inside = Inside::default();
        // So much of what is in the buffer has been looked at.
        let mut seen = 0;
        loop {
            let rest = &self.buffer[self.start + seen..self.end];
            let end = if plain { end_of_plain(rest) } else { inside.end(rest) };
            if let Some(end) = end {
                return Ok(seen + end);
            }
            seen = self.end - self.start;
            if !keep {
                self.take(seen);
                seen = 0;
            }
            self.fill()?;
        }
    }
}

/// Where a number, `true`, `false` or `null` ends.
fn end_of_plain(text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| !is_plain(*byte))
}

/// Whether a number, `true`, `false` or `null` can hold this.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

impl Inside {
    /// Looks at the next part of a value: where the value ends in it, if it does.
    fn end(&mut self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            if self.string {
                if self.escaped {
                    if at == text.len() {
                        return None;
                    }
                    self.escaped = false;
                    at += 1;
                }
                let found = at + memchr2(b'"', b'\\', &text[at..])?;
                at = found + 1;
                if text[found] == b'\\' {
                    self.escaped = true;
                    continue;
                }
                self.string = false;
                if self.depth == 0 {
                    return Some(at);
                }
            } else {
                let found = at + text[at..].iter().position(|byte| STRUCTURE[usize::from(*byte)])?;
                at = found + 1;
                match text[found] {
                    b'"' => self.string = true,
                    b'{' | b'[' => self.depth += 1,
                    _ => {
                        self.depth = self.depth.saturating_sub(1);
                        if self.depth == 0 {
                            return Some(at);
                        }
                    }
                }
            }
        }
    }
}

/// The bytes that matter between values.
const STRUCTURE: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &[u8] = b"\"{}[]";
    while let [byte, tail @ ..] = rest {
        table[*byte as usize] = true;
        rest = tail;
    }
    table
};

#[cfg(test)]
mod tests;
