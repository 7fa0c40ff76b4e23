//! Rules between a profile and its baseline: the identity of each thing stays, and nothing is forgotten.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::is_identity;
use crate::kind::spec::Rules as _;
use crate::load::node::Node;
use crate::order::Order as _;
use crate::plan::{Component, Plan};

const HELP: &str = "profiles differ in capacity only: write it in the everyday profile, as a change of its own; a profile that extends it leaves it out";

/// The stack, the cloud and the set of components are those of the baseline.
pub(super) fn check_stack(probe: &mut Probe<'_>) {
    let Some(baseline) = probe.baseline else {
        return;
    };
    let plan = probe.plan;
    for field in ["stack", "cloud", "plan", "terraform"] {
        let nodes = (plan.root.get(field), baseline.root.get(field));
        let mut different = Vec::new();
        differences(nodes.0, nodes.1, field, &mut different);
        // Alarms in Terraform of the team's own may be a part of the launch.
        let is_alarms = |path: &String| path.starts_with("terraform/") && path.ends_with("/alarms");
        for path in different.into_iter().filter(|path| !is_alarms(path)) {
            let message = format!("`{path}` differs between profiles");
            probe.report(
                Finding::new(Code::IdentityChanged, plan.top_place(&path), message)
                    .label(baseline.top_place(&path), "in the everyday profile")
                    .help(HELP),
            );
        }
    }
    for component in &baseline.components {
        if plan.component(&component.name).is_none() {
            let message = format!("`{}` is missing here: a switch would destroy it", component.name);
            probe.report(
                Finding::new(Code::ComponentMissing, plan.top_place("components"), message)
                    .label(baseline.place(&component.name, ""), "in the everyday profile")
                    .help("give it here too, or let this profile extend the other"),
            );
        }
    }
    for component in &plan.components {
        if baseline.component(&component.name).is_none() {
            let message = format!("`{}` is only here: the way back would destroy it", component.name);
            probe.report(
                Finding::new(Code::ComponentAdded, plan.place(&component.name, ""), message)
                    .help("add it to the everyday profile, as small as it can be"),
            );
        }
    }
    check_forgotten(probe);
}

/// The paths of the values in which two trees differ.
fn differences(now: Option<&Node>, then: Option<&Node>, path: &str, out: &mut Vec<String>) {
    if now == then {
        return;
    }
    match (now, then) {
        (Some(now), Some(then)) if !now.entries().is_empty() && !then.entries().is_empty() => {
            let keys = now.entries().iter().chain(then.entries()).map(|entry| entry.key.as_str());
            for key in keys.collect::<std::collections::BTreeSet<_>>() {
                differences(now.get(key), then.get(key), &format!("{path}/{key}"), out);
            }
        }
        _ => out.push(path.to_owned()),
    }
}

/// A profile with a window mentions every component, and so says what happens to it.
fn check_forgotten(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    if !plan.header.has_window() || plan.baseline.is_none() {
        return;
    }
    let components = plan.components.iter().map(|c| ("components", &c.name));
    let externals = plan.header.external.keys().map(|name| ("external", name));
    let traffic = plan.header.traffic.keys().map(|name| ("traffic", name));
    for (list, name) in components.chain(externals).chain(traffic) {
        let path = format!("{list}/{name}");
        if plan.mentioned.contains(&path) {
            continue;
        }
        let what = match list {
            "components" => "component",
            "external" => "external service",
            _ => "traffic",
        };
        let message = format!("the {what} `{name}` is not mentioned: it stays as it is");
        let finding = Finding::new(Code::ForgottenComponent, plan.top_place("profile"), message)
            .label(plan.top_place(&path), "its everyday size")
            // The same for all of them, so that many stand together.
            .help("size it, or write its name with `{}` behind it (`name: {}`) to say that it is big enough");
        match list {
            "components" => probe.of_component(plan.component(name), |probe| probe.report(finding)),
            "traffic" => probe.report(finding),
            _ => probe.of_external(name, |probe| probe.report(finding)),
        }
    }
}

/// The identity of a component is that of the baseline.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let (Some(baseline), Some(before)) = (probe.baseline, probe.baseline_component()) else {
        return;
    };
    let name = component.name.as_str();
    let kind = component.spec.kind();
    let has_storage = |component: &Component| component.spec.facets().storage.is_some();
    for field in ["terraform", "resource"] {
        let stands = |plan: &Plan| plan.entry(name).and_then(|entry| entry.node.get(field).cloned());
        if stands(probe.plan) != stands(baseline) {
            report(field, name, probe);
        }
    }
    if kind.name == before.spec.kind().name {
        if has_storage(component) != has_storage(before) {
            report("storage", name, probe);
        }
        // A field that one profile leaves out and the other sets to its default is no difference; of what exists no default
        // stands for what is left out.
        if component.is_built() && component.spec.identity() == before.spec.identity() {
            return;
        }
    }
    let (Some(now), Some(then)) = (probe.plan.entry(name), baseline.entry(name)) else {
        return;
    };
    let fields = |node: &Node| -> Vec<String> {
        let keys = node.entries().iter().map(|e| e.key.clone());
        keys.filter(|key| key == "kind" || is_identity(kind, key)).collect()
    };
    let mut all = fields(&now.node);
    all.extend(fields(&then.node));
    all.order();
    all.dedup();
    let sized = if component.common.terraform.is_some() { kind.sized } else { &[] };
    for field in all {
        let mut different = Vec::new();
        differences(now.node.get(&field), then.node.get(&field), &field, &mut different);
        if different.iter().any(|path| !sized.contains(&path.replace('/', ".").as_str())) {
            report(&field, name, probe);
        }
    }
}

fn report(field: &str, name: &str, probe: &mut Probe<'_>) {
    let message = format!("`{field}` of `{name}` differs between profiles");
    let mut finding = Finding::new(Code::IdentityChanged, probe.place(field), message);
    if let Some(place) = probe.baseline_place(field) {
        finding = finding.label(place, "in the everyday profile");
    }
    probe.report(finding.help(HELP));
}
