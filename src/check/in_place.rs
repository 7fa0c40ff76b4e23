//! Rules on the team's own Terraform: what a build would refuse, and what would become of a change.

use std::collections::BTreeSet;

use crate::check::counts::uneven;
use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::instance::Instance;
use crate::in_place::members::members;
use crate::in_place::reading::{Reading, Told};
use crate::in_place::trial::Tried;
use crate::in_place::want::Asking;
use crate::in_place::zones::Networks;
use crate::in_place::{limit, problem, refusal, replica, running, schedule, stated, swallow, unsure, within};
use crate::kind::spec::Rules as _;
use crate::plan::Component;

/// Holds a profile against the Terraform that its components stand in, if it was read for that.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let Some(readings) = probe.known.in_place.filter(|readings| readings.are_judged()) else { return };
    let names: BTreeSet<&str> = plan.components.iter().filter_map(|own| plan.root_of(own)).collect();
    for name in names {
        let Some(root) = plan.header.terraform.get(name) else { continue };
        if readings.of(root).is_none() {
            let place = plan.top_place(&format!("terraform/{name}/dir"));
            let message =
                format!("the folder of `{name}` lies outside the repository, and only files in it are read");
            let help = "name a folder in it; scaleprof runs in the repository that holds the Terraform";
            probe.report(Finding::new(Code::UnknownRoot, place, message).help(help));
        }
    }
    let trials = probe.shared.trials;
    let Some((tried, tables)) = trials.0.get(plan.name()).zip(plan.cloud.existing()) else { return };
    for (name, reading, all) in &tried.asked {
        check_problems(reading, probe);
        let asking = Asking { plan, baseline: probe.baseline, plans: probe.all, tables, reading };
        for (component, finding) in swallow::findings(&all.wanted, reading) {
            report(component, finding, probe);
        }
        let members = members(&asking, name);
        check_zones(&asking, &members, probe);
        let scheduled = schedule::findings(&asking, &members, &all.wanted);
        let running = running::findings(&asking, &members, &all.wanted);
        let within = within::findings(&asking, &all.wanted);
        let replicas = replica::findings(&asking, &members, &all.wanted);
        let unsure = unsure::findings(&asking, &members);
        let stated = stated::findings(&asking, &members);
        let found = scheduled.into_iter().chain(running).chain(replicas).chain(within).chain(unsure);
        let found = found.chain(stated);
        for (component, finding) in found {
            report(&component, finding, probe);
        }
        for finding in limit::findings(&asking) {
            probe.report(finding);
        }
    }
    for own in probe.shared.alarms(plan) {
        own.taken().for_each(|finding| probe.report(finding.clone()));
        for (component, finding) in own.unwatched(plan) {
            report(&component, finding, probe);
        }
    }
    if readings.told == Told::All {
        for (component, finding) in tried.asked.iter().flat_map(|(.., all)| &all.missing) {
            report(component, finding.clone(), probe);
        }
        check_changes(tried, probe);
    }
}

fn report(component: &str, finding: Finding, probe: &mut Probe<'_>) {
    let component = probe.plan.component(component);
    probe.of_component(component, |probe| probe.report(finding));
}

/// A group that would lose data with its zone is even over those that its Terraform names.
fn check_zones(asking: &Asking<'_>, members: &[(&Component, Vec<&Instance>)], probe: &mut Probe<'_>) {
    let Asking { plan, tables, reading, .. } = *asking;
    let root = reading.estate.roots.iter().find(|root| root.dir == reading.dir());
    let Some(networks) = root.map(|root| Networks::of(root, tables)) else { return };
    for (component, members) in members {
        let facets = component.spec.facets();
        let Some(count) = facets.count.filter(|_| facets.stateful) else { continue };
        let Some((zones, at)) = networks.zones(members) else { continue };
        let place = |path: &str| plan.place(&component.name, path);
        for finding in uneven(count, facets.counted, zones, &place) {
            report(&component.name, finding.label(reading.place(at), "where it stands"), probe);
        }
    }
}

/// What was not read is said.
fn check_problems(reading: &Reading, probe: &mut Probe<'_>) {
    for finding in problem::findings(reading, |root| root.dir == reading.dir()) {
        probe.report(finding);
    }
}

/// What a build would refuse, of all roots together.
fn check_changes(tried: &Tried<'_>, probe: &mut Probe<'_>) {
    for (component, finding) in refusal::findings(&tried.joint, &tried.asked, probe.plan) {
        match component {
            Some(component) => report(&component, finding, probe),
            None => probe.report(finding),
        }
    }
}
