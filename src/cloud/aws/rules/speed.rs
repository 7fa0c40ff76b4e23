//! Rules on the speed of storage over hours: gp2 lives on credits, and a machine passes on only so much.

use crate::cloud::aws::machines::{Pace, machine_under};
use crate::cloud::aws::storage::{StorageService, burst, performance};
use crate::cloud::provider::Asked;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};
use crate::model::capacity::{Storage, VolumeType};

/// Storage that works for hours does not live on credits, and the speed that is bought can be used.
pub(super) fn check(facets: &Facets<'_>, asked: &Asked<'_>, rules: &mut dyn Rules) {
    let Some(storage) = facets.storage else { return };
    let service = StorageService::of(facets);
    if asked.has_window {
        check_credits(storage, service, rules);
    }
    let Some((_, name)) = facets.size() else { return };
    // Nothing is reported for what is not known.
    let Some(machine) = machine_under(name) else { return };
    // The speed that a type includes is not bought.
    let included = performance(&Storage { iops: None, throughput: None, ..storage.clone() }, service);
    let bought = |stated: Option<u32>, included: Option<u32>| stated.filter(|own| Some(*own) > included);
    let iops = bought(storage.iops, included.0).map(u64::from);
    let throughput = bought(storage.throughput, included.1).map(u64::from);
    check_pace("iops", "IOPS", (name, machine.iops), iops, asked, rules);
    check_pace("throughput", "MiB/s", (name, machine.throughput), throughput, asked, rules);
}

/// The speed that lasts for a day, and the speed that is only a burst.
fn check_credits(storage: &Storage, service: StorageService, rules: &mut dyn Rules) {
    let Some(burst) = burst(storage, service) else { return };
    let minutes = burst.seconds / 60;
    let message = format!(
        "gp2 of {} keeps up {} IOPS; its credits carry {} for {minutes} minutes",
        storage.size, burst.baseline, burst.most
    );
    let place = ["storage/size", "storage/type"]
        .into_iter()
        .find(|field| rules.is_own(field))
        .unwrap_or("storage/type");
    let finding = Finding::new(Code::StorageCredits, rules.place(place), message);
    let included = performance(&Storage { volume_type: VolumeType::Gp3, ..storage.clone() }, service).0;
    rules.report(
        finding
            .note("a launch is hours of load: once the credits are used up, it falls back to the speed that it keeps up")
            .help(format!(
                "`type: gp3` keeps up {} IOPS; or allow it with a reason: `allow: {{storage-credits: …}}`",
                included.unwrap_or(3000)
            )),
    );
}

/// The speed that is bought, compared with what the machine passes on.
fn check_pace(
    field: &str,
    unit: &str,
    (name, pace): (&str, Option<Pace>),
    bought: Option<u64>,
    asked: &Asked<'_>,
    rules: &mut dyn Rules,
) {
    let (Some(pace), Some(bought)) = (pace, bought) else { return };
    let place = rules.place(&format!("storage/{field}"));
    let report = |message: String, note: &str, rules: &mut dyn Rules| {
        let finding = Finding::new(Code::StorageOutrunsMachine, place, message);
        rules.report(finding.note(note).help(
            "take a larger size, buy less, or allow it with a reason: `allow: {storage-outruns-machine: …}`",
        ));
    };
    if bought > pace.most {
        let message = format!("`{name}` passes on {} {unit} at the most, and {bought} are bought", pace.most);
        report(message, "what is bought beyond that is never reached", rules);
    } else if bought > pace.steady && asked.has_window {
        let message = format!(
            "`{name}` keeps up {} {unit}, and {bought} are bought: more than that lasts for half an hour",
            pace.steady
        );
        report(
            message,
            "a machine of this size reaches its maximum for 30 minutes at least once in 24 hours",
            rules,
        );
    }
}
