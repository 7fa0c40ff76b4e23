//! A line of the bill before and after a switch, in words.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::bill::meter::Per;
use crate::diff::Diff;
use crate::diff::money::LineDiff;
use crate::diff::phases::Term;
use crate::money::{Amounts, MONTH_HOURS, figure, signed_dollars, unit_price};
use crate::price::unit_price::Price;
use crate::report::view::three::Three;
use crate::report::view::unknown::plural;
use crate::shown::visible;

/// The digits after the point of hours.
const HOUR_PLACES: u32 = 4;

/// A line of the bill before and after, as expected.
#[derive(Debug, Serialize)]
pub struct LineView {
    /// What is billed: `machine t4g.nano`.
    pub what: String,
    /// The units before.
    pub from: String,
    /// The units after.
    pub to: String,
    /// The unit.
    pub unit: &'static str,
    /// The price of one unit: `$0.0046 an hour`, or `unknown`.
    pub price: String,
    /// The arithmetic of the cost: `118 x $0.0046 x 24 h`.
    pub arithmetic: String,
    /// What the switch costs on top of normal.
    pub cost: Option<Three>,
    /// How much more a month costs if nobody switches back.
    pub month: Option<Three>,
    /// `cost` in cents.
    #[serde(skip)]
    pub(super) amounts: Option<Amounts>,
    /// `month` in cents.
    #[serde(skip)]
    pub(super) month_amounts: Option<Amounts>,
    /// The date at which the price was read.
    pub date: String,
    /// The place where the price was read.
    pub source: String,
}

impl LineView {
    pub(super) fn of(
        line: &LineDiff,
        cost: Option<Amounts>,
        month: Option<Amounts>,
        diff: &Diff<'_>,
    ) -> Self {
        let price = line.price.as_ref();
        let arithmetic = price.map(|price| arithmetic(line, price, diff)).unwrap_or_default();
        Self {
            what: visible(&format!("{} {}", line.what, line.key)),
            from: figure(line.from.expected),
            to: figure(line.to.expected),
            unit: line.unit,
            price: price_per(price, line.per),
            arithmetic,
            amounts: cost,
            month_amounts: month,
            cost: cost.map(|cost| Three::of(cost, signed_dollars)),
            month: month.map(|month| Three::of(month, signed_dollars)),
            date: price.map(|price| price.date.to_string()).unwrap_or_default(),
            source: price.map(|price| price.source.to_string()).unwrap_or_default(),
        }
    }
}

/// Whether a line changes. One that does not costs nothing, and would only be in the way.
pub(super) fn moved(line: &LineDiff) -> bool {
    line.from != line.to || line.is_unknown() || line.total.is_some_and(|total| total.is_change())
}

/// The arithmetic of the expected cost of a line: `(120 - 2) x $0.0046 x 24 h`, one term for each number of units.
fn arithmetic(line: &LineDiff, price: &Price, diff: &Diff<'_>) -> String {
    let span = diff.span;
    let usd = unit_price(price.usd);
    let of = units(line);
    let more = |from: Decimal, to: Decimal| {
        let one = from.is_zero() || to.is_zero();
        let number = if one {
            figure(to.saturating_sub(from))
        } else {
            format!("({} - {})", figure(to), figure(from))
        };
        format!("{number}{of}")
    };
    let sides = match (span, line.in_window) {
        (Some(_), Some(units)) => units,
        (None, _) if !line.ordinary.is_zero() => (Amounts::default(), line.ordinary),
        (None, _) if !line.by_use && line.per != Per::Subscription => {
            if diff.back {
                (line.left, line.to)
            } else {
                (line.from, line.left)
            }
        }
        _ => (line.from, line.to),
    };
    let (from, to) = sides;
    let (from, to) = (from.expected, to.expected);
    if !line.terms.is_empty() {
        let term = |term: &Term| {
            let hours = Decimal::from(term.seconds) / Decimal::from(3600);
            let hours = figure(hours.round_dp(HOUR_PLACES));
            let time = if line.per == Per::Hour {
                format!("{hours} h")
            } else {
                format!("{hours}/{MONTH_HOURS} month")
            };
            format!("{} x {usd} x {time}", more(from, term.units))
        };
        return line.terms.iter().map(term).collect::<Vec<_>>().join(" + ");
    }
    let time = match (line.per, span) {
        (Per::Subscription, Some(span)) => format!(" x {} month", line.months.unwrap_or(span.months)),
        // The expected number is the same as before, and only the ceiling moves.
        (Per::Hour, Some(span)) => format!(" x {} h", figure(span.hours())),
        (Per::Month, Some(span)) => format!(" x {}/{MONTH_HOURS} month", figure(span.hours())),
        (Per::Usage, Some(_)) => String::new(),
        (Per::Usage, None) if !line.ordinary.is_zero() => " a month".to_owned(),
        (Per::Usage, None) => " a month, while the traffic stays".to_owned(),
        (per, None) if line.by_use => format!(" {}, while the traffic stays", a(per)),
        (per, None) => format!(" {}", a(per)),
    };
    match &line.price_before {
        Some(before) => {
            let before = unit_price(before.usd);
            format!("{}{of} x {usd}{time} - {}{of} x {before}{time}", figure(to), figure(from))
        }
        None => format!("{} x {usd}{time}", more(from, to)),
    }
}

/// What the units of a line are of, with a blank before it: ` vCPU`, ` GB an hour`; nothing for machines and whatever else
/// is counted by itself.
fn units(line: &LineDiff) -> String {
    let by_time = line.unit.strip_suffix("-Hrs").or_else(|| line.unit.strip_suffix("-Mo"));
    match (by_time, line.per) {
        (Some(of), _) => format!(" {of}"),
        (None, Per::Hour | Per::Month) if line.by_use => format!(" {} {}", plural(line.unit), a(line.per)),
        (None, _) => String::new(),
    }
}

/// `$0.0046 an hour`, or `unknown`.
#[must_use]
pub(crate) fn price_per(price: Option<&Price>, per: Per) -> String {
    price.map_or_else(|| "unknown".to_owned(), |price| format!("{} {}", unit_price(price.usd), a(per)))
}

const fn a(per: Per) -> &'static str {
    match per {
        Per::Hour => "an hour",
        Per::Month | Per::Subscription => "a month",
        Per::Usage => "each",
    }
}
