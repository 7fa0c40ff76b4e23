//! After the window and its tail.

use jiff::SignedDuration;

use crate::cloud::aws::group::GROUP;
use crate::cloud::aws::proof::Proof;
use crate::cloud::name::slug;
use crate::effect::{self, Effect};
use crate::emit::layout;
use crate::money::signed_dollars;
use crate::plan::Component;
use crate::plan::window::stamp;
use crate::runbook::clock::Clock;
use crate::runbook::steps::{Step, counted, lead, shared, summary};
use crate::runbook::{Inputs, Person, person};
use crate::timeline;

/// All steps.
pub(in crate::runbook) fn roll_back(inputs: &Inputs<'_>) -> Vec<Step> {
    let mut out: Vec<Step> = fall(inputs).into_iter().collect();
    out.extend(emptied(inputs));
    out.push(resized(inputs));
    let (plan, everyday) = (inputs.diff.to, inputs.diff.from.name());
    out.push(Step {
        title: "See that nothing is left on".to_owned(),
        owner: lead(plan),
        commands: layout::status(&format!("generated/{everyday}"), None).to_vec(),
        notes: vec!["The nightly job does the same and fails while something is left on.".to_owned()],
        expect: Some(format!("live: {everyday}")),
        from: true,
        ..at(way_back(inputs, 60), inputs)
    });
    out.extend(external(inputs));
    // What comes at the same time keeps its order; without a date all do.
    out.sort_by_key(|step| std::cmp::Reverse(step.due));
    out
}

/// A step that comes so long before the start, which is after it; at no time where there is no date. Nothing
/// of the way back is ever too late.
fn at(before: Option<SignedDuration>, inputs: &Inputs<'_>) -> Step {
    let Some(due) = before else { return Step::new() };
    let latest = Clock::new(due, inputs.diff.to.window.as_ref(), inputs.now);
    Step { latest, due, ..Step::new() }.never_late()
}

/// The end of the tail; nothing where there is no date.
fn after_end(inputs: &Inputs<'_>) -> Option<SignedDuration> {
    let window = inputs.diff.to.window.as_ref()?;
    Some(SignedDuration::ZERO.saturating_sub(window.duration().saturating_add(window.tail())))
}

/// So many minutes after the earliest way back; nothing where there is no date.
fn way_back(inputs: &Inputs<'_>, minutes: i64) -> Option<SignedDuration> {
    let window = inputs.diff.to.window.as_ref()?;
    let at = timeline::way_back(window.duration(), window.tail());
    Some(at.saturating_sub(SignedDuration::from_mins(minutes)))
}

/// The counts, by themselves.
fn fall(inputs: &Inputs<'_>) -> Option<Step> {
    let plan = inputs.diff.to;
    let timed = counted(inputs);
    let window = plan.window.as_ref().filter(|_| !timed.is_empty())?;
    let holds_data = |name: &str| plan.component(name).is_some_and(|own| own.spec.facets().stateful);
    let lasting: Vec<&str> =
        timed.iter().map(|steps| steps.component.as_str()).filter(|name| holds_data(name)).collect();
    let ended = "Workers above them are ended; their messages are seen again.";
    let mut notes = vec![if window.tail().is_zero() {
        format!("Scheduled actions lower floors and ceilings to those of every day. {ended}")
    } else {
        format!(
            "Scheduled actions have lowered the floors at the end of the window, {}, so that what was idle went as the load did; now they lower the ceilings. {ended}",
            stamp(&window.end)
        )
    }];
    if !lasting.is_empty() {
        notes.push(format!("{} stays at its launch size, because it holds data.", lasting.join(", ")));
    }
    let fallen = timed.iter().filter(|steps| !lasting.contains(&steps.component.as_str()));
    Some(Step {
        title: "The counts fall by themselves".to_owned(),
        owner: lead(plan),
        automatic: true,
        notes,
        proofs: fallen.flat_map(|steps| steps.back_counts.clone()).collect(),
        ..at(after_end(inputs), inputs)
    })
}

