//! Rules on the team's own Terraform: what a build would refuse, and what would become of a change.

use std::collections::BTreeSet;

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::in_place::alarms::Alarms;
use crate::in_place::members::members;
use crate::in_place::reading::{Reading, Readings};
use crate::in_place::trial::trial;
use crate::in_place::want::{Asked, Asking, wants};
use crate::in_place::{limit, problem, refusal, replica, running, schedule, swallow, unsure, within};
use crate::kind::spec::Rules as _;
use crate::tuning::wanted::Made;

/// Holds a profile against the Terraform that its components stand in, if it was read.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let names: BTreeSet<&str> = plan.components.iter().filter_map(|own| plan.root_of(own)).collect();
    // The tables are long, and of no use to a stack that is built.
    if names.is_empty() {
        return;
    }
    let (Some(readings), Some(tables)) = (probe.known.in_place, plan.cloud.existing()) else { return };
    let mut asked: Vec<Asked<'_>> = Vec::new();
    for name in names {
        let Some(root) = plan.header.terraform.get(name) else { continue };
        let place = plan.top_place(&format!("terraform/{name}/dir"));
        let Some(reading) = readings.of(root) else {
            let message =
                format!("the folder of `{name}` lies outside the repository, and only files in it are read");
            let help = "name a folder in it; scaleprof runs in the repository that holds the Terraform";
            probe.report(Finding::new(Code::UnknownRoot, place, message).help(help));
            continue;
        };
        check_problems(reading, probe);
        let asking = Asking { plan, baseline: probe.baseline, plans: probe.all, tables, reading };
        let mut all = wants(&asking, name, &[]);
        for (component, finding) in swallow::findings(&all.wanted, reading) {
            report(component, finding, probe);
        }
        let members = members(&asking, name);
        let scheduled = schedule::findings(&asking, &members, &all.wanted);
        let running = running::findings(&asking, &members, &all.wanted);
        let within = within::findings(&asking, &all.wanted);
        let replicas = replica::findings(&asking, &members, &all.wanted);
        let unsure = unsure::findings(&asking, &members);
        let found = scheduled.into_iter().chain(running).chain(replicas).chain(within).chain(unsure);
        for (component, finding) in found {
            report(&component, finding, probe);
        }
        for finding in limit::findings(&asking) {
            probe.report(finding);
        }
        if readings.tried {
            for (component, finding) in std::mem::take(&mut all.missing) {
                report(&component, finding, probe);
            }
            asked.push((name, reading, all));
        }
    }
    let alarms = probe.shared.alarms(plan);
    for own in alarms {
        own.taken().for_each(|finding| probe.report(finding.clone()));
        for (component, finding) in own.unwatched(plan) {
            report(&component, finding, probe);
        }
    }
    let made = |all: &[Alarms]| -> Vec<Made> { all.iter().map(Alarms::made).collect() };
    let usual = made(probe.shared.alarms(probe.baseline.unwrap_or(plan)));
    check_changes(readings, &mut asked, [&made(alarms), &usual], probe);
}

fn report(component: &str, finding: Finding, probe: &mut Probe<'_>) {
    let component = probe.plan.component(component);
    probe.of_component(component, |probe| probe.report(finding));
}

/// What was not read is said.
fn check_problems(reading: &Reading, probe: &mut Probe<'_>) {
    for finding in problem::findings(reading, |root| root.dir == reading.dir()) {
        probe.report(finding);
    }
}

/// What a build would refuse, of all roots together.
fn check_changes(
    readings: &Readings<'_>,
    asked: &mut [Asked<'_>],
    alarms: [&[Made]; 2],
    probe: &mut Probe<'_>,
) {
    let (mut joint, _) = trial(asked, readings, alarms);
    for (component, finding) in refusal::findings(&mut joint, asked, probe.plan) {
        match component {
            Some(component) => report(&component, finding, probe),
            None => probe.report(finding),
        }
    }
}
