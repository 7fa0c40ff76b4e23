//! A line of a bill with its price, and what is said of several.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::model::span::Span;
use crate::money::{Amounts, MONTH_HOURS, round_amount};
use crate::price::meter::{Per, billed_seconds};
use crate::price::unit_price::Price;

/// What is used beyond a vendor's plan in an ordinary month of 730 hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ordinary {
    /// Units in each such month.
    pub units: Decimal,
    /// The vendor's months that the stay touches, whose use is counted by itself.
    pub after: i64,
}

/// One line of the priced bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
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
    /// How many units.
    pub quantity: Amounts,
    /// What one costs, if that is known.
    pub price: Option<Price>,
    /// How many units the stay takes in all, where that does not follow from its length: what is used beyond
    /// a subscription in the vendor's months that the stay touches.
    pub in_window: Option<Amounts>,
    /// What an ordinary month takes, where one may be paid for after those of the stay.
    pub ordinary: Option<Ordinary>,
    /// For how many months it is paid at the least, whatever the length of the stay.
    pub months: Option<i64>,
    /// Whether it is billed by what comes, and not by being there.
    pub by_use: bool,
}

impl PricedLine {
    /// Whether it costs something that is not known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let nothing = self.quantity.is_zero() && self.in_window.is_none_or(|units| units.is_zero());
        let nothing = nothing && self.ordinary.is_none_or(|month| month.units.is_zero());
        self.price.is_none() && !nothing
    }

    /// If left on for an hour, in US dollars; a subscription's share of a month of 730 hours.
    #[must_use]
    pub fn hour(&self) -> Option<Amounts> {
        self.times(|cost| match self.per {
            Per::Hour => cost,
            Per::Month | Per::Subscription | Per::Usage => cost / Decimal::from(MONTH_HOURS),
        })
    }

    /// If left on for a month of 730 hours, in US dollars.
    #[must_use]
    pub fn month(&self) -> Option<Amounts> {
        self.times(|cost| match self.per {
            Per::Hour => cost.saturating_mul(Decimal::from(MONTH_HOURS)),
            Per::Month | Per::Subscription | Per::Usage => cost,
        })
    }

    /// For a length of time, in US dollars: by the hour, a subscription by the month begun.
    #[must_use]
    pub fn over(&self, span: Span) -> Option<Amounts> {
        if let Some(units) = self.taken(span).filter(|_| span.months > 0) {
            return self.priced(units, |cost| cost);
        }
        let span = span.paid_for(self.months);
        let seconds = Decimal::from(billed_seconds(&self.service, &self.key, span.seconds));
        let hour = Decimal::from(3600);
        self.times(|cost| match self.per {
            Per::Hour => cost.saturating_mul(seconds) / hour,
            // What is used comes with the visitors: nothing of it before the stay, which has no months.
            Per::Usage if span.months == 0 => Decimal::ZERO,
            Per::Month | Per::Usage => cost.saturating_mul(seconds) / (hour * Decimal::from(MONTH_HOURS)),
            Per::Subscription => cost.saturating_mul(Decimal::from(span.months)),
        })
    }

    /// How many units all months that are paid for take, where that does not follow from the length of the stay:
    /// those of the stay, and ordinary ones after it.
    #[must_use]
    pub fn taken(&self, span: Span) -> Option<Amounts> {
        let later = self.ordinary.map_or(Decimal::ZERO, |month| {
            let months = span.paid_for(self.months).months.saturating_sub(month.after).max(0);
            month.units.saturating_mul(Decimal::from(months))
        });
        let units = self.in_window? + Amounts::all(later);
        // Without the dust that division leaves: to a millionth of a unit.
        Some(if later.is_zero() { units } else { units.map(|units| units.round_dp(6).normalize()) })
    }

    /// If the size of the launch is left on for a month and its traffic goes, in US dollars: ordinary use.
    #[must_use]
    pub fn ordinary_month(&self) -> Option<Amounts> {
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
    /// What all components share.
    Network,
    /// A component.
    Component,
    /// A service outside the cloud.
    External,
}

/// What one component, the network or an external service costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub payer: Payer,
    /// Its name in the profile.
    pub name: String,
    /// What it is billed by.
    pub lines: Vec<PricedLine>,
}

impl Part {
    /// The sum of what is known of its lines.
    #[must_use]
    pub fn sum(&self, amounts: impl Fn(&PricedLine) -> Option<Amounts>) -> Amounts {
        self.lines.iter().filter_map(amounts).sum()
    }
}

/// Use that is billed and that the profile does not state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncounted {
    /// Whose.
    pub name: String,
    /// What it would be billed by.
    pub what: &'static str,
    /// What it is for.
    pub unit: &'static str,
    /// The price, if that is known.
    pub price: Option<Price>,
}

/// The first and the last date of list prices. Those of vendors are the profile's own, and a contract's date is that
/// since when it holds.
#[must_use]
pub fn dates<'a>(parts: impl Iterator<Item = &'a Part>) -> Option<(String, String)> {
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
