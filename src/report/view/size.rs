//! What a part is before and after a switch, in a few words: `4 to 8 tasks`, `db.m6g.2xlarge`, `plan “5 GB”`.

use serde_json::Value as Json;

use crate::diff::{Diff, PartDiff, Status};
use crate::model::capacity::{Count, Counted, is_count};
use crate::money::number;
use crate::order::Order as _;
use crate::plan::{Component, Plan};
use crate::priced::Payer;
use crate::report::view::say;
use crate::switch::change::Change;

/// The fields that say in short what a new or a removed part is.
const MAIN: [&str; 6] = ["class", "machine", "plan", "cpu", "memory", "storage.size"];
/// The fields of an outside service that its plan stands for.
const OF_PLAN: [&str; 8] =
    ["plans", "expected", "included", "price", "overage", "then", "step_down", "lead_time"];

/// Whether a field says who looks after something and what watches it, and nothing of its size.
fn is_beside(field: &str) -> bool {
    ["owner", "watched"].contains(&field) || field.starts_with("alarms.")
}

/// The sizes of a part before and after.
pub(super) fn sizes(part: &PartDiff, diff: &Diff<'_>) -> [String; 2] {
    let count = |plan: &Plan| {
        let component = plan.component(&part.name).filter(|_| part.payer == Payer::Component);
        component.and_then(|component| component.spec.facets().count.copied())
    };
    let units = [diff.from, diff.to].map(|plan| plan.component(&part.name).map_or("", unit));
    let counted = part.changes.iter().any(|change| is_count(&change.field));
    let counts = [count(diff.from), count(diff.to)].map(|count| count.filter(|_| counted));
    let same_range = matches!(counts, [Some(a), Some(b)] if (a.min, a.max) == (b.min, b.max));
    let plan = part.changes.iter().any(|change| change.field == "plan");
    let told = |change: &&Change| {
        let field = change.field.as_str();
        let of_plan = plan && OF_PLAN.contains(&field.split('.').next().unwrap_or_default());
        let whole = part.status == Status::Changed;
        !is_count(field)
            && !field.starts_with("traffic.")
            && if whole { !of_plan } else { MAIN.contains(&field) }
    };
    let mut fields: Vec<&Change> = part.changes.iter().filter(told).collect();
    // The plan says most about an outside service, and the machine about a component; who looks after it says least.
    fields.order_by_key(|change| {
        let field = change.field.as_str();
        if MAIN.contains(&field) { 0 } else { 1 + usize::from(is_beside(field)) }
    });
    let side = |at: usize| -> String {
        let json = |change: &'_ Change| {
            let side = if at == 0 { &change.from } else { &change.to };
            side.as_ref().map(|(json, _)| json.clone())
        };
        let counts = counts[at].iter().map(|count| range(count, same_range || at == 1, units[at]));
        let fields = fields.iter().filter_map(|change| match json(change) {
            None if part.status == Status::Changed => Some(format!("no {}", change.field)),
            None => None,
            Some(json) => Some(field(&change.field, &json)),
        });
        counts.chain(fields).collect::<Vec<_>>().join(", ")
    };
    let traffic = part.changes.iter().any(|change| change.field.starts_with("traffic."));
    let nothing = |at: usize| match (part.payer, at) {
        (_, 0) if part.status == Status::Added => "none",
        (_, 1) if part.status == Status::Removed => "none",
        (_, 0) if traffic => "everyday traffic",
        (_, _) if traffic => "the launch's traffic",
        (Payer::Network, 1) => "follows the rest",
        _ => "-",
    };
    let mut both = [side(0), side(1)];
    for (at, side) in both.iter_mut().enumerate() {
        if side.is_empty() {
            nothing(at).clone_into(side);
        }
    }
    both
}

/// What a count is of: `machine`, `task` or `reader`. What is made of containers is so however large its tasks are, which
/// need not be stated of what exists.
fn unit(component: &Component) -> &'static str {
    let mut readings = component.readings().iter();
    match component.spec.facets().counted {
        Counted::Readers => "reader",
        Counted::Itself if readings.all(|own| own.spec.facets().container.is_some()) => "task",
        Counted::Itself => "machine",
    }
}

/// `50 to 300 machines, 120 expected`. A minimum that stands for an expected count is not called expected.
fn range(count: &Count, expected: bool, unit: &str) -> String {
    let [min, max] = [count.min, count.max].map(|count| number(count.into()));
    let s = if count.max == 1 { "" } else { "s" };
    let range =
        if count.min == count.max { format!("{min} {unit}{s}") } else { format!("{min} to {max} {unit}{s}") };
    match count.expected.filter(|_| expected && count.min != count.max) {
        Some(expected) => format!("{range}, {} expected", number(expected.into())),
        None => range,
    }
}

/// A field with its value: its unit says which field it is, where it has one of its own.
fn field(name: &str, json: &Json) -> String {
    let value = say::text(&say::value(json));
    match name.rsplit('.').next().unwrap_or(name) {
        "class" | "machine" => value,
        "plan" => format!("plan “{value}”"),
        "size" => format!("{value} of storage"),
        "iops" => format!("{value} IOPS"),
        "throughput" => format!("{value} MiB/s"),
        // What is aimed at and watched is in percent.
        "cpu" if ["cpu", "container.cpu"].contains(&name) => format!("{value} vCPU"),
        "memory" => format!("{value} of memory"),
        "multi_az" if *json == Json::Bool(true) => "with a standby".to_owned(),
        "multi_az" => "without a standby".to_owned(),
        _ => format!("{name} {value}"),
    }
}
