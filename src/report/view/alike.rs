//! Parts that change alike are one row: of the same kind, with the same changes, the same effect and the same cost.

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::diff::money::LineDiff;
use crate::diff::{Diff, PartDiff, Status};
use crate::model::external::External;
use crate::money::{Amounts, signed_dollars};
use crate::order::Order as _;
use crate::priced::Payer;
use crate::report::view::line::{LineView, moved};
use crate::report::view::say;
use crate::report::view::size::sizes;
use crate::report::view::three::{Three, shares};

/// One part, or several that change alike.
#[derive(Debug, Serialize)]
pub struct RowView {
    /// The name of the part, or how many there are and what: `4 workers`.
    pub title: String,
    /// The names of the parts, if there are several: the first three, and how many more.
    pub list: Option<String>,
    /// What the part is, if it is one: its kind and what it is to users, or the vendor of an outside service.
    pub is: Option<String>,
    /// The names of all parts.
    pub names: Vec<String>,
    /// `added`, `removed` or `changed`.
    pub status: &'static str,
    /// What each part is before.
    pub from: String,
    /// What each part is after.
    pub to: String,
    /// What all parts cost together: in all, or a month if the length of the switch is not known.
    pub cost: Three,
    /// The same in a few words: as expected, `up to +$3.00` if only the maximum costs something, or `unknown`.
    pub sum: String,
    /// What all parts cost more a month if nobody switches back.
    pub month: Three,
    /// Whether no size of the parts costs anything.
    pub free: bool,
    /// Whether the price of a line is not known, so that the cost is without it.
    pub incomplete: bool,
    /// What all parts cost together, in cents.
    #[serde(skip)]
    pub(crate) amounts: Amounts,
    /// What all parts cost more a month if nobody switches back, in cents.
    #[serde(skip)]
    pub(crate) month_amounts: Amounts,
    /// The lines of the bill of all parts together.
    pub lines: Vec<LineView>,
}

/// The rows of a switch, the dearest first. `timed` says whether the length of the switch is known.
pub(super) fn rows(diff: &Diff<'_>, timed: bool) -> Vec<RowView> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for part in diff.changed() {
        let [from, to] = sizes(part, diff);
        let changes: Vec<_> = part
            .changes
            .iter()
            .map(|change| {
                (
                    &change.field,
                    change.from.as_ref().map(|(json, _)| json),
                    change.to.as_ref().map(|(json, _)| json),
                )
            })
            .collect();
        let vendor = (part.payer != Payer::Component).then_some(&part.name);
        let key = format!(
            "{vendor:?} {} {:?} {changes:?} {:?} {:?}",
            part.kind, part.status, part.effect, part.total
        );
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.parts.push(part),
            None => groups.push(Group { parts: vec![part], from, to }),
        }
    }
    let weight = |group: &Group<'_>| std::cmp::Reverse(group.cost(timed).map(|cost| cost.expected.abs()));
    groups.order_by_key(weight);
    let total = if timed { diff.total.window() } else { Some(diff.total.left_on.month) };
    let costs = shares(total, &groups, |group| group.cost(timed));
    let months = shares(Some(diff.total.left_on.month), &groups, |group| group.cost(false));
    let rows = groups.iter().zip(costs).zip(months);
    rows.map(|((group, cost), month)| {
        group.row(cost.unwrap_or_default(), month.unwrap_or_default(), diff, timed)
    })
    .collect()
}

struct Group<'a> {
    parts: Vec<&'a PartDiff>,
    from: String,
    to: String,
}

impl Group<'_> {
    fn cost(&self, timed: bool) -> Option<Amounts> {
        let of = |part: &&PartDiff| if timed { part.total.window() } else { Some(part.total.left_on.month) };
        self.parts.iter().map(of).sum()
    }

    fn row(&self, cost: Amounts, month: Amounts, diff: &Diff<'_>, timed: bool) -> RowView {
        let first = self.parts[0];
        let names: Vec<String> = self.parts.iter().map(|part| part.name.clone()).collect();
        let several = names.len() > 1;
        let title = if several { say::count(names.len(), first.kind) } else { say::text(&first.name) };
        let three = Three::of(cost, signed_dollars);
        let none = signed_dollars(Decimal::ZERO);
        let zero = |text: &String| *text == none;
        let sum = match [&three.expected, &three.ceiling, &three.floor] {
            [expected, ..] if !zero(expected) => expected.clone(),
            [_, ceiling, _] if !zero(ceiling) => format!("up to {ceiling}"),
            _ if first.total.incomplete => "unknown".to_owned(),
            [_, _, floor] => floor.clone(),
        };
        RowView {
            title,
            list: several.then(|| say::names(&names)),
            is: (!several && first.payer != Payer::Network).then(|| is(first, diff)),
            names,
            status: first.status.word(),
            from: self.from.clone(),
            to: self.to.clone(),
            free: [&three.floor, &three.expected, &three.ceiling].into_iter().all(zero)
                && !first.total.incomplete,
            sum,
            amounts: cost,
            month_amounts: month,
            cost: three,
            month: Three::of(month, signed_dollars),
            incomplete: first.total.incomplete,
            lines: self.lines(timed.then_some(cost), month, diff),
        }
    }

    /// The lines of all parts together: each line of one part, as many times as there are parts.
    fn lines(&self, cost: Option<Amounts>, month: Amounts, diff: &Diff<'_>) -> Vec<LineView> {
        let first = self.parts[0];
        let times = Decimal::from(self.parts.len());
        let all = |amounts: Amounts| amounts.map(|amount| amount.saturating_mul(times));
        let lines: Vec<&LineDiff> = first.lines.iter().filter(|line| moved(line)).collect();
        let costs = shares(cost, &lines, |line| line.total.and_then(|total| total.window()).map(all));
        let months = shares(Some(month), &lines, |line| line.total.map(|total| all(total.left_on.month)));
        let lines = lines.iter().zip(costs).zip(months);
        lines.map(|((line, cost), month)| LineView::of(line, cost, month, diff)).collect()
    }
}

/// What a part is: its kind and what it is to users, or the vendor of an outside service.
fn is(part: &PartDiff, diff: &Diff<'_>) -> String {
    let service = |external: &External| say::text(&external.service);
    let external =
        diff.to.header.external.get(&part.name).or_else(|| diff.from.header.external.get(&part.name));
    let what = match part.payer {
        Payer::External => external.map(service).unwrap_or_default(),
        Payer::Component | Payer::Network => {
            let component = diff.to.component(&part.name).or_else(|| diff.from.component(&part.name));
            let says = component.and_then(|component| component.common.what.as_deref());
            says.map_or_else(|| part.kind.to_owned(), |says| format!("{}: {}", part.kind, say::text(says)))
        }
    };
    match part.status {
        Status::Added => format!("{what}, new"),
        Status::Removed => format!("{what}, removed"),
        Status::Changed | Status::Same => what,
    }
}
