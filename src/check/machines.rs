//! Rules on the step from the everyday machine to another.

use crate::check::probe::Probe;
use crate::cloud::provider::MachineStep;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{DatabaseFacet, Rules as _};
use crate::model::relative::is_relative;
use crate::plan::Component;

/// A relative machine has one to start from, and a machine fits the everyday one.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let facets = component.spec.facets();
    for (field, name) in facets.sizes() {
        check_relative(name, field, probe);
    }
    if let Some((field, name)) = facets.size() {
        check_step(component, field, name, probe);
    }
    if let Some(database) = &facets.database {
        check_standby(database, probe);
    }
}

/// The standby of a normal day exists on the launch day too.
fn check_standby(database: &DatabaseFacet<'_>, probe: &mut Probe<'_>) {
    let before = probe.baseline_component().and_then(|before| before.spec.facets().database);
    if before.is_some_and(|before| before.multi_az && !database.multi_az) {
        let message = "the standby of a normal day is missing here";
        let finding = Finding::new(Code::LaunchBelowNormal, probe.place("multi_az"), message);
        probe
            .report(finding.help(
                "leave `multi_az: true`, or allow it with a reason: `allow: {launch-below-normal: …}`",
            ));
    }
}

fn check_relative(given: &str, field: &str, probe: &mut Probe<'_>) {
    if !is_relative(given) {
        return;
    }
    let message = format!("`{given}` has no value in a base profile to start from");
    probe.report(
        Finding::new(Code::RelativeWithoutBase, probe.place(field), message)
            .help("write the type itself, or `extends:` a profile that has one"),
    );
}

/// Checks the change from the everyday machine to this one.
fn check_step(component: &Component, field: &'static str, name: &str, probe: &mut Probe<'_>) {
    let Some(before) = probe.baseline_component() else {
        return;
    };
    let facets = before.spec.facets();
    let old = facets.size().map(|(_, name)| name);
    let Some(old) = old.filter(|old| *old != name) else {
        return;
    };
    match component.on.machine_step(&component.spec.facets(), &facets) {
        MachineStep::OtherArchitecture { from, to } => {
            let message = format!("`{old}` is {from}, `{name}` is {to}");
            let finding = Finding::new(Code::ArchitectureChanged, probe.place(field), message)
                .note("an image runs on one architecture only, so the machine would not start")
                .help(format!("stay in a family with {from}"));
            return probe.report(probe.beside_normal(finding, field));
        }
        MachineStep::Smaller => {
            let message = format!("`{name}` is smaller than the `{old}` of a normal day");
            let finding = Finding::new(Code::LaunchBelowNormal, probe.place(field), message)
                .help("choose a larger one, or allow it with a reason: `allow: {launch-below-normal: …}`");
            probe.report(probe.beside_normal(finding, field));
        }
        MachineStep::Fits => {}
    }
    if component.spec.facets().templated {
        let finding = Finding::new(
            Code::TemplateReachesNewOnly,
            probe.place(field),
            "running machines keep their type: only new ones are started with this one",
        )
        .help("scale out instead, or replace the machines after the switch, a few at a time");
        probe.report(probe.beside_normal(finding, field));
    }
    if let Some(database) = facets.database.filter(|_| !facets.standby) {
        let (what, help) = if database.engine.shares_storage() {
            ("a reader", "set `readers: {min: 1, max: 3}` days before; then it is two failovers of a minute")
        } else {
            ("a standby", "set `multi_az: true` days before; then it is a failover of a minute or two")
        };
        let message = format!("without {what} the database is down for minutes while its class changes");
        let finding = Finding::new(Code::SingleZoneResize, probe.place(field), message).help(help);
        probe.report(probe.beside_normal(finding, field));
    }
}
