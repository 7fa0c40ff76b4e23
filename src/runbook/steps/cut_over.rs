//! The order of the steps up to the start of the window.

use crate::runbook::inputs::Inputs;
use crate::runbook::steps::{Step, apply, counts, decide, quotas, resize, sizes, vendors, zones};
use crate::switch::timeline::Timeline;

/// All steps up to the start, by their latest safe start.
pub(in crate::runbook) fn cut_over(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let asked = quotas::step(inputs, timeline);
    let asked_title = asked.as_ref().map(|step| step.title.clone());
    let mut out: Vec<Step> = asked.into_iter().chain(zones::step(inputs, timeline)).collect();
    out.extend(vendors::plans(inputs, timeline));
    out.extend(vendors::limits(inputs, timeline));
    let mut alone: Vec<String> = Vec::new();
    for resize in timeline.resizes.iter().filter(|resize| resize.effect.interrupts()) {
        let own = inputs.steps.iter().find(|steps| steps.component == resize.component.name);
        let Some((own, addresses)) =
            own.map(|own| (own, sizes(own, resize.component.on))).filter(|(_, own)| !own.is_empty())
        else {
            continue;
        };
        out.push(resize::step(inputs, resize, own, &addresses));
        alone.extend(addresses);
    }
    out.push(apply::rest(inputs, timeline, &alone));
    out.extend(counts::rise(inputs, timeline));
    out.push(decide::tests(inputs, timeline));
    out.push(decide::go(inputs, timeline));
    // The sort is stable: steps that are due at the same time keep their order.
    out.sort_by_key(|step| std::cmp::Reverse(step.due));
    let asked = out.iter().position(|step| Some(&step.title) == asked_title.as_ref());
    let decision = decide::begin(inputs, timeline, asked.map(|at| at + 1));
    let at = out.partition_point(|step| step.due >= decision.due);
    out.insert(at, decision);
    out
}
