//! What storage is given when the profile does not say.

use crate::cloud::provider::StorageSpeed;
use crate::kind::spec::Facets;
use crate::model::capacity::{Storage, VolumeType};

/// Who sells storage: the limits differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StorageService {
    /// An EBS volume.
    Ebs,
    /// The storage of an RDS instance.
    Rds,
}

impl StorageService {
    /// Who sells the storage of a component.
    #[must_use]
    pub(crate) const fn of(facets: &Facets<'_>) -> Self {
        if facets.database.is_some() { Self::Rds } else { Self::Ebs }
    }
}

/// From this size in GiB on, RDS for PostgreSQL and MySQL stripes gp3 over four volumes and lets IOPS
/// and throughput be chosen.
/// Source: RDS user guide, `CHAP_Storage`.
pub(crate) const RDS_STRIPE: u64 = 400;
/// IOPS that striped gp3 of RDS includes. Source: RDS user guide, `CHAP_Storage`.
pub(crate) const RDS_STRIPED_IOPS: u32 = 12_000;
/// MiB/s that striped gp3 of RDS includes. Source: RDS user guide, `CHAP_Storage`.
pub(crate) const RDS_STRIPED_THROUGHPUT: u32 = 500;
/// IOPS that gp3 includes. Source: EBS user guide, general purpose volumes.
pub(crate) const GP3_IOPS: u32 = 3000;
/// MiB/s that gp3 includes. Source: EBS user guide, general purpose volumes.
pub(crate) const GP3_THROUGHPUT: u32 = 125;

/// IOPS and MiB/s to write into Terraform. What gp3 includes is said even where the profile does not: to
/// the provider a value that is left out is one that may stay as a launch has left it.
#[must_use]
pub(crate) fn performance(storage: &Storage, service: StorageService) -> (Option<u32>, Option<u32>) {
    let included = match (storage.volume_type, service) {
        (VolumeType::Gp3, StorageService::Ebs) => (Some(GP3_IOPS), Some(GP3_THROUGHPUT)),
        (VolumeType::Gp3, StorageService::Rds) if storage.size.gib() >= RDS_STRIPE => {
            (Some(RDS_STRIPED_IOPS), Some(RDS_STRIPED_THROUGHPUT))
        }
        _ => (None, None),
    };
    (storage.iops.or(included.0), storage.throughput.or(included.1))
}

/// What storage keeps up, as bought or as its type has it.
#[must_use]
pub(crate) fn speed(storage: &Storage, service: StorageService) -> StorageSpeed {
    let throughput = performance(storage, service).1.map(u64::from);
    StorageSpeed { iops: Some(iops(storage, service)), throughput }
}

/// Credits of one gp2 volume, in I/O operations: enough for 3,000 a second over half an hour.
/// Source: EBS user guide, general purpose volumes.
const GP2_CREDITS: u64 = 5_400_000;
/// The volumes that RDS stripes gp2 over from [`RDS_STRIPE`] on. Source: RDS user guide, `CHAP_Storage`.
const RDS_STRIPES: u64 = 4;

/// What gp2 keeps up for a day, and how long its credits carry it above that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Burst {
    /// IOPS that it keeps up.
    pub(crate) baseline: u64,
    /// IOPS while it has credits.
    pub most: u64,
    /// For how long full credits last at the most, in seconds.
    pub seconds: u64,
}

/// How a volume lives on credits; none of one that does not.
#[must_use]
pub(crate) fn burst(storage: &Storage, service: StorageService) -> Option<Burst> {
    if storage.volume_type != VolumeType::Gp2 {
        return None;
    }
    let striped = service == StorageService::Rds && storage.size.gib() >= RDS_STRIPE;
    let volumes = if striped { RDS_STRIPES } else { 1 };
    let (baseline, most) = (iops(storage, service), 3000 * volumes);
    let spent = most.checked_sub(baseline).filter(|spent| *spent > 0)?;
    Some(Burst { baseline, most, seconds: GP2_CREDITS * volumes / spent })
}

/// The IOPS that a volume keeps up: as bought, else as its type has them. gp2 has three for each GiB, 100 at
/// the least and 16,000 at the most, 64,000 where RDS stripes it. Sources: EBS user guide, general purpose
/// volumes; RDS user guide, `CHAP_Storage`.
#[must_use]
pub(crate) fn iops(storage: &Storage, service: StorageService) -> u64 {
    let gib = storage.size.gib();
    let striped = service == StorageService::Rds && gib >= RDS_STRIPE;
    let of_type = || match storage.volume_type {
        VolumeType::Gp3 => GP3_IOPS.into(),
        _ => gib.saturating_mul(3).clamp(100, if striped { 64_000 } else { 16_000 }),
    };
    performance(storage, service).0.map_or_else(of_type, u64::from)
}
