//! What a switch costs: line by line, each priced the same before and after.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::iter::Sum;

use crate::cost::{Cost, Line, Part, Payer, Span};
use crate::money::Amounts;
use crate::price::{Per, Price};

/// One thing that is billed, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDiff {
    /// What it is, for people.
    pub what: &'static str,
    /// The price list's service, or the vendor.
    pub service: Cow<'static, str>,
    /// The price list's key, or the subscription.
    pub key: Cow<'static, str>,
    /// What is counted.
    pub unit: &'static str,
    /// What the price is for.
    pub per: Per,
    /// Units before.
    pub from: Amounts,
    /// Units afterwards.
    pub to: Amounts,
    /// Units that the window takes in all, before and afterwards, where that does not follow from its length.
    pub in_window: Option<(Amounts, Amounts)>,
    /// For how many months it is paid, where that does not follow from the window's length.
    pub months: Option<i64>,
    /// What one costs, if that is known on both sides.
    pub price: Option<Price>,
    /// What one cost before, where that is something else: a subscription's price hangs on the profile.
    pub price_before: Option<Price>,
    /// Its money; none when a price of the same thing is not known before or after.
    pub total: Option<Totals>,
}

impl LineDiff {
    /// Whether it costs something that is not known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let units = self.in_window.map_or([Amounts::default(); 2], |(from, to)| [from, to]);
        self.price.is_none() && ![self.from, self.to].iter().chain(&units).all(Amounts::is_zero)
    }
}

/// What something costs, in US dollars. Sums leave out what is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// On top of what it costs anyway, for the length of the window; none without one.
    pub window: Option<Amounts>,
    /// On top of that, for the time before the window in which everything must be ready already.
    pub ready: Amounts,
    /// Run-rate before, for a month of 730 hours.
    pub month_from: Amounts,
    /// Run-rate afterwards.
    pub month_to: Amounts,
    /// How much more an hour costs.
    pub hour: Amounts,
    /// What stays on the bill after the way back, per month.
    pub residual: Amounts,
    /// Whether something is left out because a price is not known.
    pub incomplete: bool,
}

impl Totals {
    /// How much more a month would cost if left on.
    #[must_use]
    pub fn month(&self) -> Amounts {
        self.month_to - self.month_from
    }

    /// Whether any money changes.
    #[must_use]
    pub fn is_change(&self) -> bool {
        !self.month().is_zero() || self.window.is_some_and(|window| !window.is_zero())
    }

    /// The money of a part from that of its lines.
    pub(super) fn of(lines: &[LineDiff], pair: &Pair<'_>, timed: bool) -> Self {
        let none = Self { window: timed.then(Amounts::default), ..Self::default() };
        let known: Self = lines.iter().filter_map(|line| line.total).sum();
        let incomplete = lines.iter().any(LineDiff::is_unknown);
        let residual = pair.residual();
        let window = known.window.or(none.window);
        Self { window, residual, incomplete, ..known }
    }
}

impl Sum for Totals {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        let add = |sum: Self, one: Self| Self {
            window: sum.window.zip(one.window).map(|(sum, one)| sum + one).or(sum.window).or(one.window),
            ready: sum.ready + one.ready,
            month_from: sum.month_from + one.month_from,
            month_to: sum.month_to + one.month_to,
            hour: sum.hour + one.hour,
            residual: sum.residual + one.residual,
            incomplete: sum.incomplete || one.incomplete,
        };
        all.fold(Self::default(), add)
    }
}

/// A part before and after, and as it is once switched back.
pub(super) struct Pair<'a> {
    payer: Payer,
    name: &'a str,
    pub(super) from: Option<&'a Part>,
    pub(super) to: Option<&'a Part>,
    back: Option<&'a Part>,
}

