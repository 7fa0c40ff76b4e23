//! What a cluster of Aurora consumes.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::bill::measure::{Measure, Share, Unmeasured};
use crate::bill::meter::{Meter, Per, Rounding};
use crate::bill::{self, Role};
use crate::cloud::aws::meter::listed;
use crate::cloud::aws::prices::Service;
use crate::kind::engine::Engine;

/// How what is stored is billed: `standard`, or `io-optimized` with reads and writes in it.
fn plan(io_optimized: bool) -> &'static str {
    if io_optimized { "io-optimized" } else { "standard" }
}

/// An instance, which writes or is read. It is billed for ten minutes at the least after its class changes.
/// Source: aws.amazon.com/rds/aurora/pricing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instance {
    pub engine: Engine,
    pub class: String,
    pub io_optimized: bool,
    /// Whether it scales by itself: then its capacity is billed.
    pub scales: bool,
}

impl bill::Item for Instance {
    fn meters(&self, _: Date) -> Vec<Meter> {
        if self.scales {
            return Vec::new();
        }
        let key = format!("{}:{}:{}", self.class, listed(self.engine), plan(self.io_optimized));
        vec![Meter {
            what: "database",
            service: Service::AURORA.word(),
            key: key.into(),
            unit: "Hrs",
            each: Decimal::ONE,
            per: Per::Hour,
            rounding: Rounding { least: 600, step: 1 },
        }]
    }

    fn measures<'a>(&'a self, take: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        take(Measure::of("database-instance", 1, Share::Named(&self.class)));
        take(Measure::one("network-interface"));
        Ok(())
    }

    fn role(&self) -> Role {
        Role::Service
    }
}

/// Half a unit of capacity of an instance that scales by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HalfUnit {
    pub engine: Engine,
    pub io_optimized: bool,
}

impl bill::Item for HalfUnit {
    fn meters(&self, _: Date) -> Vec<Meter> {
        let key = format!("serverless-v2:{}:{}", listed(self.engine), plan(self.io_optimized));
        vec![Meter {
            what: "capacity, in halves of an ACU",
            service: Service::AURORA.word(),
            key: key.into(),
            unit: "ACU-Hrs",
            each: Decimal::new(5, 1),
            per: Per::Hour,
            rounding: Rounding::NONE,
        }]
    }

    fn measures<'a>(&'a self, _: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        Ok(())
    }

    fn role(&self) -> Role {
        Role::Other
    }
}

/// The cluster, which its instances belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cluster;

impl bill::Item for Cluster {
    fn meters(&self, _: Date) -> Vec<Meter> {
        Vec::new()
    }

    fn measures<'a>(&'a self, take: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        take(Measure::one("database-cluster"));
        Ok(())
    }

    fn role(&self) -> Role {
        Role::Other
    }
}

/// What is stored, and read and written there: how much, nobody knows beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub engine: Engine,
    pub io_optimized: bool,
}

impl bill::Item for Stored {
    fn meters(&self, _: Date) -> Vec<Meter> {
        let meter = |what, key: String, unit, per| Meter {
            what,
            service: Service::AURORA_STORAGE.word(),
            key: Cow::Owned(key),
            unit,
            each: Decimal::ONE,
            per,
            rounding: Rounding::NONE,
        };
        let (engine, plan) = (listed(self.engine), plan(self.io_optimized));
        let mut out =
            vec![meter("storage, which grows by itself", format!("{plan}:{engine}"), "GB-Mo", Per::Month)];
        if !self.io_optimized {
            let key = format!("io-request:{engine}");
            out.push(meter("reads and writes of the storage", key, "Requests", Per::Hour));
        }
        out
    }

    fn measures<'a>(&'a self, _: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        Ok(())
    }

    fn role(&self) -> Role {
        Role::Use
    }
}
