//! A text of HCL as tokens, as far as an edit must know them: where strings, comments and lines end, which brackets
//! belong together, and what stands between two tokens.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::existing) enum Kind {
    /// A line end outside a string and a comment.
    Newline,
    /// A comment; one that begins with `#` or `//` holds its line end.
    Comment,
    /// `{`, `[`, `(`, or `${` and `%{` in a string.
    Open,
    /// What closes one of these.
    Close,
    /// The quote that opens a string.
    OpenQuote,
    /// The quote that closes a string.
    CloseQuote,
    /// A part of a string or a heredoc that means itself.
    Part,
    /// The line that opens a heredoc, with its line end.
    OpenHeredoc,
    /// The marker that closes a heredoc.
    CloseHeredoc,
    /// A name.
    Name,
    /// A number, without a sign.
    Number,
    /// The `=` of an assignment.
    Equal,
    /// A comma.
    Comma,
    /// Any other operator.
    Operator,
}

/// A token, by its bytes.
#[derive(Clone, Copy, Debug)]
pub(in crate::existing) struct Token {
    pub(in crate::existing) kind: Kind,
    start: u32,
    end: u32,
}

impl Token {
    /// The bytes of the token.
    pub(in crate::existing) const fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The first byte.
    pub(in crate::existing) const fn start(&self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub(in crate::existing) const fn end(&self) -> usize {
        self.end as usize
    }
}

/// What is open.
enum Open {
    /// A bracket, which this byte closes.
    Bracket(u8),
    /// A string in quotes.
    Quote,
    /// A heredoc, up to a line that holds only this marker.
    Heredoc(Range<usize>),
}

/// The mark that some editors begin a file with.
pub(in crate::existing) const MARK: &str = "\u{feff}";

/// The tokens of a text. `None` where its strings or brackets do not end, or close what they have not opened.
pub(in crate::existing) fn tokens(text: &str) -> Option<Vec<Token>> {
    u32::try_from(text.len()).ok()?;
    let at = if text.starts_with(MARK) { MARK.len() } else { 0 };
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at, open: Vec::new(), tokens: Vec::new() };
    while scanner.at < scanner.bytes.len() {
        match scanner.open.last() {
            Some(Open::Quote) => scanner.quoted()?,
            Some(Open::Heredoc(marker)) => {
                let marker = marker.clone();
                scanner.heredoc(marker)?;
            }
            _ => scanner.plain()?,
        }
    }
    scanner.open.is_empty().then_some(scanner.tokens)
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open>,
    tokens: Vec<Token>,
}

impl<'a> Scanner<'a> {
    /// Adds the token from `start` to here.
    #[allow(clippy::cast_possible_truncation, reason = "`tokens` takes no text that is longer")]
    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, start: start as u32, end: self.at as u32 });
    }

    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// Adds a token of this many bytes.
    fn take(&mut self, kind: Kind, length: usize) {
        let start = self.at;
        self.at += length;
        self.push(kind, start);
    }

    /// How many bytes there are up to the end of the line, and with the line end.
    fn line(&self) -> (usize, usize) {
        let rest = self.rest();
        match memchr::memchr(b'\n', rest) {
            Some(length) => (length, length + 1),
            None => (rest.len(), rest.len()),
        }
    }

    /// One token outside strings.
    fn plain(&mut self) -> Option<()> {
        let rest = self.rest();
        match rest {
            [b' ' | b'\t', ..] => self.at += 1,
            [b'\n', ..] => self.take(Kind::Newline, 1),
            [b'\r', b'\n', ..] => self.take(Kind::Newline, 2),
            [b'#', ..] | [b'/', b'/', ..] => self.take(Kind::Comment, self.line().1),
            [b'/', b'*', ..] => {
                let length = memchr::memmem::find(rest.get(2..)?, b"*/")? + 4;
                self.take(Kind::Comment, length);
            }
            [b'"', ..] => {
                self.take(Kind::OpenQuote, 1);
                self.open.push(Open::Quote);
            }
            [b'<', b'<', ..] if self.opens_heredoc() => {}
            [b'{', ..] => self.bracket(1, b'}'),
            [b'[', ..] => self.bracket(1, b']'),
            [b'(', ..] => self.bracket(1, b')'),
            [b'~', b'}', ..] if self.in_template() => self.close(b'}', 2)?,
            [byte @ (b'}' | b']' | b')'), ..] => self.close(*byte, 1)?,
            [b'=', b'=' | b'>', ..]
            | [b'!' | b'<' | b'>', b'=', ..]
            | [b'&', b'&', ..]
            | [b'|', b'|', ..]
            | [b':', b':', ..] => self.take(Kind::Operator, 2),
            [b'.', b'.', b'.', ..] => self.take(Kind::Operator, 3),
            [b'=', ..] => self.take(Kind::Equal, 1),
            [b',', ..] => self.take(Kind::Comma, 1),
            [b'0'..=b'9', ..] => self.take(Kind::Number, number(rest)),
            [byte, ..] if byte.is_ascii_alphabetic() || *byte == b'_' || !byte.is_ascii() => {
                let part =
                    |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte) || !byte.is_ascii();
                let length = rest.iter().take_while(|byte| part(byte)).count();
                self.take(Kind::Name, length);
            }
            // No token holds another control character.
            [byte, ..] if byte.is_ascii_control() => return None,
            _ => self.take(Kind::Operator, 1),
        }
        Some(())
    }

    /// Whether a `~` before a closing bracket belongs to it: the innermost bracket is a string's.
    fn in_template(&self) -> bool {
        matches!(self.open.as_slice(), [.., Open::Quote | Open::Heredoc(_), Open::Bracket(b'}')])
    }

    fn bracket(&mut self, length: usize, closes: u8) {
        self.take(Kind::Open, length);
        self.open.push(Open::Bracket(closes));
    }

    fn close(&mut self, byte: u8, length: usize) -> Option<()> {
        match self.open.pop() {
            Some(Open::Bracket(closes)) if closes == byte => {
                self.take(Kind::Close, length);
                Some(())
            }
            _ => None,
        }
    }

    /// Takes the line that opens a heredoc, if one is here.
    fn opens_heredoc(&mut self) -> bool {
        let (length, whole) = self.line();
        let line = &self.rest()[..length];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let marker = line.strip_prefix(b"<<-").or_else(|| line.strip_prefix(b"<<")).unwrap_or_default();
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte) || !byte.is_ascii();
        if whole == length || marker.is_empty() || !marker.iter().all(part) || marker[0].is_ascii_digit() {
            return false;
        }
        let start = self.at + line.len() - marker.len();
        let marker = start..start + marker.len();
        self.take(Kind::OpenHeredoc, whole);
        self.open.push(Open::Heredoc(marker));
        true
    }

    /// One token in a heredoc, of which a line begins here or goes on.
    fn heredoc(&mut self, marker: Range<usize>) -> Option<()> {
        let starts = self.bytes[..self.at].ends_with(b"\n");
        let (length, whole) = self.line();
        let line = &self.rest()[..length];
        if starts && line.trim_ascii() == &self.bytes[marker] {
            self.open.pop();
            let length = line.trim_ascii_end().len();
            self.take(Kind::CloseHeredoc, length);
            return Some(());
        }
        let line = &self.rest()[..whole];
        match sequence(line) {
            Some(0) => self.sequence(),
            Some(length) => self.take(Kind::Part, length),
            // Without a line end there is no marker behind it.
            None if whole == length => return None,
            None => self.take(Kind::Part, whole),
        }
        Some(())
    }

    /// One token in a string.
    fn quoted(&mut self) -> Option<()> {
        let rest = self.rest();
        if rest[0] == b'"' {
            self.open.pop();
            self.take(Kind::CloseQuote, 1);
            return Some(());
        }
        let mut length = 0;
        loop {
            match rest.get(length..)? {
                [b'\\', byte, ..] if *byte != b'\n' => length += 1 + self.width(length + 1),
                [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => length += 3,
                [b'"', ..] | [b'$' | b'%', b'{', ..] => break,
                [] | [b'\n' | b'\\', ..] => return None,
                _ => length += 1,
            }
        }
        if length == 0 {
            self.sequence();
        } else {
            self.take(Kind::Part, length);
        }
        Some(())
    }

    /// How many bytes the character takes that begins this far from here.
    fn width(&self, ahead: usize) -> usize {
        let rest = self.text.get(self.at + ahead..).and_then(|rest| rest.chars().next());
        rest.map_or(1, char::len_utf8)
    }

    /// Takes the `${` or `%{` that is here.
    fn sequence(&mut self) {
        let length = if self.rest().get(2) == Some(&b'~') { 3 } else { 2 };
        self.bracket(length, b'}');
    }
}

