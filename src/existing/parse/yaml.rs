//! YAML that the configuration reads, with the place of every value.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use crate::source::{Place, SourceId, offset, quoted_length};

use super::fault::{Fault, FaultSort};
use super::guard::DEEPEST;
use super::number::decimal;
use crate::existing::syntax::{Expr, Kind};

/// How many values one file may hold, those of aliases counted again.
const MOST_VALUES: usize = 100_000;

/// Parses a file of one document.
pub(in crate::existing) fn value(text: &str, source: SourceId) -> Result<Expr, Fault> {
    let bytes = if text.is_ascii() { None } else { Some(text.char_indices().map(|(at, _)| at).collect()) };
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        bytes,
        text,
        length: text.len(),
        source,
        anchors: HashMap::new(),
        values: 0,
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_), _) => {}
            (Event::DocumentEnd | Event::StreamEnd, span) => {
                return Ok(Expr { place: reader.place(span), kind: Kind::Null });
            }
            (event, span) => {
                let value = reader.value(event, span, 0)?;
                return reader.end().map(|()| value);
            }
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    /// The byte of each character, where they are not the same.
    bytes: Option<Vec<usize>>,
    text: &'a str,
    length: usize,
    source: SourceId,
    anchors: HashMap<usize, Expr>,
    values: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Fault> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.fault(&error)),
            None => {
                Err(Fault { at: self.length, what: FaultSort::Syntax("the text ends too early".to_owned()) })
            }
        }
    }

    /// Nothing stands behind the first document: Terraform reads files of one alone.
    fn end(&mut self) -> Result<(), Fault> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentEnd, _) => {}
                (_, span) => {
                    let what = FaultSort::Syntax("the file has more than one document".to_owned());
                    return Err(Fault { at: self.byte(span.start.index()), what });
                }
            }
        }
    }

    /// Up to the quote that ends a text in quotes: what stands behind it on its line is not the text's.
    fn quoted(&self, mut place: Place, style: ScalarStyle) -> Place {
        let text = self.text.get(place.start as usize..place.end as usize).unwrap_or_default();
        let length = match style {
            ScalarStyle::SingleQuoted => quoted_length(text, '\'', None),
            ScalarStyle::DoubleQuoted => quoted_length(text, '"', Some('\\')),
            _ => None,
        };
        place.end = length.map_or(place.end, |length| place.start + offset(length));
        place
    }

    fn fault(&self, error: &ScanError) -> Fault {
        Fault { at: self.byte(error.marker().index()), what: FaultSort::Syntax(error.info().to_owned()) }
    }

    fn byte(&self, char: usize) -> usize {
        match &self.bytes {
            Some(bytes) => bytes.get(char).copied().unwrap_or(self.length),
            None => char.min(self.length),
        }
    }

    fn place(&self, span: Span) -> Place {
        let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        Place { source: self.source, start: offset(start), end: offset(end) }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Expr, Fault> {
        self.values += 1;
        let at = self.byte(span.start.index());
        if depth > DEEPEST {
            return Err(Fault { at, what: FaultSort::Nesting });
        }
        if self.values > MOST_VALUES {
            return Err(Fault { at, what: FaultSort::Much("values of one file") });
        }
        let mut place = self.place(span);
        let (kind, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                place = self.quoted(place, style);
                let kind =
                    if tag.is_some() { Kind::Beyond("a value with a tag") } else { scalar(&text, style) };
                (kind, anchor)
            }
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, span) => items.push(self.value(event, span, depth + 1)?),
                    }
                }
                (Kind::List(items), anchor)
            }
            Event::MappingStart(anchor, _) => {
                let mut entries = Vec::new();
                loop {
                    match self.next()? {
                        (Event::MappingEnd, _) => break,
                        (event, span) => {
                            let key = self.value(event, span, depth + 1)?;
                            let (event, span) = self.next()?;
                            entries.push((key, self.value(event, span, depth + 1)?));
                        }
                    }
                }
                (merged(entries), anchor)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).map(|of| (size(of), of.clone())) {
                Some((size, of)) if self.values + size <= MOST_VALUES => {
                    self.values += size;
                    return Ok(of);
                }
                _ => (Kind::Beyond("an alias of too much"), 0),
            },
            _ => (Kind::Null, 0),
        };
        if let Kind::List(items) = &kind {
            place.end = items.last().map_or(place.end, |last| last.place.end.max(place.end));
        }
        if let Kind::Object(entries) = &kind {
            place.end = entries.last().map_or(place.end, |last| last.1.place.end.max(place.end));
        }
        let value = Expr { place, kind };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }
}

/// Entries with those that `<<` takes from another mapping, in the order in which they stand: Terraform lets the last
/// entry of a key hold, be it an own one or one of a merge, and merges one mapping and no list of them.
fn merged(entries: Vec<(Expr, Expr)>) -> Kind {
    let mut all = Vec::new();
    for (key, value) in entries {
        if key.text().is_none_or(|text| text.as_ref() != "<<") {
            all.push((key, value));
        } else if let Kind::Object(taken) = value.kind {
            all.extend(taken);
        } else {
            return Kind::Beyond("a merge of what is no mapping, which Terraform refuses,");
        }
    }
    Kind::Object(all)
}

fn size(expr: &Expr) -> usize {
    1 + match &expr.kind {
        Kind::List(items) => items.iter().map(size).sum(),
        Kind::Object(entries) => entries.iter().map(|(_, value)| 1 + size(value)).sum(),
        _ => 0,
    }
}

/// What a scalar means to Terraform, which reads a mixture of YAML 1.1 and 1.2.
fn scalar(text: &str, style: ScalarStyle) -> Kind {
    if style == ScalarStyle::Plain { plain(text) } else { Kind::Text(text.into()) }
}

/// What a scalar without quotes means.
pub(in crate::existing) fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => Kind::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => {
            Kind::Bool(false)
        }
        // Other notations are rare, and no sizes.
        word if word.starts_with("0x")
            || word.starts_with("0o")
            || word.contains("inf") && word.contains('.') =>
        {
            Kind::Beyond("a number in another notation")
        }
        word => {
            let (sign, digits) = match word.as_bytes().first() {
                Some(b'-') => (true, &word[1..]),
                Some(b'+') => (false, &word[1..]),
                _ => (false, word),
            };
            match decimal(digits) {
                Some(number) => Kind::Number(if sign { -number } else { number }),
                None => Kind::Text(word.into()),
            }
        }
    }
}
