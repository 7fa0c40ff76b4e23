//! The counts of a part before and after, as bars on a scale of their own.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::diff::{Diff, PartDiff};
use crate::model::capacity::Count;
use crate::model::capacity::is_count;
use crate::money::{number, plain};
use crate::plan::Plan;

/// The counts before and after.
#[derive(Serialize)]
pub(super) struct Bars {
    before: Bar,
    after: Bar,
}

/// A count as a bar, in percent of the longer one.
#[derive(Serialize)]
struct Bar {
    /// The length that stands for the minimum.
    floor: String,
    /// The length from the minimum to the maximum.
    more: String,
    /// The position of the expected count, if it is given.
    expected: Option<String>,
    /// The counts in words.
    words: String,
}

/// The bars of a part; `None` if its counts do not change.
pub(super) fn bars(part: &PartDiff, diff: &Diff<'_>) -> Option<Bars> {
    // An outside service has no count.
    part.changes.iter().find(|change| is_count(&change.field))?;
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
