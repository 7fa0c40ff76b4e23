//! What storage is given when the profile does not say.

use crate::plan::{Storage, StorageService, VolumeType};

/// From this size in GiB on, RDS for PostgreSQL and MySQL stripes gp3 over four volumes and lets IOPS
/// and throughput be chosen.
/// Source: RDS user guide, `CHAP_Storage`.
pub const RDS_STRIPE: u64 = 400;

/// IOPS and MiB/s to write into Terraform. What gp3 includes is said even where the profile does not: to
/// the provider a value that is left out is one that may stay as a launch has left it.
#[must_use]
pub fn performance(storage: &Storage, service: StorageService) -> (Option<u32>, Option<u32>) {
    let included = match (storage.volume_type, service) {
        (VolumeType::Gp3, StorageService::Ebs) => (Some(3000), Some(125)),
        (VolumeType::Gp3, StorageService::Rds) if storage.size.gib() >= RDS_STRIPE => {
            (Some(12_000), Some(500))
        }
        _ => (None, None),
    };
    (storage.iops.or(included.0), storage.throughput.or(included.1))
}
