//! Rules on instance types and classes.

use crate::check::Probe;
use crate::cloud::aws::machines::{
    Machine, class_exists, class_machine, class_names, class_offered, is_burstable, is_smaller, ladder,
    machine_names, machine_type,
};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::DatabaseFacet;
use crate::model::relative::is_relative;
use crate::plan::Component;

/// The machine or class exists, is offered in the region, and fits the everyday one.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let facets = component.spec.facets();
    if let Some(name) = facets.machine {
        check_machine(name, probe);
        check_step(component, "machine", name, machine_type, probe);
    }
    if let Some(database) = &facets.database {
        check_class(database, probe);
        check_step(component, "class", database.class, class_machine, probe);
        check_standby(database, probe);
    }
    check_burstable(component, probe);
}

fn check_machine(name: &str, probe: &mut Probe<'_>) {
    let place = probe.place("machine");
    let region = &probe.plan.header.cloud.region;
    if is_relative(name) {
        return report_relative(name, "machine", probe);
    }
    match machine_type(name) {
        None => {
            let finding = Finding::new(Code::UnknownMachine, place, format!("`{name}` is no instance type"));
            // A machine of another family may have another architecture.
            let family = name.split_once('.').map_or(name, |(family, _)| family);
            let own = |other: &&str| other.split_once('.').is_some_and(|(other, _)| other == family);
            if let Some(first) = machine_names().find(own) {
                let sizes = ladder(first, region).unwrap_or_else(|| vec![first]);
                let sizes: Vec<&str> = sizes.iter().filter_map(|name| name.split('.').nth(1)).collect();
                return probe.report(finding.help(format!("`{family}` has {}", sizes.join(", "))));
            }
            probe.report(match closest(name, machine_names()) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding.help("write one such as `m6g.large`"),
            });
        }
        Some(machine) if !machine.offered_in(region) => probe.report(
            Finding::new(Code::MachineNotOffered, place, format!("{region} does not offer `{name}`"))
                .note("as of 2026-05-20; AWS adds types to regions from time to time")
                .help("choose a type that is there, or allow it: `allow: {machine-not-offered: …}`"),
        ),
        Some(_) => {}
    }
}

fn check_class(database: &DatabaseFacet<'_>, probe: &mut Probe<'_>) {
    let place = probe.place("class");
    let region = &probe.plan.header.cloud.region;
    let class = database.class;
    if is_relative(class) {
        return report_relative(class, "class", probe);
    }
    let engine = database.engine.name();
    if !class_exists(class) {
        let finding =
            Finding::new(Code::UnknownClass, place, format!("`{class}` is no known instance class"))
                .note("the list of classes is of 2024-09-28");
        probe.report(match closest(class, class_names()) {
            Some(meant) => {
                finding.help(format!("did you mean `{meant}`? For a newer class, allow this with a reason"))
            }
            None => {
                finding.help("write one such as `db.m6g.large`; for a newer class, allow this with a reason")
            }
        });
    } else if !class_offered(class, database.engine as usize, region) {
        let message = format!("{region} does not offer `{class}` for {engine}");
        probe.report(
            Finding::new(Code::ClassNotOffered, place, message)
                .note("as of 2024-09-28; AWS adds classes to regions from time to time")
                .help("choose a class that is there, or allow it: `allow: {class-not-offered: …}`"),
        );
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

fn report_relative(given: &str, field: &str, probe: &mut Probe<'_>) {
    let message = format!("`{given}` has no value in a base profile to start from");
    probe.report(
        Finding::new(Code::RelativeWithoutBase, probe.place(field), message)
            .help("write the type itself, or `extends:` a profile that has one"),
    );
}

/// Checks the change from the everyday machine to this one.
fn check_step(
    component: &Component,
    field: &'static str,
    name: &str,
    find: fn(&str) -> Option<Machine>,
    probe: &mut Probe<'_>,
) {
    let Some(before) = probe.baseline_component() else {
        return;
    };
    let facets = before.spec.facets();
    let old = facets.machine.or(facets.database.as_ref().map(|database| database.class));
    let Some(old) = old.filter(|old| *old != name) else {
        return;
    };
    let label = |finding: Finding, probe: &Probe<'_>| match probe.baseline_place(field) {
        Some(place) => finding.label(place, "on a normal day"),
        None => finding,
    };
    if let (Some(now), Some(then)) = (find(name), find(old)) {
        if let (Some(to), Some(from)) = (now.architecture, then.architecture)
            && to != from
            && field == "machine"
        {
            let message = format!("`{old}` is {}, `{name}` is {}", from.name(), to.name());
            let finding = Finding::new(Code::ArchitectureChanged, probe.place(field), message)
                .note("an image runs on one architecture only, so the machine would not start")
                .help(format!("stay in a family with {}", from.name()));
            return probe.report(label(finding, probe));
        }
        if is_smaller(now, then) {
            let message = format!("`{name}` is smaller than the `{old}` of a normal day");
            let finding = Finding::new(Code::LaunchBelowNormal, probe.place(field), message)
                .help("choose a larger one, or allow it with a reason: `allow: {launch-below-normal: …}`");
            probe.report(label(finding, probe));
        }
    }
    if component.spec.facets().templated {
        let finding = Finding::new(
            Code::TemplateReachesNewOnly,
            probe.place(field),
            "running machines keep their type: only new ones are started with this one",
        )
        .help("scale out instead, or replace the machines after the switch, a few at a time");
        probe.report(label(finding, probe));
    }
    if facets.database.is_some_and(|database| !database.multi_az) {
        let finding = Finding::new(
            Code::SingleZoneResize,
            probe.place(field),
            "without a standby the database is down for minutes while its class changes",
        )
        .help("set `multi_az: true` days before; then it is a failover of a minute or two");
        probe.report(label(finding, probe));
    }
}

/// A burstable machine that works for hours runs out of credits, or is billed for the surplus.
fn check_burstable(component: &Component, probe: &mut Probe<'_>) {
    if probe.plan.header.window.is_none() {
        return;
    }
    let facets = component.spec.facets();
    let database = facets.database.as_ref().map(|database| ("class", database.class));
    let Some((field, name)) = facets.machine.map(|name| ("machine", name)).or(database) else {
        return;
    };
    if is_burstable(name) {
        probe.report(
            Finding::new(
                Code::BurstableSustained,
                probe.place(field),
                format!("`{name}` keeps its full speed only while it has CPU credits"),
            )
            .note("a launch is hours of load: T3 and T4g then bill surplus credits, T2 slows down")
            .help(
                "take a type of another family, or allow it with a reason: `allow: {burstable-sustained: …}`",
            ),
        );
    }
}
