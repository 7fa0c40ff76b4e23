//! Compares the plans of a vendor: which of them carry the usage, and what each costs until it can be left again.

use jiff::{SpanRelativeTo, ZonedDateTime};
use rust_decimal::Decimal;

use crate::external::month::{Month, When, cycle_of, cycles, nth_cycle_end};
use crate::external::offer::Offer;
use crate::external::spread::Spread;
use crate::external::usage::Use;
use crate::model::external::External;
use crate::model::ladder::StepDown;
use crate::model::span::Span;
use crate::money::Amounts;

/// A plan, compared with the usage.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// What the plan includes and costs.
    pub offer: Offer<'a>,
    /// Whether it serves all of the usage in time; `None` if a figure is missing.
    pub carries: Option<bool>,
    /// The cost in US dollars of the vendor's month in which the window starts: `floor` for the least usage, the
    /// others for the most.
    pub(crate) this_cycle: Option<Amounts>,
    /// The cost in US dollars of the month after it. If the plan is left by then, this is the everyday plan's.
    pub(crate) next_cycle: Option<Amounts>,
    /// The number of the vendor's months that the plan is paid for.
    pub months: i64,
    /// The cost in US dollars until the last of all plans could be left, with the everyday plan after this one.
    pub total: Option<Amounts>,
    /// The earliest time to go back to the everyday plan; `None` without dates.
    pub step_back: Option<ZonedDateTime>,
    /// Whether it is the plan of the everyday profile.
    pub everyday: bool,
}

/// All plans of a service, and the best of them.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// The plans in the order of the profile.
    pub candidates: Vec<Candidate<'a>>,
    /// The index of the cheapest plan that carries the usage; `None` if there is none, or no price is known.
    pub cheapest: Option<usize>,
}

impl Choice<'_> {
    /// The cheapest plan that carries the usage.
    #[must_use]
    pub fn best(&self) -> Option<&Candidate<'_>> {
        self.candidates.get(self.cheapest?)
    }
}

/// Compares every plan of a service with the usage. `before` is the service in the everyday profile.
#[must_use]
pub fn choose<'a>(
    used: &Use<'a>,
    before: Option<&'a External>,
    when: When<'_>,
    billed: &[Month],
) -> Choice<'a> {
    let everyday = before.map(Offer::in_force);
    let need = used.counted(billed);
    let usual = used.billed_usual();
    let touched: i64 = billed.iter().map(|month| month.times).sum();
    let same = |offer: &Offer<'_>| everyday.as_ref().is_some_and(|everyday| everyday.name == offer.name);
    let offers = Offer::all(used.external);
    let months: Vec<i64> = (offers.iter())
        .map(|offer| commitment(used, offer, before, when, billed).unwrap_or(touched).max(touched))
        .collect();
    let horizon = months.iter().copied().max().unwrap_or(touched);
    // If the vendor is new, nothing is paid once the plan is left.
    let after = match &everyday {
        Some(everyday) => everyday.month(usual).map(Amounts::all),
        None => Some(Amounts::default()),
    };
    let mut candidates = Vec::new();
    for (offer, months) in offers.into_iter().zip(months) {
        let usual_month = offer.month(usual).map(Amounts::all);
        let times = |cost: Option<Amounts>, months: i64| match months {
            0 => Some(Amounts::default()),
            _ => Some(cost?.map(|cost| cost.saturating_mul(Decimal::from(months)))),
        };
        let total = offer_over(used, &offer, billed)
            .zip(times(usual_month, months - touched))
            .zip(times(after, horizon - months))
            .map(|((a, b), c)| a + b + c);
        let in_month = |month: &Month| offer_over(used, &offer, &[Month { times: 1, ..month.clone() }]);
        let next = match billed.get(1) {
            Some(month) => in_month(month),
            None if months > 1 => usual_month,
            None => after,
        };
        candidates.push(Candidate {
            carries: need.and_then(|need| offer.carries(need)),
            this_cycle: billed.first().and_then(in_month),
            next_cycle: next,
            months,
            total,
            step_back: step_back(used.external, &offer, when),
            everyday: same(&offer),
            offer,
        });
    }
    let fit = candidates.iter().enumerate().filter(|(_, own)| own.carries == Some(true));
    let priced = fit.filter_map(|(at, own)| Some((own.total?.expected, at)));
    let cheapest = priced.min().map(|(_, at)| at);
    Choice { candidates, cheapest }
}

