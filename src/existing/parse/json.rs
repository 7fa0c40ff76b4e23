//! JSON, with the place of every value: variable files, Terraform's own JSON syntax, and data that is read.

use std::sync::Arc;

use crate::source::{Place, SourceId, offset};

use super::fault::{Fault, FaultSort};
use super::number::decimal;
use super::{guard, hcl};
use crate::existing::syntax::{Attr, Block, Body, Expr, Kind};

/// Parses data. Strings are no templates in it.
pub(in crate::existing) fn value(text: &str, source: SourceId) -> Result<Expr, Fault> {
    parse(text, source, false)
}

/// Parses a variable file.
pub(in crate::existing) fn attributes(text: &str, source: SourceId) -> Result<Body, Fault> {
    let attributes =
        entries(value(text, source)?).into_iter().map(|(name, value)| Attr::new(name.0, name.1, value));
    Ok(Body { attributes: attributes.collect(), blocks: Vec::new() })
}

/// Parses a file in Terraform's JSON syntax.
pub(in crate::existing) fn body(text: &str, source: SourceId) -> Result<Body, Fault> {
    let top = parse(text, source, true)?;
    let mut body = Body::default();
    for (kind, value) in entries(top) {
        let labels = match kind.0.as_ref() {
            "resource" | "data" => 2,
            "variable" | "output" | "module" | "provider" => 1,
            _ => 0,
        };
        blocks(&mut body.blocks, &kind, labels, &[], value);
    }
    Ok(body)
}

type Name = (Arc<str>, Place);

/// The entries of an object, or of several objects in a list; comments are left out.
fn entries(expr: Expr) -> Vec<(Name, Expr)> {
    match expr.kind {
        Kind::Object(entries) => entries
            .into_iter()
            .filter_map(|(key, value)| match key.kind {
                Kind::Text(name) if name.as_ref() != "//" => Some(((name, key.place), value)),
                _ => None,
            })
            .collect(),
        Kind::List(items) => items.into_iter().flat_map(entries).collect(),
        _ => Vec::new(),
    }
}

/// Adds the blocks of a type: an object for each label, in it the body, or a list of bodies.
fn blocks(into: &mut Vec<Block>, kind: &Name, labels: usize, path: &[Arc<str>], value: Expr) {
    if labels > 0 {
        for (label, value) in entries(value) {
            let path: Vec<Arc<str>> = path.iter().cloned().chain([label.0]).collect();
            blocks(into, &(kind.0.clone(), label.1), labels - 1, &path, value);
        }
        return;
    }
    let bodies = match value.kind {
        Kind::List(items) => items,
        kind => vec![Expr { place: value.place, kind }],
    };
    for body in bodies {
        let whole = Place { start: kind.1.start, ..body.place };
        let (kind, header) = kind.clone();
        into.push(Block { kind, labels: path.to_vec(), header, whole, body: inner(body) });
    }
}

/// The body of a block. JSON does not tell nested blocks from attributes: only those that mean something to Terraform
/// itself are taken as blocks.
fn inner(expr: Expr) -> Body {
    let mut body = Body::default();
    for (name, value) in entries(expr) {
        match name.0.as_ref() {
            "lifecycle" => blocks(&mut body.blocks, &name, 0, &[], value),
            "dynamic" => blocks(&mut body.blocks, &name, 1, &[], value),
            "content" if matches!(value.kind, Kind::Object(_)) => {
                blocks(&mut body.blocks, &name, 0, &[], value);
            }
            _ => body.attributes.push(Attr::new(name.0, name.1, value)),
        }
    }
    body
}

