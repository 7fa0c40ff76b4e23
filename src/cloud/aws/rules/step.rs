//! The rules on a database's storage that grows from its everyday size.

use crate::cloud::aws::storage::StorageService;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};
use crate::model::capacity::Storage;

/// The step is large enough for RDS, and what is bought with it goes back after the launch.
pub(super) fn check(facets: &Facets<'_>, baseline: &Facets<'_>, rules: &mut dyn Rules) {
    let Some((storage, normal)) = facets.storage.zip(baseline.storage) else { return };
    if StorageService::of(facets) == StorageService::Rds && storage.size > normal.size {
        check_bought(storage, normal, rules);
        check_step(storage, normal, rules);
    }
}

/// RDS takes no step of less than a tenth.
fn check_step(storage: &Storage, normal: &Storage, rules: &mut dyn Rules) {
    let (now, then) = (storage.size, normal.size);
    // A step that nobody accepted is a finding of its own.
    if !storage.keep || now.mib() * 10 >= then.mib() * 11 {
        return;
    }
    let message = format!("from {then} to {now} is less than a tenth: RDS refuses so small a step");
    let finding = Finding::new(Code::StorageStepTooSmall, rules.place("storage/size"), message);
    let finding = rules.beside_normal(finding, "storage/size");
    let smallest = then.gib().saturating_mul(11).div_ceil(10);
    rules.report(finding.help(format!("take {smallest}GiB at the least")));
}

/// Speed that is bought on a database's larger storage goes back only if the everyday profile states its own: a value
/// that a profile leaves out, Terraform does not change.
fn check_bought(storage: &Storage, normal: &Storage, rules: &mut dyn Rules) {
    let bought = [
        ("iops", storage.iops.is_some() && normal.iops.is_none()),
        ("throughput", storage.throughput.is_some() && normal.throughput.is_none()),
    ];
    for (field, _) in bought.iter().filter(|(_, bought)| *bought) {
        let place = rules.place(&format!("storage/{field}"));
        let message = format!("nothing takes this `{field}` back: the everyday profile says none");
        let finding = Finding::new(Code::StorageGrows, place, message);
        rules.report(
            finding
                .note("Terraform leaves alone what a profile leaves out, and the larger storage stays")
                .help(format!(
                    "leave `{field}` out, or give the everyday profile the larger size and its own `{field}`"
                )),
        );
    }
}
