//! What components cost an hour before and after, and which quotas they count against.

use std::collections::{BTreeMap, BTreeSet};

use crate::cost::Cost;
use crate::diff::quotas::compare;
use crate::existing::planned::Changed;
use crate::external::month::When;
use crate::priced::{Part, PricedLine};

use super::parts::Parts;
use super::{Bill, Options, Touched};

type Dates = Option<(String, String)>;

/// Prices the components that change, in each region.
pub(super) fn price(
    parts: &mut Parts<'_>,
    changes: &[Changed],
    options: &Options<'_>,
    bills: &mut Vec<Bill>,
    quotas: &mut Vec<Touched>,
) -> Dates {
    let changing: BTreeSet<String> = changes
        .iter()
        .filter_map(|change| parts.part(&change.address))
        .map(|part| part.name.clone())
        .collect();
    let mut dates = None;
    for [before, after] in &parts.plans {
        let (bill_before, bill_after) = (before.bill(), after.bill());
        let held = bill_after.held_by(bill_before);
        let on = options.prices.day();
        let costs = [(before, bill_before), (after, &*held)]
            .map(|(plan, bill)| Cost::of_bill(plan, bill, None, options.prices, When::Always, on));
        dates = widest(dates, costs[0].dates());
        dates = widest(dates, costs[1].dates());
        let of: [BTreeMap<&str, &Part>; 2] =
            [0, 1].map(|side: usize| costs[side].parts.iter().map(|own| (own.name.as_str(), own)).collect());
        for part in parts.all.iter_mut().filter(|part| changing.contains(&part.name)) {
            let sides = [0, 1].map(|side: usize| of[side].get(part.name.as_str()));
            if before.component(&part.name).or_else(|| after.component(&part.name)).is_none() {
                continue;
            }
            let lines = |side: usize| sides[side].map_or(&[][..], |own| &own.lines);
            let unknown: BTreeSet<String> =
                lines(0).iter().chain(lines(1)).filter(|line| line.is_unknown()).map(why).collect();
            part.bill = Some(bills.len());
            bills.push(Bill {
                address: part.address.clone(),
                kind: part.kind.name,
                region: part.region.clone(),
                hour: [0, 1].map(|side: usize| lines(side).iter().filter_map(PricedLine::hour).sum()),
                unknown: unknown.into_iter().collect(),
            });
        }
        let needed = compare(bill_before, &held, (before, after), Some(before), options.applied);
        let region = &before.header.cloud.region;
        let cloud = parts.cloud.short();
        quotas.extend(needed.into_iter().map(|diff| Touched { region: region.clone(), cloud, diff }));
    }
    dates
}

/// What a line is of whose price is not known.
fn why(line: &PricedLine) -> String {
    if line.key.is_empty() { line.what.to_owned() } else { format!("{} {}", line.what, line.key) }
}

/// Two ranges of dates as one.
pub(super) fn widest(own: Dates, other: Dates) -> Dates {
    match (own, other) {
        (Some((first, last)), Some((from, to))) => Some((first.min(from), last.max(to))),
        (own, other) => own.or(other),
    }
}
