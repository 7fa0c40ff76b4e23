//! What the plan of a service costs in the vendor's months around the launch.

use serde::Serialize;

use crate::external::choose::offer_over;
use crate::external::month::Month;
use crate::external::offer::Offer;
use crate::external::task::service::{Service, least, most};
use crate::external::usage::Use;
use crate::money::Amounts;

/// What the plan in force costs, in US dollars.
#[derive(Clone, Debug, Serialize)]
pub struct Costs {
    /// The most that the vendor's month at hand costs, with the usage beyond the plan.
    pub cost: Option<String>,
    /// The least that it costs.
    pub cost_least: Option<String>,
    /// The most that the month after it costs.
    pub(crate) next_cost: Option<String>,
    /// How much more the month at hand costs than without the switch, at the most.
    pub more: Option<String>,
    /// How much more it costs, at the least.
    pub more_least: Option<String>,
}

impl Costs {
    /// `usual` is what the vendor's month at hand costs without the switch.
    pub(super) fn of(service: &Service<'_>, usual: Option<Amounts>) -> Self {
        let own = service.choice.candidates.iter().find(|own| own.offer.name == service.offer.name);
        let this = own.and_then(|own| own.this_cycle);
        let cost = this.or_else(|| Self::this_month(&service.used, &service.offer, &service.billed));
        let more = cost.zip(usual).map(|(cost, usual)| cost - usual);
        Self {
            cost: most(cost),
            cost_least: least(cost),
            next_cost: most(own.and_then(|own| own.next_cycle)),
            more: most(more),
            more_least: least(more),
        }
    }

    /// What the first of the vendor's months costs.
    pub(super) fn this_month(used: &Use<'_>, offer: &Offer<'_>, billed: &[Month]) -> Option<Amounts> {
        offer_over(used, offer, billed.get(..1).unwrap_or_default())
    }

    /// What the vendor's month at hand costs, in US dollars: a figure, or the least and the most.
    #[must_use]
    pub(crate) fn spent(&self) -> Option<String> {
        let (least, most) = (self.cost_least.as_ref()?, self.cost.as_ref()?);
        Some(if least == most { most.clone() } else { format!("{least} to {most}") })
    }
}
