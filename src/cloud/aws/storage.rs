//! What storage is given when the profile does not say.

use crate::plan::{Storage, StorageService, VolumeType};

/// From this size in GiB on, RDS for PostgreSQL and MySQL stripes gp3 over four volumes and lets IOPS
/// and throughput be chosen.
/// Source: RDS user guide, `CHAP_Storage`.
pub const RDS_STRIPE: u64 = 400;
/// IOPS that striped gp3 of RDS includes. Source: RDS user guide, `CHAP_Storage`.
pub const RDS_STRIPED_IOPS: u32 = 12_000;
/// MiB/s that striped gp3 of RDS includes. Source: RDS user guide, `CHAP_Storage`.
pub const RDS_STRIPED_THROUGHPUT: u32 = 500;
/// IOPS that gp3 includes. Source: EBS user guide, general purpose volumes.
pub const GP3_IOPS: u32 = 3000;
/// MiB/s that gp3 includes. Source: EBS user guide, general purpose volumes.
pub const GP3_THROUGHPUT: u32 = 125;

/// IOPS and MiB/s to write into Terraform. What gp3 includes is said even where the profile does not: to
/// the provider a value that is left out is one that may stay as a launch has left it.
#[must_use]
pub fn performance(storage: &Storage, service: StorageService) -> (Option<u32>, Option<u32>) {
    let included = match (storage.volume_type, service) {
        (VolumeType::Gp3, StorageService::Ebs) => (Some(GP3_IOPS), Some(GP3_THROUGHPUT)),
        (VolumeType::Gp3, StorageService::Rds) if storage.size.gib() >= RDS_STRIPE => {
            (Some(RDS_STRIPED_IOPS), Some(RDS_STRIPED_THROUGHPUT))
        }
        _ => (None, None),
    };
    (storage.iops.or(included.0), storage.throughput.or(included.1))
}

/// The IOPS that a volume keeps up: as bought, else as its type has them. gp2 has three for each GiB, 100 at
/// the least and 16,000 at the most. Source: EBS user guide, general purpose volumes.
#[must_use]
pub fn iops(storage: &Storage, service: StorageService) -> u64 {
    let of_type = || match storage.volume_type {
        VolumeType::Gp3 => GP3_IOPS.into(),
        _ => storage.size.gib().saturating_mul(3).clamp(100, 16_000),
    };
    performance(storage, service).0.map_or_else(of_type, u64::from)
}
