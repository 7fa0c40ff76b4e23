//! Rules on storage: it never shrinks, what grows stays, and each type has limits.

pub mod growth;

use crate::check::Probe;
use crate::cloud::aws::storage::{RDS_STRIPE, StorageService, iops, performance};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::machine::Image;
use crate::model::capacity::{Disk, Storage, VolumeType};
use crate::model::size::Size;
use crate::plan::Component;

/// Storage is within its limits, and the step from the everyday size is possible.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let facets = component.spec.facets();
    if let Some(disk) = facets.disk {
        let Disk { volume_type, size } = *disk;
        let storage =
            Storage { volume_type, size, iops: None, throughput: None, max_size: None, keep: false };
        check_limits(&storage, StorageService::Ebs, "disk", probe);
        check_disk(size, facets.image.and_then(Image::smallest_disk), facets.templated, probe);
    }
    let Some(storage) = facets.storage else {
        return;
    };
    let service = StorageService::of(&facets);
    check_limits(storage, service, "storage", probe);
    growth::check(storage, probe);
    check_kept(component, storage, probe);
    let Some(before) = probe.baseline_component() else {
        return;
    };
    let Some(normal) = before.spec.facets().storage else {
        return;
    };
    check_step(storage, normal, service, probe);
}

/// The root disk is large enough for the image, and no smaller than on a normal day.
fn check_disk(size: Size, smallest: Option<u64>, templated: bool, probe: &mut Probe<'_>) {
    let place = probe.place("disk/size");
    if let Some(smallest) = smallest.filter(|smallest| size.gib() < *smallest) {
        let message = format!("the image does not fit on {size}: no machine would start");
        let finding = Finding::new(Code::StorageLimits, place, message);
        return probe.report(finding.help(format!("take {smallest}GiB or more")));
    }
    let Some(normal) = probe.baseline_component().and_then(|before| before.spec.facets().disk) else {
        return;
    };
    let label = |finding: Finding, probe: &Probe<'_>| match probe.baseline_place("disk/size") {
        Some(place) => finding.label(place, "on a normal day"),
        None => finding,
    };
    if size < normal.size {
        let message = format!("the disk is {size}, below the {} of a normal day", normal.size);
        let finding = Finding::new(Code::LaunchBelowNormal, place, message)
            .help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`");
        probe.report(label(finding, probe));
    } else if size > normal.size && templated {
        let message = "running machines keep their disk: only new ones are started with this one";
        let finding = Finding::new(Code::TemplateReachesNewOnly, place, message)
            .help("scale out instead, or replace the machines after the switch, a few at a time");
        probe.report(label(finding, probe));
    }
}

/// All profiles that keep this storage keep the same size.
fn check_kept(component: &Component, storage: &Storage, probe: &mut Probe<'_>) {
    let larger = probe.shared.keeps_more(&component.name, storage.size);
    // The everyday profile is the size that the others grow from.
    if let (true, Some((other, size))) = (storage.keep && probe.baseline.is_some(), larger) {
        let (profile, place) = (other.name(), other.place(&component.name, "storage/size"));
        let message = format!("this keeps {}, and `{profile}` keeps {size}", storage.size);
        let finding = Finding::new(Code::KeptSizesDiffer, probe.place("storage/size"), message);
        probe.report(finding.label(place, "kept there").help(format!("take {size} in both")));
    }
}

fn check_step(storage: &Storage, normal: &Storage, service: StorageService, probe: &mut Probe<'_>) {
    let throughput = |storage| performance(storage, service).1.map(u64::from);
    let iops = |storage| Some(iops(storage, service));
    for (field, now, then) in
        [("iops", iops(storage), iops(normal)), ("throughput", throughput(storage), throughput(normal))]
    {
        if let (Some(now), Some(then)) = (now, then)
            && now < then
        {
            let message = format!("`{field}` is {now}, below the {then} of a normal day");
            // A value that is left out follows from the type or from the size.
            let own = |field: &&str| probe.place(field).source == probe.plan.root.place.source;
            let path = format!("storage/{field}");
            let place = [path.as_str(), "storage/type", "storage/size"].into_iter().find(own);
            let place = probe.place(place.unwrap_or(&path));
            let finding = Finding::new(Code::LaunchBelowNormal, place, message);
            probe.report(
                finding.help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`"),
            );
        }
    }
    check_bought(storage, normal, service, probe);
    let (now, then) = (storage.size, normal.size);
    let place = probe.place("storage/size");
    let finding = |code, message: String| {
        let finding = Finding::new(code, place, message);
        match probe.baseline_place("storage/size") {
            Some(place) => finding.label(place, "on a normal day"),
            None => finding,
        }
    };
    if now < then {
        let message = format!("storage cannot shrink from {then} to {now}: AWS refuses");
        probe.report(finding(Code::StorageShrinks, message).help(format!("write {then} or leave it out")));
    } else if now > then && !storage.keep {
        let message = format!("storage grows from {then} to {now}, and there is no way back");
        probe.report(
            finding(Code::StorageGrows, message)
                .note("neither RDS nor EBS storage shrinks in place: it stays on the bill")
                .help("leave the size as it is, or accept that it stays: `keep: true` beside it"),
        );
    } else if now > then && service == StorageService::Rds && now.mib() * 10 < then.mib() * 11 {
        let message = format!("from {then} to {now} is less than a tenth: RDS refuses so small a step");
        let smallest = then.gib().saturating_mul(11).div_ceil(10);
        probe.report(
            finding(Code::StorageStepTooSmall, message).help(format!("take {smallest}GiB at the least")),
        );
    }
}

/// Speed that is bought on a database's larger storage goes back only if the everyday profile states its own: a value
/// that a profile leaves out, Terraform does not change.
fn check_bought(storage: &Storage, normal: &Storage, service: StorageService, probe: &mut Probe<'_>) {
    if service != StorageService::Rds || storage.size <= normal.size {
        return;
    }
    let bought = [
        ("iops", storage.iops.is_some() && normal.iops.is_none()),
        ("throughput", storage.throughput.is_some() && normal.throughput.is_none()),
    ];
    for (field, _) in bought.iter().filter(|(_, bought)| *bought) {
        let place = probe.place(&format!("storage/{field}"));
        let message = format!("nothing takes this `{field}` back: the everyday profile says none");
        let finding = Finding::new(Code::StorageGrows, place, message);
        probe.report(
            finding
                .note("Terraform leaves alone what a profile leaves out, and the larger storage stays")
                .help(format!(
                    "leave `{field}` out, or give the everyday profile the larger size and its own `{field}`"
                )),
        );
    }
}

fn check_whole_gib(storage: &Storage, field: &str, probe: &mut Probe<'_>) {
    if !storage.size.mib().is_multiple_of(1024) {
        let message = format!("{} is not a whole number of GiB", storage.size);
        let finding = Finding::new(Code::StorageLimits, probe.place(&format!("{field}/size")), message);
        probe.report(finding.help(format!("take {}", Size::from_gib(storage.size.gib()))));
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

fn check_limits(storage: &Storage, service: StorageService, field: &str, probe: &mut Probe<'_>) {
    check_whole_gib(storage, field, probe);
    let path = field;
    let gib = storage.size.gib();
    let name = storage.volume_type.name();
    let limits = limits(service, storage.volume_type, gib);
    let mut report = |field: &str, message: String, help: String| {
        let place = probe.place(&format!("{path}/{field}"));
        probe.report(Finding::new(Code::StorageLimits, place, message).help(help));
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
