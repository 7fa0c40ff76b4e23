//! Rules on names that refer to something else: owners, and components that are connected to.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::Rules as _;
use crate::model::secret::Kept;
use crate::plan::Component;

/// The owner exists, and so does every database that a component connects to or has a password of.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    if let Some(owner) = &component.common.owner {
        check_owner(owner, "owner", probe);
    }
    for name in component.common.connects_to.keys() {
        check_database(name, &format!("connects_to/{name}"), probe);
    }
    for (variable, secret) in component.spec.facets().secrets.into_iter().flatten() {
        if let Some(Kept::Database(name, _)) = secret.kept() {
            check_database(name, &format!("secrets/{variable}/database"), probe);
        }
    }
}

/// A component of this name exists, and is a database. `field` is where it is named.
fn check_database(name: &str, field: &str, probe: &mut Probe<'_>) {
    let target = probe.plan.component(name);
    if target.is_some_and(|target| target.spec.facets().database.is_some()) {
        return;
    }
    let message = match target {
        Some(target) => format!("`{name}` is no database: it is of kind `{}`", target.spec.kind().name),
        None => format!("there is no component `{name}`"),
    };
    let databases = probe.plan.components.iter().filter(|c| c.spec.facets().database.is_some());
    let finding = Finding::new(Code::UnresolvedReference, probe.place(field), message);
    probe.report(match closest(name, databases.map(|c| c.name.as_str())) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("name a component of kind `database`"),
    });
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
