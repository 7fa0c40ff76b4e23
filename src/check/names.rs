//! Rules on names: in the cloud, in Terraform and on disk they must not meet or be too long.

use std::collections::BTreeMap;

use super::Probe;
use crate::cloud::name::slug;
use crate::diagnostic::{Code, Finding};
use crate::emit::layout;

/// Component names stay apart once they are names in the cloud, and fit there.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let stack = slug(&plan.header.stack);
    // Each name in the cloud, by what is named so, with the component that takes it.
    let mut taken: BTreeMap<(&str, String), &str> = BTreeMap::new();
    for component in &plan.components {
        let own = slug(&component.name);
        let place = plan.place(&component.name, "");
        if layout::is_reserved(&own) {
            let message = format!("a component cannot be called `{}`", component.name);
            probe.report(
                Finding::new(Code::ReservedName, place, message)
                    .note(format!("`{own}.tf` has a meaning of its own in `generated/`"))
                    .help("call it something else"),
            );
        }
        for name in component.spec.kind().names {
            let full = name.of(&stack, &own);
            if full.len() > name.limit {
                let message = format!(
                    "`{full}` is too long for the name of a {}: {} characters, {} at the most",
                    name.what,
                    full.len(),
                    name.limit
                );
                probe.report(
                    Finding::new(Code::NameTooLong, place, message)
                        .help("shorten the component's or the stack's name"),
                );
            }
            if let Some(other) = taken.insert((name.what, full.clone()), &component.name)
                && other != component.name
            {
                let message =
                    format!("`{}` and `{other}` would both have the {} `{full}`", component.name, name.what);
                probe.report(
                    Finding::new(Code::NameClash, place, message)
                        .label(plan.place(other, ""), "the other one")
                        .help("case, `_` and `-` make no difference in the cloud: rename one of them"),
                );
            }
        }
        if let Some(other) = taken.insert(("component", own.clone()), &component.name) {
            let message =
                format!("`{}` and `{other}` are the same name in the cloud: `{own}`", component.name);
            probe.report(
                Finding::new(Code::NameClash, place, message)
                    .label(plan.place(other, ""), "the other one")
                    .help("case, `_` and `-` make no difference in the cloud: rename one of them"),
            );
        }
    }
}
