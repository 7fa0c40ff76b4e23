//! What a bill's lines cost: each item by its meters, each meter by its price.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::bill::meter::{Meter, Per};
use crate::bill::{self, BillOfMaterials, Quantity, Role};
use crate::cost::transfer::{self, Transfer};
use crate::external::month::When;
use crate::money::Amounts;
use crate::plan::Plan;
use crate::price::Prices;
use crate::price::graduated::Graduated;
use crate::price::unit_price::Price;
use crate::priced::{Part, PricedLine};

/// What the lines of a bill are priced with.
pub(super) struct List<'a> {
    /// The region whose prices hold.
    region: &'a str,
    /// The price lists.
    pub(super) prices: &'a Prices,
    /// The day whose prices hold.
    pub(super) on: Date,
    /// The data that all of the plan sends to the internet.
    transfer: Option<Transfer>,
}

impl<'a> List<'a> {
    /// What the lines of a bill are priced with, for a length of time.
    pub(super) fn of(
        region: &'a str,
        bill: &BillOfMaterials,
        baseline: Option<&Plan>,
        prices: &'a Prices,
        when: When<'_>,
        on: Date,
    ) -> Self {
        let transfer = Transfer::of(bill, baseline.map(Plan::bill), when);
        Self { region, prices, on, transfer }
    }

    /// The price of a meter; `None` if it is not known, or is for another unit.
    pub(super) fn find(&self, meter: &Meter) -> Option<Price> {
        self.prices.find(meter.service, &meter.key, self.region).filter(|price| price.unit == meter.unit)
    }

    /// The tiers of a meter's list price, if it has any.
    fn graduated(&self, meter: &Meter) -> Option<&'static Graduated> {
        self.prices.catalogue.graduated(meter.service, &meter.key)
    }

    /// The contract price of a meter whose list price has tiers.
    pub(super) fn contract(&self, meter: &Meter) -> Option<Price> {
        self.prices.contract(self.graduated(meter)?, meter.unit, self.region)
    }

    /// The lines for data to the internet: at the contract's price if there is one, otherwise by the tiers that the
    /// data falls into.
    fn transfer(
        &self,
        line: &bill::Line,
        transfer: &Transfer,
        meter: &Meter,
        graduated: &Graduated,
    ) -> Vec<PricedLine> {
        let data = transfer::of_line(line).unwrap_or_default();
        let of = |service: &'static str, key: &'static str, per, quantity| PricedLine {
            price: None,
            what: meter.what,
            service: service.into(),
            key: key.into(),
            unit: meter.unit,
            per,
            rounding: meter.rounding,
            quantity: Amounts::all(quantity),
            in_window: None,
            ordinary: None,
            months: None,
            by_use: true,
        };
        if let Some(price) = self.contract(meter) {
            let (service, key) = graduated.contract;
            return vec![PricedLine { price: Some(price), ..of(service, key, Per::Hour, data) }];
        }
        let shares = transfer.shares(graduated.tiers, data).into_iter().map(|share| {
            let price = self.prices.find(meter.service, share.key, self.region);
            PricedLine {
                price: price.filter(|price| price.unit == meter.unit),
                in_window: share.stay.map(Amounts::all),
                ..of(meter.service, share.key, Per::Usage, share.month)
            }
        });
        shares.collect()
    }
}

/// The priced lines of a part, in the order of its bill. Quantities of the same meter are added up.
pub(super) fn priced(lines: &[bill::Line], list: &List<'_>) -> Vec<PricedLine> {
    let mut out: Vec<PricedLine> = Vec::new();
    for line in lines {
        for meter in line.item.meters(list.on) {
            if let (Role::DataOut(_), Some(transfer), Some(graduated)) =
                (line.item.role(), &list.transfer, list.graduated(&meter))
            {
                out.extend(list.transfer(line, transfer, &meter, graduated));
                continue;
            }
            let quantity = units(line.quantity, meter.each);
            match out.iter_mut().find(|known| known.service == meter.service && known.key == meter.key) {
                Some(known) => known.quantity = known.quantity + quantity,
                None => out.push(PricedLine {
                    price: list.find(&meter),
                    what: meter.what,
                    service: meter.service.into(),
                    key: meter.key,
                    unit: meter.unit,
                    per: meter.per,
                    rounding: meter.rounding,
                    quantity,
                    in_window: None,
                    ordinary: None,
                    months: None,
                    by_use: line.item.role().is_use(),
                }),
            }
        }
    }
    out
}

fn units(quantity: Quantity, each: Decimal) -> Amounts {
    let counts = Amounts {
        floor: quantity.floor.into(),
        expected: quantity.expected.into(),
        ceiling: quantity.ceiling.into(),
    };
    counts.map(|count| count.saturating_mul(each).normalize())
}

/// Adds what savings plans take off. The amount is the same in every profile, because the plans cover what the
/// everyday profile always runs, and are paid whatever runs.
pub(super) fn savings(part: &mut Part, everyday: &[bill::Line], list: &List<'_>) {
    let always: Vec<bill::Line> = (everyday.iter())
        .map(|line| bill::Line { quantity: Quantity::fixed(line.quantity.floor), ..line.clone() })
        .collect();
    for line in priced(&always, list) {
        let runs = part.lines.iter().any(|own| own.service == line.service && own.what == line.what);
        let Some((share, source)) = list.prices.own.saved(&line.service, &line.key).filter(|_| runs) else {
            continue;
        };
        let price = line.price.map(|list| Price {
            usd: -(list.usd * share).normalize(),
            source: format!("{source}, of {}", list.source).into(),
            ..list
        });
        part.lines.push(PricedLine { what: "savings plan", price, ..line });
    }
}
