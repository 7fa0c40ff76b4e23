//! Checks one plan by semantic rules, alone and against its baseline. Each family of rules has a file.

pub mod allow;
pub mod balancer;
pub mod budget;
pub mod connections;
pub mod counts;
pub mod effects;
pub mod external;
pub mod identity;
pub mod late;
pub mod machines;
pub mod names;
pub mod quota;
pub mod references;
pub mod shared;
pub mod state;
pub mod storage;
pub mod tail;
pub mod traffic;
pub mod watch;
pub mod window;
pub mod zones;

use crate::kind::spec::Rules;
use crate::plan::baseline::baseline;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cloud::provider::{Asked, Components, Part};
use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::parallel;
use crate::plan::{Component, Plan};
use crate::quota::applied::Applied;
use crate::source::Place;
use shared::Shared;

/// What is known beside the profiles. The core has no clock, and reads no file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The present instant, if the user gave it.
    pub now: Option<Timestamp>,
    /// The quotas of the account, if they were saved.
    pub applied: Option<&'a Applied>,
}

/// The context of a rule: the plans that it looks at, and the list that it reports to.
#[derive(Debug)]
pub struct Probe<'a> {
    /// The plan that is checked.
    pub plan: &'a Plan,
    /// The everyday plan that it is compared with.
    pub baseline: Option<&'a Plan>,
    /// The plans of all profiles.
    pub all: &'a BTreeMap<String, Plan>,
    /// What was computed once for all of them.
    shared: &'a Shared<'a>,
    /// What is known beside the profiles.
    pub known: Known<'a>,
    component: Option<&'a Component>,
    external: Option<&'a str>,
    used: &'a mut BTreeSet<Place>,
    findings: &'a mut Findings,
}

impl<'a> Probe<'a> {
    /// Reports a finding, unless the component, the service or the profile allows it.
    pub fn report(&mut self, finding: Finding) {
        match self.allowed_at(&finding) {
            Some(place) => drop(self.used.insert(place)),
            None => self.findings.push(finding),
        }
    }

    /// Sets the component that `look` is about.
    fn of_component(&mut self, component: Option<&'a Component>, look: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.component, component);
        look(self);
        self.component = before;
    }

    /// Sets the external service that `look` is about.
    fn of_external(&mut self, name: &'a str, look: impl FnOnce(&mut Self)) {
        let before = (self.component.take(), self.external.replace(name));
        look(self);
        (self.component, self.external) = before;
    }

    /// The place of a field of the component that is checked (segments split by `/`).
    #[must_use]
    pub fn place(&self, field: &str) -> Place {
        match self.component {
            Some(component) => self.plan.place(&component.name, field),
            None => self.plan.top_place(field),
        }
    }

    /// The place of the same field in the baseline.
    #[must_use]
    pub fn baseline_place(&self, field: &str) -> Option<Place> {
        Some(self.baseline?.place(&self.component?.name, field))
    }

    /// Whether this profile's own file sets the field of the component that is checked.
    #[must_use]
    pub fn is_own(&self, field: &str) -> bool {
        self.place(field).source == self.plan.root.place.source
    }

    /// The component that is checked, as it is in the baseline.
    #[must_use]
    pub fn baseline_component(&self) -> Option<&'a Component> {
        self.baseline?.component(&self.component?.name)
    }

    /// The place where the profile allows the finding, if it does.
    fn allowed_at(&self, finding: &Finding) -> Option<Place> {
        if !finding.code.allowable() {
            return None;
        }
        let name = finding.code.name();
        let own = match (self.component, self.external) {
            (Some(component), _) if component.common.allow.contains_key(name) => {
                Some(format!("components/{}/allow/{name}", component.name))
            }
            (None, Some(external)) if self.plan.header.external[external].allow.contains_key(name) => {
                Some(format!("external/{external}/allow/{name}"))
            }
            _ => None,
        };
        let top = self.plan.header.allow.contains_key(name).then(|| format!("allow/{name}"));
        let place = own.or(top).map(|path| self.plan.top_place(&path))?;
        // An exception for the normal day says nothing about a launch that is smaller than it.
        let inherited = self.baseline.is_some_and(|baseline| baseline.root.place.source == place.source);
        (finding.code != Code::LaunchBelowNormal || !inherited).then_some(place)
    }
}

impl Rules for Probe<'_> {
    fn place(&self, field: &str) -> Place {
        Probe::place(self, field)
    }

    fn baseline_place(&self, field: &str) -> Option<Place> {
        Probe::baseline_place(self, field)
    }

    fn top_place(&self, field: &str) -> Place {
        self.plan.top_place(field)
    }

    fn component_place(&self, component: &str, field: &str) -> Place {
        self.plan.place(component, field)
    }

    fn is_own(&self, field: &str) -> bool {
        Probe::is_own(self, field)
    }

    fn report(&mut self, finding: Finding) {
        Probe::report(self, finding);
    }
}

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
    connections::check,
    traffic::check,
    external::check,
    quota::check,
    watch::check_plan,
    late::check,
    allow::check,
];

const COMPONENT_RULES: &[ComponentRule] = &[
    references::check,
    identity::check,
    counts::check,
    balancer::check,
    machines::check,
    zones::check,
    storage::check,
    effects::check,
    watch::check,
];

/// Checks every plan, alone and against its baseline. Findings are grouped by the name of the profile.
#[must_use]
pub fn check(plans: &BTreeMap<String, Plan>, known: Known<'_>) -> BTreeMap<String, Findings> {
    let all: Vec<&Plan> = plans.values().collect();
    let shared = Shared::of(plans);
    let checked = parallel::map_large(&all, |plan| check_one(plan, plans, &shared, known));
    let used: BTreeSet<Place> = checked.iter().flat_map(|(used, _)| used).copied().collect();
    let mut reports = BTreeMap::new();
    for (plan, (_, mut findings)) in all.into_iter().zip(checked) {
        allow::check_used(plan, &used, known, &mut findings);
        reports.insert(plan.name().to_owned(), findings);
    }
    reports
}

/// Checks one plan. Also returns the lines of `allow:` that it needed.
fn check_one(
    plan: &Plan,
    plans: &BTreeMap<String, Plan>,
    shared: &Shared<'_>,
    known: Known<'_>,
) -> (BTreeSet<Place>, Findings) {
    let (mut used, mut findings) = (BTreeSet::new(), Findings::default());
    let mut probe = Probe {
        plan,
        baseline: baseline(plan, plans),
        all: plans,
        shared,
        known,
        component: None,
        external: None,
        used: &mut used,
        findings: &mut findings,
    };
    for rule in PLAN_RULES {
        rule(&mut probe);
    }
    let zones = known.applied.map(Applied::zones).unwrap_or_default();
    let asked = Asked {
        site: &plan.header.cloud,
        has_window: plan.header.window.is_some(),
        window: plan.window.as_ref(),
        today: known.now.map(|now| TimeZone::UTC.to_datetime(now).date()),
        zones: &zones,
    };
    let parts: Vec<Part<'_>> = plan.components.iter().map(Component::part).collect();
    plan.cloud.check(&asked, &Components { parts: &parts, bill: plan.bill() }, &mut probe);
    for component in &plan.components {
        probe.component = Some(component);
        for rule in COMPONENT_RULES {
            rule(component, &mut probe);
        }
        component.spec.check(&mut probe);
        let baseline = probe.baseline_component().map(Component::part);
        component.on.check(component.part(), baseline, &asked, &mut probe);
    }
    (used, findings)
}
