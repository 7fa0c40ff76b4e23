//! The rules on instance types and classes: each exists, its region offers it, and it works for hours.

use crate::cloud::aws::classes::{class_exists, class_names, class_offered};
use crate::cloud::aws::machines::{
    FAMILIES, is_burstable, is_smaller, machine_names, machine_type, machine_under,
};
use crate::cloud::provider::{Asked, MachineStep};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::{DatabaseFacet, Facets, Rules};
use crate::model::relative::is_relative;

/// The machine or class exists, is offered in the region and, in a launch, keeps its speed for hours.
pub(super) fn check(facets: &Facets<'_>, asked: &Asked<'_>, rules: &mut dyn Rules) {
    if let Some(name) = facets.machine {
        check_machine(name, asked, rules);
    }
    if let Some(database) = &facets.database {
        check_class(database, asked, rules);
    }
    if asked.has_window {
        check_burstable(facets, rules);
    }
}

/// What the change from one machine or class to another means.
#[must_use]
pub(crate) fn step(to: &Facets<'_>, from: &Facets<'_>) -> MachineStep {
    let under = |facets: &Facets<'_>| machine_under(facets.size()?.1);
    let Some((now, then)) = under(to).zip(under(from)) else { return MachineStep::Fits };
    // The image of a managed service is for AWS to choose.
    let own = to.machine.zip(from.machine);
    if let (Some(to), Some(from), Some(_)) = (now.architecture, then.architecture, own)
        && to != from
    {
        return MachineStep::OtherArchitecture { from: from.name(), to: to.name() };
    }
    if is_smaller(now, then) { MachineStep::Smaller } else { MachineStep::Fits }
}

fn check_machine(name: &str, asked: &Asked<'_>, rules: &mut dyn Rules) {
    let place = rules.place("machine");
    let region = &asked.site.region;
    // What has nothing to start from is a finding of its own.
    if is_relative(name) {
        return;
    }
    match machine_type(name) {
        None => {
            let finding = Finding::new(Code::UnknownMachine, place, format!("`{name}` is no instance type"));
            // A machine of another family may have another architecture.
            let family = name.split_once('.').map_or(name, |(family, _)| family);
            let own = |other: &&str| other.split_once('.').is_some_and(|(other, _)| other == family);
            if let Some(first) = machine_names().find(own) {
                let sizes = (FAMILIES.ladder)(first, region).unwrap_or_else(|| vec![first]);
                let sizes: Vec<&str> = sizes.iter().filter_map(|name| name.split('.').nth(1)).collect();
                return rules.report(finding.help(format!("`{family}` has {}", sizes.join(", "))));
            }
            rules.report(match closest(name, machine_names()) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding.help("write one such as `m6g.large`"),
            });
        }
        Some(machine) if !machine.offered_in(region) => rules.report(
            Finding::new(Code::MachineNotOffered, place, format!("{region} does not offer `{name}`"))
                .note("as of 2026-05-20; AWS adds types to regions from time to time")
                .help("choose a type that is there, or allow it: `allow: {machine-not-offered: …}`"),
        ),
        Some(_) => {}
    }
}

fn check_class(database: &DatabaseFacet<'_>, asked: &Asked<'_>, rules: &mut dyn Rules) {
    let place = rules.place("class");
    let region = &asked.site.region;
    let class = database.class;
    if is_relative(class) {
        return;
    }
    let engine = database.engine.name();
    if !class_exists(class) {
        let finding =
            Finding::new(Code::UnknownClass, place, format!("`{class}` is no known instance class"))
                .note("the list of classes is of 2024-09-28");
        rules.report(match closest(class, class_names()) {
            Some(meant) => {
                finding.help(format!("did you mean `{meant}`? For a newer class, allow this with a reason"))
            }
            None => {
                finding.help("write one such as `db.m6g.large`; for a newer class, allow this with a reason")
            }
        });
    } else if !class_offered(class, database.engine, region) {
        let message = format!("{region} does not offer `{class}` for {engine}");
        rules.report(
            Finding::new(Code::ClassNotOffered, place, message)
                .note("as of 2024-09-28; AWS adds classes to regions from time to time")
                .help("choose a class that is there, or allow it: `allow: {class-not-offered: …}`"),
        );
    }
}

/// A burstable machine that works for hours runs out of credits, or is billed for the surplus.
fn check_burstable(facets: &Facets<'_>, rules: &mut dyn Rules) {
    if let Some((field, name)) = facets.size().filter(|(_, name)| is_burstable(name)) {
        rules.report(
            Finding::new(
                Code::BurstableSustained,
                rules.place(field),
                format!("`{name}` keeps its full speed only while it has CPU credits"),
            )
            .note("a launch is hours of load: T3 and T4g then bill surplus credits, T2 slows down")
            .help(
                "take a type of another family, or allow it with a reason: `allow: {burstable-sustained: …}`",
            ),
        );
    }
}
