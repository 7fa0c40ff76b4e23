//! Plan B: what to do when something goes wrong, from the profile and for every launch.

use serde::Serialize;

use crate::model::capacity::is_most;
use crate::money::number;
use crate::plan::Plan;
use crate::quota::row::{Basis, Row};
use crate::runbook::inputs::Inputs;
use crate::runbook::people::{Person, lead};
use crate::runbook::{commands, no_room};

/// A row of plan B: what people see, what they do then, and who decides.
#[derive(Debug, Serialize)]
pub struct Contingency {
    when: String,
    then: String,
    owner: Option<Person>,
}

/// All rows: those of the profile first, then those that hold for every launch.
pub(super) fn fallbacks(inputs: &Inputs<'_>) -> Vec<Contingency> {
    let (diff, plan) = (inputs.diff, inputs.diff.to);
    let lead = lead(plan);
    let own = plan.header.plan_b.iter().map(|fallback| Contingency {
        when: fallback.when.clone(),
        then: fallback.then.clone(),
        owner: Person::of(plan, fallback.owner.as_deref()).or_else(|| lead.clone()),
    });
    let mut out: Vec<Contingency> = own.collect();
    let (profile, everyday) = (plan.name(), diff.from.name());
    let mut add = |when: String, then: String| out.push(Contingency { when, then, owner: lead.clone() });
    if inputs.quotas.iter().any(|row| !row.verdict.fits()) {
        add("a quota is not granted by the time of the decision".to_owned(), smaller(inputs));
    }
    for task in inputs.tasks.iter().filter(|task| task.plans.changes) {
        add(
            format!("{} has not changed the plan of {} in time", task.service, task.name),
            if task.is_unneeded() {
                "nothing: the everyday plan is large enough".to_owned()
            } else {
                format!("go on with the everyday plan: {}", task.plans.otherwise)
            },
        );
    }
    for (task, ask) in
        inputs.tasks.iter().flat_map(|task| task.limits.asks.iter().map(move |ask| (task, ask)))
    {
        let most = number(ask.most);
        add(
            format!(
                "{} has not raised {}'s limit of {most} per {} in time",
                task.service, task.name, ask.per
            ),
            format!("spread the use more evenly, or do without the service in the rush: {}", ask.then),
        );
    }
    let counted = inputs.steps.iter().any(|own| {
        plan.component(&own.component)
            .is_some_and(|own| crate::switch::schedule::timed(own, diff.from).is_some())
    });
    if plan.window.is_some() && counted {
        add(
            "the counts have not risen by themselves".to_owned(),
            format!(
                "run {}: while the window is open it raises them itself; its plan names only {}",
                again(plan, profile),
                plan.cloud.counted()
            ),
        );
    }
    let built = plan.is_built();
    add(
        "an alarm says to raise a count".to_owned(),
        format!(
            "change it in profiles/{profile}.yaml, run {}, then {}{}",
            commands::build(profile),
            again(plan, profile),
            if built { ": its plan names only that part" } else { "" }
        ),
    );
    if built {
        add(
            "an apply fails half way".to_owned(),
            "run it again: what is done stays done; scaleprof status says which part has which size"
                .to_owned(),
        );
    } else {
        add(
            "a change fails half way".to_owned(),
            "do it again: what is done stays done; the checks below the step say which part has which size"
                .to_owned(),
        );
    }
    for (when, then) in no_room::rows(inputs) {
        add(when, then);
    }
    if plan.window.is_some() {
        let longer = format!(
            "an hour before the end or earlier, set a longer “duration” under “window” in profiles/{profile}.yaml (or a longer “tail”, if only running work must finish), run {} and {}",
            commands::build(profile),
            commands::build(everyday)
        );
        let then = if built {
            format!(
                ", then {}: its plan moves the schedules that bring the counts back",
                again(plan, profile)
            )
        } else {
            ", and read the times of the way back again: nothing falls by itself".to_owned()
        };
        add("it goes well, or is still busy when the end comes near: stay longer".to_owned(), longer + &then);
    }
    add(
        "the launch is called off, or users are worse off than before".to_owned(),
        called_off(plan, everyday),
    );
    out
}

/// What is done when the launch is called off.
fn called_off(plan: &Plan, everyday: &str) -> String {
    if plan.is_built() {
        format!(
            "{} is the way back at any time. It destroys nothing but the scheduled actions, ends at once what is above the everyday ceilings (drain components that hold data first), and resizes what was resized, with the effects that the way back lists",
            again(plan, everyday)
        )
    } else {
        "the steps of the way back are right at any time, with the effects that they list; what is above the everyday ceilings ends at once (drain components that hold data first)".to_owned()
    }
}

/// How sizes are changed again: an apply, or the steps of this page for what exists.
fn again(plan: &Plan, profile: &str) -> String {
    if plan.is_built() {
        return commands::apply(profile);
    }
    format!(
        "change it where it stands, as the steps of generated/{}/runbook.md say, to what profiles/{profile}.yaml says",
        plan.name()
    )
}

/// The launch that is possible without waiting for quotas.
fn smaller(inputs: &Inputs<'_>) -> String {
    let plan = inputs.diff.to;
    let profile = plan.name();
    let build =
        format!("lower the counts to that, run {}, then {}", commands::build(profile), again(plan, profile));
    let save = format!(
        "save what the account has in account/ (generated/{profile}/quotas/quota-request.md says how), then scaleprof quotas {profile} says what fits; {build}"
    );
    let short: Vec<&Row<'_>> = inputs.quotas.iter().filter(|row| !row.verdict.fits()).collect();
    let Some(fit) = inputs.fit.filter(|_| short.iter().all(|row| row.total.is_some())) else {
        return format!("launch smaller: {save}");
    };
    // If the quotas that stop the launch are known for the account, the result holds, whatever the others are.
    let known = fit
        .binding
        .iter()
        .all(|quota| inputs.quotas.iter().any(|row| row.need.quota == *quota && row.basis == Basis::Applied));
    let ceilings = fit.counts.iter().filter(|(_, field, _)| is_most(field));
    let counts: Vec<String> = ceilings.map(|(name, _, most)| format!("{name} {most}")).collect();
    let (percent, tenth) = (fit.permille / 10, fit.permille % 10);
    let max = counts.join(", ");
    let fits = if fit.floors {
        format!("all floors and {percent}.{tenth} % of the growth above them fit (max: {max})")
    } else {
        format!("{percent}.{tenth} % of the way fits (max: {max})")
    };
    match (known, fit.fits) {
        (false, true) => {
            format!("launch smaller: if your account has no more than a new one, {fits}; {save}")
        }
        (false, false) => format!("launch smaller: {save}"),
        (true, false) => {
            let codes: Vec<&str> = fit.binding.iter().filter_map(|quota| quota.code).collect();
            format!(
                "the account has too little even for the counts of {} ({}): leave machines as on a normal day, or move the launch",
                inputs.diff.from.name(),
                codes.join(", ")
            )
        }
        (true, true) if short.iter().all(|row| row.begins() == Some(true)) => format!(
            "begin all the same: the account has enough for the floors ({}), and growth stops at the quota; to choose yourself what may grow: {fits}; {build}",
            short.iter().map(|row| has(row)).collect::<Vec<_>>().join(", ")
        ),
        (true, true) => format!("launch smaller: with what the account has today, {fits}; {build}"),
    }
}

/// What the account has of a quota, in words.
fn has(row: &Row<'_>) -> String {
    let quota = row.need.quota;
    format!("{}: {}", quota.code.unwrap_or(quota.name), quota.say(row.current))
}