fn parse(text: &str, source: SourceId, templates: bool) -> Result<Expr, Fault> {
    guard::check(text, false)?;
    let mut reader = Reader { text, at: 0, source, templates };
    let value = reader.value()?;
    reader.space();
    if reader.at < text.len() { Err(reader.fault("the end of the file is expected")) } else { Ok(value) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    source: SourceId,
    /// Whether strings are templates.
    templates: bool,
}

impl Reader<'_> {
    fn fault(&self, what: &str) -> Fault {
        Fault { at: self.at, what: FaultSort::Syntax(what.to_owned()) }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// Takes a character, if it is next behind spaces.
    fn take(&mut self, char: char) -> bool {
        self.space();
        let found = self.rest().starts_with(char);
        self.at += usize::from(found);
        found
    }

    fn place(&self, start: usize) -> Place {
        Place { source: self.source, start: offset(start), end: offset(self.at) }
    }

    fn value(&mut self) -> Result<Expr, Fault> {
        self.space();
        let start = self.at;
        let kind = match self.rest().bytes().next() {
            Some(b'{') => self.object()?,
            Some(b'[') => self.list()?,
            Some(b'"') => return self.string(self.templates),
            _ => self.word()?,
        };
        Ok(Expr { place: self.place(start), kind })
    }

    fn object(&mut self) -> Result<Kind, Fault> {
        self.at += 1;
        let mut entries = Vec::new();
        while !self.take('}') {
            if !entries.is_empty() && !self.take(',') {
                return Err(self.fault("`,` or `}` is expected"));
            }
            self.space();
            if !self.rest().starts_with('"') {
                return Err(self.fault("a key in quotes is expected"));
            }
            let key = self.string(false)?;
            if !self.take(':') {
                return Err(self.fault("`:` is expected"));
            }
            entries.push((key, self.value()?));
        }
        Ok(Kind::Object(entries))
    }

    fn list(&mut self) -> Result<Kind, Fault> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.take(']') {
            if !items.is_empty() && !self.take(',') {
                return Err(self.fault("`,` or `]` is expected"));
            }
            items.push(self.value()?);
        }
        Ok(Kind::List(items))
    }

    fn word(&mut self) -> Result<Kind, Fault> {
        let end = |char: char| !(char.is_ascii_alphanumeric() || matches!(char, '-' | '+' | '.'));
        let word = self.rest().split(end).next().unwrap_or_default();
        let (minus, digits) = word.strip_prefix('-').map_or((false, word), |digits| (true, digits));
        let kind = match word {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            _ if !digits.starts_with(|first: char| first.is_ascii_digit()) => {
                return Err(self.fault("a value is expected"));
            }
            _ => match decimal(digits) {
                Some(number) => Kind::Number(if minus { -number } else { number }),
                None => Kind::Beyond("a number that is too large or too precise"),
            },
        };
        self.at += word.len();
        Ok(kind)
    }

    /// A string, as a template where it is one.
    fn string(&mut self, template: bool) -> Result<Expr, Fault> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let plain =
                self.rest().find(['"', '\\', '\n']).ok_or_else(|| self.fault("a string is not closed"))?;
            text.push_str(&self.rest()[..plain]);
            self.at += plain + 1;
            match self.text.as_bytes()[self.at - 1] {
                b'"' => break,
                b'\\' => text.push(self.escape()?),
                _ => return Err(self.fault("a string is not closed")),
            }
        }
        let place = self.place(start);
        if template && (text.contains("${") || text.contains("%{")) {
            let same = text.len() + 2 == self.at - start;
            return hcl::expression(&text, place, same.then(|| offset(start + 1)))
                .map_err(|fault| Fault { at: start, ..fault });
        }
        Ok(Expr { place, kind: Kind::Text(text.into()) })
    }

    /// The character of an escape, behind its backslash.
    fn escape(&mut self) -> Result<char, Fault> {
        let char = self.rest().chars().next().ok_or_else(|| self.fault("a string is not closed"))?;
        self.at += char.len_utf8();
        Ok(match char {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            '"' | '\\' | '/' => char,
            'u' => {
                let high = self.unit()?;
                let pair = if (0xd800..0xdc00).contains(&high) && self.rest().starts_with("\\u") {
                    self.at += 2;
                    0x10000 + ((high - 0xd800) << 10) + (self.unit()?.wrapping_sub(0xdc00) & 0x3ff)
                } else {
                    high
                };
                char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(self.fault("there is no such escape")),
        })
    }

    /// The four digits of an escape.
    fn unit(&mut self) -> Result<u32, Fault> {
        let digits = self.rest().get(..4).ok_or_else(|| self.fault("four digits are expected"))?;
        let unit = u32::from_str_radix(digits, 16).map_err(|_| self.fault("four digits are expected"))?;
        self.at += 4;
        Ok(unit)
    }
}
