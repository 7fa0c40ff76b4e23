//! The rule on health checks that ask a database.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::plan::Component;

/// Words in a path that say that what answers it asks a database first.
const WORDS: [&str; 9] =
    ["database", "databases", "db", "dbcheck", "mysql", "pg", "postgres", "postgresql", "sql"];

/// A component that connects to a database is well as long as it runs by itself, as far as the path's name says.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let Some(path) = component.spec.facets().health_check else { return };
    let Some(database) = component.common.connects_to.keys().next() else { return };
    let mut words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let Some(word) = words.find(|word| WORDS.contains(&word.to_ascii_lowercase().as_str())) else {
        return;
    };
    let message = format!("by its name this health check asks a database (`{word}`)");
    let finding = Finding::new(Code::HealthCheckDatabase, probe.place("health_check"), message)
        .label(probe.place(&format!("connects_to/{database}")), "which may fail over")
        .note("while the database fails over, all instances at once count as broken, and are replaced");
    probe.report(finding.help(
        "take a path that answers without the database, e.g. `health_check: /health`; the database has alarms of its own",
    ));
}
