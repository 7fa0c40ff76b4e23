//! Rules on what exists already: where it stands is said in one way, and a launch says nothing that nobody could take
//! back.

use std::collections::BTreeMap;

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::Rules as _;
use crate::load::node::Node;
use crate::model::existing::{Existing, Planned, Tuned};
use crate::order::Order as _;
use crate::plan::{Component, Plan};

/// Where everything stands that exists is known, and each thing is one component.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    check_ways(probe);
    check_kinds(probe);
    let mut taken: BTreeMap<(String, &str, &str), &str> = BTreeMap::new();
    for component in &plan.components {
        let Some(existing) = component.common.existing() else { continue };
        let (field, key) = match existing {
            Existing::Tuned(tuned) => {
                probe.of_component(Some(component), |probe| check_root(tuned, probe));
                let root = plan.root_of(component).unwrap_or_default();
                ("terraform/address", (root.to_owned(), "", tuned.address.as_str()))
            }
            Existing::ByHand(name) => ("resource", (String::new(), component.spec.kind().name, name)),
        };
        if let Some(other) = taken.insert(key, &component.name) {
            let message = format!("`{}` and `{other}` are the same thing", component.name);
            let finding = Finding::new(Code::NameClash, plan.place(&component.name, field), message);
            let finding = finding.label(plan.place(other, field), "the other one");
            probe.report(finding.help("each thing is one component: say all of it there"));
        }
        check_way_back(component, probe);
    }
}

/// A root is a key of `terraform`.
fn check_root(tuned: &Tuned, probe: &mut Probe<'_>) {
    let roots = &probe.plan.header.terraform;
    let known = || roots.keys().map(String::as_str);
    let (place, message) = match &tuned.root {
        Some(name) if roots.contains_key(name) => return,
        Some(name) => (probe.place("terraform/root"), format!("there is no root `{name}`")),
        None if roots.len() == 1 => return,
        None if roots.is_empty() => {
            (probe.place("terraform"), "nothing says where this Terraform is".to_owned())
        }
        None => (probe.place("terraform"), "which of the roots it stands in is not stated".to_owned()),
    };
    let finding = Finding::new(Code::UnknownRoot, place, message);
    let meant = tuned.root.as_deref().and_then(|name| closest(name, known()));
    probe.report(match meant {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None if roots.is_empty() => {
            finding.help("add it at the top of the everyday profile: `terraform: {prod: {dir: infra}}`")
        }
        None => {
            let known: Vec<&str> = known().collect();
            finding.help(format!("write `root:` with one of {}", known.join(", ")))
        }
    });
}

/// Everything is changed in one way: built, tuned or by hand.
fn check_ways(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let by_hand = plan.header.plan == Some(Planned::Only);
    if by_hand && !plan.header.terraform.is_empty() {
        let message = "`plan: only` is for stacks without Terraform, and this profile has `terraform:`";
        let finding = Finding::new(Code::PlanOnly, plan.top_place("plan"), message);
        let finding = finding.label(plan.top_place("terraform"), "here");
        probe.report(finding.help("remove `plan: only`: what has `terraform:` is changed there"));
    }
    for component in &plan.components {
        let name = &component.name;
        let place = |field: &str| plan.place(name, field);
        let common = &component.common;
        let (field, message, help) = match (&common.terraform, &common.resource) {
            (Some(_), Some(_)) => (
                "resource",
                format!("`{name}` is changed in Terraform, and by hand as well"),
                "keep `terraform:`, which is what the next apply goes by, and remove `resource:`",
            ),
            (Some(_), None) if by_hand => (
                "terraform",
                format!("`{name}` is changed in Terraform, and `plan: only` is for stacks without"),
                "remove `plan: only`, or write `resource:` with what the cloud calls it",
            ),
            (None, Some(_)) if !by_hand => (
                "resource",
                format!("`{name}` exists, and is changed by hand"),
                "add `plan: only` at the top; what stands in your Terraform has `terraform: {address: …}` instead",
            ),
            (None, None) if by_hand => (
                "",
                format!("what the cloud calls `{name}` is not stated, and `plan: only` builds nothing"),
                "add `resource:` with its name in the cloud",
            ),
            _ => continue,
        };
        let finding = Finding::new(Code::PlanOnly, place(field), message);
        probe.of_component(Some(component), |probe| probe.report(finding.help(help)));
    }
}

/// What no kind builds is there already.
fn check_kinds(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let built = |component: &&Component| component.is_built() && !component.spec.kind().built;
    // With `plan: only` nothing is built, and the name that lacks is asked for above.
    let by_hand = plan.header.plan == Some(Planned::Only);
    for component in plan.components.iter().filter(built).filter(|_| !by_hand) {
        let kind = component.spec.kind();
        let message = format!("`{}` is {}, which is not built here", component.name, kind.summary);
        let finding = Finding::new(Code::NotBuilt, plan.place(&component.name, "kind"), message);
        let help = "say where it stands in your Terraform: `terraform: {address: …}`; or build it some other way, and leave it out";
        probe.of_component(Some(component), |probe| probe.report(finding.help(help)));
    }
}

/// A size that a launch sets is stated on a normal day: else nobody knows what to go back to.
fn check_way_back(component: &Component, probe: &mut Probe<'_>) {
    let Some(baseline) = probe.baseline else { return };
    let plan = probe.plan;
    let node = |plan: &Plan, field: &str| {
        plan.entry(&component.name).and_then(|entry| entry.node.at(field)).is_some()
    };
    let mut fields: Vec<String> =
        component.on.sizes().iter().map(|size| size.field.replace('.', "/")).collect();
    fields.order();
    fields.dedup();
    let named = plan.entry(&component.name).map(|entry| &entry.node);
    let fields: Vec<String> = fields.iter().flat_map(|field| under(named, field)).collect();
    for field in fields {
        if !node(plan, &field) || node(baseline, &field) {
            continue;
        }
        let shown = field.replace('/', ".");
        let message = format!("`{shown}` is set here, and what it is on a normal day is not stated");
        let finding = Finding::new(Code::WayBackUnknown, plan.place(&component.name, &field), message)
            .label(baseline.place(&component.name, ""), "the everyday profile leaves it out")
            .note("the way back would have nothing to go back to");
        let help =
            format!("write in `{}` what it is today; what there is none of is `null`", baseline.name());
        probe.of_component(plan.component(&component.name), |probe| probe.report(finding.help(help)));
    }
}

/// A path, its segments split by `/`, with each name that stands under its `*`.
fn under(node: Option<&Node>, path: &str) -> Vec<String> {
    let Some((before, behind)) = path.split_once("/*/") else { return vec![path.to_owned()] };
    let all = node.and_then(|node| node.at(before)).map(Node::entries).unwrap_or_default();
    all.iter().map(|entry| format!("{before}/{}/{behind}", entry.key)).collect()
}
