//! The order of the steps after the window and its tail.

use crate::artifact::layout;
use crate::order::Order as _;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::lead;
use crate::runbook::steps::{Step, apply, at, counts, existing, vendors, way_back};

/// All steps after the window and its tail, by their time.
pub(in crate::runbook) fn roll_back(inputs: &Inputs<'_>) -> Vec<Step> {
    let mut out: Vec<Step> = counts::fall(inputs).into_iter().collect();
    out.extend(counts::drained(inputs));
    let (plan, everyday) = (inputs.diff.to, inputs.diff.from.name());
    // Clients go before what they are connected to shrinks.
    let [first, last] = existing::back(inputs);
    out.extend(first);
    out.extend(plan.is_built().then(|| apply::everyday(inputs)));
    out.extend(last);
    out.extend(plan.is_built().then(|| Step {
        title: "See that nothing is left on".to_owned(),
        owner: lead(plan),
        commands: layout::status(&format!("generated/{everyday}"), None).to_vec(),
        notes: vec!["The nightly job does the same and fails while something is left on.".to_owned()],
        expect: Some(format!("live: {everyday}")),
        from: true,
        ..at(way_back(inputs, 60), inputs)
    }));
    out.extend(vendors::plans_back(inputs));
    // The sort is stable: steps that come at the same time keep their order. Without a date all keep it.
    out.order_by_key(|step| std::cmp::Reverse(step.due));
    out
}
