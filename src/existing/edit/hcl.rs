//! Changes of HCL: literals, and keys of objects and blocks.

use std::ops::Range;

use crate::existing::edit::change::{Change, KeyOf, Literal, Syntax, Why};
use crate::existing::edit::literal::{read, respelled, spelled, text as quoted, unescaped};
use crate::existing::edit::splice::Splice;
use crate::existing::edit::token::{Kind, Token, tokens};

/// A text with its tokens.
pub(super) struct Hcl<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

/// A key with its value, or a nested block.
struct Entry {
    /// The key, unless it is an expression; `None` for a nested block too.
    key: Option<String>,
    /// The first token, and one past the last: without a comma.
    tokens: Range<usize>,
    /// The tokens of the value.
    value: Range<usize>,
    /// The comma behind it.
    comma: Option<usize>,
}

/// What keys can be added to.
struct Container {
    /// Its braces.
    open: usize,
    close: usize,
    /// Whether it is a block: an object may also have commas.
    block: bool,
    entries: Vec<Entry>,
}

impl<'a> Hcl<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, Why> {
        Ok(Self { text, tokens: tokens(text).ok_or(Why::Unparsed)? })
    }

    /// What makes a change whose place is here by now.
    pub(super) fn splice(&self, change: &Change, at: &Range<usize>) -> Result<Splice, Why> {
        match change {
            Change::Replace { old, new, .. } => self.replace(at, old, new),
            Change::Insert { key, value, .. } => self.insert(at, key, value),
            Change::Remove { key, value, .. } => self.remove(at, key, value),
        }
    }

    /// A literal in the place of another one.
    fn replace(&self, at: &Range<usize>, old: &Literal, new: &Literal) -> Result<Splice, Why> {
        let first = self.tokens.partition_point(|token| token.start() < at.start);
        let last = self.tokens.partition_point(|token| token.end() < at.end);
        let literal = self.tokens.get(first..=last).filter(|all| {
            let (first, last) = (all.first().map(Token::start), all.last().map(Token::end));
            first == Some(at.start) && last == Some(at.end) && self.is_literal(all)
        });
        let written = literal.and_then(|_| self.text.get(at.clone())).ok_or(Why::NoLiteral)?;
        let meant = read(written, Syntax::Hcl).ok_or(Why::NoLiteral)?;
        if !meant.is_like(old) {
            return Err(Why::Other);
        }
        let new = respelled(written, new, Syntax::Hcl).ok_or(Why::Sort)?;
        Ok(Splice::around(at.clone(), "", &new, ""))
    }

    fn is_literal(&self, tokens: &[Token]) -> bool {
        let kinds: Vec<Kind> = tokens.iter().map(|token| token.kind).collect();
        match kinds.as_slice() {
            [Kind::Number]
            | [Kind::OpenQuote, Kind::CloseQuote]
            | [Kind::OpenQuote, Kind::Part, Kind::CloseQuote] => true,
            [Kind::Name] => matches!(self.word(&tokens[0]), "true" | "false"),
            [Kind::Operator, Kind::Number] => self.word(&tokens[0]) == "-",
            _ => false,
        }
    }

    fn word(&self, token: &Token) -> &'a str {
        &self.text[token.span()]
    }

    /// A key that was absent.
    fn insert(&self, into: &Range<usize>, key: &str, value: &Literal) -> Result<Splice, Why> {
        let container = self.container(into).ok_or(Why::NoObject)?;
        if container.entries.iter().any(|entry| entry.key.as_deref() == Some(key)) {
            return Err(Why::Present);
        }
        let value = spelled(value, Syntax::Hcl).ok_or(Why::Sort)?;
        let anchor = container.entries.iter().rfind(|entry| !container.block || entry.key.is_some());
        // Quotes that the key before would not need.
        let quote = anchor.is_some_and(|entry| {
            self.tokens[entry.tokens.start].kind == Kind::OpenQuote
                && entry.key.as_deref().is_some_and(is_name)
        });
        let name =
            if quote || !is_name(key) { quoted(key, Syntax::Hcl).ok_or(Why::Sort)? } else { key.to_owned() };
        if container.block && name != key {
            return Err(Why::NoObject);
        }
        let entry = format!("{name}{}", anchor.map_or(" = ", |entry| self.sign(entry)));
        let Some(anchor) = anchor else {
            return self.insert_first(&container, &entry, &value);
        };
        let comma = anchor.comma.map_or("", |_| ",");
        let last = anchor.comma.unwrap_or(anchor.tokens.end - 1);
        let indent = self.indent(anchor.tokens.start);
        if let (Some(indent), Some((at, newline))) = (indent, self.line_end(last + 1, container.close)) {
            return Ok(Splice::around(
                at..at,
                &format!("{indent}{entry}"),
                &value,
                &format!("{comma}{newline}"),
            ));
        }
        if container.block {
            return Err(Why::NoObject);
        }
        let at = self.tokens[last].end();
        let before = if comma.is_empty() { ", " } else { " " };
        Ok(Splice::around(at..at, &format!("{before}{entry}"), &value, comma))
    }

    /// The first key of an object or block.
    fn insert_first(&self, container: &Container, entry: &str, value: &str) -> Result<Splice, Why> {
        if container.block && !container.entries.is_empty() {
            return Err(Why::NoObject);
        }
        let close = &self.tokens[container.close];
        let inner = &self.tokens[container.open + 1..container.close];
        if inner.is_empty() {
            let at = self.tokens[container.open].end()..close.start();
            return Ok(Splice::around(at, &format!(" {entry}"), value, " "));
        }
        let line = inner.iter().find_map(|token| self.newline(token));
        let (newline, indent) = line.zip(self.indent(container.close)).ok_or(Why::NoObject)?;
        let at = close.start() - indent.len();
        Ok(Splice::around(at..at, &format!("{indent}  {entry}"), value, newline))
    }

    /// A key goes with its line, or with its comma.
    fn remove(&self, from: &Range<usize>, key: &str, value: &Literal) -> Result<Splice, Why> {
        let container = self.container(from).ok_or(Why::NoObject)?;
        let own = container
            .entries
            .iter()
            .position(|entry| entry.key.as_deref() == Some(key))
            .ok_or(Why::Absent)?;
        let entry = &container.entries[own];
        let written =
            self.tokens.get(entry.value.clone()).filter(|all| self.is_literal(all)).ok_or(Why::NoLiteral)?;
        let written = &self.text[written[0].start()..written[written.len() - 1].end()];
        if !read(written, Syntax::Hcl).is_some_and(|meant| meant.is_like(value)) {
            return Err(Why::Other);
        }
        let start = self.tokens[entry.tokens.start].start();
        let last = entry.comma.unwrap_or(entry.tokens.end - 1);
        let gone = |at| Ok(Splice::gone(at));
        if let Some(indent) = self.indent(entry.tokens.start) {
            let next = &self.tokens[last + 1];
            if let Some((at, _)) = self.line_end(last + 1, container.close) {
                let comment = next.kind == Kind::Comment;
                return if comment { Err(Why::Commented) } else { gone(start - indent.len()..at) };
            }
        }
        let (open, close) = (&self.tokens[container.open], &self.tokens[container.close]);
        if container.entries.len() == 1 && last + 1 == container.close {
            return gone(open.end()..close.start());
        }
        match own.checked_sub(1).map(|before| &container.entries[before]) {
            Some(before) if entry.comma.is_none() => {
                gone(self.tokens[before.tokens.end - 1].end()..self.tokens[last].end())
            }
            Some(before) if before.comma.is_some() => {
                gone(self.tokens[before.comma.unwrap_or(last)].end()..self.tokens[last].end())
            }
            _ => gone(start..self.tokens[last + 1].start()),
        }
    }

    /// The entry of an object, or of the call of a module, whose value a literal is.
    pub(super) fn entry_of(&self, literal: &Range<usize>) -> Option<KeyOf> {
        let mut open: Vec<usize> = Vec::new();
        for (at, token) in
            self.tokens.iter().enumerate().take_while(|(_, token)| token.start() < literal.start)
        {
            match token.kind {
                Kind::Open => open.push(at),
                Kind::Close => drop(open.pop()),
                _ => {}
            }
        }
        let open = open.pop()?;
        let close = self.closes(open)?;
        let header = self.tokens[..open].iter().rev();
        let header = header.take_while(|token| {
            matches!(token.kind, Kind::Name | Kind::OpenQuote | Kind::Part | Kind::CloseQuote)
        });
        let first = open - header.count();
        let is_call = self.word(&self.tokens[first]) == "module";
        let start = if is_call { first } else { open };
        let place = self.tokens[start].start()..self.tokens[close].end();
        let container = self.container(&place).filter(|container| is_call == container.block)?;
        let keyed = container.entries.iter().filter(|entry| entry.key.is_some());
        let values = keyed.clone().filter_map(|entry| {
            let value = self.tokens.get(entry.value.clone())?;
            Some(value.first()?.start()..value.last()?.end())
        });
        let values: Vec<Range<usize>> = values.collect();
        let at = values.iter().position(|value| value == literal)?;
        let key = keyed.clone().nth(at)?.key.clone()?;
        Some(KeyOf { place, key, values, at })
    }

    /// What stands between a key and its value, if that is short; else it is aligned with others.
    fn sign(&self, entry: &Entry) -> &'a str {
        let before = self.tokens[..entry.value.start].iter().rev();
        let mut before = before.skip_while(|token| matches!(token.kind, Kind::Equal | Kind::Operator));
        let start = before.next().map_or(0, Token::end);
        let sign = self.text.get(start..self.tokens[entry.value.start].start()).unwrap_or_default();
        match sign.trim() {
            ":" if sign.len() > 3 => ": ",
            "=" if sign.len() > 3 => " = ",
            ":" | "=" => sign,
            _ => " = ",
        }
    }

    /// What stands before a token on its line, if that is only space.
    fn indent(&self, token: usize) -> Option<&'a str> {
        let start = self.tokens[token].start();
        let line = self.text[..start].rfind('\n').map_or(0, |before| before + 1);
        let indent = &self.text[line..start];
        indent.bytes().all(|byte| matches!(byte, b' ' | b'\t')).then_some(indent)
    }

    /// The line end that a token is, or that a comment ends with.
    fn newline(&self, token: &Token) -> Option<&'static str> {
        let text = self.word(token);
        match token.kind {
            Kind::Newline | Kind::Comment if text.ends_with("\r\n") => Some("\r\n"),
            Kind::Newline | Kind::Comment if text.ends_with('\n') => Some("\n"),
            _ => None,
        }
    }

    /// Where the line ends that goes on with a token before `limit`, if only a comment is still on it.
    fn line_end(&self, token: usize, limit: usize) -> Option<(usize, &'static str)> {
        let next = self.tokens.get(token).filter(|_| token < limit)?;
        Some((next.end(), self.newline(next)?))
    }

    /// The object or block that ends where a place does.
    fn container(&self, place: &Range<usize>) -> Option<Container> {
        let first = self.tokens.partition_point(|token| token.start() < place.start);
        if self.tokens.get(first)?.start() != place.start {
            return None;
        }
        let mut header = first..self.tokens.len();
        let open = header.find(|at| self.tokens[*at].kind == Kind::Open)?;
        if self.word(&self.tokens[open]) != "{" {
            return None;
        }
        let close = self.closes(open)?;
        if self.tokens[close].end() != place.end {
            return None;
        }
        let before = open.checked_sub(1).map(|before| &self.tokens[before]);
        let block = before.is_some_and(|before| matches!(before.kind, Kind::Name | Kind::CloseQuote));
        let entries = self.entries(open, close, block)?;
        Some(Container { open, close, block, entries })
    }

    /// The token that closes a bracket.
    fn closes(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    /// What an object or block holds.
    fn entries(&self, open: usize, close: usize, block: bool) -> Option<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut at = open + 1;
        let mut words = self.tokens[at..close].iter().filter(|token| self.newline(token).is_none());
        if !block
            && words.next().is_some_and(|first| self.word(first) == "for")
            && words.next().is_some_and(|second| second.kind == Kind::Name)
        {
            // Its keys are computed.
            return None;
        }
        while at < close {
            let token = &self.tokens[at];
            match token.kind {
                Kind::Newline | Kind::Comment => at += 1,
                Kind::Name | Kind::OpenQuote | Kind::Open => {
                    let entry = self.entry(at, close, block)?;
                    at = entry.comma.map_or(entry.tokens.end, |comma| comma + 1);
                    entries.push(entry);
                }
                _ => return None,
            }
        }
        Some(entries)
    }

    fn entry(&self, start: usize, close: usize, block: bool) -> Option<Entry> {
        let mut end = start;
        let mut sign = None;
        while end < close {
            let token = &self.tokens[end];
            match token.kind {
                Kind::Comma | Kind::Newline => break,
                Kind::Comment if self.newline(token).is_some() => break,
                Kind::Open => end = self.closes(end)?,
                Kind::Equal if sign.is_none() => sign = Some(end),
                Kind::Operator if !block && sign.is_none() && self.word(token) == ":" => sign = Some(end),
                _ => {}
            }
            end += 1;
        }
        let comma = (!block && end < close && self.tokens[end].kind == Kind::Comma).then_some(end);
        if comma.is_none() && self.tokens[end].kind == Kind::Comma {
            return None;
        }
        // A comment that does not end the line is none of the entry's.
        let mut last = end;
        while last > start && self.tokens[last - 1].kind == Kind::Comment {
            last -= 1;
        }
        let Some(sign) = sign else {
            // `for` makes keys of its own; only a block has entries without a sign.
            let nested = block && self.tokens[last - 1].kind == Kind::Close;
            return nested.then_some(Entry {
                key: None,
                tokens: start..last,
                value: last..last,
                comma: None,
            });
        };
        let key = match &self.tokens[start..sign] {
            [name] if name.kind == Kind::Name => Some(self.word(name).to_owned()),
            [open, part, end] if open.kind == Kind::OpenQuote && end.kind == Kind::CloseQuote => {
                unescaped(self.word(part))
            }
            _ => None,
        };
        Some(Entry { key, tokens: start..last, value: sign + 1..last, comma })
    }
}

/// Whether a key can be written without quotes.
pub(super) fn is_name(key: &str) -> bool {
    let mut bytes = key.bytes();
    let first = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let word = matches!(key, "for" | "null" | "true" | "false" | "if" | "in");
    first && !word && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
