//! Values of a launch that stand in the team's own Terraform after its window, and those of a window that is open that
//! do not. The files say so, without any state.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diff::{Diff, DiffOptions, PartDiff, StillOn};
use crate::in_place::standing::{Standing, Stands};
use crate::model::window::stamp;
use crate::money::{round_amount, signed_dollars};
use crate::order::Order as _;
use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::price::Prices;
use crate::source::{Place, Sources};
use crate::status::extra::{Extra, extra_of};
use crate::status::open::open;
use crate::status::price::LeftCost;

/// Since when a line stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Since {
    /// When the commit was made that brought it.
    pub time: Timestamp,
    /// Whether it may be older: the clone does not have the commits before.
    pub at_least: bool,
}

/// Since when a place of the files says what it says; nothing where nobody knows.
pub type History<'a> = &'a dyn Fn(Place) -> Option<Since>;

/// What the team's own Terraform says.
#[derive(Debug, Serialize)]
pub struct InFiles {
    /// The components, each with the profiles whose values all stand there.
    pub components: BTreeMap<String, Vec<String>>,
    /// The values of a launch that are over.
    pub overdue: Vec<Value>,
    /// The values of a window that is open that do not stand there.
    pub not_raised: Vec<Value>,
    /// The components that a launch changes whose window is over, and of which nobody knows whether its values still stand
    /// there.
    pub unseen: BTreeSet<String>,
}

/// A value that should be another one.
#[derive(Debug, Serialize)]
pub struct Value {
    /// The launch.
    pub profile: String,
    /// The component.
    pub component: String,
    /// The field, its segments split by dots.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What should.
    pub wanted: String,
    /// The file, as seen from the project.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// Since when it stands there.
    pub since: Option<Since>,
    #[serde(skip)]
    place: Place,
}

impl InFiles {
    /// Holds what stands in the files against the profiles at an instant.
    #[must_use]
    pub fn of(
        stands: &Stands,
        plans: &BTreeMap<String, Plan>,
        sources: &Sources,
        now: Timestamp,
        history: History<'_>,
    ) -> Self {
        let all = &stands.values;
        let over = stands.unknown.iter().filter(|(name, _)| {
            plans.get(*name).is_some_and(|plan| plan.over(now).is_some() && baseline(plan, plans).is_some())
        });
        let mut files = Self {
            components: BTreeMap::new(),
            overdue: Vec::new(),
            not_raised: Vec::new(),
            unseen: over.flat_map(|(_, components)| components).cloned().collect(),
        };
        let names: BTreeSet<&str> = all.iter().map(|one| one.component.as_str()).collect();
        for name in names {
            let own: Vec<&Standing> = all.iter().filter(|one| one.component == name).collect();
            let fits = |profile: &&String| own.iter().all(|one| one.is_of(profile));
            files.components.insert(name.to_owned(), plans.keys().filter(fits).cloned().collect());
        }
        for one in all {
            let value = |plan: &Plan, wanted: &str, since| {
                let (file, line) = one.at(sources);
                Value {
                    profile: plan.name().to_owned(),
                    component: one.component.clone(),
                    field: one.field.clone(),
                    value: one.now.clone(),
                    wanted: wanted.to_owned(),
                    file: file.to_owned(),
                    line,
                    since,
                    place: one.place,
                }
            };
            let says = |plan: &Plan| one.says.get(plan.name());
            let everyday = |plan: &Plan| baseline(plan, plans).and_then(says);
            let is_due = plans.values().any(|plan| plan.is_due(now) && one.is_of(plan.name()));
            let mut over = plans.values().filter(|plan| plan.over(now).is_some() && one.is_of(plan.name()));
            if let Some((plan, wanted)) = over.next().and_then(|plan| Some((plan, everyday(plan)?)))
                && !is_due
            {
                files.overdue.push(value(plan, wanted, history(one.place)));
            }
            for plan in plans.values().filter(|plan| open(plan, baseline(plan, plans), now).is_some()) {
                let low = everyday(plan) == Some(&one.now) && !one.is_of(plan.name());
                if let Some(wanted) = says(plan).filter(|_| low) {
                    files.not_raised.push(value(plan, wanted, None));
                }
            }
        }
        files
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.overdue.is_empty() && self.not_raised.is_empty() && self.unseen.is_empty()
    }

