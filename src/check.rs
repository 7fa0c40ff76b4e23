//! Checks one plan by semantic rules, alone and against its baseline. Each family of rules has a file.

pub mod allow;
pub(crate) mod balancer;
pub(crate) mod budget;
pub(crate) mod connections;
pub mod counts;
pub mod effects;
pub(crate) mod existing;
pub mod external;
pub(crate) mod health;
pub mod identity;
pub(crate) mod in_place;
pub(crate) mod late;
pub mod machines;
pub mod names;
pub mod probe;
pub mod quota;
pub(crate) mod references;
pub(crate) mod routes;
pub(crate) mod shared;
pub mod state;
pub mod storage;
pub(crate) mod tail;
pub(crate) mod traffic;
pub mod watch;
pub mod window;
pub mod zones;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use crate::cloud::provider::{Asked, Components, Part};
use crate::diagnostic::Findings;
use crate::diagnostic::code::Severity;
use crate::in_place::alarms::Alarms;
use crate::in_place::trial::Trials;
use crate::parallel;
use crate::plan::baseline::baseline;
use crate::plan::{Component, Plan};
use crate::quota::applied::Applied;
use crate::source::Place;
use probe::{Known, Probe};
use routes::balanced;
use shared::Shared;

/// A rule over a whole plan.
type PlanRule = fn(&mut Probe<'_>);
/// A rule over one component.
type ComponentRule = fn(&Component, &mut Probe<'_>);

const PLAN_RULES: &[PlanRule] = &[
    window::check,
    tail::check,
    budget::check,
    state::check,
    names::check,
    identity::check_stack,
    existing::check,
    in_place::check,
    effects::check_along,
    connections::check,
    traffic::check,
    routes::check,
    external::check,
    quota::check,
    watch::check_plan,
    late::check,
    allow::check,
];

const COMPONENT_RULES: &[ComponentRule] = &[
    identity::check,
    counts::check,
    balancer::check,
    health::check,
    machines::check,
    zones::check,
    storage::check,
    effects::check,
    watch::check,
];

/// The lines of `allow:` that were needed, and what was found.
type Found = (BTreeSet<Place>, Findings);

/// Checks every plan, alone and against its baseline. Findings are grouped by the name of the profile, and so are the
/// `alarms` that profiles want in Terraform of the team's own, and what a build of each would do to it.
#[must_use]
pub fn check(
    plans: &BTreeMap<String, Plan>,
    known: Known<'_>,
    alarms: &BTreeMap<String, Vec<Alarms>>,
    trials: &Trials<'_>,
) -> BTreeMap<String, Findings> {
    let all: Vec<&Plan> = plans.values().collect();
    let shared = Shared::of(plans, alarms, trials);
    let checked = parallel::map_large(
        &all,
        |plan| plan.components.len(),
        |plan| check_one(plan, plans, &shared, known),
    );
    let used: BTreeSet<Place> = checked.iter().flat_map(|(used, _)| used).copied().collect();
    let mut reports = BTreeMap::new();
    for (plan, (_, mut findings)) in all.into_iter().zip(checked) {
        allow::check_used(plan, &used, known, &mut findings);
        reports.insert(plan.name().to_owned(), findings);
    }
    reports
}

/// Checks one plan.
fn check_one(plan: &Plan, plans: &BTreeMap<String, Plan>, shared: &Shared<'_>, known: Known<'_>) -> Found {
    let zones = known.applied.map(Applied::zones).unwrap_or_default();
    let asked = asked_of(plan, known, &zones);
    let balanced = [Some(plan), baseline(plan, plans)].map(|plan| plan.map(balanced).unwrap_or_default());
    let mut found = Found::default();
    let mut probe = probe_of(plan, plans, shared, known, &mut found);
    for rule in PLAN_RULES {
        rule(&mut probe);
    }
    // Where the rest stands is not known.
    let built = plan.components.iter().filter(|component| component.is_built());
    let parts: Vec<Part<'_>> = built.map(Component::part).collect();
    plan.cloud.check(&asked, &Components { parts: &parts, bill: &plan.built_bill() }, &mut probe);
    let checked = parallel::parts(&plan.components, |components| {
        let mut found = Found::default();
        let mut probe = probe_of(plan, plans, shared, known, &mut found);
        for component in components {
            let balanced = balanced.each_ref().map(|all| all.get(component.name.as_str()).copied());
            check_component(component, &Asked { balanced, ..asked }, true, &mut probe);
        }
        found
    });
    for (used, findings) in checked {
        found.0.extend(used);
        found.1.append(findings);
    }
    found
}

/// Checks the components of a plan in which others are missing, each by itself and against its baseline. Only errors are
/// told: of the others nothing is known, and who reads these has more to mend.
#[must_use]
pub(crate) fn check_alone(plan: &Plan, plans: &BTreeMap<String, Plan>, known: Known<'_>) -> Findings {
    let trials = Trials::default();
    let shared = Shared::alone(&trials);
    let zones = known.applied.map(Applied::zones).unwrap_or_default();
    let asked = asked_of(plan, known, &zones);
    let mut found = Found::default();
    let mut probe = probe_of(plan, plans, &shared, known, &mut found);
    for component in &plan.components {
        check_component(component, &asked, false, &mut probe);
    }
    let mut findings = found.1;
    findings.retain(|finding| finding.code.severity() == Severity::Error);
    findings
}

/// What the cloud is asked about a plan.
fn asked_of<'a>(plan: &'a Plan, known: Known<'_>, zones: &'a [&'a str]) -> Asked<'a> {
    Asked {
        site: &plan.header.cloud,
        has_window: plan.header.has_window(),
        window: plan.window.as_ref(),
        today: known.now.map(|now| TimeZone::UTC.to_datetime(now).date()),
        zones,
        balanced: [None; 2],
    }
}

/// What rules about a plan look at, and where they report.
fn probe_of<'a>(
    plan: &'a Plan,
    plans: &'a BTreeMap<String, Plan>,
    shared: &'a Shared<'_>,
    known: Known<'a>,
    (used, findings): &'a mut Found,
) -> Probe<'a> {
    let baseline = baseline(plan, plans);
    Probe {
        plan,
        baseline,
        all: plans,
        shared,
        known,
        component: None,
        reading: 0,
        external: None,
        used,
        findings,
    }
}

/// Checks one component of a plan, alone and against its baseline, and, of a plan that is whole, what it refers to. What is
/// found holds in all readings of it.
fn check_component<'a>(component: &'a Component, asked: &Asked<'_>, whole: bool, probe: &mut Probe<'a>) {
    let mut held: Option<Findings> = None;
    for (at, reading) in component.readings().iter().enumerate() {
        let mut found = Findings::default();
        probe.in_reading(at, reading, &mut found, |probe| {
            if whole {
                references::check(reading, probe);
            }
            check_reading(reading, asked, probe);
        });
        held = Some(match held {
            Some(held) => held.and(&found),
            None => found,
        });
    }
    probe.findings.append(held.unwrap_or_default());
}

/// Checks one reading of a component.
fn check_reading<'a>(component: &'a Component, asked: &Asked<'_>, probe: &mut Probe<'a>) {
    for rule in COMPONENT_RULES {
        rule(component, probe);
    }
    component.spec.check(probe);
    let baseline = probe.baseline_component().map(Component::part);
    component.on.check(component.part(), baseline, asked, probe);
}
