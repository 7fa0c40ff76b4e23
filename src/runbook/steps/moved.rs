//! Fields that go from one value to another, in words.

use serde_json::Value;

use crate::diff::PartDiff;
use crate::plan::Component;
use crate::report;
use crate::runbook::inputs::Inputs;
use crate::source::Place;
use crate::switch::change::Change;

/// A field that goes from one value to another: `count.min 3 → 12`.
pub(super) fn moved(change: &Change, back: bool) -> String {
    let value = |side: &Option<(Value, Place)>| {
        side.as_ref().map_or_else(|| "left out".to_owned(), |(value, _)| report::value(value))
    };
    let (from, to) = if back { (&change.to, &change.from) } else { (&change.from, &change.to) };
    format!("{} {} → {}", change.field, value(from), value(to))
}

/// What changes along with a component, a line each.
pub(super) fn along<'a>(
    inputs: &'a Inputs<'_>,
    lead: &'a Component,
    back: bool,
) -> impl Iterator<Item = String> + 'a {
    let with = move |part: &&PartDiff| part.along.as_deref() == Some(lead.name.as_str());
    inputs.diff.changed().filter(with).map(move |part| {
        let moved: Vec<String> = part.changes.iter().map(|change| moved(change, back)).collect();
        format!("Along with {} changes {}: {}.", lead.name, part.name, moved.join("; "))
    })
}
