//! The fields in which two profiles differ, and what a change from one to the other does to live users.

use rust_decimal::Decimal;

use crate::cloud::existing::swallowed::Swallowing;
use crate::cloud::provider::Cloud;
use crate::effect::Way;
use crate::model::selector::matches;
use crate::model::size::Size;
use crate::order::Order as _;
use crate::plan::Component;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::effect::Rule;
use crate::kind;
use crate::load::node::{MapEntry, Node, Value};
use crate::plan::Plan;
use crate::source::Place;

/// A field that differs.
#[derive(Clone, Debug)]
pub struct Change {
    /// The field, segments split by dots: `count.min`.
    pub field: String,
    /// The value before, with its place; `None` if the field is left out.
    pub from: Option<(Json, Place)>,
    /// The value after, with its place.
    pub to: Option<(Json, Place)>,
    /// What the change does to live users; `None` if the field is not of a component.
    pub effect: Option<&'static Rule>,
    /// What keeps it from happening with the apply: it waits for a maintenance window.
    pub waits: Option<Swallowing>,
}

/// The fields that differ in one entry of a section of two plans.
#[must_use]
pub fn changes(section: &str, name: &str, from: &Plan, to: &Plan) -> Vec<Change> {
    let (before, after) = leaves(section, name, from, to);
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.order();
    fields.dedup();
    let components =
        (section == "components").then(|| from.component(name).zip(to.component(name))).flatten();
    let cloud = to.cloud;
    let change = |field: &String| {
        let side = |leaves: &Leaves<'_>| leaves.get(field).map(|(node, place)| (node.to_json(), *place));
        let (from, to) = (side(&before), side(&after));
        let value = |side: &Option<(Json, Place)>| side.as_ref().map(|(value, _)| value.clone());
        let effect = components.and_then(|(before, after)| {
            find(field, value(&from).as_ref(), value(&to).as_ref(), (before, after), cloud)
        });
        let waits = components.and_then(|(_, after)| after.waits(field)).cloned();
        Change { field: field.clone(), from, to, effect, waits }
    };
    let value = |side: &Option<(Json, Place)>| side.as_ref().map(|(value, _)| value.clone());
    let changed = fields.into_iter().map(change).filter(|change| value(&change.from) != value(&change.to));
    changed.chain(components.and_then(|(before, after)| watched((before, from), (after, to)))).collect()
}

/// The alarms that come or go of a component in Terraform of the team's own; those of what is built are there always.
fn watched(before: (&Component, &Plan), after: (&Component, &Plan)) -> Option<Change> {
    let side = |(component, plan): (&Component, &Plan)| {
        let root = plan.root_of(component).filter(|_| !component.is_built())?;
        let figures: Vec<&str> = component.watches().iter().map(|watch| watch.what).collect();
        let said = if figures.is_empty() { "nothing".to_owned() } else { figures.join(", ") };
        Some((Json::String(said), plan.top_place(&format!("terraform/{root}/alarms"))))
    };
    let (from, to) = (side(before)?, side(after)?);
    let field = "watched".to_owned();
    (from.0 != to.0).then_some(Change { field, from: Some(from), to: Some(to), effect: None, waits: None })
}

type Leaves<'a> = BTreeMap<String, (&'a Node, Place)>;

/// Fields that say what to do, not what exists.
const SILENT: [&str; 8] = ["kind", "allow", "how", "lead_time", "test", "what", "terraform", "resource"];

/// The fields of an entry that a profile may set and that differ, down to single values, before and after. The identity of
/// a component never differs, but for sizes of what stands in Terraform already; and `allow` changes nothing.
fn leaves<'a>(section: &str, name: &str, from: &'a Plan, to: &'a Plan) -> (Leaves<'a>, Leaves<'a>) {
    let entry = |plan: &'a Plan| match section {
        "components" => plan.entry(name),
        other => plan.root.get(other)?.entry(name),
    };
    let node = |plan: &'a Plan| entry(plan).map(|entry| &entry.node);
    let (before, after) = (node(from), node(to));
    let differing = |node: Option<&'a Node>, other: Option<&'a Node>| {
        let mut out = Leaves::new();
        let kind = node.and_then(|node| node.get("kind")).and_then(Node::as_str).and_then(kind::find);
        let exists = node.is_some_and(|node| node.get("terraform").is_some());
        for field in node.map_or(&[][..], Node::entries) {
            let same =
                other.and_then(|other| other.get(&field.key)).is_some_and(|other| *other == field.node);
            if same || SILENT.contains(&field.key.as_str()) {
                continue;
            }
            let sized = kind.filter(|kind| kind::is_identity(kind, &field.key));
            let sized = sized.map(|kind| if exists { kind.sized } else { &[] });
            walk(field, &field.key, &mut out);
            let is_of = |path: &str| path.split('.').next() == Some(field.key.as_str());
            out.retain(|path, _| sized.is_none_or(|sized| !is_of(path) || sized.contains(&path.as_str())));
        }
        out
    };
    let (mut from_leaves, mut to_leaves) = (differing(before, after), differing(after, before));
    walk_traffic(before, from, &mut from_leaves);
    walk_traffic(after, to, &mut to_leaves);
    (from_leaves, to_leaves)
}

