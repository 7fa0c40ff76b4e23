//! What a line costs in each phase of a switch, on top of what runs anyway.

use rust_decimal::Decimal;

use crate::bill::meter::Per;
use crate::money::{Amounts, MONTH_HOURS, round_amount};
use crate::priced::PricedLine;
use crate::switch::stay::{Phases, Stay};

/// The units of a line through the phases of a switch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Units {
    /// Units on every day.
    pub(super) from: Amounts,
    /// Units with the sizes of the launch and everyday counts.
    pub(super) resized: Amounts,
    /// Units with the floors up, before the traffic comes.
    pub(super) raised: Amounts,
    /// Units in the window.
    pub(super) to: Amounts,
    /// Units that no schedule brings back.
    pub(super) left: Amounts,
}

impl Units {
    /// The units of a line that is billed by use: more than on every day only while the launch's traffic is there.
    pub(super) const fn of_use(from: Amounts, to: Amounts) -> Self {
        Self { from, resized: from, raised: from, to, left: from }
    }

    /// The units of each phase and its length in seconds. The floors fall at the end of the window, the expected counts
    /// and the ceilings at the end of the tail.
    fn spans(&self, stay: &Stay) -> [(Amounts, i64); 5] {
        let tail = Amounts { floor: self.left.floor, ..self.to };
        [
            (self.resized, stay.resized.as_secs()),
            (self.raised, stay.raised.as_secs()),
            (self.to, stay.window.as_secs()),
            (tail, stay.tail.as_secs()),
            (self.left, stay.after.as_secs()),
        ]
    }
}

/// A number of units, billed for a number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The number of units.
    pub units: Decimal,
    /// The seconds that are billed.
    pub seconds: i64,
}

/// What a line costs in each phase, and the terms of its expected cost; `None` if its price is not known.
pub(super) fn phases(line: &PricedLine, units: &Units, stay: &Stay) -> Option<(Phases<Amounts>, Vec<Term>)> {
    let spans = units.spans(stay);
    let usd = match &line.price {
        Some(price) => price.usd,
        None if spans.iter().all(|(to, _)| to.is_zero()) && units.from.is_zero() => Decimal::ZERO,
        None => return None,
    };
    let of = |size: fn(&Amounts) -> Decimal| {
        billed(line, &spans.map(|(to, seconds)| (size(&to) - size(&units.from), seconds)))
    };
    let [floor, expected, ceiling] = [of(|a| a.floor), of(|a| a.expected), of(|a| a.ceiling)];
    let hours = match line.per {
        Per::Hour => Decimal::ONE,
        Per::Month | Per::Usage | Per::Subscription => Decimal::from(MONTH_HOURS),
    };
    let cost = |at: usize, size: fn(&Amounts) -> Decimal, seconds: &[i64; 5]| {
        let (to, from) = (size(&spans[at].0), size(&units.from));
        let seconds = Decimal::from(seconds[at]);
        (to - from).saturating_mul(usd).saturating_mul(seconds) / (Decimal::from(3600) * hours)
    };
    let sum = |at: &[usize]| {
        let size = |size: fn(&Amounts) -> Decimal, seconds: &[i64; 5]| {
            round_amount(
                at.iter().map(|at| cost(*at, size, seconds)).fold(Decimal::ZERO, Decimal::saturating_add),
            )
        };
        Amounts {
            floor: size(|a| a.floor, &floor),
            expected: size(|a| a.expected, &expected),
            ceiling: size(|a| a.ceiling, &ceiling),
        }
    };
    let phases = Phases { before: sum(&[0, 1]), window: sum(&[2]), tail: sum(&[3]), after: sum(&[4]) };
    let terms = spans.iter().zip(expected).map(|((to, _), seconds)| Term { units: to.expected, seconds });
    let mut merged: Vec<Term> = Vec::new();
    for term in terms.filter(|term| term.units != units.from.expected && term.seconds > 0) {
        match merged.last_mut().filter(|last| last.units == term.units) {
            Some(last) => last.seconds = last.seconds.saturating_add(term.seconds),
            None => merged.push(term),
        }
    }
    Some((phases, merged))
}

/// The billed seconds of each phase: the whole time that something exists is rounded up, not each phase.
fn billed(line: &PricedLine, spans: &[(Decimal, i64); 5]) -> [i64; 5] {
    let mut there = 0_i64;
    spans.map(|(more, seconds)| {
        if more.is_zero() {
            there = 0;
            return seconds;
        }
        let until = there.saturating_add(seconds);
        let all = |seconds| line.rounding.billed(seconds);
        let billed = all(until).saturating_sub(all(there));
        there = until;
        billed
    })
}
