//! Rules between a profile and its baseline: what a thing is stays, and nothing is forgotten.

use super::Probe;
use crate::diagnostic::{Code, Finding};
use crate::load::node::Node;
use crate::plan::Component;

const HELP: &str = "a profile changes capacity only: change it in every profile, as a change of its own";

/// Stack, cloud, and which components there are.
pub(super) fn check_stack(probe: &mut Probe<'_>) {
    let Some(baseline) = probe.baseline else {
        return;
    };
    let plan = probe.plan;
    for field in ["stack", "cloud"] {
        if plan.root.get(field) != baseline.root.get(field) {
            let message = format!("`{field}` differs between profiles");
            probe.report(
                Finding::new(Code::IdentityChanged, plan.top_place(field), message)
                    .label(baseline.top_place(field), "as in the everyday profile")
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

/// A profile with a window says of every part of the stack what happens to it.
fn check_forgotten(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    if plan.header.window.is_none() || plan.baseline.is_none() {
        return;
    }
    let components = plan.components.iter().map(|c| ("component", &c.name));
    let externals = plan.header.external.keys().map(|name| ("external service", name));
    for (what, name) in components.chain(externals) {
        if plan.mentioned.contains(name) {
            continue;
        }
        let list = if what == "component" { "components" } else { "external" };
        let message = format!("the {what} `{name}` is not mentioned: it stays as it is");
        let place = plan.top_place("profile");
        let section = plan.top_place(&format!("{list}/{name}"));
        let before = std::mem::replace(&mut probe.component, plan.component(name));
        probe.report(
            Finding::new(Code::ForgottenComponent, place, message)
                .label(section, "its everyday size")
                .help(format!("size it, or write `{name}: {{}}` to say that it is big enough")),
        );
        probe.component = before;
    }
}

/// The fields that say what a component is.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let (Some(baseline), Some(before)) = (probe.baseline, probe.baseline_component()) else {
        return;
    };
    let name = component.name.as_str();
    let kind = component.spec.kind();
    let (Some(now), Some(then)) = (probe.plan.entry(name), baseline.entry(name)) else {
        return;
    };
    let fields = |node: &Node| -> Vec<String> {
        let keys = node.entries().iter().map(|e| e.key.clone());
        keys.filter(|key| key == "kind" || kind.is_identity(key)).collect()
    };
    let mut all = fields(&now.node);
    all.extend(fields(&then.node));
    all.sort();
    all.dedup();
    for field in all {
        if now.node.get(&field) != then.node.get(&field) {
            report(&field, name, probe);
        }
    }
    let has_storage = |component: &Component| component.spec.facets().storage.is_some();
    if kind.name == before.spec.kind().name && has_storage(component) != has_storage(before) {
        report("storage", name, probe);
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
