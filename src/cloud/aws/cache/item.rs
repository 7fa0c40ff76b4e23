//! What a cache consumes.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::bill::measure::{Measure, Share, Unmeasured};
use crate::bill::meter::{Meter, Per, Rounding};
use crate::bill::{self, Role};
use crate::cloud::aws::prices::Service;
use crate::kind::cache::Engine;

/// A node of a cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub engine: Engine,
    pub machine: String,
    pub clustered: bool,
}

impl bill::Item for Node {
    fn meters(&self, _: Date) -> Vec<Meter> {
        let key = format!("{}:{}", self.machine, self.engine.name());
        vec![Meter {
            what: "cache node",
            service: Service::ELASTICACHE.word(),
            key: key.into(),
            unit: "Hrs",
            each: Decimal::ONE,
            per: Per::Hour,
            rounding: Rounding::NONE,
        }]
    }

    fn measures<'a>(&'a self, take: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        take(Measure::of("cache-node", 1, Share::Named(&self.machine)));
        if !self.engine.copies() {
            take(Measure::one("cache-node:memcached"));
        } else if self.clustered {
            take(Measure::one("cache-node:clustered"));
        }
        take(Measure::one("network-interface"));
        Ok(())
    }

    fn role(&self) -> Role {
        Role::Service
    }
}

/// Backups beyond the first, which is free.
/// aws.amazon.com/elasticache/pricing, "Backup storage".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Backups;

impl bill::Item for Backups {
    fn meters(&self, _: Date) -> Vec<Meter> {
        vec![Meter {
            what: "backups",
            service: Service::ELASTICACHE.word(),
            key: "backup".into(),
            unit: "GB-Mo",
            each: Decimal::ONE,
            per: Per::Month,
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
