//! What is watched during the launch: one row per alarm of a component or of the network, and per vendor.

use serde::Serialize;

use crate::external::task::Task;
use crate::model::header::is_address;
use crate::money::number;
use crate::plan::{Component, Plan};
use crate::runbook::inputs::{Inputs, changed};
use crate::runbook::people::{Person, vendor_owner};
use crate::watch::Watch;

/// A row of the table of what is watched.
#[derive(Debug, Serialize)]
pub struct Watched {
    component: String,
    owner: Option<Person>,
    /// Whether the alarm reaches its owner by e-mail, or somebody must look.
    called: bool,
    /// The figure that is watched.
    what: String,
    /// The threshold, in words.
    alarm: String,
    /// What to do when it rings.
    then: String,
}

/// All rows: the alarms of the components that the switch changes, those of the network, and the vendors' meters.
pub(super) fn rows(inputs: &Inputs<'_>) -> Vec<Watched> {
    let plan = inputs.diff.to;
    changed(inputs.diff)
        .flat_map(|component| alarms(plan, component))
        .chain(network(plan))
        .chain(inputs.tasks.iter().map(|task| vendor(task, plan)))
        .collect()
}

/// The alarms of a component.
fn alarms(plan: &Plan, component: &Component) -> Vec<Watched> {
    let owner = Person::of(plan, component.common.owner.as_deref());
    let called = owner.as_ref().is_some_and(|owner| is_address(&owner.contact));
    let row = |watch: Watch| Watched {
        component: component.name.clone(),
        owner: owner.clone(),
        called,
        what: watch.what.to_owned(),
        alarm: watch.to_string(),
        then: watch.then.to_owned(),
    };
    component.watches().into_iter().map(row).collect()
}

/// The alarms on the network, one row for all of its parts.
fn network(plan: &Plan) -> Vec<Watched> {
    // The alarm goes to all owners; the lead is named first, as in the alarm.
    let owners = plan.components.iter().filter_map(|component| component.common.owner.as_deref());
    let lead = plan.header.event.as_ref().and_then(|event| event.lead.as_deref());
    let mut people = lead.into_iter().chain(owners).filter_map(|owner| Person::of(plan, Some(owner)));
    let owner = people.clone().find(|owner| is_address(&owner.contact)).or_else(|| people.next());
    let row = |watch: Watch| Watched {
        component: "network".to_owned(),
        called: owner.as_ref().is_some_and(|owner| is_address(&owner.contact)),
        owner: owner.clone(),
        alarm: watch.to_string(),
        what: watch.what.to_owned(),
        then: watch.then.to_owned(),
    };
    plan.cloud.network_watches(&plan.header.cloud).into_iter().map(row).collect()
}

/// A vendor's meter, which somebody looks at by hand: no alarm of the cloud can read it.
fn vendor(task: &Task, plan: &Plan) -> Watched {
    let alarm = match (task.plans.included, &task.limits.first) {
        (_, Some(first)) => format!("look every hour; the limit that breaks first: {first}"),
        (Some(included), None) => format!("look every hour: 80 % of {} per {}", number(included), task.per),
        (None, None) => "look every hour".to_owned(),
    };
    Watched {
        component: format!("{} ({})", task.name, task.service),
        owner: vendor_owner(task, plan),
        called: false,
        what: format!("{}, on the vendor's meter", task.metric),
        alarm,
        then: task.how.clone().unwrap_or_else(|| "call the vendor".to_owned()),
    }
}
