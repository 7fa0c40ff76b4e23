//! The offer of RDS: databases and their storage.

use crate::cloud::aws::offers::select::rule::{Attributes, Keys, Offer, Pick, is_plain, one};
use crate::cloud::aws::offers::select::unit::{
    ACU_HOURS, GB_MONTH, HOURS, IOPS, IOS, MBPS, Unit, VCPU_HOURS,
};
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AmazonRDS", pick };

/// Databases and their storage.
fn pick(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    if product.family == "Storage Snapshot" && usage == "RDS:ChargedBackupUsage" {
        return storage(product, GB_MONTH, |engine| format!("backup:{engine}"));
    }
    // It costs the same whatever the engine is: of several products one is enough.
    if usage == "RDS:ProxyUsage" && product.database_engine == "PostgreSQL" {
        return Some(one(Service::RDS_PROXY, "vcpu-hour", VCPU_HOURS));
    }
    if let Some(pick) = aurora(product, usage) {
        return Some(pick);
    }
    let (deployment, instances, prefix) = match &*product.deployment_option {
        "Single-AZ" => ("Single-AZ", "InstanceUsage", "RDS:"),
        "Multi-AZ" => ("Multi-AZ", "Multi-AZUsage", "RDS:Multi-AZ-"),
        "Multi-AZ (readable standbys)" => {
            ("Multi-AZ-cluster", "Multi-AZClusterUsage", "RDS:Multi-AZCluster-")
        }
        _ => return None,
    };
    // What a disk is, besides where its copies stand.
    let disk = usage.strip_prefix(prefix);
    match &*product.family {
        "Database Instance" => {
            let class = &*product.instance_type;
            let engine = engine(&product.database_engine)?;
            let own = usage.split_once(':').is_some_and(|(usage, _)| usage == instances)
                && product.license_model.eq_ignore_ascii_case("No license required")
                && product.deployment_model.is_empty()
                && !product.engine_media_type.eq_ignore_ascii_case("Customer-provided");
            (own && is_plain(class))
                .then(|| one(Service::RDS, format!("{class}:{engine}:{deployment}"), HOURS))
        }
        "Database Storage" => {
            let kind = match &*product.volume_type {
                "General Purpose" => "gp2",
                "General Purpose-GP3" => "gp3",
                "Provisioned IOPS" => "io1",
                "Provisioned IOPS-IO2" => "io2",
                "Magnetic" => "standard",
                _ => return None,
            };
            disk?;
            storage(product, GB_MONTH, |engine| format!("{kind}:{engine}:{deployment}"))
        }
        "Provisioned IOPS" => {
            let kind = match disk? {
                "GP3-PIOPS" => "gp3",
                "PIOPS" => "io1",
                "IO2-PIOPS" | "PIOPS-IO2" => "io2",
                _ => return None,
            };
            storage(product, IOPS, |engine| format!("{kind}-iops:{engine}:{deployment}"))
        }
        "Provisioned Throughput" if disk == Some("GP3-Throughput") => {
            storage(product, MBPS, |engine| format!("gp3-throughput:{engine}:{deployment}"))
        }
        _ => None,
    }
}

/// Aurora: its instances, its capacity, its storage, and what is read and written there.
fn aurora(product: &Attributes<'_>, usage: &str) -> Option<Pick> {
    let named = AURORA.iter().find(|(theirs, _)| *theirs == product.database_engine).map(|(_, ours)| *ours);
    let (what, class) = usage.split_once(':').filter(|(what, _)| *what != "Aurora").unwrap_or((usage, ""));
    // Of one engine, or of any.
    let stored = |unit, key: &str| {
        let key = |engine: &str| format!("{key}:{engine}");
        let service = Service::AURORA_STORAGE;
        match named {
            Some(engine) => Some(one(service, key(engine), unit)),
            None if product.database_engine == "Any" => {
                let keys = Keys::First(AURORA.iter().map(|(_, engine)| key(engine)).collect());
                Some(Pick { service, keys, unit, general: true })
            }
            None => None,
        }
    };
    match what {
        "InstanceUsage" | "InstanceUsageIOOptimized" if !class.is_empty() => {
            let engine = named?;
            let plan = if what == "InstanceUsage" { "standard" } else { "io-optimized" };
            let class = &*product.instance_type;
            let own = product.family == "Database Instance" && product.deployment_model.is_empty();
            (own && is_plain(class)).then(|| one(Service::AURORA, format!("{class}:{engine}:{plan}"), HOURS))
        }
        "Aurora:ServerlessV2Usage" => {
            Some(one(Service::AURORA, format!("serverless-v2:{}:standard", named?), ACU_HOURS))
        }
        "Aurora:ServerlessV2IOOptimizedUsage" => {
            Some(one(Service::AURORA, format!("serverless-v2:{}:io-optimized", named?), ACU_HOURS))
        }
        "Aurora:StorageUsage" => stored(GB_MONTH, "standard"),
        "Aurora:IO-OptimizedStorageUsage" => stored(GB_MONTH, "io-optimized"),
        "Aurora:StorageIOUsage" => stored(IOS, "io-request"),
        _ => None,
    }
}

const AURORA: [(&str, &str); 2] =
    [("Aurora PostgreSQL", "aurora-postgresql"), ("Aurora MySQL", "aurora-mysql")];

/// AWS's name of an engine in ours.
fn engine(name: &str) -> Option<&'static str> {
    ENGINES.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours)
}

const ENGINES: [(&str, &str); 3] = [("PostgreSQL", "postgresql"), ("MySQL", "mysql"), ("MariaDB", "mariadb")];

/// Storage of a database: of one engine, or of any.
fn storage(product: &Attributes<'_>, unit: Unit, key: impl Fn(&str) -> String) -> Option<Pick> {
    if product.database_engine == "Any" {
        let keys = Keys::First(ENGINES.iter().map(|(_, engine)| key(engine)).collect());
        return Some(Pick { service: Service::RDS_STORAGE, keys, unit, general: true });
    }
    Some(one(Service::RDS_STORAGE, key(engine(&product.database_engine)?), unit))
}
