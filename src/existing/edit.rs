//! Changes the constants of a text in place: text in, text out.
//!
//! Only what is promised changes: the bytes of literals, and keys that are added or that an earlier change has added.
//! Where the text was formatted as `terraform fmt` does it, it still is: `=` and comments of neighbouring lines are
//! aligned anew. The way back from each change is known to lead to the same bytes, or the change is refused.

mod align;
pub mod change;
mod hcl;
mod json;
mod literal;
mod splice;
pub(in crate::existing) mod token;
mod yaml;

use std::ops::Range;

use align::{aligned, is_formatted};
use change::{Change, Edited, KeyOf, Literal, Refusal, Syntax, Why};
use splice::{Splice, moved};
use token::{MARK, tokens};

use crate::existing::parse::repeated;
use crate::order::Order as _;

/// Makes all changes of a text, or none.
///
/// # Errors
/// When the text cannot be parsed, or a change is not possible.
pub fn edit(text: &str, syntax: Syntax, changes: &[Change]) -> Result<Edited, Refusal> {
    let made = Made::of(text, syntax, changes)?;
    if !parses(&made.text, syntax) {
        return Err(Refusal { change: 0, why: Why::Unparsed });
    }
    for (index, (change, place)) in changes.iter().zip(&made.places).enumerate() {
        let (Change::Replace { new: wanted, .. } | Change::Insert { value: wanted, .. }) = change else {
            continue;
        };
        let written = made.text.get(place.clone()).and_then(|written| literal::read(written, syntax));
        if !written.is_some_and(|written| written.is_like(wanted)) {
            return Err(Refusal { change: index, why: Why::NoWayBack });
        }
    }
    comes_back(text, syntax, changes)?;
    Ok(Edited { text: made.text, places: made.places })
}

/// What a literal in a text says. `None` where there is none, or one that is made of parts.
#[must_use]
pub fn literal_at(text: &str, syntax: Syntax, at: &Range<usize>) -> Option<Literal> {
    literal::read(text.get(at.clone())?, syntax)
}

/// The entry of an object, or of the call of a module, whose value a literal is; nothing where it is a resource's own.
#[must_use]
pub fn entry_of(text: &str, syntax: Syntax, literal: &Range<usize>) -> Option<KeyOf> {
    match syntax {
        Syntax::Hcl => hcl::Hcl::new(text).ok()?.entry_of(literal),
        Syntax::Json => json::Json::new(text).ok()?.entry_of(literal),
        // Nothing is added there, and so nothing goes.
        Syntax::Yaml => None,
    }
}

/// A text with the columns of `terraform fmt`.
pub(crate) fn formatted(text: &str) -> Option<String> {
    aligned(text)
}

/// A changed text, aligned anew if it was formatted before.
pub(in crate::existing) fn as_formatted(before: &str, after: String) -> Option<String> {
    if is_formatted(before) { aligned(&after) } else { Some(after) }
}

/// A value as it is written in HCL where there was none. None where it cannot be.
pub(crate) fn written(value: &Literal) -> Option<String> {
    literal::spelled(value, Syntax::Hcl)
}

/// A key as it is written in an object of HCL: in quotes where it is no name.
pub(in crate::existing) fn key(key: &str) -> Option<String> {
    if hcl::is_name(key) { Some(key.to_owned()) } else { literal::text(key, Syntax::Hcl) }
}

/// Whether a text can be parsed.
fn parses(text: &str, syntax: Syntax) -> bool {
    if syntax == Syntax::Yaml {
        return yaml::Yaml::new(text).is_ok();
    }
    let text = text.strip_prefix(MARK).unwrap_or(text);
    match syntax {
        Syntax::Hcl => repeated::parses(text),
        Syntax::Json | Syntax::Yaml => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
    }
}

