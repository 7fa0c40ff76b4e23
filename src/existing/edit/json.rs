//! Changes of JSON: literals, and keys of objects.

use std::ops::Range;

use crate::existing::edit::change::{Change, KeyOf, Literal, Syntax, Why};
use crate::existing::edit::literal::{read, respelled, spelled, text as quoted};
use crate::existing::edit::splice::Splice;
use crate::existing::edit::token::MARK;

/// A text with its tokens: strings, words (numbers, `true`), and marks.
pub(super) struct Json<'a> {
    text: &'a str,
    tokens: Vec<Range<usize>>,
}

/// A member of an object.
struct Member {
    key: Range<usize>,
    value: Range<usize>,
    /// Whether the value is one token.
    plain: bool,
}

struct Object {
    open: Range<usize>,
    close: Range<usize>,
    members: Vec<Member>,
}

impl<'a> Json<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, Why> {
        let plain = text.strip_prefix(MARK).unwrap_or(text);
        serde_json::from_str::<serde::de::IgnoredAny>(plain).map_err(|_| Why::Unparsed)?;
        Ok(Self { text, tokens: tokens(text, text.len() - plain.len()) })
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
        let token = self.tokens.partition_point(|token| token.start < at.start);
        let is_key = self.tokens.get(token + 1).is_some_and(|next| self.word(next) == ":");
        let written =
            (self.tokens.get(token) == Some(at) && !is_key).then(|| self.word(at)).ok_or(Why::NoLiteral)?;
        let meant = read(written, Syntax::Json).ok_or(Why::NoLiteral)?;
        if !meant.is_like(old) {
            return Err(Why::Other);
        }
        let new = respelled(written, new, Syntax::Json).ok_or(Why::Sort)?;
        Ok(Splice::around(at.clone(), "", &new, ""))
    }

    fn word(&self, token: &Range<usize>) -> &'a str {
        &self.text[token.clone()]
    }

    /// A key that was absent, laid out as the last one is.
    fn insert(&self, into: &Range<usize>, key: &str, value: &Literal) -> Result<Splice, Why> {
        let object = self.object(into).ok_or(Why::NoObject)?;
        let name = quoted(key, Syntax::Json).ok_or(Why::Sort)?;
        let value = spelled(value, Syntax::Json).ok_or(Why::Sort)?;
        if object.members.iter().any(|member| self.is_key(member, key)) {
            return Err(Why::Present);
        }
        let Some(last) = object.members.last() else {
            let inside = object.open.end..object.close.start;
            let space = self.word(&inside);
            let deeper = if space.contains('\n') { "  " } else { "" };
            return Ok(Splice::around(inside, &format!("{space}{deeper}{name}: "), &value, space));
        };
        let before = object.members.iter().rev().nth(1).map_or(object.open.end, |before| {
            let comma = self.tokens.partition_point(|token| token.start < before.value.end);
            self.tokens[comma].end
        });
        let space = &self.text[before..last.key.start];
        let sign = &self.text[last.key.end..last.value.start];
        let at = last.value.end;
        Ok(Splice::around(at..at, &format!(",{space}{name}{sign}"), &value, ""))
    }

    /// A key goes with the comma before it.
    fn remove(&self, from: &Range<usize>, key: &str, value: &Literal) -> Result<Splice, Why> {
        let object = self.object(from).ok_or(Why::NoObject)?;
        let own = object.members.iter().position(|member| self.is_key(member, key)).ok_or(Why::Absent)?;
        let member = &object.members[own];
        let meant = member.plain.then(|| read(self.word(&member.value), Syntax::Json)).flatten();
        if !meant.ok_or(Why::NoLiteral).map(|meant| meant.is_like(value))? {
            return Err(Why::Other);
        }
        let at = match own.checked_sub(1).map(|before| &object.members[before]) {
            Some(before) => before.value.end..member.value.end,
            None => match object.members.get(1) {
                Some(next) => member.key.start..next.key.start,
                None => object.open.end..member.value.end,
            },
        };
        Ok(Splice::gone(at))
    }

    /// The member of an object whose value a literal is.
    pub(super) fn entry_of(&self, literal: &Range<usize>) -> Option<KeyOf> {
        let mut open: Vec<usize> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate().take_while(|(_, token)| token.start < literal.start)
        {
            match self.word(token) {
                "{" | "[" => open.push(at),
                "}" | "]" => drop(open.pop()),
                _ => {}
            }
        }
        let open = open.pop()?;
        let place = self.tokens[open].start..self.tokens[self.closes(open)?].end;
        let members = self.object(&place)?.members;
        let at = members.iter().position(|member| member.value == *literal)?;
        let key = serde_json::from_str(self.word(&members[at].key)).ok()?;
        Some(KeyOf { place, key, values: members.into_iter().map(|member| member.value).collect(), at })
    }

    fn is_key(&self, member: &Member, key: &str) -> bool {
        serde_json::from_str::<String>(self.word(&member.key)).is_ok_and(|own| own == key)
    }

    fn object(&self, place: &Range<usize>) -> Option<Object> {
        let open = self.tokens.partition_point(|token| token.start < place.start);
        let first =
            self.tokens.get(open).filter(|first| first.start == place.start && self.word(first) == "{")?;
        let close = self.closes(open)?;
        let mut members = Vec::new();
        let mut at = open + 1;
        while at < close {
            let start = at + 2;
            let end = self.closes(start)?;
            let value = self.tokens.get(start)?.start..self.tokens[end].end;
            members.push(Member { key: self.tokens[at].clone(), value, plain: start == end });
            // A comma or the closing brace.
            at = end + 2;
        }
        let close = self.tokens[close].clone();
        (close.end == place.end).then(|| Object { open: first.clone(), close, members })
    }

    /// The token that ends the value that starts with a token.
    fn closes(&self, start: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(start) {
            match self.word(token) {
                "{" | "[" => depth += 1,
                "}" | "]" => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }
}

/// The tokens of a text that is JSON, from a byte on.
fn tokens(text: &str, from: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'{' | b'}' | b'[' | b']' | b',' | b':' => {}
            b'"' => {
                while bytes.get(at).is_some_and(|byte| *byte != b'"') {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = bytes.len().min(at + 1);
            }
            _ => {
                let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                at += bytes[at..].iter().take_while(|byte| part(byte)).count();
            }
        }
        tokens.push(start..at);
    }
    tokens
}
