//! The order of the steps up to the start of the window.

use crate::order::Order as _;
use crate::runbook::inputs::Inputs;
use crate::runbook::steps::{
    Step, apply, counts, decide, existing, prepare, quotas, resize, sizes, vendors, zones,
};
use crate::switch::timeline::Timeline;

/// All steps up to the start, by their latest safe start.
pub(in crate::runbook) fn cut_over(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let asked = quotas::step(inputs, timeline);
    let asked_title = asked.as_ref().map(|step| step.title.clone());
    let mut out = vec![prepare::tell(inputs)];
    out.extend(prepare::rehearse(inputs, timeline));
    out.extend(asked.into_iter().chain(zones::step(inputs, timeline)));
    let vendors: Vec<Step> =
        vendors::plans(inputs, timeline).into_iter().chain(vendors::limits(inputs, timeline)).collect();
    let asked_vendors: Vec<String> = vendors.iter().map(|step| step.title.clone()).collect();
    out.extend(vendors);
    let mut alone: Vec<String> = Vec::new();
    for resize in timeline.resizes.iter().filter(|resize| resize.effect.interrupts()) {
        if !resize.component.is_built() {
            out.push(existing::alone(inputs, timeline, resize));
            continue;
        }
        let own = inputs.steps.iter().find(|steps| steps.component == resize.component.name);
        let Some((own, addresses)) =
            own.map(|own| (own, sizes(own, resize.component.on))).filter(|(_, own)| !own.is_empty())
        else {
            continue;
        };
        out.push(resize::step(inputs, resize, own, &addresses));
        alone.extend(addresses);
    }
    if inputs.diff.to.is_built() {
        out.push(apply::rest(inputs, timeline, &alone));
    }
    out.extend(existing::rest(inputs, timeline));
    out.extend(counts::rise(inputs, timeline));
    out.push(decide::tests(inputs, timeline));
    out.push(decide::go(inputs, timeline));
    // The sort is stable: steps that are due at the same time keep their order.
    out.order_by_key(|step| std::cmp::Reverse(step.due));
    // What comes before the decision is numbered as if it were not there.
    let numbers = |wanted: &[String]| {
        let until = timeline.decision();
        let steps =
            out.iter().enumerate().filter(|(_, step)| step.due >= until && wanted.contains(&step.title));
        steps.map(|(at, _)| at + 1).collect()
    };
    let quotas: Vec<usize> = numbers(asked_title.as_slice());
    let before = decide::Before { quotas: quotas.first().copied(), vendors: numbers(&asked_vendors) };
    let decision = decide::begin(inputs, timeline, &before);
    let at = out.partition_point(|step| step.due >= decision.due);
    out.insert(at, decision);
    out
}
