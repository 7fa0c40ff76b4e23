//! A plan's bill of materials with prices: line by line, at the floor, as expected and at the ceiling.

pub mod lines;
pub(crate) mod transfer;

use crate::priced::{Part, Payer, PricedLine, Uncounted, dates};
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::bill::{self, BillOfMaterials};
use crate::external::month::When;
use crate::money::Amounts;
use crate::plan::Plan;
use crate::price::Prices;
use crate::{external, parallel};
use lines::{List, priced, savings};

/// The day whose prices a plan is billed by for a length of time: its last day, if its start is known; otherwise
/// [`Prices::day`].
#[must_use]
pub fn day(plan: &Plan, prices: &Prices, when: When<'_>) -> Date {
    let window = match when {
        When::Window(window) => Some(window.last_day()),
        When::Length(span) => plan.window.as_ref().map(|window| window.last_day_of(span.seconds)),
        When::Always => None,
    };
    window.unwrap_or_else(|| prices.day())
}

/// A plan's priced bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// The parts of the bill: the network, the components, the external services; each by name.
    pub parts: Vec<Part>,
    /// Use that is billed, and whose amount the profile does not state.
    pub uncounted: Vec<Uncounted>,
}

impl Cost {
    /// Prices a plan in its own window. `baseline` is the everyday plan: savings plans cover its usage, and it is
    /// live outside the window.
    #[must_use]
    pub fn of(plan: &Plan, baseline: Option<&Plan>, prices: &Prices) -> Self {
        Self::of_stay(plan, baseline, prices, When::of(plan.window.as_ref()))
    }

    /// Prices a plan for another length of time.
    #[must_use]
    pub fn of_stay(plan: &Plan, baseline: Option<&Plan>, prices: &Prices, when: When<'_>) -> Self {
        Self::of_bill(plan, plan.bill(), baseline, prices, when, day(plan, prices, when))
    }

    /// Prices a bill that differs a little from the plan's: see [`BillOfMaterials::held_by`]. What has another price
    /// from some day on, such as RDS Extended Support, has the price of the day `on`.
    #[must_use]
    pub(crate) fn of_bill(
        plan: &Plan,
        bill: &BillOfMaterials,
        baseline: Option<&Plan>,
        prices: &Prices,
        when: When<'_>,
        on: Date,
    ) -> Self {
        let outside = plan.header.external.iter();
        let outside =
            outside.map(|(name, external)| external::bill::part(name, external, plan, baseline, when));
        let region = &plan.header.cloud.region;
        let list = List::of(region, bill, baseline, prices, when, on);
        let uncounted = bill.unstated.iter().flat_map(|(name, item)| {
            item.meters(list.on).into_iter().map(|meter| Uncounted {
                name: name.clone(),
                what: meter.what,
                unit: meter.unit,
                price: list.contract(&meter).or_else(|| list.find(&meter)),
            })
        });
        let mut parts = Self::listed(plan, bill, baseline, &list);
        parts.extend(outside);
        Self { uncounted: uncounted.collect(), parts }
    }

    /// Prices the cloud's part of a bill: the network, then the components by name.
    #[must_use]
    pub(crate) fn of_cloud(
        plan: &Plan,
        bill: &BillOfMaterials,
        baseline: Option<&Plan>,
        prices: &Prices,
        when: When<'_>,
        on: Date,
    ) -> Vec<Part> {
        let list = List::of(&plan.header.cloud.region, bill, baseline, prices, when, on);
        Self::listed(plan, bill, baseline, &list)
    }

    fn listed(plan: &Plan, bill: &BillOfMaterials, baseline: Option<&Plan>, list: &List<'_>) -> Vec<Part> {
        let groups: Vec<&[bill::Line]> = bill.lines.chunk_by(|a, b| a.component == b.component).collect();
        let mut parts = parallel::map(&groups, |lines| {
            let name = lines.first().map_or("", |line| &line.component);
            let component = plan.component(name).is_some();
            let payer = if component { Payer::Component } else { Payer::Network };
            Part { payer, name: name.to_owned(), lines: priced(lines, list) }
        });
        if list.prices.own.has_savings() {
            let everyday = baseline.unwrap_or(plan).bill();
            let everyday: BTreeMap<&str, &[bill::Line]> =
                (everyday.lines.chunk_by(|a, b| a.component == b.component))
                    .filter_map(|lines| Some((lines.first()?.component.as_str(), lines)))
                    .collect();
            for part in &mut parts {
                let own = everyday.get(part.name.as_str()).copied().unwrap_or_default();
                savings(part, own, list);
            }
        }
        parts
    }

    /// The sum over all lines whose price is known.
    #[must_use]
    pub fn sum(&self, amounts: impl Fn(&PricedLine) -> Option<Amounts>) -> Amounts {
        self.parts.iter().map(|part| part.sum(&amounts)).sum()
    }

    /// The largest number of months that a subscription is paid for, if vendors' months or minimum terms say so.
    #[must_use]
    pub fn months(&self) -> Option<i64> {
        self.parts.iter().flat_map(|part| &part.lines).filter_map(|line| line.months).max()
    }

    /// The first and the last date of the prices.
    #[must_use]
    pub(crate) fn dates(&self) -> Option<(String, String)> {
        dates(self.parts.iter())
    }

    /// The lines whose price is not known, each with its part.
    pub fn unknown(&self) -> impl Iterator<Item = (&Part, &PricedLine)> {
        self.parts
            .iter()
            .flat_map(|part| part.lines.iter().filter(|line| line.is_unknown()).map(move |line| (part, line)))
    }
}
