//! What a rule looks at, and where it reports.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::check::shared::Shared;
use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::in_place::reading::Readings;
use crate::kind::spec::Rules;
use crate::plan::{Component, Plan};
use crate::quota::applied::Applied;
use crate::source::Place;

/// What is known beside the profiles. The core has no clock, and reads no file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The present instant, if the user gave it.
    pub now: Option<Timestamp>,
    /// What was saved of the account, which may be nothing; `None` where nobody looked.
    pub applied: Option<&'a Applied>,
    /// What was read of the team's own Terraform; `None` where nobody looked.
    pub in_place: Option<&'a Readings<'a>>,
}

/// The context of a rule: the plans that it looks at, and the list that it reports to.
#[derive(Debug)]
pub(crate) struct Probe<'a> {
    /// The plan that is checked.
    pub plan: &'a Plan,
    /// The everyday plan that it is compared with.
    pub(crate) baseline: Option<&'a Plan>,
    /// The plans of all profiles.
    pub all: &'a BTreeMap<String, Plan>,
    /// What was computed once for all of them.
    pub(super) shared: &'a Shared<'a>,
    /// What is known beside the profiles.
    pub known: Known<'a>,
    /// The component that is checked, while one is.
    pub(super) component: Option<&'a Component>,
    /// Which reading of it is checked, if not all of it is stated; its baseline is read in the same way.
    pub(super) reading: usize,
    /// The external service that is checked, while one is.
    pub(super) external: Option<&'a str>,
    /// The lines of `allow:` that were needed.
    pub(super) used: &'a mut BTreeSet<Place>,
    /// What was found.
    pub(super) findings: &'a mut Findings,
}

impl<'a> Probe<'a> {
    /// Sets the component that `look` is about.
    pub(super) fn of_component(&mut self, component: Option<&'a Component>, look: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.component, component);
        look(self);
        self.component = before;
    }

    /// Sets the external service that `look` is about.
    pub(super) fn of_external(&mut self, name: &'a str, look: impl FnOnce(&mut Self)) {
        let before = (self.component.take(), self.external.replace(name));
        look(self);
        (self.component, self.external) = before;
    }

    /// Looks at one reading of a component, and reports to a list of its own.
    pub(super) fn in_reading(
        &mut self,
        at: usize,
        reading: &'a Component,
        found: &mut Findings,
        look: impl FnOnce(&mut Self),
    ) {
        std::mem::swap(self.findings, found);
        self.reading = at;
        self.of_component(Some(reading), look);
        self.reading = 0;
        std::mem::swap(self.findings, found);
    }

    /// The component that is checked, as it is in the baseline.
    #[must_use]
    pub(crate) fn baseline_component(&self) -> Option<&'a Component> {
        let readings = self.baseline?.component(&self.component?.name)?.readings();
        readings.get(self.reading).or_else(|| readings.first())
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
        match self.component {
            Some(component) => self.plan.place(&component.name, field),
            None => self.plan.top_place(field),
        }
    }

    fn baseline_place(&self, field: &str) -> Option<Place> {
        Some(self.baseline?.place(&self.component?.name, field))
    }

    fn top_place(&self, field: &str) -> Place {
        self.plan.top_place(field)
    }

    fn component_place(&self, component: &str, field: &str) -> Place {
        self.plan.place(component, field)
    }

    fn is_own(&self, field: &str) -> bool {
        self.place(field).source == self.plan.root.place.source
    }

    fn report(&mut self, finding: Finding) {
        match self.allowed_at(&finding) {
            Some(place) => drop(self.used.insert(place)),
            None => self.findings.push(finding),
        }
    }
}