/// The traffic that an outside service is used for changes its bill, so it counts like its own fields.
fn walk_traffic<'a>(service: Option<&'a Node>, plan: &'a Plan, out: &mut Leaves<'a>) {
    let used = service.and_then(|service| service.at("uses/traffic")).and_then(Node::as_str);
    let traffic = used.and_then(|name| plan.root.get("traffic")?.entry(name));
    if let Some(entry) = traffic {
        walk(entry, &format!("traffic.{}", entry.key), out);
    }
}

fn walk<'a>(entry: &'a MapEntry, path: &str, out: &mut Leaves<'a>) {
    match &entry.node.value {
        Value::Map(entries) if !entries.is_empty() => {
            for below in entries {
                walk(below, &format!("{path}.{}", below.key), out);
            }
        }
        _ => drop(out.insert(path.to_owned(), (&entry.node, entry.best_place()))),
    }
}

/// The row for a field of a component: of all readings of it the one that users feel most, and longest. What is left out
/// of what exists may be the worst.
#[must_use]
pub fn find(
    field: &str,
    from: Option<&Json>,
    to: Option<&Json>,
    (before, after): (&Component, &Component),
    cloud: &'static dyn Cloud,
) -> Option<&'static Rule> {
    let (then, now) = (before.readings(), after.readings());
    let pairs = then.iter().flat_map(|before| now.iter().map(move |after| (before, after)));
    let rules = pairs.filter_map(|pair| row(field, from, to, pair, cloud));
    rules.reduce(|worst, rule| {
        let weight = |rule: &Rule| (rule.effect, rule.takes);
        if weight(rule) > weight(worst) { rule } else { worst }
    })
}

/// The row that holds for a field of every kind, whatever the component is and whichever way the value goes.
#[must_use]
pub(crate) fn of_any_kind(field: &str, cloud: &dyn Cloud) -> Option<&'static Rule> {
    let any = |rule: &&Rule| rule.kind == "*" && rule.when.is_empty() && matches(rule.field, field);
    cloud.effects().iter().find(any)
}

/// The row for a field of a component that goes from one value to another; none for a field that the table
/// does not know, which a test holds that there is none of.
fn row(
    field: &str,
    from: Option<&Json>,
    to: Option<&Json>,
    (before, after): (&Component, &Component),
    cloud: &'static dyn Cloud,
) -> Option<&'static Rule> {
    let way = way(from, to, cloud);
    let kind = after.spec.kind().name;
    let standby = |component: &Component| component.spec.facets().standby;
    let holds = |when: &str| match when {
        // It must be there before the change, and after it; else the row for what stands alone follows.
        "standby" => standby(before) && standby(after),
        "kept" => before.spec.facets().storage.is_some_and(|storage| storage.keep),
        "" | "alone" => true,
        own => after.on.effect_holds(own, before.part(), after.part()),
    };
    cloud.effects().iter().find(|rule| {
        (rule.kind == kind || rule.kind == "*")
            && matches(rule.field, field)
            && holds(rule.when)
            && rule.goes(way)
    })
}

/// Which way a field goes.
#[must_use]
pub fn way(from: Option<&Json>, to: Option<&Json>, cloud: &dyn Cloud) -> Way {
    let (Some(from), Some(to)) = (from, to) else {
        return if from.is_none() { Way::Up } else { Way::Down };
    };
    let order = match (from, to) {
        (Json::Bool(from), Json::Bool(to)) => Some(from.cmp(to)),
        (Json::Number(from), Json::Number(to)) => {
            let read = |number: &serde_json::Number| number.to_string().parse::<Decimal>().ok();
            read(from).zip(read(to)).map(|(from, to)| from.cmp(&to))
        }
        (Json::String(from), Json::String(to)) => {
            let size = |text: &str| text.parse::<Size>().ok();
            size(from).zip(size(to)).map(|(from, to)| from.cmp(&to)).or_else(|| rungs(from, to, cloud))
        }
        _ => None,
    };
    match order {
        Some(std::cmp::Ordering::Less) => Way::Up,
        Some(std::cmp::Ordering::Greater) => Way::Down,
        _ => Way::Sideways,
    }
}

/// How two machines or classes compare in vCPUs and memory.
fn rungs(from: &str, to: &str, cloud: &dyn Cloud) -> Option<std::cmp::Ordering> {
    Some(cloud.figures(from)?.cmp(&cloud.figures(to)?))
}
