//! What a switch costs: line by line, each priced the same before and after.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::Add;

use rust_decimal::Decimal;

use crate::cost::{Cost, Part, Payer, PricedLine};
use crate::diff::around::Around;
use crate::diff::phases::{Term, Units, phases};
use crate::model::span::Span;
use crate::money::Amounts;
use crate::price::Price;
use crate::price::meter::Per;
use crate::timeline::stay::{Phases, Stay};

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
    /// Whether it is billed by what comes, and not by being there.
    pub by_use: bool,
    /// Units before.
    pub from: Amounts,
    /// Units afterwards.
    pub to: Amounts,
    /// Units that stay if nobody switches back; on the way back those that are there before it.
    pub left: Amounts,
    /// How many units more an ordinary month takes beyond a vendor's plan.
    pub ordinary: Amounts,
    /// Units that the window takes in all, before and afterwards, where that does not follow from its length.
    pub in_window: Option<(Amounts, Amounts)>,
    /// For how many months it is paid, where that does not follow from the window's length.
    pub months: Option<i64>,
    /// What one costs, if that is known on both sides.
    pub price: Option<Price>,
    /// What one cost before, where that is something else: a subscription's price hangs on the profile.
    pub price_before: Option<Price>,
    /// What its cost is reckoned from, as expected: so many units for so many seconds, in the order of time.
    pub terms: Vec<Term>,
    /// Its money; none when a price of the same thing is not known before or after.
    pub total: Option<Totals>,
}

impl LineDiff {
    /// Whether it costs something that is not known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let units = self.in_window.map_or([Amounts::default(); 2], |(from, to)| [from, to]);
        self.price.is_none()
            && ![self.from, self.to, self.left, self.ordinary].iter().chain(&units).all(Amounts::is_zero)
    }
}

/// What stays on the bill if nobody switches back, on top of what runs anyway: all that no schedule brings back.
/// What is billed by what comes is in it only as ordinary days bring it: the launch's goes when its traffic goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOn {
    /// An hour, without what vendors sell by the month.
    pub hour: Amounts,
    /// A month of 730 hours, with the vendors' plans.
    pub month: Amounts,
}

impl LeftOn {
    /// A day, without what vendors sell by the month.
    #[must_use]
    pub fn day(&self) -> Amounts {
        self.hour.map(|hour| hour.saturating_mul(Decimal::from(24)))
    }
}

impl Add for LeftOn {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { hour: self.hour + other.hour, month: self.month + other.month }
    }
}

impl Sum for LeftOn {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl LineDiff {
    /// What it costs on top with the counts of the window, without the traffic; none where that is not known.
    #[must_use]
    pub fn running(&self) -> Option<LeftOn> {
        let total = self.total?;
        if self.by_use {
            return Some(total.left_on);
        }
        let hour = if self.per == Per::Subscription { Amounts::default() } else { total.hour };
        Some(LeftOn { hour, month: total.month() })
    }
}

/// What something costs, in US dollars. Sums leave out what is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// On top of what it costs anyway, in each phase of the switch; none where nobody says for how long, and on
    /// the way back.
    pub phases: Option<Phases<Amounts>>,
    /// Run-rate before, for a month of 730 hours, with its traffic.
    pub month_from: Amounts,
    /// Run-rate afterwards, with the launch's traffic.
    pub month_to: Amounts,
    /// How much more an hour costs, with the launch's traffic.
    pub hour: Amounts,
    /// What stays if nobody switches back; on the way back what that saves.
    pub left_on: LeftOn,
    /// What stays on the bill after the way back, per month.
    pub residual: Amounts,
    /// Whether something is left out because a price is not known.
    pub incomplete: bool,
}

impl Totals {
    /// What the switch costs in all phases together.
    #[must_use]
    pub fn window(&self) -> Option<Amounts> {
        self.phases.map(|phases| phases.sum())
    }

    /// How much more a month would cost with all of the launch's counts and traffic.
    #[must_use]
    pub fn month(&self) -> Amounts {
        self.month_to - self.month_from
    }

    /// Whether any money changes.
    #[must_use]
    pub fn is_change(&self) -> bool {
        let phases = self.phases.map_or([Amounts::default(); 4], |phases| phases.all());
        !self.month().is_zero() || phases.iter().any(|phase| !phase.is_zero())
    }

    /// The money of a part from that of its lines.
    pub(super) fn of(lines: &[LineDiff], pair: &Pair<'_>, timed: bool) -> Self {
        let known: Self = lines.iter().filter_map(|line| line.total).sum();
        let incomplete = lines.iter().any(LineDiff::is_unknown);
        let phases = known.phases.or_else(|| timed.then(Phases::default));
        Self { phases, residual: pair.residual(), incomplete, ..known }
    }
}

