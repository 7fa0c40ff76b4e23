//! The parts of two bills side by side, and their lines.

use std::collections::BTreeMap;

use crate::cost::Cost;
use crate::diff::around::Around;
use crate::diff::line::{Terms, line_diff};
use crate::diff::money::LineDiff;
use crate::money::Amounts;
use crate::order::Order as _;
use crate::priced::{Part, Payer, PricedLine};

/// A part on both sides of the switch, and at the times around the window.
pub(super) struct Pair<'a> {
    payer: Payer,
    name: &'a str,
    pub(super) from: Option<&'a Part>,
    pub(super) to: Option<&'a Part>,
    back: Option<&'a Part>,
    /// The part at the three times around the window: resized, raised, left on.
    around: [Option<&'a Part>; 3],
    /// The part in the month after the window, if other prices hold then: as it runs anyway, and as it is left on.
    month_after: Option<[Option<&'a Part>; 2]>,
}

/// The parts of two bills side by side: the network, the components, the external services, each by name. `live` is
/// the bill of the profile that has the window: the shared network is as large around the window as in it.
pub(super) fn pairs<'a>(
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
    keys.order();
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

    /// What hangs on something that the profiles do not state, and is the same before and after, and around the window: it
    /// costs what it costs, and the switch changes nothing about it.
    pub(super) fn not_stated(&self) -> Vec<&'a PricedLine> {
        let of = |part: Option<&'a Part>| part.map_or(&[][..], |part| &part.lines);
        let sides: Vec<&[PricedLine]> =
            [self.to].into_iter().chain(self.around).flatten().map(|part| &*part.lines).collect();
        let stays = |line: &&PricedLine| {
            line.is_not_stated() && self.to.is_some() && sides.iter().all(|side| side.contains(line))
        };
        of(self.from).iter().filter(stays).collect()
    }

    /// The lines of both sides. If the price of a thing is not known on one side, both sides leave out its cost:
    /// otherwise half of a change would look like a saving.
    pub(super) fn lines(&self, terms: &Terms) -> Vec<LineDiff> {
        let mut lines: Vec<(Option<&PricedLine>, Option<&PricedLine>)> = Vec::new();
        let before = self.from.map_or(&[][..], |part| &part.lines);
        let after = self.to.map_or(&[][..], |part| &part.lines);
        let same =
            |a: &PricedLine, b: &PricedLine| a.what == b.what && a.service == b.service && a.key == b.key;
        lines.extend(before.iter().map(|line| (Some(line), after.iter().find(|other| same(line, other)))));
        let new = after.iter().filter(|line| !before.iter().any(|other| same(line, other)));
        lines.extend(new.map(|line| (None, Some(line))));
        let idle = self.not_stated();
        lines.retain(|(from, to)| [from, to].into_iter().flatten().all(|line| !idle.contains(line)));
        // Lines that appear only in the month after the window, when another meter bills the same thing.
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
        // If one side must be paid for more months, the other side is counted for as many.
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

    /// How much more a month costs after the way back than before the switch.
    pub(super) fn residual(&self) -> Amounts {
        match (self.from, self.back) {
            (Some(from), Some(back)) => back.sum(PricedLine::month) - from.sum(PricedLine::month),
            _ => Amounts::default(),
        }
    }
}