/// Where the first `${` or `%{` of a line begins that is not escaped.
fn sequence(line: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match line.get(at..)? {
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => at += 3,
            [b'$' | b'%', b'{', ..] => return Some(at),
            [] => return None,
            _ => at += 1,
        }
    }
}

/// How many bytes a number takes: digits, a fraction, an exponent.
fn number(rest: &[u8]) -> usize {
    let digits = |from: usize| rest[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = digits(0);
    if rest.get(length) == Some(&b'.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    if matches!(rest.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.get(length + 1), Some(b'+' | b'-')));
        let exponent = rest.get(length + 1 + sign..).map_or(0, |_| digits(length + 1 + sign));
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        tokens(text).unwrap().iter().map(|token| (token.kind, &text[token.span()])).collect()
    }

    #[test]
    fn strings_comments_and_heredocs_end_where_they_end() {
        use Kind::*;
        let text = "a = \"x # ${b[\"}\"]} $${ \\\" é\" # \"c\r\nd = <<-E-O\n  ${f(\n1)} # no\n  E-O\n";
        assert_eq!(
            kinds(text),
            [
                (Name, "a"),
                (Equal, "="),
                (OpenQuote, "\""),
                (Part, "x # "),
                (Open, "${"),
                (Name, "b"),
                (Open, "["),
                (OpenQuote, "\""),
                (Part, "}"),
                (CloseQuote, "\""),
                (Close, "]"),
                (Close, "}"),
                (Part, " $${ \\\" é"),
                (CloseQuote, "\""),
                (Comment, "# \"c\r\n"),
                (Name, "d"),
                (Equal, "="),
                (OpenHeredoc, "<<-E-O\n"),
                (Part, "  "),
                (Open, "${"),
                (Name, "f"),
                (Open, "("),
                (Newline, "\n"),
                (Number, "1"),
                (Close, ")"),
                (Close, "}"),
                (Part, " # no\n"),
                (CloseHeredoc, "  E-O"),
                (Newline, "\n"),
            ]
        );
    }

    #[test]
    fn what_does_not_end_has_no_tokens() {
        for text in
            ["a = \"b", "a = \"b\n\"", "a = {", "a = }", "a = [}", "<<E\nx", "/* a", "a = \"\\", "\u{1}"]
        {
            assert!(tokens(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn numbers_hold_their_fraction_and_exponent() {
        for text in ["1", "1.5", "1e3", "1.50E-3"] {
            assert_eq!(kinds(text), [(Kind::Number, text)]);
        }
        assert_eq!(kinds("1.a")[0], (Kind::Number, "1"));
        assert_eq!(kinds("1e")[0], (Kind::Number, "1"));
        assert_eq!(kinds("1e+")[0], (Kind::Number, "1"));
    }
}
