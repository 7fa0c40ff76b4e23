//! Scans the YAML events once: builds the tree with its places, and refuses the YAML that the language leaves out.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::load::node::{MapEntry, Node, Value};
use crate::load::slip::slip;
use crate::order::Order as _;
use crate::source::{Place, SourceId, offset, quoted_length};

/// The deepest nesting of a profile. The language itself needs six levels.
pub(crate) const MAX_DEPTH: usize = 32;

/// The longest text, in bytes, that may carry an anchor.
const MAX_ANCHORED: usize = 256;

/// Parses `text` into a tree whose scalars are still raw text; `None` if it cannot be used.
pub(crate) fn scan(source: SourceId, text: &str, findings: &mut Findings) -> Option<Node> {
    let mut scan = Scan {
        source,
        text,
        offsets: char_offsets(text),
        length: offset(text.len()),
        open: Vec::new(),
        scalars: HashMap::new(),
        root: None,
        findings: Findings::default(),
    };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                findings.push(scan.refused(&error));
                return None;
            }
        };
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
            if documents > 1 {
                findings.push(
                    Finding::new(
                        Code::SeveralDocuments,
                        scan.place(span),
                        "a second YAML document starts here",
                    )
                    .help("one file is one profile: move it to a file of its own"),
                );
                return None;
            }
        }
        if scan.take(event, span).is_err() {
            break;
        }
    }
    let root = scan.root.take();
    let refused = !scan.findings.is_empty();
    findings.append(scan.findings);
    if refused {
        return None;
    }
    if root.is_none() {
        findings.push(
            Finding::new(Code::EmptyProfile, Place::top(source), "the file is empty")
                .help("start with `profile:` and `stack:`, or run `scaleprof init` for an example"),
        );
    }
    root
}

/// A collection that is still open.
enum Open {
    List(Place, Vec<Node>),
    Map(Place, Vec<MapEntry>, Option<(String, Place)>),
}

struct Scan<'a> {
    source: SourceId,
    text: &'a str,
    /// The byte offset of each character; empty if all characters are one byte long.
    offsets: Vec<u32>,
    length: u32,
    open: Vec<Open>,
    /// The anchored scalars, by the parser's number of the anchor.
    scalars: HashMap<usize, Value>,
    root: Option<Node>,
    findings: Findings,
}

/// The scan cannot continue.
struct Stop;

impl Scan<'_> {
    /// What the parser refuses: the slip behind it, or its own words where none is known.
    fn refused(&self, error: &ScanError) -> Finding {
        let at = self.byte(error.marker().index());
        let Some(slip) = slip(self.text, at as usize, error.info()) else {
            let place = Place { source: self.source, start: at, end: at };
            return Finding::new(Code::YamlSyntax, place, format!("this is not YAML: {}", error.info()));
        };
        let place =
            Place { source: self.source, start: offset(slip.range.start), end: offset(slip.range.end) };
        Finding::new(Code::YamlSyntax, place, slip.message).help(slip.help)
    }

    fn byte(&self, character: usize) -> u32 {
        if self.offsets.is_empty() {
            return offset(character).min(self.length);
        }
        self.offsets.get(character).copied().unwrap_or(self.length)
    }

    fn place(&self, span: Span) -> Place {
        let start = self.byte(span.start.index());
        let end = self.byte(span.end.index()).max(start);
        Place { source: self.source, start, end }
    }

    /// The place of a scalar. The parser ends a quoted one where the next token begins, behind a remark too.
    fn scalar(&self, style: ScalarStyle, span: Span) -> Place {
        let place = self.place(span);
        let (start, end) = (place.start as usize, place.end as usize);
        let length = match style {
            ScalarStyle::SingleQuoted => quoted_length(&self.text[start..end], '\'', None),
            ScalarStyle::DoubleQuoted => quoted_length(&self.text[start..end], '"', Some('\\')),
            _ => None,
        };
        Place { end: length.map_or(place.end, |length| offset(start + length)), ..place }
    }

    fn refuse(&mut self, code: Code, place: Place, message: impl Into<String>, help: &str) {
        self.findings.push(Finding::new(code, place, message).help(help));
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        let place = self.place(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let place = self.scalar(style, span);
                if tag.is_some() {
                    self.refuse_tag(place);
                }
                if style == ScalarStyle::Plain && text == "<<" && self.expects_key() {
                    let message = "merge keys are not part of the language";
                    self.refuse(Code::MergeKey, place, message, "use `extends:`, the one way to inherit");
                }
                let value = Value::String(text.into_owned());
                if anchor > 0 {
                    self.anchor(anchor, &value, place);
                }
                self.add(Node::new(value, place));
            }
            Event::Alias(anchor) => {
                let value = self.scalars.get(&anchor).cloned().unwrap_or(Value::Null);
                self.add(Node::new(value, place));
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(anchor, tag.is_some(), Open::List(place, Vec::new()), place)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.open(anchor, tag.is_some(), Open::Map(place, Vec::new(), None), place)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, anchor: usize, tagged: bool, open: Open, place: Place) -> Result<(), Stop> {
        if anchor > 0 {
            let message = "anchors on mappings and lists are not part of the language";
            self.refuse(Code::YamlAnchor, place, message, "use `extends:`, the one way to inherit");
        }
        if tagged {
            self.refuse_tag(place);
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            self.refuse(Code::TooDeep, place, message, "a profile needs six levels at the most");
            return Err(Stop);
        }
        self.open.push(open);
        Ok(())
    }

    /// Remembers an anchored scalar. A long one is refused, because its aliases would multiply it.
    fn anchor(&mut self, anchor: usize, value: &Value, place: Place) {
        if matches!(value, Value::String(text) if text.len() > MAX_ANCHORED) {
            let message = format!("an anchored text is longer than {MAX_ANCHORED} bytes");
            self.refuse(Code::YamlAnchor, place, message, "write the text where it is needed");
        } else {
            self.scalars.insert(anchor, value.clone());
        }
    }

    fn refuse_tag(&mut self, place: Place) {
        let message = "YAML tags are not part of the language";
        self.refuse(Code::CustomTag, place, message, "remove the tag; quotes make a text of anything");
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some(Open::Map(_, _, None)))
    }

    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, key)) => match key.take() {
                Some((key, place)) => entries.push(MapEntry { key, place, node }),
                None => {
                    if let Value::String(text) = node.value {
                        *key = Some((text, node.place));
                    } else {
                        *key = Some((String::new(), node.place));
                        let message = "a key must be a text";
                        self.findings.push(Finding::new(Code::WrongType, node.place, message));
                    }
                }
            },
        }
    }

    fn close(&mut self) {
        let node = match self.open.pop() {
            Some(Open::List(place, items)) => Node::new(Value::List(items), place),
            Some(Open::Map(place, mut entries, _)) => {
                entries.order_by(|a, b| a.key.cmp(&b.key));
                for pair in entries.windows(2) {
                    if pair[0].key == pair[1].key {
                        let message = format!("`{}` is given twice", pair[1].key);
                        self.findings.push(
                            Finding::new(Code::DuplicateKey, pair[1].place, message)
                                .label(pair[0].place, "first given here")
                                .help("keep one of them"),
                        );
                    }
                }
                Node::new(Value::Map(entries), place)
            }
            None => return,
        };
        self.add(node);
    }
}

/// The byte offset of each character of `text`; empty if all characters are one byte long.
fn char_offsets(text: &str) -> Vec<u32> {
    if text.is_ascii() {
        return Vec::new();
    }
    text.char_indices().map(|(at, _)| offset(at)).collect()
}
