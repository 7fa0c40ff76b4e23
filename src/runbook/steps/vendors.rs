//! What the vendors of outside services are asked to do, before the launch and after it.

use crate::diff::orders::vendor_by;
use crate::external::ask::Ask;
use crate::external::task::Task;
use crate::money::number;
use crate::runbook::clock::dated;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::vendor_owner;
use crate::runbook::steps::{Step, after_end, at};
use crate::switch::timeline::Timeline;

/// What is left to do if a vendor takes longer than there is time.
const CALL: &str =
    "do it all the same, and telephone instead of writing; plan B says how to go on without it";

/// The plans that the vendors are asked to change to.
pub(super) fn plans(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let (plan, profile) = (inputs.diff.to, inputs.diff.to.name());
    let steps = inputs.tasks.iter().filter(|task| task.plans.changes).map(|task| {
        let mut notes = vec![format!("Why: {}.", task.why)];
        if task.is_unneeded() {
            notes.push("This change is not needed: the everyday plan is large enough.".to_owned());
        }
        notes.extend(task.limits.first.iter().map(|first| format!("The limit that breaks first: {first}.")));
        notes.extend(
            task.costs.spent().map(|cost| format!("The vendor's month costs {cost} USD with this plan.")),
        );
        let early = task.dates.not_before.iter();
        notes.extend(early.map(|at| format!("Not before {}: what is paid earlier expires.", dated(at))));
        notes.extend(task.how.iter().map(|how| format!("How: {how}")));
        notes.push(format!("The details are in generated/{profile}/quotas/external/{}.md.", task.slug));
        let title = match &task.plans.plan {
            Some(to) => format!("Order the plan “{to}” for {} ({})", task.name, task.service),
            None => format!("Order a larger plan for {} ({})", task.name, task.service),
        };
        let step = Step {
            owner: vendor_owner(task, plan),
            takes: Some(task.dates.lead_time.clone().unwrap_or_else(|| "unknown".to_owned())),
            notes,
            instead: (!task.is_unneeded()).then(|| CALL.to_owned()),
            ..Step::due(title, vendor_by(task, plan.window.as_ref(), timeline), inputs)
        };
        if task.is_unneeded() { step.never_late() } else { step }
    });
    steps.collect()
}

/// The limits that vendors are asked to raise.
pub(super) fn limits(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Vec<Step> {
    let (plan, profile) = (inputs.diff.to, inputs.diff.to.name());
    let all = inputs.tasks.iter().flat_map(|task| task.limits.asks.iter().map(move |ask| (task, ask)));
    let step = |(task, ask): (&Task, &Ask)| {
        let today = format!("The vendor takes {} {} per {}", number(ask.most), task.metric, ask.per);
        let mut notes = vec![if ask.known {
            format!("{today}, but {} are expected: {}.", ask.usage, ask.then)
        } else {
            format!(
                "{today}. Nobody knows whether that is enough: the usage is {}; {}. State the traffic of the busiest {} in the profile, and this step may go away.",
                ask.usage, ask.then, ask.per
            )
        }];
        notes.extend(ask.raise.iter().map(|raise| format!("How: {raise}")));
        notes.push(format!("The details are in generated/{profile}/quotas/external/{}.md.", task.slug));
        let (service, name) = (&task.service, &task.name);
        let title = match ask.amount {
            Some(amount) => {
                format!(
                    "Ask {service} to raise the limit of {name} to {} {} per {}",
                    number(amount),
                    task.metric,
                    ask.per
                )
            }
            None => {
                format!("Find out how much {name} uses per {}, and whether {service} allows that", ask.per)
            }
        };
        Step {
            owner: vendor_owner(task, plan),
            takes: Some(task.dates.lead_time.clone().unwrap_or_else(|| "unknown".to_owned())),
            notes,
            instead: Some(CALL.to_owned()),
            ..Step::due(title, vendor_by(task, plan.window.as_ref(), timeline), inputs)
        }
    };
    all.map(step).collect()
}

/// The plans that the vendors are asked to change back to, after the launch.
pub(super) fn plans_back(inputs: &Inputs<'_>) -> Vec<Step> {
    let window = inputs.diff.to.window.as_ref();
    let steps = inputs.tasks.iter().filter(|task| task.plans.changes).map(|task| {
        let back = task
            .dates
            .step_back
            .as_ref()
            .zip(window)
            .map(|(at, window)| at.timestamp().duration_until(window.start.timestamp()));
        let mut notes = Vec::new();
        notes.extend(
            task.costs.next_cost.iter().map(|cost| format!("The vendor's next month then costs {cost} USD.")),
        );
        notes.extend(task.how.iter().map(|how| format!("How: {how}")));
        Step {
            title: match &task.plans.current_plan {
                Some(to) => format!("Order the plan “{to}” again for {} ({})", task.name, task.service),
                None => format!("Go back to the everyday plan of {} ({})", task.name, task.service),
            },
            owner: vendor_owner(task, inputs.diff.to),
            from: true,
            notes,
            ..at(back.or_else(|| after_end(inputs)), inputs)
        }
    });
    steps.collect()
}
