//! What profiles state of components, and the team's own Terraform does not make sure, though a price hangs on it.

use crate::cloud::existing::Identity;
use crate::cloud::existing::sure::Sure;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::instance::Instance;
use crate::in_place::want::Asking;
use crate::plan::Component;

/// A finding for each such field. `members` are the resources of each component.
pub(crate) fn findings(
    asking: &Asking<'_>,
    members: &[(&Component, Vec<&Instance>)],
) -> Vec<(String, Finding)> {
    let Asking { plan, tables, .. } = *asking;
    let mut all = Vec::new();
    for (component, members) in members {
        let name = &component.name;
        let kind = component.spec.kind().name;
        let is_of = |lacks: &&Sure| {
            let is = |one: &&Instance| [lacks.resource, lacks.beside].contains(&&*one.address.kind);
            members.iter().any(is) && !lacks.holds(members)
        };
        for lacks in tables.sure.iter().filter(is_of) {
            let says = |row: &&Identity| {
                row.resource == lacks.resource
                    && row.path.plain() == lacks.attribute
                    && row.of.kind == Some(kind)
            };
            let Some(field) = tables.identities.iter().find(says).and_then(|row| row.of.field) else {
                continue;
            };
            let path = field.replace('.', "/");
            if plan.entry(name).is_none_or(|entry| entry.node.at(&path).is_none()) {
                continue;
            }
            let message = format!("`{field}` of `{name}` is stated, {}", lacks.otherwise);
            let help = format!(
                "leave `{field}` out, so that the cost is unknown; or say `{} = \"{}\"` in the service; or allow it, with the \
                 reason why it is so",
                lacks.by.first().unwrap_or(&lacks.attribute),
                lacks.is
            );
            let finding = Finding::new(Code::TfUnsure, plan.place(name, &path), message).help(help);
            all.push((name.clone(), finding));
        }
    }
    all
}