    /// What all that is overdue costs, on top of a normal day. A component of which all stands is priced by the switch to the
    /// launch, as `diff` prices what is left on, with what changes along; one of which only a part stands by that part.
    #[must_use]
    pub fn cost(&self, plans: &BTreeMap<String, Plan>, prices: &Prices) -> LeftCost {
        let mut components: BTreeMap<&str, BTreeMap<&str, Vec<&Value>>> = BTreeMap::new();
        for value in &self.overdue {
            let own = components.entry(&value.profile).or_default();
            own.entry(&value.component).or_default().push(value);
        }
        let mut out = LeftCost::default();
        for (profile, components) in components {
            let plan = plans.get(profile);
            let Some((plan, everyday)) = plan.and_then(|plan| Some((plan, baseline(plan, plans)?))) else {
                out.unknown.extend(components.keys().map(|name| (*name).to_owned()));
                continue;
            };
            let stands = |name: &str| {
                let all = self.components.get(name).is_some_and(|all| all.iter().any(|own| own == profile));
                all && components.contains_key(name)
            };
            let counts = |part: &PartDiff| stands(part.along.as_deref().unwrap_or(&part.name));
            let options = DiffOptions { everyday: Some(everyday), ..DiffOptions::default() };
            let diff = Diff::new(everyday, plan, prices, &options);
            out.hour += diff.still_on(|part| counts(part).then_some(StillOn::Sizes)).hour.expected;
            for part in diff.parts.iter().filter(|part| counts(part) && part.total.incomplete) {
                let none = part.total.left_on.hour.is_zero();
                if none { &mut out.unknown } else { &mut out.partly }.push(part.name.clone());
            }
            for (component, values) in components.iter().filter(|(name, _)| !stands(name)) {
                match hour(plan, component, values, plans, prices) {
                    Some(extra) => {
                        out.hour += extra.hour;
                        out.partly.extend((!extra.whole).then(|| (*component).to_owned()));
                    }
                    None => out.unknown.push((*component).to_owned()),
                }
            }
        }
        for names in [&mut out.unknown, &mut out.partly] {
            names.order();
            names.dedup();
        }
        out
    }

    /// One finding for each launch that is over and whose values still stand there, by its name.
    #[must_use]
    pub fn findings(
        &self,
        plans: &BTreeMap<String, Plan>,
        prices: &Prices,
        now: Timestamp,
    ) -> Vec<(String, Finding)> {
        let names: BTreeSet<&str> = self.overdue.iter().map(|value| value.profile.as_str()).collect();
        names
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), self.finding(plans.get(name)?, plans, prices, now)?)))
            .collect()
    }

    fn finding(
        &self,
        plan: &Plan,
        plans: &BTreeMap<String, Plan>,
        prices: &Prices,
        now: Timestamp,
    ) -> Option<Finding> {
        let own: Vec<&Value> = self.overdue.iter().filter(|value| value.profile == plan.name()).collect();
        let first = own.first()?;
        let window = plan.over(now)?;
        let now = now.to_zoned_datetime(window.start.time_zone().clone());
        let over = format!("the window of `{}` was over at {}", plan.name(), stamp(&window.closes));
        let message = format!("{over}, and its values still stand here: it is {}", stamp(&now));
        let mut finding = Finding::new(Code::TfOverdue, first.place, message)
            .label(plan.window_place(window), "the window that is over");
        for value in &own {
            finding = finding.note(said(value));
        }
        let cost = self.cost(plans, prices);
        if !cost.hour.is_zero() || cost.unknown.is_empty() && cost.partly.is_empty() {
            let hour = signed_dollars(round_amount(cost.hour));
            finding = finding.note(format!("until they are taken back this costs {hour} an hour"));
        }
        if !cost.unknown.is_empty() {
            finding =
                finding.note(format!("what {} costs is not known, and not counted", cost.unknown.join(", ")));
        }
        if !cost.partly.is_empty() {
            let partly = cost.partly.join(", ");
            finding = finding.note(format!("a part of what {partly} costs is not known, and not counted"));
        }
        let normal = baseline(plan, plans).map_or("normal", Plan::name);
        Some(finding.help(format!(
            "`scaleprof build {normal}` puts the values of a normal day back; merge and apply that, or set the \
             window to its real end"
        )))
    }
}

/// What an hour of a component costs with values of a launch, on top of a normal day.
fn hour(
    plan: &Plan,
    component: &str,
    values: &[&Value],
    plans: &BTreeMap<String, Plan>,
    prices: &Prices,
) -> Option<Extra> {
    let everyday = baseline(plan, plans)?;
    let node = &plan.entry(component)?.node;
    let mut sizes = Vec::new();
    for value in values {
        let written = node.at(&value.field.replace('.', "/"))?;
        sizes.push((value.field.as_str(), written.to_json()));
    }
    extra_of(everyday, component, sizes, everyday, prices)
}

/// `infra/main.tf:7 web machine: c6i.4xlarge, should be c6i.large, since 2027-02-01`.
pub(super) fn said(value: &Value) -> String {
    let Value { component, field, value: now, wanted, file, line, since, .. } = value;
    let since = since.map(|since| {
        let least = if since.at_least { "at least since" } else { "since" };
        format!(", {least} {:.0}", since.time)
    });
    format!("{file}:{line} {component} {field}: {now}, should be {wanted}{}", since.unwrap_or_default())
}