/// Holds that the changes can be taken back by what the changed text alone says, because whoever does so has nothing
/// else. A key that is removed was held against this when it was inserted.
fn comes_back(text: &str, syntax: Syntax, changes: &[Change]) -> Result<(), Refusal> {
    let stays = |change: &&Change| !matches!(change, Change::Remove { .. });
    let there: Vec<Change> = changes.iter().filter(stays).cloned().collect();
    let refusal = Refusal {
        change: changes.iter().position(|change| stays(&change)).unwrap_or(0),
        why: Why::NoWayBack,
    };
    let made = Made::of(text, syntax, &there)?;
    let ways = there.into_iter().zip(&made.places).zip(&made.containers).rev();
    let back: Vec<Change> =
        ways.map(|((change, place), container)| way_back(change, place, container)).collect();
    let back = Made::of(&made.text, syntax, &back).map_err(|_| refusal)?;
    if back.text == text { Ok(()) } else { Err(refusal) }
}

/// What takes a change back whose literal or whose object stands at these places by now.
fn way_back(change: Change, place: &Range<usize>, container: &Range<usize>) -> Change {
    match change {
        Change::Replace { old, new, .. } => Change::Replace { at: place.clone(), old: new, new: old },
        Change::Insert { key, value, .. } => Change::Remove { from: container.clone(), key, value },
        Change::Remove { key, value, .. } => Change::Insert { into: container.clone(), key, value },
    }
}

/// A text with its changes.
struct Made {
    text: String,
    /// The literals.
    places: Vec<Range<usize>>,
    /// The objects and blocks that keys were added to or removed from; for other changes the literals.
    containers: Vec<Range<usize>>,
}

impl Made {
    /// Makes all changes, one behind the other.
    fn of(text: &str, syntax: Syntax, changes: &[Change]) -> Result<Self, Refusal> {
        distinct(changes)?;
        let mut out = text.to_owned();
        let mut done: Vec<Splice> = Vec::with_capacity(changes.len());
        for (index, change) in changes.iter().enumerate() {
            let refusal = |why| Refusal { change: index, why };
            let at = moved(change.place(), &done);
            let splice = match syntax {
                Syntax::Hcl => hcl::Hcl::new(&out).and_then(|text| text.splice(change, &at)),
                Syntax::Json => json::Json::new(&out).and_then(|text| text.splice(change, &at)),
                Syntax::Yaml => yaml::Yaml::new(&out).and_then(|text| text.splice(change, &at)),
            };
            let splice = splice.map_err(refusal)?;
            out = splice.apply(&out).ok_or(refusal(Why::NoLiteral))?;
            done.push(splice);
        }
        let literals =
            done.iter().enumerate().map(|(index, splice)| moved(&splice.literal(), &done[index + 1..]));
        let containers = changes.iter().map(|change| moved(change.place(), &done));
        let mut made = Self { places: literals.collect(), containers: containers.collect(), text: out };
        if syntax == Syntax::Hcl && is_formatted(text) {
            made.align().ok_or(Refusal { change: 0, why: Why::Unparsed })?;
        }
        Ok(made)
    }

    /// Aligns the text, and moves the places with it. Only what stands between tokens changes.
    fn align(&mut self) -> Option<()> {
        let text = aligned(&self.text)?;
        let (before, now) = (tokens(&self.text)?, tokens(&text)?);
        for place in self.places.iter_mut().chain(&mut self.containers) {
            let first = before.partition_point(|token| token.start() < place.start);
            let last = before.partition_point(|token| token.end() < place.end);
            let start = now.get(first).map_or(text.len(), token::Token::start);
            *place = if Range::is_empty(place) { start..start } else { start..now.get(last)?.end() };
        }
        self.text = text;
        Some(())
    }
}

/// Holds that no literal is replaced twice.
fn distinct(changes: &[Change]) -> Result<(), Refusal> {
    let mut places: Vec<(&Range<usize>, usize)> = Vec::new();
    for (change, own) in changes.iter().enumerate() {
        if let Change::Replace { at, .. } = own {
            places.push((at, change));
        }
    }
    places.order_by_key(|(at, _)| (at.start, at.end));
    let twice = places.windows(2).find(|pair| pair[0].0.end > pair[1].0.start);
    twice.map_or(Ok(()), |pair| Err(Refusal { change: pair[0].1.max(pair[1].1), why: Why::Overlap }))
}
