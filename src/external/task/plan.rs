//! Which plan of a service carries the usage, beside all plans that the vendor sells.

use serde::Serialize;

use crate::external::ask::Change;
use crate::external::choose::{Candidate, Choice};
use crate::external::offer::Offer;
use crate::external::task::service::{Service, least, most};
use crate::external::words;
use crate::model::ladder::StepDown;
use crate::money::plain;

/// The plan that is to be in force, and the one of the everyday profile.
#[derive(Clone, Debug, Serialize)]
pub struct PlanChange {
    /// The name of the everyday plan.
    pub(crate) current_plan: Option<String>,
    /// The units that the everyday plan includes.
    pub current: Option<u64>,
    /// Whether the everyday plan carries what is used, included or billed; `None` if a figure is missing.
    pub enough: Option<bool>,
    /// What users see if nothing is done and the everyday plan does not carry what is used.
    pub otherwise: String,
    /// Whether another plan than the everyday one is to be in force.
    pub changes: bool,
    /// The reason why another plan is to be in force.
    pub change: Change,
    /// The name of the plan that is to be in force.
    pub plan: Option<String>,
    /// The units that it includes.
    pub included: Option<u64>,
    /// Its price a month.
    pub price: Option<String>,
    /// Every plan of the vendor, compared.
    pub plans: Vec<PlanRow>,
    /// The name of the cheapest plan that carries what is used.
    pub cheapest: Option<String>,
    /// When the vendor lets one go back to a smaller plan; `None` if the profile does not say so.
    pub step_down: Option<StepDown>,
    /// Whether unused units of the plan in force expire with the vendor's month.
    pub expires: bool,
}

impl PlanChange {
    pub(super) fn of(service: &Service<'_>) -> Self {
        let Service { everyday, offer, choice, .. } = service;
        let covered = service.need.and_then(|need| need.most).zip(everyday.included);
        let covered = covered.is_some_and(|(most, included)| most <= included.into());
        Self {
            current_plan: everyday.name.map(str::to_owned),
            current: everyday.included,
            enough: service.is_enough(),
            otherwise: match everyday.then {
                Some(then) => words::seen(Some(then)),
                None => format!("{} bills overage, slows down or refuses", service.external.service),
            },
            changes: service.changes,
            change: match service.before {
                None => Change::New,
                Some(_) if !service.changes => Change::None,
                Some(_) if covered => Change::Unneeded,
                Some(_) => Change::Needed,
            },
            plan: offer.name.map(str::to_owned),
            included: offer.included,
            price: offer.price.map(plain),
            plans: rows(choice, offer),
            cheapest: choice.best().and_then(|best| best.offer.name).map(str::to_owned),
            step_down: offer.step_down,
            expires: offer.expires,
        }
    }
}

/// A plan compared with the others.
#[derive(Clone, Debug, Serialize)]
pub struct PlanRow {
    /// The name of the plan.
    pub name: String,
    /// Its price a month.
    pub price: Option<String>,
    /// The units that it includes.
    pub included: Option<u64>,
    /// What units beyond it cost, or what happens to them.
    pub beyond: String,
    /// Whether it carries what is used.
    pub carries: Option<bool>,
    /// The most that the vendor's month at hand costs.
    pub(crate) this_cycle: Option<String>,
    /// The least that the vendor's month at hand costs.
    pub(crate) this_cycle_least: Option<String>,
    /// The most that the next month costs.
    pub(crate) next_cycle: Option<String>,
    /// The least that the next month costs.
    pub(crate) next_cycle_least: Option<String>,
    /// The number of the vendor's months that are paid.
    pub months: i64,
    /// The most that all of it costs, until the last of these plans could be left.
    pub total: Option<String>,
    /// The least that all of it costs.
    pub(crate) total_least: Option<String>,
    /// `everyday`, `to take`, `in force` and `cheapest`, as far as they apply.
    pub marks: Vec<&'static str>,
}

fn rows(choice: &Choice<'_>, in_force: &Offer<'_>) -> Vec<PlanRow> {
    let row = |(at, own): (usize, &Candidate<'_>)| {
        let marks = [
            ("everyday", own.everyday),
            ("to take", own.offer.name == in_force.name && !own.everyday),
            ("in force", own.offer.name == in_force.name && own.everyday),
            ("cheapest", choice.cheapest == Some(at)),
        ];
        PlanRow {
            name: own.offer.name.unwrap_or("the plan in force").to_owned(),
            price: own.offer.price.map(plain),
            included: own.offer.included,
            beyond: words::beyond(&own.offer),
            carries: own.carries,
            this_cycle: most(own.this_cycle),
            this_cycle_least: least(own.this_cycle),
            next_cycle: most(own.next_cycle),
            next_cycle_least: least(own.next_cycle),
            months: own.months,
            total: most(own.total),
            total_least: least(own.total),
            marks: marks.into_iter().filter_map(|(mark, applies)| applies.then_some(mark)).collect(),
        }
    };
    choice.candidates.iter().enumerate().map(row).collect()
}
