//! The sizes of the parts before and after, each as bars on a scale of its own.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value as Json;

use crate::diff::{Diff, PartDiff};
use crate::model::capacity::Count;
use crate::money::{number, plain};
use crate::plan::Plan;
use crate::report::view::View;
use crate::switch::change::Change;

/// A part before and after.
#[derive(Serialize)]
pub(super) struct PartSizes {
    /// The name of the part.
    name: String,
    /// The kind of the component.
    kind: &'static str,
    /// `added`, `removed` or `changed`.
    status: &'static str,
    /// The bars of its counts; `None` if they do not change.
    bars: Option<Bars>,
    /// The other fields that change.
    fields: Vec<Field>,
}

/// The counts before and after.
#[derive(Serialize)]
struct Bars {
    before: Bar,
    after: Bar,
}

/// A count as a bar, in percent of the longer one.
#[derive(Serialize)]
struct Bar {
    /// The length that stands for the floor.
    floor: String,
    /// The length from the floor to the ceiling.
    more: String,
    /// The position of the expected count, if it is given.
    expected: Option<String>,
    /// The counts in words.
    words: String,
}

/// A field before and after.
#[derive(Serialize)]
struct Field {
    name: String,
    from: String,
    to: String,
}

/// The parts of a view whose size changes, in the order of the view.
pub(super) fn capacities(view: &View, diff: &Diff<'_>) -> Vec<PartSizes> {
    let parts = view.parts.iter().filter_map(|shown| {
        let part = diff.changed().find(|part| part.name == shown.name && part.kind == shown.kind)?;
        let bars = bars(part, diff);
        let counted = |change: &&Change| bars.is_some() && change.field.starts_with("count.");
        let fields: Vec<Field> = part.changes.iter().filter(|change| !counted(change)).map(field).collect();
        let empty = bars.is_none() && fields.is_empty();
        (!empty).then(|| PartSizes {
            name: part.name.clone(),
            kind: part.kind,
            status: shown.status,
            bars,
            fields,
        })
    });
    parts.collect()
}

fn field(change: &Change) -> Field {
    let side = |json: Option<&Json>| match json {
        None => "none".to_owned(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(json) => json.as_u64().map_or_else(|| json.to_string(), number),
    };
    Field {
        name: change.field.clone(),
        from: side(change.from.as_ref().map(|(json, _)| json)),
        to: side(change.to.as_ref().map(|(json, _)| json)),
    }
}

fn bars(part: &PartDiff, diff: &Diff<'_>) -> Option<Bars> {
    // Skip the counts, which the bars show already: an outside service has no count.
    part.changes.iter().find(|change| change.field.starts_with("count."))?;
    let count = |plan: &Plan| plan.component(&part.name).and_then(|c| c.spec.facets().count.copied());
    let (before, after) = (count(diff.from), count(diff.to));
    let most = [&before, &after].into_iter().flatten().map(|count| count.max).max()?;
    Some(Bars { before: bar(before.as_ref(), most), after: bar(after.as_ref(), most) })
}

fn bar(count: Option<&Count>, most: u32) -> Bar {
    let percent = |value: u32| {
        let share = Decimal::from(u64::from(value) * 100) / Decimal::from(most.max(1));
        plain(share.round_dp(2))
    };
    let Some(count) = count else {
        return Bar { floor: percent(0), more: percent(0), expected: None, words: "none".to_owned() };
    };
    let range = if count.min == count.max {
        number(count.min.into())
    } else {
        format!("{} to {}", number(count.min.into()), number(count.max.into()))
    };
    let expected = count.expected.map(|expected| format!(", {} expected", number(expected.into())));
    Bar {
        floor: percent(count.min),
        more: percent(count.max.saturating_sub(count.min)),
        expected: count.expected.map(percent),
        words: range + &expected.unwrap_or_default(),
    }
}
