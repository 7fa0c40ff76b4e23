//! The everyday plan that a plan is held against.

use std::collections::BTreeMap;

use crate::plan::Plan;

/// The everyday plan that a plan is held against: the one it extends in the end or, for a profile that
/// extends nothing, the one called `normal`, else the first without a window. All share one state, so
/// every profile but that one is held against something.
#[must_use]
pub(crate) fn baseline<'a>(plan: &Plan, plans: &'a BTreeMap<String, Plan>) -> Option<&'a Plan> {
    baseline_among(plan, |name| plans.get(name), || plans.values())
}

/// The same, for plans that are no map.
#[must_use]
pub(crate) fn baseline_of<'a>(plan: &Plan, all: &[&'a Plan]) -> Option<&'a Plan> {
    let find = |name: &str| all.iter().copied().find(|plan| plan.name() == name);
    baseline_among(plan, find, || all.iter().copied())
}

fn baseline_among<'a, I: Iterator<Item = &'a Plan>>(
    plan: &Plan,
    find: impl Fn(&str) -> Option<&'a Plan>,
    all: impl Fn() -> I,
) -> Option<&'a Plan> {
    if let Some(name) = &plan.baseline {
        return find(name);
    }
    let roots = || all().filter(|plan| plan.baseline.is_none());
    let normal = roots().find(|plan| plan.name() == "normal");
    let everyday = normal.or_else(|| roots().find(|plan| !plan.header.has_window()));
    everyday.or_else(|| roots().next()).filter(|everyday| everyday.name() != plan.name())
}