/// The parts of two bills side by side: the network, components, external services; each by name.
pub(super) fn pair<'a>(from: &'a Cost, to: &'a Cost, back: &'a Cost) -> Vec<Pair<'a>> {
    let key = |part: &'a Part| (part.payer, part.name.as_str());
    let index = |cost: &'a Cost| -> BTreeMap<(Payer, &'a str), &'a Part> {
        cost.parts.iter().map(|part| (key(part), part)).collect()
    };
    let (before, after, back) = (index(from), index(to), index(back));
    let mut keys: Vec<(Payer, &str)> = before.keys().chain(after.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let get = |side: &BTreeMap<(Payer, &'a str), &'a Part>, key| side.get(&key).copied();
    keys.into_iter()
        .map(|key @ (payer, name)| Pair {
            payer,
            name,
            from: get(&before, key),
            to: get(&after, key),
            back: get(&back, key),
        })
        .collect()
}

impl<'a> Pair<'a> {
    pub(super) const fn payer(&self) -> Payer {
        self.payer
    }

    pub(super) const fn name(&self) -> &'a str {
        self.name
    }

    /// The lines of both sides. Where the price of a thing is not known on one of them, its money is
    /// left out on both: half of a change would be called a saving.
    pub(super) fn lines(&self, span: Option<Span>, ready: Span) -> Vec<LineDiff> {
        let mut lines: Vec<(Option<&Line>, Option<&Line>)> = Vec::new();
        let before = self.from.map_or(&[][..], |part| &part.lines);
        let after = self.to.map_or(&[][..], |part| &part.lines);
        let same = |a: &Line, b: &Line| a.what == b.what && a.service == b.service && a.key == b.key;
        lines.extend(before.iter().map(|line| (Some(line), after.iter().find(|other| same(line, other)))));
        let new = after.iter().filter(|line| !before.iter().any(|other| same(line, other)));
        lines.extend(new.map(|line| (None, Some(line))));
        let unknown: Vec<(&str, &str)> = lines
            .iter()
            .flat_map(|(from, to)| [from, to])
            .flatten()
            .filter(|line| line.is_unknown())
            .map(|line| (line.what, line.service.as_ref()))
            .collect();
        // What one side must pay for longer, the other would have paid meanwhile.
        let months =
            lines.iter().flat_map(|(from, to)| [from, to]).flatten().filter_map(|line| line.months).max();
        let span = span.map(|span| span.paid_for(months));
        let diff = |(from, to): (Option<&Line>, Option<&Line>)| {
            let line = to.or(from)?;
            let known = !unknown.contains(&(line.what, line.service.as_ref()));
            let months = months.and(span).map(|span| span.months);
            Some(LineDiff { months, ..line_diff(line, from, to, (span, ready), known) })
        };
        lines.into_iter().filter_map(diff).collect()
    }

    /// What costs more once switched back than before.
    fn residual(&self) -> Amounts {
        match (self.from, self.back) {
            (Some(from), Some(back)) => back.sum(Line::month) - from.sum(Line::month),
            _ => Amounts::default(),
        }
    }
}

fn line_diff(
    line: &Line,
    from: Option<&Line>,
    to: Option<&Line>,
    (span, ready): (Option<Span>, Span),
    known: bool,
) -> LineDiff {
    let quantity = |side: Option<&Line>| side.map_or_else(Amounts::default, |line| line.quantity);
    let (before, after) = (quantity(from), quantity(to));
    let in_window = |side: Option<&Line>| side.and_then(|line| line.in_window);
    let units = match (in_window(from), in_window(to)) {
        (None, None) => None,
        (from, to) => Some((from.unwrap_or_default(), to.unwrap_or_default())),
    };
    let month = |side: Option<&Line>| side.and_then(Line::month).unwrap_or_default();
    // The price is one, but a subscription's hangs on the profile: each side has its own.
    let more = |amounts: &dyn Fn(&Line) -> Option<Amounts>| {
        let of = |side: Option<&Line>| side.map_or(Some(Amounts::default()), amounts);
        let in_window = units.map(|(from, to)| to - from);
        let moved = Line { quantity: after - before, in_window, months: None, ..line.clone() };
        match (from, to) {
            (Some(a), Some(b)) if a.price != b.price => Some(of(to)? - of(from)?),
            _ => amounts(&moved),
        }
    };
    let total = || {
        Some(Totals {
            window: match span {
                Some(span) => Some(more(&|line| line.over(span))?),
                None => None,
            },
            ready: more(&|line| line.over(ready))?,
            month_from: month(from),
            month_to: month(to),
            hour: more(&Line::hour)?,
            ..Totals::default()
        })
    };
    LineDiff {
        what: line.what,
        service: line.service.clone(),
        key: line.key.clone(),
        unit: line.unit,
        per: line.per,
        from: before,
        to: after,
        in_window: units,
        months: None,
        price: line.price.clone().filter(|_| ![from, to].into_iter().flatten().any(Line::is_unknown)),
        price_before: from.zip(to).filter(|(a, b)| a.price != b.price).and_then(|(a, _)| a.price.clone()),
        total: known.then(total).flatten(),
    }
}
