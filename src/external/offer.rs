//! A plan that a vendor sells, from the `plans` of a service or from the fields beside its name.

use rust_decimal::Decimal;

use crate::external::rates::Bounds;
use crate::model::external::External;
use crate::model::ladder::{Beyond, Overage, StepDown, Subscription};
use crate::model::window::{duration, length};

/// What a plan includes and costs.
#[derive(Clone, Debug)]
pub struct Offer<'a> {
    /// The name of the plan, if it has one.
    pub name: Option<&'a str>,
    /// The price in US dollars a month; `None` if it is not known.
    pub price: Option<Decimal>,
    /// Where the price was read, if not in the profile.
    pub(crate) price_source: Option<&'a str>,
    /// The units that the plan includes; `None` if they are not known.
    pub included: Option<u64>,
    /// The price of units beyond the plan.
    pub overage: Option<&'a Overage>,
    /// What happens to units beyond the plan; `None` if the profile does not say.
    pub then: Option<Beyond>,
    /// Whether unused units expire with the vendor's month.
    pub expires: bool,
    /// The minimum term.
    pub minimum: Option<jiff::Span>,
    /// When the vendor lets one go back to a smaller plan; `None` if the profile does not say.
    pub step_down: Option<StepDown>,
    /// How long the vendor takes to change to the plan, as written in the profile.
    pub lead_time: Option<&'a str>,
    /// Whether it is one of the `plans` of the service.
    pub listed: bool,
}

/// Usage beyond a plan at one step of its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Charge {
    /// The step begins after this unit.
    pub above: Decimal,
    /// The number of times that `per` units are used.
    pub quantity: Decimal,
    /// The price in US dollars of `per` units; `None` if it is not known.
    pub price: Option<Decimal>,
}

impl<'a> Offer<'a> {
    /// The plan in force.
    #[must_use]
    pub fn in_force(external: &'a External) -> Self {
        let named = external.plans.iter().find(|own| Some(&own.name) == external.plan.as_ref());
        if let Some(own) = named {
            return Self::listed(external, own);
        }
        Self {
            name: external.plan.as_deref(),
            price: external.price,
            price_source: external.price_source.as_deref(),
            included: external.included.or(external.overage.is_some().then_some(0)),
            overage: external.overage.as_ref(),
            then: external.overage.as_ref().map(|_| Beyond::Bill).or(external.then),
            expires: false,
            minimum: None,
            step_down: external.step_down,
            lead_time: external.lead_time.as_deref(),
            listed: false,
        }
    }

    fn listed(external: &'a External, own: &'a Subscription) -> Self {
        Self {
            name: Some(&own.name),
            price: own.price,
            price_source: own.price_source.as_deref(),
            included: own.included.or(own.overage.is_some().then_some(0)),
            overage: own.overage.as_ref(),
            then: own.overage.as_ref().map(|_| Beyond::Bill).or(own.then).or(external.then),
            expires: own.expires,
            minimum: own.minimum.as_deref().and_then(|text| length(text).ok()),
            step_down: own.step_down.or(external.step_down),
            lead_time: own.lead_time.as_deref().or(external.lead_time.as_deref()),
            listed: true,
        }
    }

    /// Every plan of the service, and the one in force if it is none of them.
    #[must_use]
    pub fn all(external: &'a External) -> Vec<Self> {
        let mut all: Vec<Self> = external.plans.iter().map(|own| Self::listed(external, own)).collect();
        let own = Self::in_force(external);
        if !own.listed && (own.name.is_some() || own.included.is_some()) {
            all.insert(0, own);
        }
        all
    }

    /// How long the vendor takes to change to the plan.
    #[must_use]
    pub(crate) fn lead(&self) -> Option<jiff::SignedDuration> {
        duration(self.lead_time?).ok()
    }

    /// Whether this usage is served in time: included, or billed on top. `None` if a figure is missing.
    #[must_use]
    pub(crate) fn carries(&self, usage: Bounds) -> Option<bool> {
        if self.then == Some(Beyond::Bill) {
            return Some(true);
        }
        let included = Decimal::from(self.included?);
        match usage.most {
            Some(most) if most <= included => Some(true),
            _ if usage.least > included => Some(false),
            _ => None,
        }
    }

    /// The usage beyond the plan in one of the vendor's months, and what it costs; empty if the rest is not served,
    /// or waits.
    #[must_use]
    pub(crate) fn charges(&self, usage: Decimal) -> Vec<Charge> {
        let Some(included) = self.included.map(Decimal::from).filter(|included| usage > *included) else {
            return Vec::new();
        };
        let Some(overage) = self.overage else {
            let billed = self.then.is_none_or(Beyond::serves);
            let quantity = usage - included;
            return if billed { vec![Charge { above: included, quantity, price: None }] } else { Vec::new() };
        };
        let per = Decimal::from(overage.per.unwrap_or(1).max(1));
        let mut steps = vec![(included, overage.price)];
        steps.extend(overage.tiers.iter().map(|tier| (Decimal::from(tier.above).max(included), tier.price)));
        let ends = steps.iter().skip(1).map(|(above, _)| (*above).min(usage)).chain([usage]);
        let charges = steps.iter().zip(ends).map(|((above, price), end)| {
            let quantity = (end - *above).max(Decimal::ZERO) / per;
            let quantity = if overage.whole { quantity.ceil() } else { quantity };
            Charge { above: *above, quantity: quantity.normalize(), price: Some(*price) }
        });
        charges.filter(|charge| !charge.quantity.is_zero()).collect()
    }

    /// The units at which the price of one more unit changes.
    #[must_use]
    pub fn steps(&self) -> Vec<Decimal> {
        let tiers = self.overage.into_iter().flat_map(|overage| &overage.tiers).map(|tier| tier.above);
        self.included.into_iter().chain(tiers).map(Decimal::from).collect()
    }

    /// The cost in US dollars of the usage beyond the plan in one of the vendor's months. A unit whose price is not
    /// known counts as one dollar, so that plans can be compared.
    #[must_use]
    pub(super) fn beyond(&self, usage: Decimal) -> Decimal {
        let charges = self.charges(usage).into_iter();
        charges
            .map(|charge| charge.quantity.saturating_mul(charge.price.unwrap_or(Decimal::ONE)))
            .fold(Decimal::ZERO, Decimal::saturating_add)
    }

    /// The cost in US dollars of one of the vendor's months; `None` if a price or the usage is not known.
    #[must_use]
    pub fn month(&self, usage: Option<Decimal>) -> Option<Decimal> {
        let price = self.price?;
        if self.included.is_none() || self.then.is_some_and(|then| !then.serves()) {
            // Usage beyond the plan is not billed, or nobody knows where it begins.
            return Some(price);
        }
        let charges = self.charges(usage?).into_iter();
        charges
            .map(|charge| Some(charge.quantity.saturating_mul(charge.price?)))
            .try_fold(price, |sum, cost| Some(sum.saturating_add(cost?)))
    }
}