impl Sum for Totals {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        let add = |sum: Self, one: Self| Self {
            phases: sum.phases.zip(one.phases).map(|(sum, one)| sum + one).or(sum.phases).or(one.phases),
            month_from: sum.month_from + one.month_from,
            month_to: sum.month_to + one.month_to,
            hour: sum.hour + one.hour,
            left_on: sum.left_on + one.left_on,
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
    /// Around the window: resized, raised, left on.
    around: [Option<&'a Part>; 3],
    /// In the month after the window, where it is billed otherwise: what runs anyway, and what is left on.
    month_after: Option<[Option<&'a Part>; 2]>,
}

/// How a switch is reckoned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// For how long, if that is known.
    pub(super) span: Option<Span>,
    /// For how long a part is otherwise than on every day.
    pub(super) stay: Stay,
    /// Whether it is the way back, which has no window.
    pub(super) back: bool,
}

/// The parts of two bills side by side: the network, components, external services; each by name.
/// `live` is the bill of the profile that has the window: what all share is as large around it as in it.
pub(super) fn pair<'a>(
    from: &'a Cost,
    to: &'a Cost,
    back: &'a Cost,
    around: &'a Around,
    live: &'a Cost,
) -> Vec<Pair<'a>> {
    let key = |part: &'a Part| (part.payer, part.name.as_str());
    let index = |parts: &'a [Part]| -> BTreeMap<(Payer, &'a str), &'a Part> {
        parts.iter().map(|part| (key(part), part)).collect()
    };
    let (before, after, back) = (index(&from.parts), index(&to.parts), index(&back.parts));
    let month_after = around.month_after.as_ref().map(|sides| [0, 1].map(|at: usize| index(&sides[at])));
    let around = [&around.resized, &around.raised, &around.left].map(|parts| index(parts));
    let live = index(&live.parts);
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
            around: [0, 1, 2].map(|at: usize| match payer {
                Payer::Network => get(&live, key),
                Payer::Component | Payer::External => around.get(at).and_then(|side| get(side, key)),
            }),
            month_after: (month_after.as_ref())
                .filter(|_| payer == Payer::Component)
                .map(|sides| [0, 1].map(|at: usize| get(&sides[at], key))),
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
    pub(super) fn lines(&self, terms: &Terms) -> Vec<LineDiff> {
        let mut lines: Vec<(Option<&PricedLine>, Option<&PricedLine>)> = Vec::new();
        let before = self.from.map_or(&[][..], |part| &part.lines);
        let after = self.to.map_or(&[][..], |part| &part.lines);
        let same =
            |a: &PricedLine, b: &PricedLine| a.what == b.what && a.service == b.service && a.key == b.key;
        lines.extend(before.iter().map(|line| (Some(line), after.iter().find(|other| same(line, other)))));
        let new = after.iter().filter(|line| !before.iter().any(|other| same(line, other)));
        lines.extend(new.map(|line| (None, Some(line))));
        // What is billed by something else in the month after the window, and is in neither bill yet.
        let listed = |line: &PricedLine| before.iter().chain(after).any(|other| same(line, other));
        let mut later: Vec<&PricedLine> = Vec::new();
        for line in self.month_after.iter().flatten().flatten().flat_map(|part| &part.lines) {
            if !listed(line) && !later.iter().any(|other| same(line, other)) {
                later.push(line);
            }
        }
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
        let span = terms.span.map(|span| span.paid_for(months));
        let terms = Terms { span, ..*terms };
        let diff = |(line, from, to): (&PricedLine, Option<&PricedLine>, Option<&PricedLine>)| {
            let known = !unknown.contains(&(line.what, line.service.as_ref()));
            let months = months.and(span).map(|span| span.months);
            let units = |part: Option<&Part>| {
                let mut lines = part.into_iter().flat_map(|part| &part.lines);
                lines.find(|other| same(line, other)).map_or_else(Amounts::default, |other| other.quantity)
            };
            let around = self.around.map(units);
            let month_after = self.month_after.map(|sides| sides.map(units));
            LineDiff { months, ..line_diff(line, [from, to], around, month_after, &terms, known) }
        };
        let both = lines.into_iter().filter_map(|(from, to)| Some((to.or(from)?, from, to)));
        both.chain(later.into_iter().map(|line| (line, None, None))).map(diff).collect()
    }

    /// What costs more once switched back than before.
    fn residual(&self) -> Amounts {
        match (self.from, self.back) {
            (Some(from), Some(back)) => back.sum(PricedLine::month) - from.sum(PricedLine::month),
            _ => Amounts::default(),
        }
    }
}

fn line_diff(
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
    // The price is one, but a subscription's hangs on the profile: each side has its own.
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
    // What is sold by the month is paid with the window, whatever is done before and after it.
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
    // A month is one after the window, with its rates; what traffic adds is as in the window.
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
