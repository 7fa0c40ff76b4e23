//! What is consumed on Nimbus, what it is billed by, and what it counts against.

use jiff::civil::Date;
use rust_decimal::Decimal;
use scaleprof::bill::measure::{Measure, Share, Unmeasured};
use scaleprof::bill::meter::{Meter, Per, Rounding};
use scaleprof::bill::{Item, Role};

/// What Nimbus sells.
#[derive(Debug)]
pub(crate) enum Sold {
    /// A node of a size, for an hour.
    Node(String),
    /// A router. Nobody knows its price.
    Router,
}

impl Item for Sold {
    fn meters(&self, _on: Date) -> Vec<Meter> {
        let (what, service, key) = match self {
            Self::Node(size) => ("node", "nodes", size.clone()),
            Self::Router => ("router", "routers", "router".to_owned()),
        };
        let (unit, each, per) = ("Hrs", Decimal::ONE, Per::Hour);
        vec![Meter { what, service, key: key.into(), unit, each, per, rounding: Rounding::NONE }]
    }

    fn measures<'a>(&'a self, take: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        match self {
            Self::Node(size) => take(Measure::of("nodes", 1, Share::Named(size))),
            Self::Router => take(Measure::one("routers")),
        }
        Ok(())
    }

    fn role(&self) -> Role {
        match self {
            Self::Node(_) => Role::Machine,
            Self::Router => Role::Other,
        }
    }
}
