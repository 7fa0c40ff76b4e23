//! The rules on instance types and classes: each exists, its region offers it, and it works for hours.

use crate::cloud::aws::classes::{CLASSES, Sizes};
use crate::cloud::aws::database::aurora::checked::SERVERLESS;
use crate::cloud::aws::machines::{
    FAMILIES, is_burstable, is_smaller, machine_names, machine_type, machine_under,
};
use crate::cloud::provider::{Asked, MachineStep};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::{Facets, Rules};
use crate::model::relative::is_relative;

/// The machine or class exists, is offered in the region and, in a launch, keeps its speed for hours.
pub(super) fn check(facets: &Facets<'_>, asked: &Asked<'_>, rules: &mut dyn Rules) {
    if let Some(name) = facets.machine {
        check_machine(name, asked, rules);
    }
    if let Some(database) = &facets.database {
        // What scales by itself is in no table: the kind looks at it.
        let scales = |size: &str| database.engine.shares_storage() && size == SERVERLESS;
        for (field, size) in facets.sizes().filter(|(_, size)| !scales(size)) {
            let own = Managed {
                what: "instance class",
                field,
                size,
                engine: database.engine.name(),
                sizes: &CLASSES,
                of: "2024-09-28",
                example: "db.m6g.large",
            };
            check_managed(own, &asked.site.region, rules);
        }
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

/// The sizes of a managed service that a component has one of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Managed<'a> {
    /// What one is called: `instance class`.
    pub what: &'static str,
    /// The field of the profile.
    pub field: &'static str,
    /// Its value.
    pub size: &'a str,
    /// The engine, as the table names it.
    pub engine: &'static str,
    /// The table.
    pub sizes: &'static Sizes,
    /// The day of the table.
    pub of: &'static str,
    /// One that may be written.
    pub example: &'static str,
}

/// The size of a managed service exists, and its region offers it.
pub(crate) fn check_managed(own: Managed<'_>, region: &str, rules: &mut dyn Rules) {
    let Managed { what, field, size, engine, sizes, of, example } = own;
    let place = rules.place(field);
    if is_relative(size) {
        return;
    }
    if !sizes.exists(size) {
        let finding = Finding::new(Code::UnknownClass, place, format!("`{size}` is no known {what}"))
            .note(format!("the list is of {of}"));
        let newer = "For a newer one, allow this with a reason";
        // `m6g.large` for `db.m6g.large`: the machine under it.
        let under = |own: &&str| own.split_once('.').is_some_and(|(_, rest)| rest == size);
        rules.report(match sizes.names().find(under).or_else(|| closest(size, sizes.names())) {
            Some(meant) => finding.help(format!("did you mean `{meant}`? {newer}")),
            None => finding.help(format!("write one such as `{example}`. {newer}")),
        });
    } else if !sizes.offered(size, engine, region) {
        let message = format!("{region} does not offer `{size}` for {engine}");
        rules.report(
            Finding::new(Code::ClassNotOffered, place, message)
                .note(format!("as of {of}; AWS adds sizes to regions from time to time"))
                .help(format!("choose another {what}, or allow it: `allow: {{class-not-offered: …}}`")),
        );
    }
}

/// A burstable machine that works for hours runs out of credits, or is billed for the surplus.
fn check_burstable(facets: &Facets<'_>, rules: &mut dyn Rules) {
    for (field, name) in facets.sizes().filter(|(_, name)| is_burstable(name)) {
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
