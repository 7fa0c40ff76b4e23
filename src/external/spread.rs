//! How the use of a window spreads over the vendor's months, where it costs least and where it costs most.

use rust_decimal::Decimal;

use crate::external::month::Month;
use crate::external::offer::Offer;
use crate::external::rates::Bounds;
use crate::external::usage::Use;

/// What each of the vendor's months takes, at the least and at the most that the stay can cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Where it costs least.
    pub least: Vec<Decimal>,
    /// Where it costs most.
    pub most: Vec<Decimal>,
}

impl Spread {
    /// On an offer that counts by the month; none when a figure is missing. What a window brings in all is
    /// known better than what each month has of it: where the window lies across the end of one, every
    /// division that a price step could make cheapest or dearest is tried.
    #[must_use]
    pub fn of(used: &Use<'_>, offer: &Offer<'_>, months: &[Month]) -> Option<Self> {
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

    /// The same; nothing where the plan counts by another time than the month.
    #[must_use]
    pub fn billed(used: &Use<'_>, offer: &Offer<'_>, months: &[Month]) -> Option<Self> {
        if used.by_month() {
            return Self::of(used, offer, months);
        }
        let none = vec![Decimal::ZERO; months.len()];
        Some(Self { least: none.clone(), most: none })
    }

    /// Divides what the whole of the stay takes between its first and its last month.
    fn divided(self, used: &Use<'_>, offer: &Offer<'_>, months: &[Month]) -> Option<Self> {
        let all = used.together(months)?;
        Some(Self {
            least: self.pick(all.least, offer, |own, best| own < best),
            most: self.pick(all.most?, offer, |own, best| own > best),
        })
    }

    /// The months' use that adds up to a total, and whose cost is before that of all others.
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
