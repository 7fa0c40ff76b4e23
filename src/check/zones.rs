//! Rules on zones, as far as the account says what they offer.

use crate::check::Probe;
use crate::cloud::aws::network::{created, zones};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::plan::Component;
use crate::quota::zones::standing;

/// The one region whose accounts see two of its three zones each.
/// docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
const TWO_OF_THREE: &str = "us-west-1";

/// The zones of a created network are zones of the account.
pub(super) fn check_plan(probe: &mut Probe<'_>) {
    let cloud = &probe.plan.header.cloud;
    if created(&cloud.network).is_none() {
        return;
    }
    let (region, given) = (&cloud.region, cloud.network.zones.is_some());
    let own = probe.known.applied.map(crate::quota::applied::Applied::zones).unwrap_or_default();
    let place = |at: usize| {
        let field = if given { format!("cloud/network/zones/{at}") } else { "cloud/region".to_owned() };
        probe.plan.top_place(&field)
    };
    if own.is_empty() {
        if region == TWO_OF_THREE && !given {
            let message =
                "each account has two of us-west-1's three zones, and nobody knows which two yours has";
            let finding = Finding::new(Code::ZoneNotInAccount, place(0), message);
            probe.report(finding.help(
                "name yours, for example `network: {zones: [us-west-1a, us-west-1c]}`: `aws ec2 describe-availability-zones --region us-west-1` says which",
            ));
        }
        return;
    }
    for (at, zone) in zones(&cloud.network, region).iter().enumerate() {
        if !own.contains(&zone.as_str()) {
            let message = format!("the account has no zone `{zone}`");
            let finding = Finding::new(Code::ZoneNotInAccount, place(at), message);
            probe.report(
                finding.help(format!("name two or three of its own under `network`: {}", own.join(", "))),
            );
        }
    }
}

/// Each zone of a machine offers its type.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let applied = probe.known.applied;
    let Some(standing) = standing(probe.plan, component, applied) else { return };
    let missing = standing.missing(applied);
    if missing.is_empty() {
        return;
    }
    let (machine, zones) = (standing.machine, missing.join(", "));
    let finding =
        Finding::new(Code::MachineNotInZone, probe.place("machine"), format!("{zones} has no `{machine}`"));
    let has: Vec<&str> = applied.map(|applied| applied.zones_with(machine)).unwrap_or_default();
    let finding = finding.note(format!("as `account/` says, it is in {}", has.join(", ")));
    probe.report(if standing.alone {
        finding
            .note("the machine and its volume stand in one zone: stopped for a new type, it would stay stopped")
            .help(format!("take a size or a family that {zones} has"))
    } else {
        finding.help(
            "take a type that each zone has, or allow it, if the others may carry all: `allow: {machine-not-in-zone: …}`",
        )
    });
}
