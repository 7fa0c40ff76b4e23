//! Spreads the usage of a window over the vendor's months, in the cheapest and in the dearest way.

use rust_decimal::Decimal;

use crate::external::month::Month;
use crate::external::offer::Offer;
use crate::external::rates::Bounds;
use crate::external::usage::Use;

/// The usage of each of the vendor's months, in the cheapest and in the dearest case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spread {
    /// The usage of each month in the cheapest case.
    pub least: Vec<Decimal>,
    /// The usage of each month in the dearest case.
    pub most: Vec<Decimal>,
}

impl Spread {
    /// Spreads the usage on an offer that counts by the month; `None` if a figure is missing. The usage of the whole
    /// window is known better than that of each month. If the window lies across the end of a month, every division
    /// is tried that could be the cheapest or the dearest at a price step.
    #[must_use]
    pub(crate) fn of(used: &Use<'_>, offer: &Offer<'_>, months: &[Month]) -> Option<Self> {
        let each: Option<Vec<Bounds>> = months.iter().map(|month| used.in_month(month)).collect();
        let each = each?;
        let ends = |own: &Bounds| (own.least, own.most.unwrap_or(own.least));
        let (least, most) = each.iter().map(ends).unzip();
        let spread = Self { least, most };
        let open = |own: &Bounds| own.exact().is_none();
        let across = months.iter().all(|month| month.dates.is_some())
            && each.len() > 1
            && each.first().is_some_and(open)
            && each.last().is_some_and(open);
        Some(if across { spread.divided(used, offer, months)? } else { spread })
    }

    /// The same, with no usage at all if the plan does not count by the month.
    #[must_use]
    pub(crate) fn billed(used: &Use<'_>, offer: &Offer<'_>, months: &[Month]) -> Option<Self> {
        if used.by_month() {
            return Self::of(used, offer, months);
        }
        let none = vec![Decimal::ZERO; months.len()];
        Some(Self { least: none.clone(), most: none })
    }

    /// Divides the usage of the whole window between the first and the last month.
    fn divided(self, used: &Use<'_>, offer: &Offer<'_>, months: &[Month]) -> Option<Self> {
        let all = used.together(months)?;
        Some(Self {
            least: self.pick(all.least, offer, |own, best| own < best),
            most: self.pick(all.most?, offer, |own, best| own > best),
        })
    }

    /// The usage of the months that adds up to `total`, and whose cost comes before that of all other divisions.
    fn pick(
        &self,
        total: Decimal,
        offer: &Offer<'_>,
        before: impl Fn(Decimal, Decimal) -> bool,
    ) -> Vec<Decimal> {
        let last = self.least.len() - 1;
        let middle: Decimal = self.least[1..last].iter().sum();
        let shared = total - middle;
        let (from, to) = (self.least[0], self.most[0]);
        let from = from.max(shared - self.most[last]);
        let to = to.min(shared - self.least[last]).max(from);
        let steps = offer.steps();
        let turns = steps.iter().flat_map(|step| [*step, shared - *step]).chain([from, to]);
        let cost = |first: &Decimal| offer.beyond(*first).saturating_add(offer.beyond(shared - *first));
        let mut best: Option<(Decimal, Decimal)> = None;
        for first in turns.map(|turn| turn.clamp(from, to)) {
            let own = cost(&first);
            if best.is_none_or(|(known, _)| before(own, known)) {
                best = Some((own, first));
            }
        }
        let first = best.map_or(from, |(_, first)| first);
        let mut out = self.least.clone();
        out[0] = first;
        out[last] = shared - first;
        out
    }
}
