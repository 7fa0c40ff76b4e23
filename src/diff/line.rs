//! The cost of one line of a bill through a switch: in each phase, a month before and after, and if it is left on.

use rust_decimal::Decimal;

use crate::bill::meter::Per;
use crate::diff::money::{LeftOn, LineDiff, Totals};
use crate::diff::phases::{Units, phases};
use crate::model::span::Span;
use crate::money::Amounts;
use crate::priced::PricedLine;
use crate::switch::stay::{Phases, Stay};

/// What the cost of a line is computed with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// The length of the window, if it is known.
    pub(super) span: Option<Span>,
    /// The length of each phase in which the part differs from the everyday plan.
    pub(super) stay: Stay,
    /// Whether the switch is the way back, which has no window.
    pub(super) back: bool,
}

/// One line before and after. `known` says whether its price is known on both sides.
pub(super) fn line_diff(
    line: &PricedLine,
    [from, to]: [Option<&PricedLine>; 2],
    [resized, raised, left]: [Amounts; 3],
    month_after: Option<[Amounts; 2]>,
    terms: &Terms,
    known: bool,
) -> LineDiff {
    let quantity = |side: Option<&PricedLine>| side.map_or_else(Amounts::default, |line| line.quantity);
    let (before, after) = (quantity(from), quantity(to));
    let in_window = |side: Option<&PricedLine>| {
        side.and_then(|line| terms.span.map_or(line.in_window, |span| line.taken(span)))
    };
    let in_window = match (in_window(from), in_window(to)) {
        (None, None) => None,
        (from, to) => Some((from.unwrap_or_default(), to.unwrap_or_default())),
    };
    let month = |side: Option<&PricedLine>| side.and_then(PricedLine::month).unwrap_or_default();
    // Both sides have the same price, except of a subscription: there each profile sets its own.
    let more = |amounts: &dyn Fn(&PricedLine) -> Option<Amounts>| {
        let of = |side: Option<&PricedLine>| side.map_or(Some(Amounts::default()), amounts);
        let in_window = in_window.map(|(from, to)| to - from);
        let moved =
            PricedLine { quantity: after - before, in_window, ordinary: None, months: None, ..line.clone() };
        match (from, to) {
            (Some(a), Some(b)) if a.price != b.price => Some(of(to)? - of(from)?),
            _ => amounts(&moved),
        }
    };
    let by_use_or_sold = line.by_use || line.per == Per::Subscription;
    let units = if by_use_or_sold {
        Units::of_use(before, after)
    } else {
        Units { from: before, resized, raised, to: after, left }
    };
    let sold = line.per == Per::Subscription;
    // What is sold by the month is paid for the window, whatever happens before and after it.
    let whole = sold || line.per == Per::Usage || in_window.is_some();
    let phases = || match terms.span {
        None => Some((None, Vec::new())),
        Some(span) if whole => {
            let window = more(&|line| line.over(span))?;
            Some((Some(Phases { window, ..Phases::default() }), Vec::new()))
        }
        Some(_) => phases(line, &units, &terms.stay).map(|(phases, terms)| (Some(phases), terms)),
    };
    let ordinary =
        |side: Option<&PricedLine>| side.map_or(Some(Amounts::default()), PricedLine::ordinary_month);
    let ordinary_units = |side: Option<&PricedLine>| {
        side.and_then(|line| line.ordinary).map_or(Decimal::ZERO, |month| month.units)
    };
    let later = month_after.filter(|_| !by_use_or_sold);
    // The run-rate is that of a month after the window, with the prices of that time and the traffic of the window.
    let months = || match later {
        None => Some((month(from), month(to))),
        Some([usual, stays]) => {
            let of =
                |quantity| PricedLine { quantity, in_window: None, months: None, ..line.clone() }.month();
            let launch = if terms.back { stays + (before - left) } else { stays + (after - left) };
            let (usual, launch) = (of(usual)?, of(launch)?);
            Some(if terms.back { (launch, usual) } else { (usual, launch) })
        }
    };
    let left_on = || {
        let usual = if terms.back { after } else { before };
        let [usual, left] = later.unwrap_or([usual, left]);
        let stays = PricedLine {
            quantity: if terms.back { usual - left } else { left - usual },
            in_window: None,
            ..line.clone()
        };
        Some(match (line.by_use, sold) {
            (true, _) => LeftOn { month: ordinary(to)? - ordinary(from)?, ..LeftOn::default() },
            (_, true) => LeftOn { month: more(&PricedLine::month)?, ..LeftOn::default() },
            _ => LeftOn { hour: stays.hour()?, month: stays.month()? },
        })
    };
    let total = || {
        let (phases, terms) = phases()?;
        let (month_from, month_to) = months()?;
        let total = Totals {
            phases,
            month_from,
            month_to,
            hour: more(&PricedLine::hour)?,
            left_on: left_on()?,
            ..Totals::default()
        };
        Some((total, terms))
    };
    let (total, terms) = known.then(total).flatten().unzip();
    LineDiff {
        what: line.what,
        service: line.service.clone(),
        key: line.key.clone(),
        unit: line.unit,
        per: line.per,
        by_use: line.by_use,
        from: before,
        to: after,
        left: later.map_or(units.left, |[_, left]| left),
        ordinary: Amounts::all(ordinary_units(to) - ordinary_units(from)),
        in_window,
        months: None,
        price: line.price.clone().filter(|_| ![from, to].into_iter().flatten().any(PricedLine::is_unknown)),
        price_before: from.zip(to).filter(|(a, b)| a.price != b.price).and_then(|(a, _)| a.price.clone()),
        terms: terms.unwrap_or_default(),
        total,
    }
}
