//! What is watched during the launch: the alarms of components and of the network, and the vendors' meters. Parts that
//! are watched alike share a row.

use serde::Serialize;

use crate::external::limits::Headroom;
use crate::external::task::Task;
use crate::model::header::is_address;
use crate::money::number;
use crate::order::Order as _;
use crate::plan::{Component, Plan};
use crate::quota::row::Row;
use crate::runbook::inputs::{Inputs, changed};
use crate::runbook::people::{Person, vendor_owner};
use crate::watch::Watch;

/// How many rows are watched first.
const FIRST: usize = 5;

/// A row of the table of what is watched.
#[derive(Debug, Serialize)]
pub struct Watched {
    /// The names of the parts, as one text.
    component: String,
    /// The same names.
    parts: Vec<String>,
    owner: Option<Person>,
    /// Whether the alarm reaches its owner by e-mail, or somebody must look.
    called: bool,
    /// The figure that is watched.
    what: String,
    /// The threshold, in words.
    alarm: String,
    /// What to do when it rings.
    then: String,
    /// Whether it is one of the few that are watched before all others.
    first: bool,
    #[serde(skip)]
    rank: Rank,
}

/// How near to users a figure is. The nearest are watched first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The first figure of a component that users reach themselves.
    Reached,
    /// A vendor's limit that is not known to hold.
    Vendor,
    /// The first figure of a database, on which others hang.
    Database,
    /// The first figure of a component of which there are several, and which holds no data.
    Counted,
    /// The first figure of another component.
    Other,
    /// Everything else.
    Rest,
}

/// All rows, the ones to watch first before the others: the alarms of the components that the switch changes, those of
/// the network, and the vendors' meters.
pub(super) fn rows(inputs: &Inputs<'_>) -> Vec<Watched> {
    let plan = inputs.diff.to;
    let all = changed(inputs.diff)
        .flat_map(|component| alarms(plan, component))
        .chain(network(plan))
        .chain(inputs.tasks.iter().map(|task| vendor(task, plan)));
    let mut rows: Vec<Watched> = Vec::new();
    for row in all {
        match rows.iter_mut().find(|known| known.is_like(&row)) {
            Some(known) => known.parts.extend(row.parts),
            None => rows.push(row),
        }
    }
    let mut nearest: Vec<(Rank, usize)> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (row.rank, at))
        .filter(|(rank, _)| *rank != Rank::Rest)
        .collect();
    nearest.order();
    for (_, at) in nearest.into_iter().take(FIRST) {
        rows[at].first = true;
    }
    for row in &mut rows {
        row.component = row.parts.join(", ");
    }
    // The sort is stable: the others keep their order.
    rows.order_by_key(|row| if row.first { (0, row.rank) } else { (1, Rank::Rest) });
    rows
}

impl Watched {
    /// Whether both say the same of different parts.
    fn is_like(&self, other: &Self) -> bool {
        let said = |row: &Self| (row.owner.clone(), row.called, row.rank);
        said(self) == said(other)
            && (&self.what, &self.alarm, &self.then) == (&other.what, &other.alarm, &other.then)
    }
}

/// The alarms of a component that can ring.
fn alarms(plan: &Plan, component: &Component) -> Vec<Watched> {
    let owner = Person::of(plan, component.common.owner.as_deref());
    let called = owner.as_ref().is_some_and(|owner| is_address(&owner.contact));
    let row = |(at, watch): (usize, Watch)| Watched {
        component: String::new(),
        parts: vec![component.name.clone()],
        owner: owner.clone(),
        called,
        what: watch.what.to_owned(),
        alarm: watch.to_string(),
        then: watch.then.to_owned(),
        first: false,
        rank: if at == 0 { nearness(component) } else { Rank::Rest },
    };
    component.watches().into_iter().filter(Watch::can_ring).enumerate().map(row).collect()
}

/// How near to users a component is.
fn nearness(component: &Component) -> Rank {
    let facets = component.spec.facets();
    if facets.balancer.is_some() || facets.public {
        Rank::Reached
    } else if facets.database.is_some() {
        Rank::Database
    } else if facets.count.is_some() && !facets.stateful {
        Rank::Counted
    } else {
        Rank::Other
    }
}

/// The alarms on the network, one row for all of its parts.
fn network(plan: &Plan) -> Vec<Watched> {
    // The alarm goes to all owners; the lead is named first, as in the alarm.
    let owners = plan.components.iter().filter_map(|component| component.common.owner.as_deref());
    let lead = plan.header.event.as_ref().and_then(|event| event.lead.as_deref());
    let mut people = lead.into_iter().chain(owners).filter_map(|owner| Person::of(plan, Some(owner)));
    let owner = people.clone().find(|owner| is_address(&owner.contact)).or_else(|| people.next());
    let row = |watch: Watch| Watched {
        component: String::new(),
        parts: vec!["network".to_owned()],
        called: owner.as_ref().is_some_and(|owner| is_address(&owner.contact)),
        owner: owner.clone(),
        alarm: watch.to_string(),
        what: watch.what.to_owned(),
        then: watch.then.to_owned(),
        first: false,
        rank: Rank::Rest,
    };
    let watches = if plan.is_built() { plan.cloud.network_watches(&plan.header.cloud) } else { Vec::new() };
    watches.into_iter().filter(Watch::can_ring).map(row).collect()
}

/// A vendor's meter, which somebody looks at by hand: no alarm of the cloud can read it.
fn vendor(task: &Task, plan: &Plan) -> Watched {
    let alarm = match (task.plans.included, &task.limits.first) {
        (_, Some(first)) => format!("look every hour; the limit that breaks first: {first}"),
        (Some(included), None) => format!("look every hour: 80 % of {} per {}", number(included), task.per),
        (None, None) => "look every hour".to_owned(),
    };
    let at_risk = matches!(task.limits.verdict, Headroom::Short | Headroom::Unknown);
    Watched {
        component: String::new(),
        parts: vec![format!("{} ({})", task.name, task.service)],
        owner: vendor_owner(task, plan),
        called: false,
        what: format!("{}, on the vendor's meter", task.metric),
        alarm,
        then: task.how.clone().unwrap_or_else(|| "call the vendor".to_owned()),
        first: false,
        rank: if at_risk { Rank::Vendor } else { Rank::Rest },
    }
}

/// The quotas of which the minimum takes so much that an alarm on them rings from the start, once they are as large as is
/// asked for. One whose need is not known is left out.
pub(super) fn ringing(inputs: &Inputs<'_>) -> Vec<String> {
    let plan = inputs.diff.to;
    let lowest = plan.cloud.quota_alarms().first().copied().filter(|_| plan.is_built());
    let Some(lowest) = lowest else { return Vec::new() };
    let rings = |row: &&Row<'_>| {
        let (Some(least), Some(total)) = (row.begins_at, row.total) else { return false };
        u128::from(least) * 100 > u128::from(row.current.max(total)) * u128::from(lowest)
    };
    let name = |row: &Row<'_>| row.need.quota.code.unwrap_or(row.need.quota.name).to_owned();
    inputs.quotas.iter().filter(rings).map(name).collect()
}
