//! Which plan of a ladder carries what is used, and what each costs until it can be left again.

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

/// A plan held against what is used.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The plan.
    pub offer: Offer<'a>,
    /// Whether it serves all that is used, in time; none when a figure is missing.
    pub carries: Option<bool>,
    /// US dollars in the vendor's month in which the window starts: the floor for the least that may be used,
    /// the others for the most.
    pub this_cycle: Option<Amounts>,
    /// US dollars in the one after it, which is the everyday plan's where this one is left by then.
    pub next_cycle: Option<Amounts>,
    /// How many of the vendor's months it is paid for.
    pub months: i64,
    /// US dollars until the last of all plans could be left, the everyday plan after this one.
    pub total: Option<Amounts>,
    /// When the everyday plan can be gone back to at the earliest; none without dates.
    pub step_back: Option<ZonedDateTime>,
    /// Whether it is the everyday profile's.
    pub everyday: bool,
}

/// All plans of a service, and the best of them.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// In the ladder's order.
    pub candidates: Vec<Candidate<'a>>,
    /// The cheapest of those that carry what is used; none when there is none, or no price is known.
    pub cheapest: Option<usize>,
}

impl Choice<'_> {
    /// The cheapest of those that carry what is used.
    #[must_use]
    pub fn best(&self) -> Option<&Candidate<'_>> {
        self.candidates.get(self.cheapest?)
    }
}

/// Holds every plan of a service against what is used. `before` is the service in the everyday profile.
#[must_use]
pub fn choose<'a>(
    used: &Use<'a>,
    before: Option<&'a External>,
    when: When<'_>,
    stay: &[Month],
) -> Choice<'a> {
    let everyday = before.map(Offer::in_force);
    let need = used.counted(stay);
    let usual = used.billed_usual();
    let touched: i64 = stay.iter().map(|month| month.times).sum();
    let same = |offer: &Offer<'_>| everyday.as_ref().is_some_and(|everyday| everyday.name == offer.name);
    let offers = Offer::all(used.external);
    let months: Vec<i64> = (offers.iter())
        .map(|offer| commitment(used, offer, before, when, stay).unwrap_or(touched).max(touched))
        .collect();
    let horizon = months.iter().copied().max().unwrap_or(touched);
    // Where the vendor is new, nothing is paid once the plan is left.
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
        let total = offer_over(used, &offer, stay)
            .zip(times(usual_month, months - touched))
            .zip(times(after, horizon - months))
            .map(|((a, b), c)| a + b + c);
        let in_month = |month: &Month| offer_over(used, &offer, &[Month { times: 1, ..month.clone() }]);
        let next = match stay.get(1) {
            Some(month) => in_month(month),
            None if months > 1 => usual_month,
            None => after,
        };
        candidates.push(Candidate {
            carries: need.and_then(|need| offer.carries(need)),
            this_cycle: stay.first().and_then(in_month),
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

/// What a plan costs in the vendor's months that the stay touches, its price and what is used beyond it.
pub(super) fn offer_over(used: &Use<'_>, offer: &Offer<'_>, stay: &[Month]) -> Option<Amounts> {
    let spread = Spread::billed(used, offer, stay);
    let sum = |side: fn(&Spread) -> &Vec<Decimal>| {
        let mut costs = stay.iter().enumerate().map(|(at, month)| {
            let usage = spread.as_ref().and_then(|spread| side(spread).get(at).copied());
            Some(offer.month(usage)?.saturating_mul(Decimal::from(month.times)))
        });
        costs.try_fold(Decimal::ZERO, |sum, cost| Some(sum.saturating_add(cost?)))
    };
    let (floor, most) = (sum(|spread| &spread.least)?, sum(|spread| &spread.most)?);
    Some(Amounts { floor, expected: most, ceiling: most })
}

/// For how many of the vendor's months a plan is paid: those that the stay touches and, where it is not the
/// everyday plan, those of its minimum. None where it is live every day.
pub(super) fn commitment(
    used: &Use<'_>,
    offer: &Offer<'_>,
    before: Option<&External>,
    when: When<'_>,
    stay: &[Month],
) -> Option<i64> {
    let external = used.external;
    let touched: i64 = stay.iter().map(|month| month.times).sum();
    let kept = before.is_some_and(|before| Offer::in_force(before).name == offer.name);
    match when {
        When::Always => None,
        _ if kept => Some(touched),
        When::Length(_) => Some(touched.max(offer.minimum.map_or(0, whole_months))),
        When::Window(window) => {
            // What is paid ahead is bought for the months that the window touches, no earlier.
            let from = if offer.expires { &window.start } else { &window.ready };
            let end =
                minimum_end(offer, from, external.cycle.unwrap_or(1)).filter(|end| *end > window.closes);
            let paid =
                cycles(from, end.as_ref().unwrap_or(&window.closes), external.cycle.unwrap_or(1)).len();
            Some(i64::try_from(paid).unwrap_or(i64::MAX).max(touched))
        }
    }
}

/// When a minimum that begins at `from` is over. Months are the vendor's, the one begun counted whole; days
/// are days.
fn minimum_end(offer: &Offer<'_>, from: &ZonedDateTime, cycle: u8) -> Option<ZonedDateTime> {
    let minimum = offer.minimum?;
    match i64::from(minimum.get_years()) * 12 + i64::from(minimum.get_months()) {
        0 => from.checked_add(minimum).ok(),
        months => nth_cycle_end(from, cycle, months),
    }
}

/// Months of a minimum that no date is known for, begun ones whole.
fn whole_months(minimum: jiff::Span) -> i64 {
    let months = i64::from(minimum.get_years()) * 12 + i64::from(minimum.get_months());
    let rest = minimum.years(0).months(0).to_duration(SpanRelativeTo::days_are_24_hours());
    let rest = rest.map_or(0, |rest| rest.as_secs()).max(0);
    if rest == 0 { months } else { months.saturating_add(Span::of_seconds(rest).months) }
}

/// When the everyday plan can be gone back to: after the window with its tail and the minimum, and where the vendor wants
/// it with the next of its months.
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
