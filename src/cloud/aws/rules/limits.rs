//! The limits of each type of storage.

use crate::cloud::aws::storage::{RDS_STRIPE, StorageService};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};
use crate::model::capacity::{Disk, Storage, VolumeType};
use crate::model::size::Size;

/// Storage and the root disk are within the limits of their types.
pub(super) fn check(facets: &Facets<'_>, rules: &mut dyn Rules) {
    if let Some(disk) = facets.disk {
        let Disk { volume_type, size } = *disk;
        let storage =
            Storage { volume_type, size, iops: None, throughput: None, max_size: None, keep: false };
        check_limits(&storage, StorageService::Ebs, "disk", rules);
    }
    if let Some(storage) = facets.storage {
        check_limits(storage, StorageService::of(facets), "storage", rules);
    }
}

fn check_whole_gib(storage: &Storage, field: &str, rules: &mut dyn Rules) {
    if !storage.size.mib().is_multiple_of(1024) {
        let message = format!("{} is not a whole number of GiB", storage.size);
        let finding = Finding::new(Code::StorageLimits, rules.place(&format!("{field}/size")), message);
        rules.report(finding.help(format!("take {}", Size::from_gib(storage.size.gib()))));
    }
}

/// The throughput of a gp3 volume in MiB/s: what `aws_ebs_volume` of the pinned provider takes (5.100,
/// `IntBetween(125, 1000)`), and what AWS has given since 2025-09 (`CreateVolume`).
const PROVIDER_THROUGHPUT: u64 = 1000;
const AWS_THROUGHPUT: u64 = 2000;

/// The limits of a volume type: GiB, IOPS, IOPS per GiB, MiB/s.
struct Limits {
    size: (u64, u64),
    /// `None` if IOPS cannot be chosen.
    iops: Option<(u64, u64)>,
    iops_per_gib: u64,
    /// `None` if throughput cannot be chosen.
    throughput: Option<(u64, u64)>,
}

/// EBS: `CreateVolume` in the EC2 API reference as botocore 1.43.11 carries it (2026); ratios from
/// docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html. RDS: `CreateDBInstance` in the RDS
/// API reference (the same botocore) and `CHAP_Storage` of the RDS user guide.
const fn limits(service: StorageService, volume_type: VolumeType, gib: u64) -> Limits {
    use crate::cloud::aws::storage::StorageService::{Ebs, Rds};
    use crate::model::capacity::VolumeType::{Gp2, Gp3, Io1, Io2};
    let (size, iops, iops_per_gib, throughput) = match (service, volume_type) {
        (Ebs, Gp3) => ((1, 65_536), Some((3000, 80_000)), 500, Some((125, PROVIDER_THROUGHPUT))),
        (Ebs, Gp2) => ((1, 16_384), None, 0, None),
        (Ebs, Io1) => ((4, 16_384), Some((100, 64_000)), 50, None),
        (Ebs, Io2) => ((4, 65_536), Some((100, 256_000)), 1000, None),
        (Rds, Gp3) if gib < RDS_STRIPE => ((20, 65_536), None, 0, None),
        (Rds, Gp3) => ((20, 65_536), Some((12_000, 64_000)), 500, Some((500, 4000))),
        (Rds, Gp2) => ((20, 65_536), None, 0, None),
        (Rds, Io1) => ((100, 65_536), Some((1000, 256_000)), 50, None),
        (Rds, Io2) => ((100, 65_536), Some((1000, 256_000)), 1000, None),
    };
    Limits { size, iops, iops_per_gib, throughput }
}

fn check_limits(storage: &Storage, service: StorageService, field: &str, rules: &mut dyn Rules) {
    check_whole_gib(storage, field, rules);
    let path = field;
    let gib = storage.size.gib();
    let name = storage.volume_type.name();
    let limits = limits(service, storage.volume_type, gib);
    let mut report = |field: &str, message: String, help: String| {
        let place = rules.place(&format!("{path}/{field}"));
        rules.report(Finding::new(Code::StorageLimits, place, message).help(help));
    };
    let (smallest, largest) = limits.size;
    if gib < smallest || gib > largest {
        let message = format!("{} is no size for {name}", storage.size);
        report("size", message, format!("from {smallest}GiB to {largest}GiB"));
    }
    match (storage.iops.map(u64::from), limits.iops) {
        (Some(_), None) => {
            let message = format!("IOPS of {name} cannot be chosen at {}", storage.size);
            let help = match (service, storage.volume_type) {
                (StorageService::Rds, VolumeType::Gp3) => {
                    format!("leave them out, or take {RDS_STRIPE}GiB or more")
                }
                _ => "leave them out: they follow the size".to_owned(),
            };
            report("iops", message, help);
        }
        (Some(iops), Some((fewest, most))) => {
            let most = most.min(gib.saturating_mul(limits.iops_per_gib).max(fewest));
            // RDS requires at least half an I/O operation per second and GiB.
            let fewest = if service == StorageService::Rds { fewest.max(gib.div_ceil(2)) } else { fewest };
            if iops < fewest || iops > most {
                let message = format!("{} of {name} cannot have {iops} IOPS", storage.size);
                let ratio = limits.iops_per_gib;
                report(
                    "iops",
                    message,
                    format!("from {fewest} to {most} here ({ratio} per GiB at the most)"),
                );
            }
        }
        (None, Some(_)) if matches!(storage.volume_type, VolumeType::Io1 | VolumeType::Io2) => {
            report("type", format!("`{name}` needs `iops:`"), "add `iops:`".to_owned());
        }
        (None, _) => {}
    }
    match (storage.throughput.map(u64::from), limits.throughput) {
        (Some(_), None) => {
            let message = format!("throughput of {name} cannot be chosen at {}", storage.size);
            report("throughput", message, "leave it out".to_owned());
        }
        (Some(throughput), Some((least, most))) => {
            // There is a quarter of a MiB/s for each provisioned I/O operation.
            let iops = storage.iops.map_or_else(|| limits.iops.map_or(0, |(base, _)| base), u64::from);
            let most = most.min((iops / 4).max(least));
            let by_provider = service == StorageService::Ebs
                && throughput > PROVIDER_THROUGHPUT
                && throughput <= AWS_THROUGHPUT.min(iops / 4);
            if by_provider {
                report(
                    "throughput",
                    format!(
                        "{throughput} MiB/s are more than the provider of Terraform takes: up to {PROVIDER_THROUGHPUT} in the version that is pinned"
                    ),
                    format!(
                        "AWS itself takes up to {AWS_THROUGHPUT}; here from {least} to {most}, or two volumes"
                    ),
                );
            } else if throughput < least || throughput > most {
                let message = format!("{name} with {iops} IOPS cannot have {throughput} MiB/s");
                report(
                    "throughput",
                    message,
                    format!("from {least} to {most} here (0.25 MiB/s per IOPS at the most)"),
                );
            }
        }
        (None, _) => {}
    }
}
