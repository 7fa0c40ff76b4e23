//! A line of a bill with its price, and sums over several lines.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::bill::meter::{NOT_STATED, Per, Rounding};
use crate::model::span::Span;
use crate::money::{Amounts, MONTH_HOURS, round_amount};
use crate::price::unit_price::Price;

/// The usage beyond a vendor's plan in an ordinary month of 730 hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ordinary {
    /// The units in each such month.
    pub units: Decimal,
    /// The number of the vendor's months that the window touches, whose usage is counted separately.
    pub after: i64,
}

/// One line of the priced bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
    /// What is billed, for people: `machine`.
    pub what: &'static str,
    /// The service in the price list, or the vendor.
    pub service: Cow<'static, str>,
    /// The key in the price list, or the name of the subscription.
    pub key: Cow<'static, str>,
    /// The unit of the quantity: `GB`.
    pub unit: &'static str,
    /// The length of time that the price is for.
    pub per: Per,
    /// How the time that it was there is rounded before it is billed.
    pub rounding: Rounding,
    /// The number of units.
    pub quantity: Amounts,
    /// The price of one unit, if it is known.
    pub price: Option<Price>,
    /// The units that the whole window uses, if they do not follow from its length: usage beyond a subscription in
    /// the vendor's months that the window touches.
    pub in_window: Option<Amounts>,
    /// The usage of an ordinary month, if such a month may be paid for after the window.
    pub ordinary: Option<Ordinary>,
    /// The smallest number of months that are paid, whatever the length of the window.
    pub months: Option<i64>,
    /// Whether the line is billed by use, not by the time that something exists.
    pub by_use: bool,
}

impl PricedLine {
    /// Whether the line costs something and its price is not known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let nothing = self.quantity.is_zero() && self.in_window.is_none_or(|units| units.is_zero());
        let nothing = nothing && self.ordinary.is_none_or(|month| month.units.is_zero());
        self.price.is_none() && !nothing
    }

    /// Whether the price hangs on something that the profile does not state.
    #[must_use]
    pub(crate) fn is_not_stated(&self) -> bool {
        self.price.is_none() && self.key.ends_with(NOT_STATED)
    }

    /// The cost of one more hour in US dollars; for a subscription, its share of a month of 730 hours.
    #[must_use]
    pub fn hour(&self) -> Option<Amounts> {
        self.times(|cost| match self.per {
            Per::Hour => cost,
            Per::Month | Per::Subscription | Per::Usage => cost / Decimal::from(MONTH_HOURS),
        })
    }

    /// The cost of a month of 730 hours in US dollars.
    #[must_use]
    pub fn month(&self) -> Option<Amounts> {
        self.times(|cost| match self.per {
            Per::Hour => cost.saturating_mul(Decimal::from(MONTH_HOURS)),
            Per::Month | Per::Subscription | Per::Usage => cost,
        })
    }

    /// The cost of a length of time in US dollars: by the hour, or for a subscription by the months that have begun.
    #[must_use]
    pub fn over(&self, span: Span) -> Option<Amounts> {
        if let Some(units) = self.taken(span).filter(|_| span.months > 0) {
            return self.priced(units, |cost| cost);
        }
        let span = span.paid_for(self.months);
        let seconds = Decimal::from(self.rounding.billed(span.seconds));
        let hour = Decimal::from(3600);
        self.times(|cost| match self.per {
            Per::Hour => cost.saturating_mul(seconds) / hour,
            // Use comes with the visitors. A time before the window has no months, so it costs nothing.
            Per::Usage if span.months == 0 => Decimal::ZERO,
            Per::Month | Per::Usage => cost.saturating_mul(seconds) / (hour * Decimal::from(MONTH_HOURS)),
            Per::Subscription => cost.saturating_mul(Decimal::from(span.months)),
        })
    }

    /// The units of all months that are paid, if they do not follow from the length of the window: those of the
    /// window, and ordinary ones after it.
    #[must_use]
    pub(crate) fn taken(&self, span: Span) -> Option<Amounts> {
        let later = self.ordinary.map_or(Decimal::ZERO, |month| {
            let months = span.paid_for(self.months).months.saturating_sub(month.after).max(0);
            month.units.saturating_mul(Decimal::from(months))
        });
        let units = self.in_window? + Amounts::all(later);
        // Round to a millionth of a unit, because division leaves digits that mean nothing.
        Some(if later.is_zero() { units } else { units.map(|units| units.round_dp(6).normalize()) })
    }

    /// The cost of a month in US dollars, if the size of the launch is left on and its traffic goes: ordinary use.
    #[must_use]
    pub(crate) fn ordinary_month(&self) -> Option<Amounts> {
        let units = self.ordinary.map_or(Decimal::ZERO, |month| month.units);
        self.priced(Amounts::all(units), |cost| cost)
    }

    fn times(&self, share: impl Fn(Decimal) -> Decimal) -> Option<Amounts> {
        self.priced(self.quantity, share)
    }

    fn priced(&self, units: Amounts, share: impl Fn(Decimal) -> Decimal) -> Option<Amounts> {
        if units.is_zero() {
            return Some(Amounts::default());
        }
        let usd = self.price.as_ref()?.usd;
        Some(units.map(|units| round_amount(share(units.saturating_mul(usd)))))
    }
}

/// What a part of the bill is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payer {
    /// The network, which all components share.
    Network,
    /// A component.
    Component,
    /// A service outside the cloud.
    External,
}

/// What one component, the network or an external service costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Whether the part is a component, the network or an external service.
    pub payer: Payer,
    /// Its name in the profile.
    pub name: String,
    /// The lines of its bill.
    pub lines: Vec<PricedLine>,
}

impl Part {
    /// The sum over its lines whose price is known.
    #[must_use]
    pub fn sum(&self, amounts: impl Fn(&PricedLine) -> Option<Amounts>) -> Amounts {
        self.lines.iter().filter_map(amounts).sum()
    }
}

/// Use that is billed, and whose amount the profile does not state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncounted {
    /// The component that causes it.
    pub name: String,
    /// What would be billed, for people.
    pub what: &'static str,
    /// The unit of the price.
    pub unit: &'static str,
    /// The price of one unit, if it is known.
    pub price: Option<Price>,
}

/// The first and the last date of list prices. Prices of vendors come from the profile, and the date of a contract is
/// the day from which it holds, so neither counts.
#[must_use]
pub(crate) fn dates<'a>(parts: impl Iterator<Item = &'a Part>) -> Option<(String, String)> {
    let listed = parts
        .filter(|part| part.payer != Payer::External)
        .flat_map(|part| &part.lines)
        .filter_map(|line| line.price.as_ref())
        .filter(|price| !price.is_own());
    let dates = listed.map(|price| price.date.as_ref()).filter(|date| !date.is_empty());
    let widen = |range: Option<(&'a str, &'a str)>, date: &'a str| match range {
        None => Some((date, date)),
        Some((first, last)) => Some((first.min(date), last.max(date))),
    };
    dates.fold(None, widen).map(|(first, last)| (first.to_owned(), last.to_owned()))
}
