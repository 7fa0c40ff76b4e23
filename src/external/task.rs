//! What to do about each outside service, by whom and by when: one [`Task`] per service, for its request page, for
//! JSON and for the runbook.

pub mod cost;
pub(crate) mod dates;
pub mod demand;
pub mod limits;
pub mod plan;
pub mod service;

use serde::Serialize;

use crate::external::ask::Change;
use crate::external::task::cost::Costs;
use crate::external::task::dates::Dates;
use crate::external::task::demand::Demand;
use crate::external::task::limits::Limits;
use crate::external::task::plan::PlanChange;
use crate::external::task::service::Service;
use crate::external::usage::Use;
use crate::external::words;
use crate::model::external::{External, Period};
use crate::model::name::slug;
use crate::money::Amounts;
use crate::plan::Plan;

/// What to do about one service outside the cloud. Amounts of money are US dollars as decimal strings. Its groups
/// of fields are one flat object in JSON and in templates.
#[derive(Clone, Debug, Serialize)]
pub struct Task {
    /// The service's key in the profile.
    pub name: String,
    /// The name of its page, without the ending.
    #[serde(skip)]
    pub slug: String,
    /// The name of the profile.
    pub profile: String,
    /// The name of the stack.
    pub stack: String,
    /// The vendor's name for the service.
    pub service: String,
    /// What the vendor counts: `e-mails`.
    pub metric: String,
    /// The length of time over which the plan counts: `month`, `day`, `hour`, `minute` or `second`.
    pub per: &'static str,
    /// Who talks to the vendor.
    pub owner: Option<String>,
    /// Where the owner can be reached.
    pub contact: Option<String>,
    /// How the usage comes about, in one line.
    pub why: String,
    /// How much is used.
    #[serde(flatten)]
    pub demand: Demand,
    /// Which plan carries the usage.
    #[serde(flatten)]
    pub plans: PlanChange,
    /// What the plan costs.
    #[serde(flatten)]
    pub costs: Costs,
    /// Whether the vendor's limits hold.
    #[serde(flatten)]
    pub limits: Limits,
    /// When to ask the vendor, and when to go back.
    #[serde(flatten)]
    pub dates: Dates,
    /// How to change the plan: a link or a sentence.
    pub how: Option<String>,
    /// The date at which the figures were read.
    pub as_of: Option<String>,
    /// The place where the figures were read.
    pub source: Option<String>,
}

impl Task {
    /// Whether the profile changes the plan although the everyday plan includes all that is used.
    #[must_use]
    pub(crate) fn is_unneeded(&self) -> bool {
        self.plans.change == Change::Unneeded
    }
}

/// What to do about each service of a plan, by name. `baseline` is the everyday plan.
#[must_use]
pub fn tasks(plan: &Plan, baseline: Option<&Plan>) -> Vec<Task> {
    let all = plan.header.external.iter();
    all.map(|(name, external)| task(name, external, plan, baseline)).collect()
}

fn task(name: &str, external: &External, plan: &Plan, baseline: Option<&Plan>) -> Task {
    let service = Service::new(name, external, plan, baseline);
    let owner = external.owner.as_deref().and_then(|owner| plan.header.owners.get(owner));
    let metric = external.metric.clone().unwrap_or_else(|| "units".to_owned());
    let usual = match service.before {
        Some(before) => {
            let used = Use::of(name, before, baseline.unwrap_or(plan), baseline);
            Costs::this_month(&used, &service.everyday, &service.billed)
        }
        None => Some(Amounts::default()),
    };
    Task {
        name: name.to_owned(),
        slug: slug(name),
        profile: plan.name().to_owned(),
        stack: plan.header.stack.clone(),
        service: external.service.clone(),
        per: external.per.map_or("month", Period::word),
        owner: owner.map(|owner| owner.name.clone()),
        contact: owner.map(|owner| owner.contact.clone()),
        why: words::why(&service.used, &metric, plan, baseline),
        demand: Demand::of(&service),
        plans: PlanChange::of(&service),
        costs: Costs::of(&service, usual),
        limits: Limits::of(&service, &metric),
        dates: Dates::of(&service),
        metric,
        how: external.how.clone(),
        as_of: external.as_of.map(|date| date.to_string()),
        source: external.source.clone(),
    }
}
