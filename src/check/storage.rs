//! Rules on storage: it never shrinks, and what grows stays.

use crate::check::probe::Probe;
use crate::cloud::provider::StorageSpeed;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::model::capacity::Storage;
use crate::model::size::Size;
use crate::plan::Component;

/// The step from the everyday size is possible.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let facets = component.spec.facets();
    if let Some(disk) = facets.disk {
        check_disk(disk.size, component.on.smallest_disk(&facets), facets.templated, probe);
    }
    let Some(storage) = facets.storage else {
        return;
    };
    check_kept(component, storage, probe);
    let Some(before) = probe.baseline_component() else {
        return;
    };
    let normal_facets = before.spec.facets();
    let Some(normal) = normal_facets.storage else {
        return;
    };
    check_speed(component.on.storage_speed(&facets), component.on.storage_speed(&normal_facets), probe);
    check_size(storage, normal, probe);
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
    if size < normal.size {
        let message = format!("the disk is {size}, below the {} of a normal day", normal.size);
        let finding = Finding::new(Code::LaunchBelowNormal, place, message)
            .help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`");
        probe.report(probe.beside_normal(finding, "disk/size"));
    } else if size > normal.size && templated {
        let message = "running machines keep their disk: only new ones are started with this one";
        let finding = Finding::new(Code::TemplateReachesNewOnly, place, message)
            .help("scale out instead, or replace the machines after the switch, a few at a time");
        probe.report(probe.beside_normal(finding, "disk/size"));
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

/// It is no slower than on a normal day.
fn check_speed(speed: StorageSpeed, normal: StorageSpeed, probe: &mut Probe<'_>) {
    for (field, now, then) in
        [("iops", speed.iops, normal.iops), ("throughput", speed.throughput, normal.throughput)]
    {
        if let (Some(now), Some(then)) = (now, then)
            && now < then
        {
            let message = format!("`{field}` is {now}, below the {then} of a normal day");
            // A value that is left out follows from the type or from the size.
            let own = |field: &&str| probe.is_own(field);
            let path = format!("storage/{field}");
            let place = [path.as_str(), "storage/type", "storage/size"].into_iter().find(own);
            let place = probe.place(place.unwrap_or(&path));
            let finding = Finding::new(Code::LaunchBelowNormal, place, message);
            probe.report(
                finding.help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`"),
            );
        }
    }
}

/// It never shrinks, and what grows stays.
fn check_size(storage: &Storage, normal: &Storage, probe: &mut Probe<'_>) {
    let (now, then) = (storage.size, normal.size);
    let place = probe.place("storage/size");
    let finding =
        |code, message: String| probe.beside_normal(Finding::new(code, place, message), "storage/size");
    if now < then {
        let message =
            format!("storage cannot shrink from {then} to {now}: {} refuses", probe.plan.cloud.short());
        probe.report(finding(Code::StorageShrinks, message).help(format!("write {then} or leave it out")));
    } else if now > then && !storage.keep {
        let message = format!("storage grows from {then} to {now}, and there is no way back");
        probe.report(
            finding(Code::StorageGrows, message)
                .note("storage does not shrink in place: it stays on the bill")
                .help("leave the size as it is, or accept that it stays: `keep: true` beside it"),
        );
    }
}