/// What holds data is emptied by a person, before the apply that ends it.
fn emptied(inputs: &Inputs<'_>) -> Vec<Step> {
    let plan = inputs.diff.to;
    let stack = slug(&plan.header.stack);
    let lasting = counted(inputs).into_iter().filter_map(|steps| {
        let component = plan.component(&steps.component)?;
        let facets = component.spec.facets();
        let (count, before) = (facets.count?, inputs.diff.from.component(&steps.component)?);
        let before = before.spec.facets().count?;
        (facets.stateful && before.max < count.max).then_some((component, before.max))
    });
    let step = |(component, most): (&Component, u32)| {
        let group = GROUP.of(&stack, &slug(&component.name));
        let region = &plan.header.cloud.region;
        let aws = format!("aws autoscaling describe-auto-scaling-groups --region {region} --output text");
        Step {
            title: format!("Move the data of {} off what goes", component.name),
            owner: Person::of(plan, component.common.owner.as_deref()),
            from: true,
            commands: vec![
                format!("{aws} --auto-scaling-group-names {group} --query \"AutoScalingGroups[0].Instances[].InstanceId\""),
                format!("aws autoscaling set-instance-protection --region {region} --auto-scaling-group-name {group} --protected-from-scale-in --instance-ids i-..."),
            ],
            notes: vec![
                format!("The apply of the everyday sizes ends machines until no more than {most} are left, with their disks: protect those that stay, with their {most} ids in place of i-... in the second command, so that it ends none of them."),
                "Empty the others one at a time, and wait until all copies are whole again (Elasticsearch: exclude the node by its address under cluster.routing.allocation.exclude._ip, and wait for green). Not done by then: leave that apply until it is.".to_owned(),
            ],
            look: "See that those that stay are protected",
            proofs: vec![Proof {
                command: format!("{aws} --auto-scaling-group-names {group} --query \"AutoScalingGroups[0].Instances[?ProtectedFromScaleIn].InstanceId\""),
                expect: format!("{most} ids"),
            }],
            ..at(after_end(inputs), inputs)
        }
    };
    lasting.map(step).collect()
}

/// The everyday sizes, in one apply.
fn resized(inputs: &Inputs<'_>) -> Step {
    let (diff, everyday) = (inputs.diff, inputs.diff.from.name());
    let mut notes = vec![
        "Only when the counts have fallen: workers go before the database shrinks.".to_owned(),
        format!(
            "At the next quiet hour: each hour of waiting costs {}.",
            signed_dollars(inputs.diff.total.left_on.hour.expected)
        ),
        "Anything to destroy that is no scheduled action, or to replace: answer no.".to_owned(),
    ];
    for part in diff.changed() {
        let Some((before, after)) = diff.to.component(&part.name).zip(diff.from.component(&part.name)) else {
            continue;
        };
        for change in part.changes.iter().filter(|change| !change.field.starts_with("count.")) {
            let [to, from] = [&change.to, &change.from].map(|side| side.as_ref().map(|(value, _)| value));
            let rule = effect::find(&change.field, to, from, before, after);
            if let Some(rule) = rule.filter(|rule| rule.effect != Effect::None) {
                notes.push(format!("{} {}: {}: {}.", part.name, change.field, rule.effect, rule.what));
            }
        }
    }
    let resized = inputs.steps.iter().flat_map(|steps| steps.back_sizes.clone());
    // What holds data keeps its counts until this apply.
    let lasting = counted(inputs)
        .into_iter()
        .filter(|steps| diff.to.component(&steps.component).is_some_and(|own| own.spec.facets().stateful));
    let counts = lasting.flat_map(|steps| steps.back_counts.clone());
    let plan = Proof {
        command: format!("terraform -chdir=generated/{everyday} plan"),
        expect: "No changes.".to_owned(),
    };
    Step {
        title: "Apply the everyday sizes".to_owned(),
        from: true,
        owner: lead(diff.to),
        commands: vec![format!("terraform -chdir=generated/{everyday} apply")],
        expect: Some(summary(inputs.steps.iter().map(|steps| &steps.back), shared(diff))),
        notes,
        proofs: resized.chain(counts).chain([plan]).collect(),
        ..at(way_back(inputs, 0), inputs)
    }
}

/// The vendors' plans.
fn external(inputs: &Inputs<'_>) -> Vec<Step> {
    let window = inputs.diff.to.window.as_ref();
    let steps = inputs.tasks.iter().filter(|task| task.changes).map(|task| {
        let to = task.current_plan.as_deref().unwrap_or("the everyday plan");
        let back = task
            .step_back
            .as_ref()
            .zip(window)
            .map(|(at, window)| at.timestamp().duration_until(window.start.timestamp()));
        let mut notes = Vec::new();
        notes.extend(
            task.next_cost.iter().map(|cost| format!("The vendor's month after that costs {cost} USD.")),
        );
        notes.extend(task.how.iter().map(|how| format!("{how}.")));
        Step {
            title: format!("Have {} step {} back to {to}", task.service, task.name),
            owner: person(task, inputs.diff.to),
            from: true,
            notes,
            ..at(back.or_else(|| after_end(inputs)), inputs)
        }
    });
    steps.collect()
}
