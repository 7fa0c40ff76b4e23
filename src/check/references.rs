//! Rules on names that refer to something else: owners, and components that are connected to.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::Rules as _;
use crate::model::secret::Kept;
use crate::plan::Component;

/// The owner exists, and so does everything that a component connects to, or has a password of.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    if let Some(owner) = &component.common.owner {
        check_owner(owner, "owner", probe);
    }
    for name in component.common.connects_to.keys() {
        check_target(
            name,
            &format!("connects_to/{name}"),
            ("`database` or `cache`", takes_connections),
            probe,
        );
    }
    let Some(contained) = component.spec.facets().container else { return };
    for (variable, secret) in &contained.container.secrets {
        if let Some(Kept::Database(name, _)) = secret.kept() {
            let field = contained.field(&format!("secrets/{variable}/database"));
            check_target(name, &field, ("`database`", is_database), probe);
        }
    }
}

/// A component of this name exists, and is of a kind that is meant. `field` is where it is named.
pub(super) fn check_target(
    name: &str,
    field: &str,
    (kinds, fits): (&str, fn(&Component) -> bool),
    probe: &mut Probe<'_>,
) {
    let target = probe.plan.component(name);
    if target.is_some_and(fits) {
        return;
    }
    let message = match target {
        Some(target) => format!("`{name}` is of kind `{}`, and {kinds} is meant", target.spec.kind().name),
        None => format!("there is no component `{name}`"),
    };
    let known = probe.plan.components.iter().filter(|own| fits(own));
    let finding = Finding::new(Code::UnresolvedReference, probe.place(field), message);
    probe.report(match closest(name, known.map(|own| own.name.as_str())) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("name a component of kind {kinds}")),
    });
}

/// Whether it has a password that others need.
fn is_database(component: &Component) -> bool {
    component.readings().iter().any(|own| own.spec.facets().database.is_some())
}

/// Whether other components connect to it: a managed service that keeps data.
fn takes_connections(component: &Component) -> bool {
    is_database(component) || component.readings().iter().any(|own| own.spec.facets().node.is_some())
}

/// An owner is a key of `owners`.
pub(super) fn check_owner(owner: &str, field: &str, probe: &mut Probe<'_>) {
    let owners = &probe.plan.header.owners;
    if owners.contains_key(owner) {
        return;
    }
    let finding =
        Finding::new(Code::UnknownOwner, probe.place(field), format!("there is no owner `{owner}`"));
    probe.report(match closest(owner, owners.keys().map(String::as_str)) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("add it: `owners: {{{owner}: {{name: …, contact: …}}}}`")),
    });
}
