//! The rule on the zones of a machine, as far as the account says what they offer.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::plan::Component;
use crate::plan::zones::standing;

/// Each zone of a machine offers its type.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let applied = probe.known.applied;
    let Some(standing) = standing(probe.plan, component, applied) else { return };
    let missing = standing.missing(applied);
    if missing.is_empty() {
        return;
    }
    let (machine, zones) = (standing.machine, missing.join(", "));
    let finding =
        Finding::new(Code::MachineNotInZone, probe.place("machine"), format!("{zones} has no `{machine}`"));
    let has: Vec<&str> = applied.map(|applied| applied.zones_with(machine)).unwrap_or_default();
    let finding = finding.note(format!("as `account/` says, it is in {}", has.join(", ")));
    probe.report(if standing.alone {
        finding
            .note("the machine and its volume stand in one zone: stopped for a new type, it would stay stopped")
            .help(format!("take a size or a family that {zones} has"))
    } else {
        finding.help(
            "take a type that each zone has, or allow it, if the others may carry all: `allow: {machine-not-in-zone: …}`",
        )
    });
}
