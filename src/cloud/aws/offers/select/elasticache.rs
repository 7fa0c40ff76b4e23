//! The offer of `ElastiCache`: nodes and backups of them.

use crate::cloud::aws::offers::select::rule::{Attributes, Offer, Pick, is_plain, one};
use crate::cloud::aws::offers::select::unit::{GB_MONTH, HOURS};
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AmazonElastiCache", pick };

/// Nodes and backups. What Extended Support adds to a node, and nodes on Outposts or with synchronous writes, have
/// usage types of their own.
fn pick(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let machine = &*product.instance_type;
    match &*product.family {
        "Cache Instance" if usage.strip_prefix("NodeUsage:") == Some(machine) && is_plain(machine) => {
            let engine = engine(&product.cache_engine)?;
            Some(one(Service::ELASTICACHE, format!("{machine}:{engine}"), HOURS))
        }
        // It costs the same whatever the engine is; the product of Valkey has its name behind this.
        "Storage Snapshot" if usage == "ElastiCache:BackupUsage" => {
            Some(one(Service::ELASTICACHE, "backup", GB_MONTH))
        }
        _ => None,
    }
}

/// The engine as profiles name it.
fn engine(theirs: &str) -> Option<&'static str> {
    match theirs {
        "Valkey" => Some("valkey"),
        "Redis" => Some("redis"),
        "Memcached" => Some("memcached"),
        _ => None,
    }
}
