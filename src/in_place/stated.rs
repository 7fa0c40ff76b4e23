//! What profiles state that a component is, where the team's own Terraform says that it is something else: a price would be
//! that of what is not there.

use crate::cloud::existing::Own;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::instance::Instance;
use crate::existing::origin::Origin;
use crate::in_place::want::{Asking, scalar};
use crate::plan::Component;

/// A finding for each such field of an everyday profile; a launch says what that says. `members` are the resources of each
/// component. A version may be stated in part, and a size is changed.
pub(crate) fn findings(
    asking: &Asking<'_>,
    members: &[(&Component, Vec<&Instance>)],
) -> Vec<(String, Finding)> {
    let Asking { plan, tables, reading, baseline, .. } = *asking;
    let mut all = Vec::new();
    for (component, members) in members.iter().filter(|_| baseline.is_none()) {
        let (name, kind) = (&component.name, component.spec.kind().name);
        let own =
            members.iter().flat_map(|one| tables.own(one, members).into_iter().map(move |own| (*one, own)));
        let is_size = |own: &Own<'_>| tables.sizes.iter().any(|size| size.of == own.of);
        let own = own.filter(|(_, own)| {
            own.of.kind == Some(kind) && own.unsure.is_none() && !own.is_version && !is_size(own)
        });
        let own: Vec<(&Instance, Own<'_>)> = own.collect();
        for (instance, said) in &own {
            let Some(field) = said.of.field else { continue };
            let path = field.replace('.', "/");
            let stated = plan.entry(name).and_then(|entry| scalar(entry.node.at(&path)?));
            let Some(stated) = stated else { continue };
            if own.iter().any(|(_, other)| other.of == said.of && other.value == stated) {
                continue;
            }
            let (address, value) = (&instance.address, &said.value);
            let place = plan.place(name, &path);
            let at = said.origin.and_then(Origin::constant).map_or(instance.place, |constant| constant.place);
            let says = if said.origin.is_some() {
                format!("`{address}` says `{value}`")
            } else {
                format!("`{address}` does not set it: the default is `{value}`")
            };
            let message = format!("`{field}` of `{name}` is `{stated}` here, and {says}");
            let finding =
                Finding::new(Code::TfDrift, place, message).label(reading.place(at), "in your Terraform");
            let help = format!(
                "write `{field}: {value}`; no build changes what a component is: to change it, do that in your Terraform first"
            );
            all.push((name.clone(), finding.help(help)));
        }
    }
    all
}