/// The cost of a plan in the billed months: its price, and the usage beyond it.
pub(super) fn offer_over(used: &Use<'_>, offer: &Offer<'_>, billed: &[Month]) -> Option<Amounts> {
    let spread = Spread::billed(used, offer, billed);
    let sum = |side: fn(&Spread) -> &Vec<Decimal>| {
        let mut costs = billed.iter().enumerate().map(|(at, month)| {
            let usage = spread.as_ref().and_then(|spread| side(spread).get(at).copied());
            Some(offer.month(usage)?.saturating_mul(Decimal::from(month.times)))
        });
        costs.try_fold(Decimal::ZERO, |sum, cost| Some(sum.saturating_add(cost?)))
    };
    let (floor, most) = (sum(|spread| &spread.least)?, sum(|spread| &spread.most)?);
    Some(Amounts { floor, expected: most, ceiling: most })
}

/// The number of the vendor's months that a plan is paid for: the billed ones, and those of its minimum term if it is
/// not the everyday plan. `None` if the plan is live every day.
pub(super) fn commitment(
    used: &Use<'_>,
    offer: &Offer<'_>,
    before: Option<&External>,
    when: When<'_>,
    billed: &[Month],
) -> Option<i64> {
    let external = used.external;
    let touched: i64 = billed.iter().map(|month| month.times).sum();
    let kept = before.is_some_and(|before| Offer::in_force(before).name == offer.name);
    match when {
        When::Always => None,
        _ if kept => Some(touched),
        When::Length(_) => Some(touched.max(offer.minimum.map_or(0, whole_months))),
        When::Window(window) => {
            // A plan that expires is bought for the months that the window touches, no earlier.
            let from = if offer.expires { &window.start } else { &window.ready };
            let end =
                minimum_end(offer, from, external.cycle.unwrap_or(1)).filter(|end| *end > window.closes);
            let paid =
                cycles(from, end.as_ref().unwrap_or(&window.closes), external.cycle.unwrap_or(1)).len();
            Some(i64::try_from(paid).unwrap_or(i64::MAX).max(touched))
        }
    }
}

/// The end of a minimum term that begins at `from`. A term in months counts the vendor's months, of which the one
/// that has begun is the first; a term in days counts days.
fn minimum_end(offer: &Offer<'_>, from: &ZonedDateTime, cycle: u8) -> Option<ZonedDateTime> {
    let minimum = offer.minimum?;
    match i64::from(minimum.get_years()) * 12 + i64::from(minimum.get_months()) {
        0 => from.checked_add(minimum).ok(),
        months => nth_cycle_end(from, cycle, months),
    }
}

/// The number of months of a minimum term without dates. A month that has begun counts as a whole.
fn whole_months(minimum: jiff::Span) -> i64 {
    let months = i64::from(minimum.get_years()) * 12 + i64::from(minimum.get_months());
    let rest = minimum.years(0).months(0).to_duration(SpanRelativeTo::days_are_24_hours());
    let rest = rest.map_or(0, |rest| rest.as_secs()).max(0);
    if rest == 0 { months } else { months.saturating_add(Span::of_seconds(rest).months) }
}

/// The earliest time to go back to the everyday plan: after the window with its tail, after the minimum term, and at
/// the vendor's next month if the vendor requires that.
fn step_back(external: &External, offer: &Offer<'_>, when: When<'_>) -> Option<ZonedDateTime> {
    let When::Window(window) = when else { return None };
    let from = if offer.expires { &window.start } else { &window.ready };
    let end = minimum_end(offer, from, external.cycle.unwrap_or(1))
        .filter(|end| *end > window.closes)
        .unwrap_or_else(|| window.closes.clone());
    match offer.step_down {
        Some(StepDown::NextCycle) => {
            let (start, next) = cycle_of(&end, external.cycle.unwrap_or(1))?;
            Some(if start == end { end } else { next })
        }
        Some(StepDown::Now) | None => Some(end),
    }
}
