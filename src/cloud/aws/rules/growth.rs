//! Rules on storage that RDS grows by itself.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};
use crate::model::capacity::VolumeType;
use crate::model::size::Size;

const FIELD: &str = "storage/max_size";

/// The largest storage of an instance, in GiB. Source: RDS API reference, `CreateDBInstance`.
const LARGEST: u64 = 65_536;

/// `max_size` is large enough compared with the size. Only a database has it. Of what `exists` one that is the size says
/// that the storage does not grow. Source:
/// <https://registry.terraform.io/providers/hashicorp/aws/6.69.1/docs/resources/db_instance>, `max_allocated_storage`; 2026-11.
pub(super) fn check(facets: &Facets<'_>, exists: bool, rules: &mut dyn Rules) {
    let Some(storage) = facets.storage else { return };
    let Some(most) = storage.max_size.filter(|most| !exists || *most != storage.size) else { return };
    let mut report = |message: String, help: String| {
        rules.report(Finding::new(Code::StorageLimits, rules.place(FIELD), message).help(help));
    };
    if !most.mib().is_multiple_of(1024) {
        report(
            format!("{most} is not a whole number of GiB"),
            format!("take {}", Size::from_gib(most.gib())),
        );
    }
    // At least a tenth above the allocated size; below 26 % RDS warns at once that the limit is near.
    // Source: RDS user guide, `USER_PIOPS.Autoscaling`.
    let percent = |percent: u64| storage.size.gib().saturating_mul(percent).div_ceil(100);
    let (least, better) = (percent(110), percent(126).min(LARGEST));
    if most.gib() < least || most.gib() > LARGEST {
        report(
            format!("RDS takes no `max_size` of {most} for a size of {}", storage.size),
            format!("from {least}GiB to {LARGEST}GiB; from {better}GiB on RDS does not warn at once"),
        );
    }
    // At the limit there must also be half an I/O operation per second and GiB.
    // Source: RDS user guide, `USER_PIOPS.Autoscaling` and `CHAP_Storage`.
    let bought = matches!(storage.volume_type, VolumeType::Io1 | VolumeType::Io2);
    if let Some(iops) = storage.iops.filter(|iops| bought && u64::from(*iops) < most.gib().div_ceil(2)) {
        let name = storage.volume_type.name();
        report(
            format!("{iops} IOPS of {name} are too few for {most}: RDS takes no such `max_size`"),
            format!("up to {}GiB with these, or more IOPS", u64::from(iops) * 2),
        );
    }
}
